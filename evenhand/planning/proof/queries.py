"""Read what was counted of a day, with all the viewer may count."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from evenhand.engine.proof.priority import Comparison, Stood, in_their_order
from evenhand.engine.rules.release import Release
from evenhand.planning.models import Delivery, ProofDay, Standing
from evenhand.planning.proof.standards import (
    BY,
    ORDERED,
    PRIORITY,
    STAGES,
    order_of,
    proof_standards,
)


@dataclass(frozen=True, slots=True)
class Held:
    """Of those who waited on one day: each group held to those it is to come before.

    stood    by group, told and not: with fewer than may be told of, none.
    gone     how many left meanwhile, of all groups.
    """

    by: str
    stage: str
    followed: int
    stood: dict[str, Stood]
    gone: int
    comparisons: tuple[Comparison, ...]


def days_counted() -> QuerySet[ProofDay]:
    """Days that have been counted, the latest first."""
    return (
        ProofDay.objects.exclude(counted_at=None)
        .filter(why_failed="")
        .select_related("release")
        .defer("release__bundle")
        .order_by("-of")
    )


def day_asked_for(of: date) -> ProofDay | None:
    """The day, counted or to be counted; None where nobody has asked for it."""
    return (
        ProofDay.objects.filter(of=of)
        .select_related("release", "asked_by")
        .defer("release__bundle")
        .first()
    )


def deliveries(day: ProofDay, stage: str) -> list[Delivery]:
    """What each group got of a stage: everybody first, in the order of `BY`."""
    found = list(day.deliveries.filter(stage=stage))
    most = max((len(row.counting) for row in found), default=0)
    return sorted(
        (row for row in found if len(row.counting) == most),
        key=lambda row: (BY.index(row.by), row.key == "", _place(row)),
    )


def held(day: ProofDay, stage: str, policy: Release) -> list[Held]:
    """Each order that policy puts groups in, held to what happened."""
    standards = proof_standards(policy)
    found = list(day.standings.filter(stage=stage))
    most = max((len(row.counting) for row in found), default=0)
    return [
        _held(
            by,
            stage,
            [row for row in found if row.by == by and len(row.counting) == most],
            policy,
            least=int(standards["smallest_group"]),
            confidence=float(standards["confidence"]),
        )
        for by in PRIORITY
    ]


def _held(
    by: str,
    stage: str,
    rows: list[Standing],
    policy: Release,
    *,
    least: int,
    confidence: float,
) -> Held:
    stood = {row.key: Stood(row.stood, row.came) for row in rows if row.stood >= least}
    return Held(
        by=by,
        stage=stage,
        followed=int(proof_standards(policy)["followed_days"][stage]),
        stood=stood,
        gone=sum(row.gone for row in rows),
        comparisons=tuple(
            in_their_order(
                stood, order_of(policy, by), least=least, confidence=confidence
            )
        ),
    )


def _place(row: Delivery) -> tuple[int, str]:
    order = ORDERED.get(row.by, ())
    return (order.index(row.key) if row.key in order else 0, row.key)


def stage_or_first(stage: str) -> str:
    """The stage of that name; the first one where there is none."""
    return stage if stage in STAGES else STAGES[0]
