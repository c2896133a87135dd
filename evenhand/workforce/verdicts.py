"""Who may change what about people, teams and what they are granted, and why not.

Administrators change everything; the leader of a team its hours, places and absences;
workflow managers who works where. Nobody changes their own roles or clearances.
"""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.workforce.models import StaffMember


def may_administer(user: User) -> Verdict:
    """Whether this person lets people join and leave, and keeps what they hold."""
    if not user.has_role(Role.ADMINISTRATOR):
        return no("This is changed by an administrator")
    return YES


def may_keep_time(user: User, person: StaffMember) -> Verdict:
    """Whether this person records absences, hours and places of somebody."""
    if user.has_role(Role.ADMINISTRATOR) or leads(user, person):
        return YES
    return no("This is changed by the leader of the team and by administrators")


def may_place(user: User) -> Verdict:
    """Whether this person names teams, and moves people between teams and units."""
    if not user.has_role(Role.ADMINISTRATOR, Role.WORKFLOW_MANAGER):
        return no("Teams are kept by workflow managers and administrators")
    return YES


def may_grant(user: User, person: StaffMember) -> Verdict:
    """Whether this person gives somebody roles and clearances, and ends them."""
    if not user.has_role(Role.ADMINISTRATOR):
        return no("Roles and clearances are granted by administrators")
    if person.user_id == user.pk:
        return no("Your own roles and clearances are changed by somebody else")
    return YES


def may_invite(user: User, person: StaffMember) -> Verdict:
    """Whether this person invites somebody to choose the first password of their account.

    The first alone: who could give others a new password could sign in as anybody.
    """
    verdict = may_administer(user)
    if not verdict:
        return verdict
    if person.user is None or not person.user.is_active:
        return no("They have no account")
    if person.user.has_usable_password():
        return no("They have chosen a password already")
    return YES


def may_see_person(user: User, person: StaffMember) -> Verdict:
    """Whether this person reads all that is kept about somebody who works here."""
    if user.has_role(Role.ADMINISTRATOR, Role.WORKFLOW_MANAGER):
        return YES
    if leads(user, person) or person.user_id == user.pk:
        return YES
    return no("This page is for the leader of their team")


def leads(user: User, person: StaffMember) -> bool:
    """Whether this person leads the team that somebody is in."""
    if person.team_id is None or not user.has_role(Role.TEAM_LEADER):
        return False
    return StaffMember.objects.filter(user=user, team=person.team_id).exists()
