"""Who may judge a likeness and take a judgement back, and why not."""

from evenhand.casework.likeness.models import Likeness
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


JUDGES = (Role.CASE_PROGRESSION_OFFICER, Role.WORKFLOW_MANAGER)


def may_judge(user: User, likeness: Likeness) -> Verdict:
    """Whether this person may say what two records are to each other."""
    if not user.has_role(*JUDGES):
        return no(
            "Case progression officers and workflow managers say who is one person"
        )
    if likeness.state in (Likeness.State.JOINED, Likeness.State.REFUSED):
        return no("This has been judged already. Take that back first")
    return YES


def may_take_back(user: User, likeness: Likeness) -> Verdict:
    """Whether this person may undo what was said, their own word or another's."""
    if likeness.state not in (Likeness.State.JOINED, Likeness.State.REFUSED):
        return no("Nothing has been said of these two yet")
    if not user.has_role(*JUDGES):
        return no("Case progression officers and workflow managers take this back")
    return YES
