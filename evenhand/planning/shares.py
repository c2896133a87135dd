"""How the places of a run are shared out, counted among the cases the viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from statistics import median

import polars as pl
from django.db import connection

from evenhand.planning.models import Proposal, Run
from evenhand.workforce.capacity import weekly_places


YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole."""

    some: float
    whole: float

    @property
    def percent(self) -> int | None:
        """Of a hundred; None of nothing."""
        return round(100 * self.some / self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class ChildrenShare:
    """Unaccompanied children among claims, cases waiting, places and hours.

    claims   of the 365 days before the day the run plans for.
    waiting  cases that the run read as ready and without an owner.
    places   cases it gives to somebody.
    hours    full-time people: each giver of a place counts with their hours, in the
             proportion of children among the places the run gives them.
    """

    claims: Part
    waiting: Part
    places: Part
    hours: Part


def share_of_children(run: Run) -> ChildrenShare:
    """What unaccompanied children are given, against their share of what there is.

    The Home Office response of 18 November 2021 to the inspection of asylum casework,
    paragraph 2.5, gives the reason to watch it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, {"after": run.on - YEAR, "on": run.on})
        claims = Part(*cursor.fetchone())
        cursor.execute(_WAITING, {"run": run.pk})
        waiting = Part(*cursor.fetchone())
        cursor.execute(_GIVEN, {"run": run.pk})
        people = [(float(fte), some, whole) for fte, some, whole in cursor.fetchall()]
    return ChildrenShare(
        claims=claims,
        waiting=waiting,
        places=Part(
            sum(some for _, some, _ in people), sum(whole for _, _, whole in people)
        ),
        hours=Part(
            sum(fte * some / whole for fte, some, whole in people),
            sum(fte for fte, _, _ in people),
        ),
    )


# Who claimed as a child alone are few: their cases are looked up, and not found among
# all those of a year.
_CLAIMS = """
SELECT (SELECT count(*) FROM casework_case c
        WHERE c.id = ANY (ARRAY(SELECT case_id FROM casework_outline
                                WHERE alone_at_claim))
          AND c.claimed_on > %(after)s AND c.claimed_on <= %(on)s),
       (SELECT count(*) FROM casework_case c
        WHERE c.claimed_on > %(after)s AND c.claimed_on <= %(on)s)
"""
_WAITING = """
SELECT (SELECT count(*) FROM casework_outline l
        JOIN planning_proposal p ON p.case_id = l.case_id AND p.run_id = %(run)s
        WHERE l.alone_at_claim),
       (SELECT count(*) FROM planning_proposal p WHERE p.run_id = %(run)s)
"""
# Read first: else the database walks what every run has given, person by person.
_GIVEN = """
WITH given AS MATERIALIZED (
    SELECT to_owner_id, case_id FROM planning_proposal
    WHERE run_id = %(run)s AND state IN ('proposed', 'accepted', 'left out')
)
SELECT s.fte, count(*) FILTER (WHERE l.alone_at_claim), count(*)
FROM given g
JOIN workforce_staffmember s ON s.id = g.to_owner_id
LEFT JOIN casework_outline l ON l.case_id = g.case_id
GROUP BY s.id
"""


@dataclass(frozen=True, slots=True)
class Weeks:
    """How long the last case of each band waits for a decision maker in one unit.

    `weeks` has one entry for each band asked for: how many cases wait in it, and the
    weeks until all of it is given out; None where the unit has no places.
    """

    unit: str
    places: int
    weeks: tuple[tuple[int, int | None], ...]


def weeks_to_a_decision_maker(run: Run, bands: Iterable[int]) -> list[Weeks]:
    """Ready cases by the unit they prefer, against its places in the week of the run.

    Strict by band: a band is given out when those before it are. Nobody new arrives,
    and nobody of another unit helps. Units by code, those without cases left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit, band, count(*) FROM planning_effect "
            "WHERE run_id = %s GROUP BY 1, 2",
            [run.pk],
        )
        waiting: dict[str, dict[int, int]] = {}
        for unit, band, number in cursor.fetchall():
            waiting.setdefault(unit, {})[band] = number
    places = dict(
        weekly_places(run.on).group_by("unit").agg(pl.col("places").sum()).iter_rows()
    )
    ordered = sorted(bands)
    return [
        Weeks(
            unit, int(places.get(unit, 0)), _weeks(number, places.get(unit, 0), ordered)
        )
        for unit, number in sorted(waiting.items())
    ]


def _weeks(
    waiting: dict[int, int], places: int, bands: list[int]
) -> tuple[tuple[int, int | None], ...]:
    found, before = [], 0
    for band in bands:
        number = waiting.get(band, 0)
        before += number
        found.append((number, ceil(before / places) if places else None))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ReservedBand:
    """Cases of one band for which places were kept, and how long they had waited."""

    band: int
    kept: int
    placed: int
    middle_days: int
    longest_days: int


def what_the_reserve_did(run: Run) -> list[ReservedBand]:
    """Cases in the share kept for the longest waiting, by the band they are in."""
    found: dict[int, list[tuple[date, bool]]] = {}
    for band, claimed_on, state in (
        run.proposals.filter(reserved=True)
        .order_by("band")
        .values_list("band", "case__claimed_on", "state")
    ):
        placed = state != Proposal.State.NOT_PLACED
        found.setdefault(band, []).append((claimed_on, placed))
    rows = []
    for band, cases in found.items():
        days = [(run.on - claimed_on).days for claimed_on, _ in cases]
        rows.append(
            ReservedBand(
                band=band,
                kept=len(cases),
                placed=sum(placed for _, placed in cases),
                middle_days=round(median(days)),
                longest_days=max(days),
            )
        )
    return rows
