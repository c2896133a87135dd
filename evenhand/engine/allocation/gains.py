"""What one more place, or one more trained person, would gain: shadow prices.

Placeable sets of cases form a matroid, so one more place adds exactly one case to those
placed and takes none away: the most urgent waiting case that reaches the place, itself
or by a chain of others that move up. Linked cases are left where they are.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints, encode
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.solve import solve


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
        named = np.array([unit in some for some in encoded.lists], dtype=np.bool_)
        for skill in (None, *skills):
            held = {skill} if skill else set()
            met = np.array([some <= held for some in required], dtype=np.bool_)
            taken = _hard_rows(encoded, named, met)
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
    problem: Problem, plan: Plan, *, unit: str, skills: Iterable[str], places: int
) -> dict[int, int]:
    """Cases more (or fewer) per band with one more person: the problem solved anew."""
    newcomer = pl.DataFrame(
        {
            "ref": ["\x00newcomer"],
            "unit": [unit],
            "also_units": [[]],
            "skills": [sorted(skills)],
            "languages": [[]],
            "capacity": [places],
        },
        schema=problem.people.schema,
    )
    more = solve(
        Problem(
            problem.cases,
            pl.concat([problem.people, newcomer]),
            problem.max_share,
            problem.exempt_units,
        )
    )
    return {
        band: count - plan.placed[band]
        for band, count in more.placed.items()
        if count != plan.placed[band]
    }


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


def _hard_rows(encoded: Encoded, named: Bools, met: Bools) -> npt.NDArray[np.bool_]:
    """Hard rows whose unit list and requirement are both of those marked."""
    taken = np.zeros(len(encoded.fits), dtype=np.bool_)
    first = np.unique(encoded.hard, return_index=True)[1]
    hard = encoded.hard[first]
    taken[hard] = named[encoded.unit_list[first]] & met[encoded.requirement[first]]
    return taken
