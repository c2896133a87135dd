"""Policies being written: which there are, and their tables ready to think with."""

from functools import lru_cache

from django.db.models import QuerySet

from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.editing.documents import ids_in
from evenhand.engine.rules.release import Release, files_of_bundle
from evenhand.releases.models import (
    DraftChange,
    Period,
    PolicyDraft,
    PolicyRelease,
)


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


def ids_ever_used() -> frozenset[str]:
    """The id of every rule of every release and draft: none of them is used again."""
    found: set[str] = set()
    for of, rows in (
        (PolicyRelease, PolicyRelease.objects.values_list("pk", "sha256")),
        (PolicyDraft, PolicyDraft.objects.values_list("pk", "sha256")),
    ):
        for pk, sha256 in rows:
            found |= _ids(of, pk, sha256)
    return frozenset(found)


def ids_published() -> frozenset[str]:
    """The id of every rule of every release: those are ended, and never taken out."""
    return frozenset().union(
        *(
            _ids(PolicyRelease, pk, sha256)
            for pk, sha256 in PolicyRelease.objects.values_list("pk", "sha256")
        )
    )


def newer_than_base(draft: PolicyDraft) -> PolicyRelease | None:
    """The release that a new one would follow, where a draft is not based on it."""
    last = (
        Period.objects.filter(during__upper_inf=True)
        .select_related("release")
        .defer("release__bundle")
        .first()
    )
    if last is None or last.release_id == draft.based_on_id:
        return None
    return last.release


@lru_cache(maxsize=512)
def _ids(
    of: type[PolicyRelease] | type[PolicyDraft], pk: int, sha256: str
) -> frozenset[str]:
    bundle = of.objects.values_list("bundle", flat=True).get(pk=pk)
    return ids_in(files_of_bundle(bytes(bundle)))


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
