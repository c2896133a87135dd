"""Who may declare a conflict of interest and who may end one, and why not."""

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.stages import OPEN
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.conflicts.models import Conflict
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


def may_declare_conflict(user: User, case: Case) -> Verdict:
    """Whether this person may declare a conflict, their own or another's."""
    if case.stage not in OPEN:
        return no("This case is closed, so nobody needs to be kept from it")
    return may_work_on(user, case)


def may_end_conflict(user: User, conflict: Conflict) -> Verdict:
    """Whether this person may say that a conflict no longer stands."""
    if conflict.ended_at is not None:
        return no("This conflict has been ended already")
    if not user.has_role(Role.TEAM_LEADER, Role.WORKFLOW_MANAGER):
        return no("Conflicts are ended by team leaders and workflow managers")
    if conflict.staff_member.user_id == user.pk:
        return no("Your own conflict is ended by somebody else")
    return YES
