"""What may be done with a case, by whom, and why not."""

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.stages import NEXT, Stage
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


WORKERS = (
    Role.DECISION_MAKER,
    Role.TEAM_LEADER,
    Role.WORKFLOW_MANAGER,
    Role.CASE_PROGRESSION_OFFICER,
    Role.TECHNICAL_SPECIALIST,
    Role.BOOKING_OFFICER,
    Role.SCREENING_OFFICER,
)


def may_work_on(user: User, case: Case) -> Verdict:
    """Write notes, barriers and the like; on a closed case too, to put an error right."""
    return may_write_at_all(user)


def may_write_at_all(user: User) -> Verdict:
    """Whether this person changes cases, whichever they may see."""
    if not (user.has_role(*WORKERS) or user.is_service):
        return no("Your role reads cases and does not change them")
    return YES


def may_move(case: Case, to: Stage) -> Verdict:
    """Whether `to` may follow the stage the case is at."""
    if to not in NEXT[Stage(case.stage)]:
        return no(
            f"A case that is {Stage(case.stage).label.lower()} cannot become "
            f"{to.label.lower()}"
        )
    if to == Stage.INTERVIEWED and case.interviewed_on is None:
        return no("Record the date of the interview first")
    return YES
