"""What one more place, or one more trained person, would gain: shadow prices.

Placeable sets of cases form a matroid, so one more place adds exactly one case to those
placed and takes none away: the most urgent waiting case that reaches the place, itself
or by a chain of others that move up. Linked cases are left where they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints, encode
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.which import choose


@dataclass(frozen=True, slots=True)
class Planned:
    """A problem with its plan, encoded once for all that is asked of it.

    people  the person of each case as the solver numbers them, NONE for those that wait.
    """

    problem: Problem
    encoded: Encoded
    people: Ints
    asked: "_Asked"


def planned(problem: Problem, plan: Plan) -> Planned:
    """Encode a problem and its plan, to ask what would be gained."""
    encoded = encode(problem)
    return Planned(problem, encoded, _people(encoded, plan), _asked(problem, encoded))


def gains(of: Planned) -> pl.DataFrame:
    """For each unit and training, the case that one more place there would place.

    One row per unit named by a case and per skill that a case requires, besides none:
    unit, skill (null: untrained), case, band, waiting_days; nothing where it would
    place no case. `skill` means that skill alone.
    """
    encoded = of.encoded
    price = _prices(encoded, of.people)
    rows = []
    skills = sorted({skill for some in of.asked.required for skill in some})
    for unit in range(len(encoded.units)):
        for skill in (None, *skills):
            taken = of.asked.taken_by(unit, skill)
            best = int(price[taken].min(initial=len(encoded.band)))
            if best < len(encoded.band):
                rows.append((encoded.units[unit], skill, encoded.refs[best]))
    found = pl.DataFrame(
        rows,
        schema={"unit": pl.String, "skill": pl.String, "case": pl.String},
        orient="row",
    )
    return found.join(
        of.problem.cases.select(pl.col("ref").alias("case"), "band", "waiting_days"),
        on="case",
        how="left",
        maintain_order="left",
    )


def gains_of_people(of: Planned) -> pl.DataFrame:
    """For each person with places, the case that one more would place: person, case."""
    encoded = of.encoded
    price = _prices(encoded, of.people)
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
    of: Planned, newcomers: Iterable[tuple[str, str | None, int]]
) -> list[dict[int, int]]:
    """Cases more per band with one more person, for each of several on their own.

    newcomers  unit, the one skill they hold (null: untrained), and their places.

    Which cases can be placed is worked out anew with each, which takes no case from
    anybody. So of each hard row only as many more cases are asked about as there are
    places: those placed are its first ones, before and after. Linked cases are left
    where they are, and conflicts aside.
    """
    encoded, people = of.encoded, of.people
    linked = people[(encoded.group != NONE) & (people != NONE)]
    capacity = encoded.capacity - np.bincount(linked, minlength=len(encoded.people))
    row = np.where(encoded.group == NONE, encoded.hard, NONE)
    unit_code = {unit: code for code, unit in enumerate(encoded.units)}
    before = choose(row, encoded.fits, capacity)
    further = _further(row, before)
    found = []
    for unit, skill, places in newcomers:
        takes = of.asked.taken_by(unit_code.get(unit, NONE), skill)
        some = np.flatnonzero(further <= places)
        chosen = choose(
            row[some],
            np.hstack([encoded.fits, takes[:, None]]),
            np.append(capacity, places),
        )
        bands, counts = np.unique(
            encoded.band[some[chosen & ~before[some]]], return_counts=True
        )
        found.append(dict(zip(bands.tolist(), counts.tolist(), strict=True)))
    return found


def _further(row: Ints, placed: Bools) -> Ints:
    """How many places more the hard row of each case needs before it is placed (n).

    0 for those that are placed; more than there are cases for those left out.
    """
    further = np.zeros(len(row), dtype=np.int64)
    waiting = np.flatnonzero((row != NONE) & ~placed)
    by_row = waiting[np.argsort(row[waiting], kind="stable")]
    codes = row[by_row]
    first = np.searchsorted(codes, codes)
    further[by_row] = np.arange(len(by_row)) - first + 1
    further[row == NONE] = len(row) + 1
    return further


def _people(encoded: Encoded, plan: Plan) -> Ints:
    numbers = pl.DataFrame(
        {"person": encoded.people, "number": range(len(encoded.people))},
        schema={"person": pl.String, "number": pl.Int64},
    )
    return (
        encoded.refs.rename("case")
        .to_frame()
        .join(plan.placements, on="case", how="left", maintain_order="left")
        .join(numbers, on="person", how="left", maintain_order="left")["number"]
        .fill_null(NONE)
        .to_numpy()
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What each hard row asks for: hard[i] is a row of `fits`, units and skills its own.

    required  the skills of each requirement code.
    """

    rows: int
    hard: Ints
    units: Bools
    requirement: Ints
    required: list[frozenset[str]]

    def taken_by(self, unit: int, skill: str | None) -> Bools:
        """Hard rows that somebody in the unit with that skill alone could take."""
        held = {skill} if skill else set()
        met = np.array([some <= held for some in self.required], dtype=np.bool_)
        taken = np.zeros(self.rows, dtype=np.bool_)
        if unit != NONE:
            taken[self.hard] = self.units[:, unit] & met[self.requirement]
        return taken


def _asked(problem: Problem, encoded: Encoded) -> _Asked:
    required: list[frozenset[str]] = [frozenset()] * len(encoded.meets)
    first = np.unique(encoded.requirement, return_index=True)[1]
    examples = dict(
        problem.cases.select("ref", "requires")
        .join(encoded.refs.gather(first).to_frame("ref"), on="ref", how="semi")
        .iter_rows()
    )
    for case in first.tolist():
        names = examples[encoded.refs[case]]
        required[int(encoded.requirement[case])] = frozenset(names)
    first = np.unique(encoded.hard, return_index=True)[1]
    named = np.zeros((len(encoded.lists), len(encoded.units)), dtype=np.bool_)
    for index, units in enumerate(encoded.lists):
        named[index, list(units)] = True
    return _Asked(
        rows=len(encoded.fits),
        hard=encoded.hard[first],
        units=named[encoded.unit_list[first]],
        requirement=encoded.requirement[first],
        required=required,
    )
