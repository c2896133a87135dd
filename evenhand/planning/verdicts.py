"""Who may plan, who may re-allocate and who may accept, and why not."""

from django.db.models import QuerySet

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.planning.models import Proposal, Run
from evenhand.workforce.models import StaffMember


def may_plan(user: User) -> Verdict:
    """Whether this person may start a planning run."""
    if not (user.has_role(Role.WORKFLOW_MANAGER) or user.is_service):
        return no("Planning runs are started by workflow managers")
    return YES


def may_reallocate(user: User, person: StaffMember) -> Verdict:
    """Whether this person may look for others to take somebody's cases."""
    if user.has_role(Role.WORKFLOW_MANAGER):
        return YES
    if _team_led_by(user) is None or _team_led_by(user) != person.team_id:
        return no(
            "Cases are re-allocated by workflow managers and by the leader of the team"
        )
    return YES


def may_accept(user: User, run: Run) -> Verdict:
    """Whether this person may accept what the run proposes."""
    if run.person is not None:
        verdict = may_reallocate(user, run.person)
        if not verdict:
            return verdict
    elif not user.has_role(Role.WORKFLOW_MANAGER):
        return no("Proposals are accepted by workflow managers")
    if run.state not in (Run.State.PROPOSED, Run.State.ACCEPTED):
        return no(f"This run is {Run.State(run.state).label.lower()}")
    return YES


def acceptable_by(user: User, run: Run) -> QuerySet[Proposal]:
    """Proposals this person may still accept: a team leader's, within their team."""
    waiting = run.proposals.filter(state=Proposal.State.PROPOSED)
    if user.has_role(Role.WORKFLOW_MANAGER):
        return waiting
    return waiting.filter(
        to_owner__team__isnull=False, to_owner__team=_team_led_by(user)
    )


def may_give_to(user: User, person: StaffMember | None) -> Verdict:
    """Whether this person may choose whom a case goes to (None: only its unit)."""
    if user.has_role(Role.WORKFLOW_MANAGER):
        return YES
    if person is None or person.team_id is None or person.team_id != _team_led_by(user):
        return no("Team leaders choose among their own team; workflow managers anybody")
    return YES


def _team_led_by(user: User) -> int | None:
    staff = StaffMember.objects.filter(user=user).first()
    if staff is None or not user.has_role(Role.TEAM_LEADER):
        return None
    return staff.team_id
