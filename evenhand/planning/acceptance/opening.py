"""What must have been opened before proposals are accepted, and who opened it.

Ten proposals drawn by lot from what is accepted are opened by whoever accepts; every
child and every flagged person by anybody who may accept (docs/adr/0025).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from evenhand.core.models import User
from evenhand.core.verdict import YES, Refused, Verdict, no
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Opening, Proposal, Run


# Why a proposal matters, in the words of a sentence: one, several.
MATTERS: Mapping[str, tuple[str, str]] = {
    "child": ("child when they claimed", "children when they claimed"),
    "age-disputed": ("disputed age", "disputed ages"),
    "alarm": ("alarm", "alarms"),
    "restricted": ("restricted case", "restricted cases"),
    "high-profile": ("high profile case", "high profile cases"),
    "vulnerable": ("vulnerable person", "vulnerable people"),
    "departure": ("case that leaves its owner", "cases that leave their owner"),
}
# For releases from before these standards were written.
_STANDARDS = {
    "sample": 10,
    "must_open": [kind for kind in MATTERS if kind != "departure"],
    "undo_days": 14,
}


def standards_of(policy: Release) -> Mapping[str, Any]:
    """How many are drawn, which must all be opened, and for how long undoing is open."""
    return {**_STANDARDS, **policy.standards.get("acceptance", {})}


@dataclass(frozen=True, slots=True)
class ToOpen:
    """One proposal to be opened: why, by whom it was, and whether that is enough."""

    proposal_id: int
    ref: str
    position: int
    matters: tuple[str, ...]
    drawn: bool
    opened_by: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What must be opened of some proposals, in the order of rank."""

    rows: tuple[ToOpen, ...]
    matters: frozenset[str]

    @property
    def still(self) -> tuple[ToOpen, ...]:
        """Those that have still to be opened."""
        return tuple(row for row in self.rows if not row.done)

    @property
    def verdict(self) -> Verdict:
        """Whether all has been opened, and if not, what is still to be."""
        still = self.still
        if not still:
            return YES
        drawn = sum(not row.matters for row in still)
        flagged = sum(bool(row.matters) for row in still)
        parts = []
        if flagged:
            parts.append(f"{flagged:,} because of a child or a flag")
        if drawn:
            parts.append(f"{drawn:,} drawn by lot")
        number = f"{len(still):,} proposal{'' if len(still) == 1 else 's'}"
        return no(f"Open {number} first: {' and '.join(parts)}")


class StillToOpen(Refused):
    """Not everything that must be opened was; `review` says what is left."""

    def __init__(self, review: Review) -> None:
        super().__init__(review.verdict.why_not)
        self.review = review


def review_of(
    run: Run, chosen: QuerySet[Proposal], *, by: User, policy: Release
) -> Review:
    """What must be opened before `by` accepts these proposals, and what has been.

    Counted and drawn among the cases the viewer may see.
    """
    standards = standards_of(policy)
    must = frozenset(standards["must_open"])
    lot = _drawn(run, chosen, int(standards["sample"]))
    mine = chosen.filter(matters__overlap=sorted(must)) if must else chosen.none()
    flagged = set(mine.values_list("pk", flat=True))
    asked = chosen.model._default_manager.filter(pk__in=flagged | lot)
    openers: dict[int, list[tuple[int, str]]] = {}
    for proposal, user, name in (
        Opening.objects.filter(proposal__in=flagged | lot)
        .order_by("at", "pk")
        .values_list("proposal", "by", "by__name")
    ):
        openers.setdefault(proposal, []).append((user, name))
    rows = []
    for pk, ref, position, matters in asked.order_by("position", "pk").values_list(
        "pk", "case__ref", "position", "matters"
    ):
        who = openers.get(pk, [])
        rows.append(
            ToOpen(
                proposal_id=pk,
                ref=ref,
                position=position,
                matters=tuple(kind for kind in matters if kind in must),
                drawn=pk in lot,
                opened_by=tuple(name for _, name in who),
                done=any(user == by.pk for user, _ in who) if pk in lot else bool(who),
            )
        )
    return Review(tuple(rows), matters_of(chosen))


def matters_of(chosen: QuerySet[Proposal]) -> frozenset[str]:
    """Everything that matters among these proposals."""
    return frozenset(
        kind
        for kinds in chosen.exclude(matters=[])
        .order_by()
        .values_list("matters", flat=True)
        .distinct()
        for kind in kinds
    )


def open_proposal(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Remember that somebody opened a proposal; again is the same."""
    Opening.objects.bulk_create(
        [Opening(proposal=proposal, case_id=proposal.case_id, by=by, at=at)],
        ignore_conflicts=True,
    )


def _drawn(run: Run, chosen: QuerySet[Proposal], number: int) -> set[int]:
    """The first of them in an order that only the run's seed decides."""
    lot = MD5(
        Concat(
            Value(f"{run.seed}:{run.pk}:"),
            Cast(F("case_id"), TextField()),
            output_field=TextField(),
        )
    )
    return set(chosen.order_by(lot, "pk").values_list("pk", flat=True)[:number])


def said(kinds: Collection[str]) -> list[str]:
    """Why one proposal matters, in words."""
    return [MATTERS[kind][0] for kind in MATTERS if kind in kinds]
