"""Who may write a policy, and when; and why not."""

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.releases.models import Ownership, PolicyDraft


def may_draft(user: User) -> Verdict:
    """Whether this person may start a draft at all."""
    if user.has_role(Role.POLICY_LEAD):
        return YES
    if Ownership.objects.filter(user=user, ended_at=None).exists():
        return YES
    return no("Drafts are written by policy leads, and by those who answer for rules")


def may_change_draft(user: User, draft: PolicyDraft) -> Verdict:
    """Whether this person may change this draft as it stands."""
    may = may_draft(user)
    if not may:
        return may
    if draft.state == PolicyDraft.State.SENT:
        return no("This draft waits for approval. Have it returned before changing it")
    if draft.state == PolicyDraft.State.PUBLISHED:
        return no("This draft was published. Start another one from its release")
    if draft.state == PolicyDraft.State.ABANDONED:
        return no("This draft was given up. Start another one")
    return YES
