"""Who may send, approve and return a draft, and withdraw a release; and why not."""

from collections.abc import Collection

from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Verdict, no
from evenhand.releases.models import PolicyDraft, PolicyRelease, Withdrawal


UNSEEN = (
    "You have not looked at a rehearsal of this draft as it stands now, beside the "
    "release it would follow and on the caseload as it is. Rehearse it, and look at what "
    "it would change and at its effects by group"
)


def may_publish(user: User) -> Verdict:
    """Whether this person takes part in publishing at all."""
    if not user.has_role(Role.POLICY_LEAD):
        return no("Policy is sent for approval, approved and withdrawn by policy leads")
    return YES


def may_send(user: User, draft: PolicyDraft, *, seen: bool) -> Verdict:
    """Whether this person may send a draft for approval; `seen`: its rehearsal."""
    may = may_publish(user)
    if not may:
        return may
    if draft.state != PolicyDraft.State.OPEN:
        return no(f"This draft is not being written any more: {_standing(draft)}")
    return YES if seen else no(UNSEEN)


def may_approve(
    user: User,
    draft: PolicyDraft,
    *,
    seen: bool,
    owners: Collection[str],
    owned: Collection[str],
) -> Verdict:
    """Whether this person may approve a draft that was sent.

    owners      whose things the draft changes
    owned       for which of these the sender or this person answers
    """
    may = may_publish(user)
    if not may:
        return may
    if draft.state != PolicyDraft.State.SENT:
        return no(f"This draft does not wait for approval: {_standing(draft)}")
    if draft.sent_by_id == user.pk:
        return no(
            "You sent this draft yourself. Another policy lead approves it, having "
            "looked at its rehearsal"
        )
    if draft.sent_by is not None and not may_publish(draft.sent_by):
        return no(
            f"{draft.sent_by.name} sent this draft and is not a policy lead any more. "
            "Give it back, and have somebody who is one send it"
        )
    if not owned:
        return no(
            "Neither of you answers for what this draft changes. Somebody who does has "
            f"to approve it: {', '.join(owners)}"
        )
    return YES if seen else no(UNSEEN)


def may_return(user: User, draft: PolicyDraft) -> Verdict:
    """Whether this person may give a draft back to be written on."""
    may = may_publish(user)
    if not may:
        return may
    if draft.state != PolicyDraft.State.SENT:
        return no(f"This draft does not wait for approval: {_standing(draft)}")
    return YES


def may_ask_withdrawal(user: User, release: PolicyRelease) -> Verdict:
    """Whether this person may ask that a release be in force no longer."""
    may = may_publish(user)
    if not may:
        return may
    if Withdrawal.objects.filter(release=release, called_off_at=None).exists():
        return no(f"{release} has been withdrawn, or somebody has asked for it already")
    return YES


def may_withdraw_alone(user: User, *, owned: Collection[str]) -> Verdict:
    """Whether this person may withdraw a release without a second, in an emergency."""
    may = may_publish(user)
    if not may:
        return may
    if not owned:
        return no(
            "Only somebody who answers for what the release changed withdraws it alone. "
            "Ask for it, and have one of them agree"
        )
    return YES


def may_agree_to_withdraw(
    user: User, asked: Withdrawal, *, owned: Collection[str]
) -> Verdict:
    """Whether this person may carry out the withdrawal somebody asked for.

    owned       owners of what the release changed for whom this person answers
    """
    may = may_publish(user)
    if not may:
        return may
    if asked.withdrawn_at is not None or asked.called_off_at is not None:
        return no("This request has been dealt with already")
    if asked.asked_by_id == user.pk:
        return no("You asked for it yourself. Another policy lead withdraws it")
    if not owned:
        return no(
            "Somebody who answers for what the release changed has to withdraw it"
        )
    return YES


def _standing(draft: PolicyDraft) -> str:
    return str(PolicyDraft.State(draft.state).label).lower()
