"""Who may open, write and complete an assessment of a release, and why not."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.releases.models import Assessment


def may_assess(user: User) -> Verdict:
    """Whether this person writes assessments."""
    if not user.has_role(Role.POLICY_LEAD):
        return no("Assessments are opened and written by policy leads")
    return YES


def may_complete(user: User, *, unanswered: int, assessment: Assessment) -> Verdict:
    """Whether this person may call an assessment complete; `unanswered`: questions."""
    may = may_assess(user)
    if not may:
        return may
    if unanswered:
        return no(
            "Some questions have no answer yet. Write one, or say why it does not apply"
        )
    if assessment.completed_version == assessment.version:
        return no("It is complete as it stands")
    return YES
