"""A cut-over in figures, counted each time among the cases the viewer may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection
from django.db.models import Count

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.planning.cutover.judging import Judged
from evenhand.planning.cutover.models import CutOver, CutOverCase, CutOverPhase
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Unit


@dataclass(frozen=True, slots=True)
class Work:
    """The cases of a unit that wait for a decision maker, and its new cases a week.

    `after`: how many wait once the cut-over is carried out as it is planned.
    """

    unit: str
    name: str
    places: int
    waiting: int
    after: int

    @property
    def weeks(self) -> float | None:
        """Weeks until all that wait are given out; None without any places."""
        return self.waiting / self.places if self.places else None

    @property
    def weeks_after(self) -> float | None:
        """The same once the cut-over is carried out."""
        return self.after / self.places if self.places else None


@dataclass(frozen=True, slots=True)
class Parts:
    """Cases that would move, in parts: each with its number, the greatest first."""

    by_unit: tuple[tuple[int | None, int], ...]
    by_band: tuple[tuple[int, int], ...]
    by_nationality: tuple[tuple[str, int], ...]
    alone: int
    owners_taken: int


@dataclass(frozen=True, slots=True)
class PhaseFigures:
    """One phase, and how many of its cases stand how."""

    phase: CutOverPhase
    waiting: int
    moved: int
    left_out: int
    returned: int

    @property
    def all(self) -> int:
        """Every case that was planned for it."""
        return self.waiting + self.moved + self.left_out + self.returned


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of the cases that moved and are there still.

    placed       have a decision maker now.
    middle_days  from the move to that decision maker, of those who got one since.
    longest      the claim date of the case that has waited longest and has nobody.
    """

    planned: int
    moved: int
    returned: int
    left_out: int
    placed: int
    interviewed: int
    decided: int
    middle_days: int | None
    longest: date | None


def parts_of(rows: Sequence[Judged]) -> Parts:
    """What would move, by unit, band and nationality."""
    return Parts(
        by_unit=tuple(Counter(row.unit_id for row in rows).most_common()),
        by_band=tuple(sorted(Counter(row.band for row in rows).items())),
        by_nationality=tuple(Counter(row.nationality for row in rows).most_common()),
        alone=sum(row.alone for row in rows),
        owners_taken=sum(row.owner_taken for row in rows),
    )


def places_of(unit: Unit, on: date) -> int:
    """The new cases that a unit's decision makers have room for in a week."""
    return int(weekly_places(on, unit=unit.code)["places"].sum())


def work_of(to_unit: Unit, moving: Iterable[Judged], *, on: date) -> list[Work]:
    """The receiving unit, then those that give cases up, before and after."""
    arriving, leaving = 0, Counter[int]()
    for row in moving:
        stays_owned = row.owner_id is not None and not row.owner_taken
        arriving += not stays_owned
        if row.unit_id is not None and row.owner_id is None:
            leaving[row.unit_id] += 1
    units = {
        unit.pk: unit for unit in Unit.objects.filter(pk__in=[*leaving, to_unit.pk])
    }
    places = dict(
        weekly_places(on).group_by("unit").agg(pl.col("places").sum()).iter_rows()
    )
    waiting = _waiting(list(units))
    changes = {**{pk: -number for pk, number in leaving.items()}, to_unit.pk: arriving}
    return [
        Work(
            unit=units[pk].code,
            name=units[pk].name,
            places=int(places.get(units[pk].code, 0)),
            waiting=waiting.get(pk, 0),
            after=waiting.get(pk, 0) + changes[pk],
        )
        for pk in [to_unit.pk, *(pk for pk, _ in leaving.most_common())]
    ]


def _waiting(units: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT responsible_unit_id, count(*) FROM casework_case "
            "WHERE owner_id IS NULL AND stage = ANY (%s) "
            "AND responsible_unit_id = ANY (%s) GROUP BY 1",
            [sorted(UNDECIDED), list(units)],
        )
        return dict(cursor.fetchall())


def phase_figures(cut_over: CutOver) -> list[PhaseFigures]:
    """Every phase in its order, with how its cases stand."""
    found: dict[int | None, Counter[str]] = {}
    for phase, state, number in (
        cut_over.cases.order_by().values_list("phase", "state").annotate(Count("pk"))
    ):
        found.setdefault(phase, Counter())[state] = number
    State = CutOverCase.State
    return [
        PhaseFigures(
            phase=phase,
            waiting=numbers[State.WAITING],
            moved=numbers[State.MOVED],
            left_out=numbers[State.LEFT_OUT],
            returned=numbers[State.RETURNED],
        )
        for phase in cut_over.phases.select_related(
            "carried_out_by", "ended_by"
        ).order_by("number")
        for numbers in [found.get(phase.pk, Counter())]
    ]


def stay_because(cut_over: CutOver) -> list[tuple[str, int]]:
    """How many cases were not planned to move, by the code of what keeps them."""
    return list(
        cut_over.cases.filter(state=CutOverCase.State.EXCLUDED)
        .order_by()
        .values_list("why")
        .annotate(number=Count("pk"))
        .order_by("-number", "why")
    )


_HAPPENED = """
SELECT count(*) FILTER (WHERE w.state <> 'excluded'),
       count(*) FILTER (WHERE w.state = 'moved'),
       count(*) FILTER (WHERE w.state = 'returned'),
       count(*) FILTER (WHERE w.state = 'left out'),
       count(*) FILTER (WHERE w.state = 'moved' AND c.owner_id IS NOT NULL),
       count(*) FILTER (WHERE w.state = 'moved' AND c.interviewed_on IS NOT NULL),
       count(*) FILTER (WHERE w.state = 'moved'
                        AND c.stage IN ('decided', 'checked', 'served')),
       percentile_disc(0.5) WITHIN GROUP (
           ORDER BY c.owned_since - (p.carried_out_at AT TIME ZONE 'Europe/London')::date)
       FILTER (WHERE w.state = 'moved' AND c.owner_id IS NOT NULL
               AND (w.owner_taken OR w.from_owner_id IS NULL)),
       min(c.claimed_on) FILTER (WHERE w.state = 'moved' AND c.owner_id IS NULL
                                 AND c.stage = ANY (%s))
FROM planning_cutovercase w JOIN casework_case c ON c.id = w.case_id
LEFT JOIN planning_cutoverphase p ON p.id = w.phase_id
WHERE w.cut_over_id = %s
"""


def what_happened(cut_over: CutOver) -> Happened:
    """What was planned against what became of it."""
    with connection.cursor() as cursor:
        cursor.execute(_HAPPENED, [sorted(UNDECIDED), cut_over.pk])
        return Happened(*cursor.fetchone())
