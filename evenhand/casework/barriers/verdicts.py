"""Who may open and close barriers, and why not."""

from evenhand.casework.barriers.models import Barrier
from evenhand.casework.cases.models import Case
from evenhand.casework.cases.stages import OPEN
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.core.models import User
from evenhand.core.verdict import Verdict, no


def may_open_barrier(user: User, case: Case) -> Verdict:
    """Whether this person may open a barrier on this case."""
    if case.stage not in OPEN:
        return no("This case is closed, so nothing can stand in its way")
    return may_work_on(user, case)


def may_close_barrier(user: User, barrier: Barrier) -> Verdict:
    """Whether this person may close or review this barrier."""
    if barrier.closed_on is not None:
        return no("This barrier is closed already")
    return may_work_on(user, barrier.case)
