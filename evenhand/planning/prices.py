"""What one more place or person would gain: worked out with the run, and read of it.

Solving again takes seconds at national size, so that it is done once, by the run, for
each set of restrictions that a reader may be cleared for.
"""

from collections.abc import Iterator
from statistics import median

import polars as pl

from evenhand.core.counted import sets_of
from evenhand.engine.allocation.gains import Planned, gained_by, gains, planned
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.rules.release import Release
from evenhand.planning.gather import Posed
from evenhand.planning.models import Gain, Run


def price(
    run: Run, posed: Posed, plan: Plan, *, people: pl.DataFrame, policy: Release
) -> list[Gain]:
    """Rows to store for the run of this plan; `people` are those of `weekly_places`.

    In each unit for somebody without training, and for each training that is short
    there: with it a place would go to a more urgent case. Nothing is said of
    clearances: it would tell which cases ask for one. A newcomer has the places that
    are usual in the unit, in a full week.
    """
    places = _usual_places(people)
    trainings = set(policy.registers["skills"].values)
    return [
        Gain(run=run, counting=list(counting), **gain)
        for counting in sets_of(posed.own["restriction"])
        for gain in _gains(planned(*_seen(posed, plan, counting)), places, trainings)
    ]


def gains_of(run: Run) -> list[Gain]:
    """What the run says of one more place and person, with all the viewer may count.

    By unit and training, the row without training first.
    """
    found = list(run.gains.order_by("unit", "skill"))
    most = max((len(gain.counting) for gain in found), default=0)
    return [gain for gain in found if len(gain.counting) == most]


def _seen(posed: Posed, plan: Plan, counting: tuple[str, ...]) -> tuple[Problem, Plan]:
    """The problem and the plan of the cases that some may see, each with its own rank.

    Places that cases have which they may not see are left out with these.
    """
    whole = posed.problem
    own = posed.own.filter(pl.col("restriction").is_in(["", *counting]))
    placements = plan.placements.join(own.select("case"), on="case", how="semi")
    taken = (
        plan.placements.join(own, on="case", how="anti")
        .drop_nulls("person")
        .group_by("person")
        .agg(taken=pl.len().cast(pl.Int64))
    )
    cases = whole.cases.drop("band", "waiting_days", "reserved").join(
        own.select("band", "waiting_days", "reserved", ref="case"), on="ref"
    )
    people = (
        whole.people.join(taken, left_on="ref", right_on="person", how="left")
        .with_columns(capacity=pl.col("capacity") - pl.col("taken").fill_null(0))
        .drop("taken")
    )
    return (
        Problem(cases, people, whole.max_share, whole.exempt_units),
        Plan(placements, {}, {}, 0, 0),
    )


def _gains(
    of: Planned, places: dict[str | None, int], trainings: set[str]
) -> Iterator[dict[str, object]]:
    found = gains(of)
    plain = found.filter(pl.col("skill").is_null()).select("unit", plain="case")
    short = found.join(plain, on="unit", how="left").filter(
        pl.col("skill").is_null()
        | (
            pl.col("skill").is_in(sorted(trainings))
            & pl.col("case").ne_missing(pl.col("plain"))
        )
    )
    usual = [places.get(unit, places[None]) for unit in short["unit"]]
    more = gained_by(of, zip(short["unit"], short["skill"], usual, strict=True))
    for (unit, skill, band), number, cases in zip(
        short.select("unit", "skill", "band").iter_rows(), usual, more, strict=True
    ):
        yield {
            "unit": unit,
            "skill": skill or "",
            "band": band,
            "places": number,
            "cases": {str(band): count for band, count in sorted(cases.items())},
        }


def _usual_places(people: pl.DataFrame) -> dict[str | None, int]:
    """Places in a full week of the person in the middle, by unit; None: of all units."""
    agreed: dict[str | None, list[int]] = {None: people["agreed"].to_list()}
    for unit, number in people.select("unit", "agreed").iter_rows():
        agreed.setdefault(unit, []).append(number)
    return {
        unit: max(1, round(median(some))) if some else 1
        for unit, some in agreed.items()
    }
