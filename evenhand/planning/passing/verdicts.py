"""Who may skip a case or pass it back, and why not."""

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.core.verdict import YES, Verdict, no


def may_pass_on(user: User, case: Case) -> Verdict:
    """Whether this person may skip the case or pass it back: its owner, until decided."""
    if case.owner is None or case.owner.user_id != user.pk:
        return no("A case is skipped or passed back by the decision maker who has it")
    if case.stage not in UNDECIDED:
        return no("This case has been decided already")
    return YES
