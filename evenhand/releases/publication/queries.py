"""What stands in the way of a draft, whose things it changes, and what waits."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from evenhand.core.models import User
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.owners import owners_of_changes
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.succession import faults_at_publication
from evenhand.releases.drafts.queries import drafts, policy_of_draft
from evenhand.releases.models import (
    DraftStep,
    Period,
    PolicyDraft,
    PolicyRelease,
    Withdrawal,
)
from evenhand.releases.owners.queries import owned_by
from evenhand.releases.queries import policy_of, releases


def faults_of_draft(
    draft: PolicyDraft, *, on: date, provided: Collection[str], demo: bool
) -> list[Fault]:
    """What refuses a draft if it came into force on a day. Raises Faulty.

    provided    the facts that this system can provide
    demo        rules whose authority no source states may run
    """
    policy = policy_of_draft(draft)
    found = faults_at_publication(
        policy,
        base=policy_of(draft.based_on),
        earlier=[policy_of(row) for row in releases()],
        on=on,
    )
    tolerated = {"warning", "demo only"} if demo else {"warning"}
    return [
        *(fault for fault in found if fault.severity not in tolerated),
        *_not_provided(policy, provided),
    ]


def _not_provided(policy: Release, provided: Collection[str]) -> list[Fault]:
    return [
        Fault(
            "fact-not-provided",
            f"vocabulary.toml, fact {fact.name}",
            "is not known to the system yet: whoever keeps it has to provide the fact "
            "before a release may name it",
        )
        for fact in policy.vocabulary.stored()
        if fact.name not in provided
    ]


def changes_by_owner(draft: PolicyDraft) -> dict[str, list[str]]:
    """Whose things a draft changes, and which: by owner. Raises Faulty."""
    return owners_of_changes(policy_of(draft.based_on), policy_of_draft(draft))


def changed_in(release: PolicyRelease) -> dict[str, list[str]]:
    """Whose things a release changed against the one it was written from, by owner."""
    if release.draft_id is None or release.draft is None:
        return {}
    based_on = release.draft.based_on
    return owners_of_changes(policy_of(based_on), policy_of(release))


def owned_among(owners: Collection[str], *people: User) -> list[str]:
    """For which of these owners at least one of these people answers."""
    held = frozenset().union(*map(owned_by, people))
    return sorted(held & set(owners))


def drafts_waiting() -> QuerySet[PolicyDraft]:
    """Drafts that wait for approval, the longest waiting first."""
    return drafts().filter(state=PolicyDraft.State.SENT).order_by("sent_at")


def steps_of(draft: PolicyDraft) -> QuerySet[DraftStep]:
    """How a draft came to where it stands, in order."""
    return DraftStep.objects.filter(draft=draft).select_related("by")


def last_period() -> Period | None:
    """The time in force that has no end: the release now, or the one to come."""
    return (
        Period.objects.filter(during__upper_inf=True)
        .select_related("release", "release__draft")
        .first()
    )


def release_to_come(at: datetime) -> PolicyRelease | None:
    """The release that is approved and not yet in force; None where there is none."""
    last = last_period()
    return last.release if last is not None and last.during.lower > at else None


def withdrawals() -> QuerySet[Withdrawal]:
    """Every request to withdraw, the newest first."""
    return Withdrawal.objects.select_related(
        "release", "asked_by", "withdrawn_by", "looked_by", "called_off_by", "back_to"
    ).order_by("-asked_at", "-pk")


def withdrawals_waiting() -> QuerySet[Withdrawal]:
    """Requests that wait for a second person."""
    return withdrawals().filter(withdrawn_at=None, called_off_at=None)


def withdrawals_alone() -> QuerySet[Withdrawal]:
    """Releases withdrawn by one person alone that no other has looked at yet."""
    return withdrawals().filter(alone=True, withdrawn_at__isnull=False, looked_at=None)


def release_before(release: PolicyRelease) -> PolicyRelease | None:
    """The release that comes back when this one is withdrawn.

    The one in force last before it first was, leaving out those withdrawn themselves.
    """
    began = min((period.during.lower for period in release.periods.all()), default=None)
    if began is None:
        return None
    withdrawn = Withdrawal.objects.filter(withdrawn_at__isnull=False)
    before = (
        Period.objects.filter(during__endswith__lte=began)
        .exclude(release__in=withdrawn.values("release"))
        .select_related("release")
        .order_by("during")
        .last()
    )
    return before.release if before is not None else None
