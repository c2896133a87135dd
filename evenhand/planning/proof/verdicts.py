"""Who may have the waits of a day counted."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


COUNTERS = (
    Role.POLICY_LEAD,
    Role.WORKFLOW_MANAGER,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


def may_count(user: User) -> Verdict:
    """Whether this person may ask for a day that was not counted."""
    if user.is_service or user.has_role(*COUNTERS):
        return YES
    return no(
        "Days are counted each night. Others can be asked for by policy leads, workflow "
        "managers, analysts, auditors and administrators"
    )
