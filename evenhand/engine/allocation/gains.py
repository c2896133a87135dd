"""What one more place, or one more trained person, would gain: shadow prices.

Placeable sets of cases form a matroid, so one more place adds exactly one case to those
placed and takes none away: the most urgent waiting case that reaches the place, itself
or by a chain of others that move up. Linked cases are left where they are.
"""

from collections.abc import Iterable

import numpy as np
import polars as pl

from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints, encode
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.which import choose


def gains(problem: Problem, plan: Plan) -> pl.DataFrame:
    """For each unit and training, the case that one more place there would place.

    One row per unit named by a case and per skill that a case requires, besides none:
    unit, skill (null: untrained), case, band, waiting_days; nothing where it would
    place no case. `skill` means that skill alone.
    """
    encoded = encode(problem)
    price = _prices(encoded, _people(encoded, plan))
    rows = []
    required = _required(problem, encoded)
    skills = sorted({skill for some in required for skill in some})
    for unit in range(len(encoded.units)):
        for skill in (None, *skills):
            taken = _hard_rows_of(encoded, required, unit, skill)
            best = int(price[taken].min(initial=len(encoded.band)))
            if best < len(encoded.band):
                rows.append((encoded.units[unit], skill, encoded.refs[best]))
    found = pl.DataFrame(
        rows,
        schema={"unit": pl.String, "skill": pl.String, "case": pl.String},
        orient="row",
    )
    return found.join(
        problem.cases.select(pl.col("ref").alias("case"), "band", "waiting_days"),
        on="case",
        how="left",
        maintain_order="left",
    )


def gains_of_people(problem: Problem, plan: Plan) -> pl.DataFrame:
    """For each person with places, the case that one more would place: person, case."""
    encoded = encode(problem)
    price = _prices(encoded, _people(encoded, plan))
    waits = len(encoded.band)
    reached = np.where(encoded.fits, price[:, None], waits).min(axis=0, initial=waits)
    some = np.flatnonzero(reached < waits)
    return pl.DataFrame(
        {
            "person": pl.Series([encoded.people[i] for i in some], dtype=pl.String),
            "case": encoded.refs.gather(reached[some]),
        }
    )


def gained_by(
    problem: Problem,
    plan: Plan,
    newcomers: Iterable[tuple[str, str | None, int]],
) -> list[dict[int, int]]:
    """Cases more per band with one more person, for each of several on their own.

    newcomers  unit, the one skill they hold (null: untrained), and their places.

    Which cases can be placed is worked out anew with each, which takes no case from
    anybody. Linked cases are left where they are, and conflicts aside.
    """
    encoded = encode(problem)
    people = _people(encoded, plan)
    linked = people[(encoded.group != NONE) & (people != NONE)]
    capacity = encoded.capacity - np.bincount(linked, minlength=len(encoded.people))
    row = np.where(encoded.group == NONE, encoded.hard, NONE)
    required = _required(problem, encoded)
    unit_code = {unit: code for code, unit in enumerate(encoded.units)}
    before = _per_band(encoded, choose(row, encoded.fits, capacity))
    found = []
    for unit, skill, places in newcomers:
        takes = _hard_rows_of(encoded, required, unit_code.get(unit, NONE), skill)
        chosen = choose(
            row, np.hstack([encoded.fits, takes[:, None]]), np.append(capacity, places)
        )
        after = _per_band(encoded, chosen)
        found.append(
            {
                band: count - before[band]
                for band, count in after.items()
                if count != before[band]
            }
        )
    return found


def _people(encoded: Encoded, plan: Plan) -> Ints:
    """The person of each case as the solver numbers them, NONE for those that wait."""
    number = {ref: index for index, ref in enumerate(encoded.people)}
    person_of = dict(
        plan.placements.select("case", "person").iter_rows()  # in any order
    )
    return np.array(
        [
            NONE if person_of[ref] is None else number[person_of[ref]]
            for ref in encoded.refs
        ],
        dtype=np.int64,
    )


def _prices(encoded: Encoded, people: Ints) -> Ints:
    """For each hard row the most urgent waiting case that a place for it would place."""
    single = encoded.group == NONE
    waits = len(encoded.band)
    price = np.full(len(encoded.fits), waits, dtype=np.int64)
    free = np.ones(waits, dtype=np.bool_)
    free[list(encoded.conflicts)] = False
    waiting = np.flatnonzero(single & (people == NONE) & free)
    np.minimum.at(price, encoded.hard[waiting], waiting)
    held = np.zeros((len(encoded.people), len(encoded.fits)), dtype=np.bool_)
    placed = np.flatnonzero(single & (people != NONE))
    held[people[placed], encoded.hard[placed]] = True
    while True:
        # The best that could come to each person, and on to what they would give up.
        coming = np.where(encoded.fits, price[:, None], waits).min(
            axis=0, initial=waits
        )
        passed = np.where(held, coming[:, None], waits).min(axis=0, initial=waits)
        cheaper = np.minimum(price, passed)
        if (cheaper == price).all():
            return price
        price = cheaper


def _required(problem: Problem, encoded: Encoded) -> list[frozenset[str]]:
    """The skills of each requirement code."""
    found: list[frozenset[str]] = [frozenset()] * len(encoded.meets)
    by_ref = problem.cases["requires"]
    first = np.unique(encoded.requirement, return_index=True)[1]
    rank = {ref: index for index, ref in enumerate(problem.cases["ref"])}
    for case in first.tolist():
        names = by_ref[rank[encoded.refs[case]]]
        found[int(encoded.requirement[case])] = frozenset(names)
    return found


def _hard_rows_of(
    encoded: Encoded, required: list[frozenset[str]], unit: int, skill: str | None
) -> Bools:
    """Hard rows that somebody in the unit with that skill alone could take."""
    held = {skill} if skill else set()
    named = np.array([unit in some for some in encoded.lists], dtype=np.bool_)
    met = np.array([some <= held for some in required], dtype=np.bool_)
    taken = np.zeros(len(encoded.fits), dtype=np.bool_)
    first = np.unique(encoded.hard, return_index=True)[1]
    hard = encoded.hard[first]
    taken[hard] = named[encoded.unit_list[first]] & met[encoded.requirement[first]]
    return taken


def _per_band(encoded: Encoded, chosen: Bools) -> dict[int, int]:
    bands, where = np.unique(encoded.band, return_inverse=True)
    counts = np.bincount(where[chosen], minlength=len(bands))
    return dict(zip(bands.tolist(), counts.tolist(), strict=True))
