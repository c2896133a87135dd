"""What is looked at before interviews of a plan are booked, and who looked.

As with proposals of planning (docs/adr/0025): some drawn by lot are opened by whoever
books, and every child and every flagged person by anybody who may book. The numbers are
those of the policy on accepting.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from evenhand.appointments.plans.models import (
    InterviewPlan,
    PlannedInterview,
    PlanOpening,
)
from evenhand.core.arrays import AnyOf
from evenhand.core.models import User
from evenhand.core.verdict import YES, Refused, Verdict, no
from evenhand.engine.rules.release import Release


# Why what is planned matters, in the words of a sentence: one, several.
MATTERS: Mapping[str, tuple[str, str]] = {
    "child": ("child", "children"),
    "age-disputed": ("disputed age", "disputed ages"),
    "alarm": ("alarm", "alarms"),
    "restricted": ("restricted case", "restricted cases"),
    "high-profile": ("high profile case", "high profile cases"),
    "vulnerable": ("vulnerable person", "vulnerable people"),
}
# For releases from before these standards were written.
_STANDARDS = {"sample": 10, "must_open": list(MATTERS), "undo_days": 14}


def standards_of(policy: Release) -> Mapping[str, Any]:
    """How many are drawn, which must all be opened, and for how long undoing is open."""
    return {**_STANDARDS, **policy.standards.get("acceptance", {})}


@dataclass(frozen=True, slots=True)
class ToOpen:
    """One planned interview to be opened: why, by whom it was, and if that is enough."""

    planned_id: int
    ref: str
    matters: tuple[str, ...]
    drawn: bool
    opened_by: tuple[str, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Review:
    """What must be opened of some planned interviews, the most urgent first."""

    rows: tuple[ToOpen, ...]

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
        flagged = sum(bool(row.matters) for row in still)
        drawn = len(still) - flagged
        parts = []
        if flagged:
            parts.append(f"{flagged:,} because of a child or a flag")
        if drawn:
            parts.append(f"{drawn:,} drawn by lot")
        number = f"{len(still):,} interview{'' if len(still) == 1 else 's'}"
        return no(f"Open {number} first: {' and '.join(parts)}")


class StillToOpen(Refused):
    """Not everything that must be opened was; `review` says what is left."""

    def __init__(self, review: Review) -> None:
        super().__init__(review.verdict.why_not)
        self.review = review


def review_of(
    plan: InterviewPlan,
    chosen: QuerySet[PlannedInterview],
    *,
    by: User,
    policy: Release,
) -> Review:
    """What must be opened before `by` books these, and what has been.

    Counted and drawn among the cases the viewer may see.
    """
    standards = standards_of(policy)
    must = sorted(set(standards["must_open"]) & set(MATTERS))
    lot = _drawn(plan, chosen, int(standards["sample"]))
    flagged = set(
        chosen.filter(matters__overlap=must).values_list("pk", flat=True)
        if must
        else ()
    )
    asked = sorted(flagged | lot)
    openers = _openers(asked)
    rows = []
    for pk, ref, matters in (
        PlannedInterview.objects.filter(AnyOf("pk", asked))
        .order_by("position")
        .values_list("pk", "case__ref", "matters")
    ):
        who = openers.get(pk, [])
        rows.append(
            ToOpen(
                planned_id=pk,
                ref=ref,
                matters=tuple(kind for kind in matters if kind in must),
                drawn=pk in lot,
                opened_by=tuple(name for _, name in who),
                done=any(user == by.pk for user, _ in who) if pk in lot else bool(who),
            )
        )
    return Review(tuple(rows))


def open_planned(planned: PlannedInterview, *, by: User, at: datetime) -> None:
    """Remember that somebody opened what is planned of a case; again is the same."""
    PlanOpening.objects.bulk_create(
        [PlanOpening(planned=planned, case_id=planned.case_id, by=by, at=at)],
        ignore_conflicts=True,
    )


def said(kinds: Collection[str]) -> list[str]:
    """Why one matters, in words."""
    return [MATTERS[kind][0] for kind in MATTERS if kind in kinds]


def _openers(asked: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for planned, user, name in (
        PlanOpening.objects.filter(AnyOf("planned_id", asked))
        .order_by("at", "pk")
        .values_list("planned", "by", "by__name")
    ):
        found.setdefault(planned, []).append((user, name))
    return found


def _drawn(
    plan: InterviewPlan, chosen: QuerySet[PlannedInterview], number: int
) -> set[int]:
    """The first of them in an order that only the plan's seed decides."""
    lot = MD5(
        Concat(
            Value(f"{plan.seed}:{plan.pk}:"),
            Cast(F("case_id"), TextField()),
            output_field=TextField(),
        )
    )
    return set(chosen.order_by(lot, "pk").values_list("pk", flat=True)[:number])
