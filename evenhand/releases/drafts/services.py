"""Start a draft, change it, take changes back, give it up. The only code that does."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.engine.rules.comparison import Comparison, RuleChange, compare
from evenhand.engine.rules.differences import FileChange
from evenhand.engine.rules.editing.merging import Side, bring_over
from evenhand.engine.rules.editing.registers import change_head
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.words import listed, number, said
from evenhand.releases.drafts.queries import changes_of, policy_of_draft
from evenhand.releases.drafts.verdicts import may_change_draft, may_draft
from evenhand.releases.models import DraftChange, PolicyDraft, PolicyRelease
from evenhand.releases.queries import policy_of


Change = Callable[[Release], Mapping[str, bytes]]
# A change of a whole rule or row, which is not told part by part.
WHOLE = {"added": "added", "removed": "taken out", "moved": "moved"}
MOST_NAMED = 5
MOST_WHERE = 200
MOST_TOLD = 10_000


@transaction.atomic
def start_draft(
    *, title: str, about: str, based_on: PolicyRelease, by: User, at: datetime
) -> PolicyDraft:
    """A draft that says what a release says, but for its number, title and note."""
    may_draft(by).enforce()
    policy = policy_of(based_on)
    latest = PolicyRelease.objects.order_by("-number").values_list("number", flat=True)
    policy = Release.from_files(
        change_head(
            policy.files, number=latest[0] + 1, title=title, note=about or policy.note
        )
    )
    draft = PolicyDraft.objects.create(
        title=title,
        about=about,
        based_on=based_on,
        bundle=policy.bundle(),
        sha256=policy.sha256,
        started_at=at,
        started_by=by,
    )
    _record("draft_started", draft, {"release": based_on.number}, by=by, at=at)
    return draft


@transaction.atomic
def change_draft(
    draft: PolicyDraft,
    change: Change,
    *,
    seen: int,
    by: User,
    at: datetime,
    because: str = "",
) -> DraftChange | None:
    """Change a draft as it stood at version `seen`; None where nothing differs.

    `change` takes its policy and gives new files. Raises Faulty where a cell, or what
    comes of it, cannot be read; Refused where somebody has changed it since.
    """
    may_change_draft(by, draft).enforce()
    _refuse_if_overtaken(draft, seen)
    before = policy_of_draft(draft)
    after = Release.from_files(change(before))
    if after.sha256 == before.sha256:
        return None
    comparison = compare(before, after)
    kept = _keep(
        draft,
        after.bundle(),
        after.sha256,
        seen=seen,
        by=by,
        at=at,
        because=because,
        where=_where(comparison) or "comments and layout",
        told=comparison,
    )
    _record(
        "draft_changed", draft, {"where": kept.where}, by=by, at=at, because=because
    )
    return kept


@transaction.atomic
def take_back(
    draft: PolicyDraft,
    *,
    first: int,
    seen: int,
    by: User,
    at: datetime,
    because: str = "",
) -> DraftChange:
    """Take back the change that made version `first`, and all that came after it."""
    may_change_draft(by, draft).enforce()
    _refuse_if_overtaken(draft, seen)
    undone = DraftChange.objects.filter(draft=draft, version=first).first()
    if undone is None:
        raise Refused("There is no such change to take back")
    bundle = bytes(undone.before)
    after = Release.from_bundle(bundle)
    last = f" to {number(seen)}" if first < seen else ""
    kept = _keep(
        draft,
        bundle,
        after.sha256,
        seen=seen,
        by=by,
        at=at,
        because=because,
        where=f"Taken back: version {number(first)}{last}",
        told=compare(policy_of_draft(draft), after),
    )
    _record(
        "draft_changed", draft, {"where": kept.where}, by=by, at=at, because=because
    )
    return kept


@transaction.atomic
def bring_draft_up(
    draft: PolicyDraft,
    newer: PolicyRelease,
    settled: Mapping[str, Side],
    *,
    seen: int,
    by: User,
    at: datetime,
) -> DraftChange | None:
    """Bring what a newer release changed into a draft, which is then based on it.

    Refused while something that both changed is not settled.
    """
    base, theirs = policy_of(draft.based_on), policy_of(newer)

    def change(policy: Release) -> Mapping[str, bytes]:
        merged = bring_over(base.files, theirs.files, policy.files, settled)
        open_ = [what for what in merged.conflicts if what not in settled]
        if open_:
            raise Refused(f"Say which is right for {listed(open_)}")
        return change_head(merged.files, number=newer.number + 1)

    kept = change_draft(
        draft, change, seen=seen, by=by, at=at, because=f"Brought up to {newer}"
    )
    PolicyDraft.objects.filter(pk=draft.pk).update(based_on=newer)
    draft.based_on = newer
    return kept


@transaction.atomic
def give_up_draft(
    draft: PolicyDraft, *, seen: int, by: User, at: datetime, because: str
) -> None:
    """Close a draft that will not be published; it stays to be read."""
    may_change_draft(by, draft).enforce()
    closed = PolicyDraft.objects.filter(
        pk=draft.pk, version=seen, state=PolicyDraft.State.OPEN
    ).update(
        state=PolicyDraft.State.ABANDONED,
        closed_at=at,
        closed_by=by,
        closed_because=because,
    )
    if not closed:
        _overtaken(draft, seen)
    draft.state = PolicyDraft.State.ABANDONED
    _record("draft_given_up", draft, {}, by=by, at=at, because=because)


def _keep(
    draft: PolicyDraft,
    bundle: bytes,
    sha256: str,
    *,
    seen: int,
    by: User,
    at: datetime,
    because: str,
    where: str,
    told: Comparison,
) -> DraftChange:
    """Put the new policy in the place of the one that was seen, and tell what differs."""
    before = bytes(
        PolicyDraft.objects.values_list("bundle", flat=True).get(pk=draft.pk)
    )
    changed = PolicyDraft.objects.filter(
        pk=draft.pk, version=seen, state=PolicyDraft.State.OPEN
    ).update(bundle=bundle, sha256=sha256, version=seen + 1)
    if not changed:
        _overtaken(draft, seen)
    draft.bundle, draft.sha256, draft.version = bundle, sha256, seen + 1
    return DraftChange.objects.create(
        draft=draft,
        version=seen + 1,
        at=at,
        by=by,
        because=because,
        where=where[:MOST_WHERE],
        was=_told((what, one.part, one.was) for what, one in told.lines()),
        becomes=_told((what, one.part, one.becomes) for what, one in told.lines()),
        before=before,
    )


def _where(comparison: Comparison) -> str:
    """ "RT-014, when sex; RT-062 added": what was changed, in one line."""
    changes: list[tuple[str, RuleChange | FileChange]] = [
        *((rule.rule_id, rule) for rule in comparison.rules),
        *((row.what, row) for row in comparison.beside),
    ]
    places: list[str] = []
    names: list[str] = []
    for what, change in changes:
        names.append(what)
        if change.kind in WHOLE:
            places.append(f"{what} {WHOLE[change.kind]}")
        else:
            places.extend(
                f"{what}, {one.part[:1].lower()}{one.part[1:]}"
                for one in change.differences
            )
    if len(places) <= MOST_NAMED and len("; ".join(places)) <= MOST_WHERE:
        return "; ".join(places)
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _told(lines: Any) -> str:
    return "\n".join(
        f"{what}, {part}: {words}" for what, part, words in lines if words
    )[:MOST_TOLD]


def _refuse_if_overtaken(draft: PolicyDraft, seen: int) -> None:
    """Look at the draft as it is now; whoever saw another version is told what differs."""
    there = PolicyDraft.objects.select_for_update().defer("bundle").get(pk=draft.pk)
    if there.version != seen:
        _overtaken(draft, seen)
    may = there.state == PolicyDraft.State.OPEN
    if not may:
        raise Refused("This draft is no longer being written")
    draft.version, draft.sha256, draft.based_on_id = (
        *(there.version, there.sha256),
        there.based_on_id,
    )


def _overtaken(draft: PolicyDraft, seen: int) -> None:
    """Raise Refused with who changed the draft since, and what."""
    since = list(changes_of(draft).filter(version__gt=seen))
    if not since:
        raise Refused("This draft is no longer being written")
    who = listed(dict.fromkeys(change.by.name for change in since))
    what = "; ".join(dict.fromkeys(change.where for change in since))
    raise Refused(
        f"{who} changed this draft while you were writing: {what}. "
        f"That was on {said(max(change.at for change in since).date())}. "
        "Look at it, and save again what you typed"
    )


def _record(
    kind: str,
    draft: PolicyDraft,
    data: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
    because: str = "",
) -> None:
    told = {"draft": draft.pk, "title": draft.title, **data}
    record_events([Happening(kind, told)], by=by, at=at, because=because)
