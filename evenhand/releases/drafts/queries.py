"""Policies being written: which there are, and their tables ready to think with."""

from functools import lru_cache

from django.db.models import QuerySet

from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.release import Release
from evenhand.releases.drafts.models import DraftChange, PolicyDraft


def drafts() -> QuerySet[PolicyDraft]:
    """Every draft, the newest first, with who started it and its release; no bundles."""
    return (
        PolicyDraft.objects.select_related("started_by", "sent_by", "based_on")
        .defer("bundle", "based_on__bundle")
        .order_by("-started_at", "-pk")
    )


def open_drafts() -> QuerySet[PolicyDraft]:
    """The drafts that are still being written, the newest first; no bundles."""
    return drafts().filter(state=PolicyDraft.State.OPEN)


def draft_by_id(pk: int) -> PolicyDraft | None:
    """A draft; None where there is none."""
    return drafts().filter(pk=pk).first()


def policy_of_draft(draft: PolicyDraft) -> Release:
    """The policy a draft holds, read anew after each change and kept until the next.

    Raises Faulty where its files cannot be read.
    """
    return _policy(draft.pk, draft.sha256)


def program_of_draft(draft: PolicyDraft) -> Program:
    """The compiled tables of a draft. Raises Faulty where it cannot be read."""
    return _program(draft.pk, draft.sha256)


def changes_of(draft: PolicyDraft) -> QuerySet[DraftChange]:
    """What was changed in a draft, the latest first; without the bundles before."""
    return (
        DraftChange.objects.filter(draft=draft)
        .select_related("by")
        .defer("before")
        .order_by("-version")
    )


@lru_cache(maxsize=16)
def _policy(pk: int, sha256: str) -> Release:
    return Release.from_bundle(
        bytes(
            PolicyDraft.objects.values_list("bundle", flat=True).get(
                pk=pk, sha256=sha256
            )
        )
    )


@lru_cache(maxsize=8)
def _program(pk: int, sha256: str) -> Program:
    return compile_release(_policy(pk, sha256))
