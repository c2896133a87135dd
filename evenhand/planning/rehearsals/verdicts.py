"""Who may rehearse a policy, and who may look at what came of it."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no


REHEARSE = (Role.POLICY_LEAD, Role.WORKFLOW_MANAGER, Role.ANALYST)
LOOK = (*REHEARSE, Role.QUALITY_LEAD, Role.AUDITOR)


def may_rehearse(user: User) -> Verdict:
    """Whether this person may have a policy rehearsed."""
    if not (user.has_role(*REHEARSE) or user.is_service):
        return no(
            "Policies are rehearsed by policy leads, workflow managers and analysts"
        )
    return YES


def may_see_rehearsals(user: User) -> Verdict:
    """Whether this person may look at rehearsals; not at which cases, which is RLS's."""
    if not (user.has_role(*LOOK) or user.is_service):
        return no(
            "Rehearsals are read by policy leads, workflow managers, analysts, quality "
            "leads and auditors"
        )
    return YES
