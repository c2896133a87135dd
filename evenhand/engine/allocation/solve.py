"""Give out as much priority as there is room for, then disturb as little as possible.

1. Which cases: as many of band 1 as can be placed, then of band 2, and so on; within a
   band the longest waiting; ties by reference (`which`).
2. With whom: the fewest departures from what is preferred, then variety (`whom`).

Without linked groups both are exact. With them the cases are first let part, then
gathered (`groups`), and the plan states how far it is from the bound.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints, encode
from evenhand.engine.allocation.groups import (
    Floor,
    by_departures,
    gather,
    linked_cases,
)
from evenhand.engine.allocation.preferences import departures
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.which import choose, pressed
from evenhand.engine.allocation.whom import Linked, place


STEP = 2  # of groups that do not fit, one in so many stands back at a time
MIXED_STEP = 3  # where their bands are mixed, and it matters more which do
CANDIDATES = 16  # people tried for a group that does not fit without loss


def solve(problem: Problem) -> Plan:
    """The plan for the problem: the same for any order of its rows."""
    encoded = encode(problem)
    count = len(encoded.band)
    people = np.full(count, NONE, dtype=np.int64)
    possible = np.zeros(count, dtype=np.bool_)
    if len(encoded.people) and count:
        groups = linked_cases(encoded)
        if groups:
            people, possible = _with_groups(encoded, groups)
        else:
            stage = _Stages(encoded, encoded.capacity, ())
            people = stage.people
            possible = people != NONE
    return _plan(encoded, people, possible)


class _Stages:
    """Both stages over all single cases and the given groups, whose cases may part.

    people (cases) is who was given what, NONE for the unplaced. A conflict enters the
    first stage only when the second finds that it costs somebody their place: left
    out, it can but allow more, and a choice that can be placed all the same is the
    best there is.
    """

    def __init__(
        self,
        encoded: Encoded,
        capacity: Ints,
        groups: Sequence[Linked],
        held: Ints | None = None,
        whom: bool = True,
    ) -> None:
        self.encoded = encoded
        self.groups = groups
        self.row = np.where(encoded.group == NONE, encoded.hard, NONE)
        self.fits = encoded.fits
        if groups:
            self.fits = np.vstack([encoded.fits, [group.fits for group in groups]])
        for index, group in enumerate(groups):
            self.row[group.cases] = len(encoded.fits) + index
        if held is None:
            held = np.zeros((len(capacity), encoded.kinds), dtype=np.int64)
        self._settle(capacity, held, whom)

    def _settle(self, capacity: Ints, held: Ints, whom: bool) -> None:
        encoded = self.encoded
        row, fits = self.row, self.fits
        told: set[int] = set()
        self.people = np.full(len(row), NONE, dtype=np.int64)
        while True:
            self.chosen = choose(row, fits, capacity)
            singles = np.flatnonzero(self.chosen & (encoded.group == NONE))
            linked = [
                Linked(group.group, group.cases[self.chosen[group.cases]], group.fits)
                for group in self.groups
                if self.chosen[group.cases].any()
            ]
            against = [case for case in singles.tolist() if case in encoded.conflicts]
            if not whom and not against:
                return
            answer = place(
                encoded, singles, capacity, held, linked, mixed=not self.groups
            )
            if answer is not None:
                self.people[singles] = answer[0]
                for_groups = [group.cases for group in linked]
                if for_groups:
                    self.people[np.concatenate(for_groups)] = answer[1]
                return
            every, all_fits = with_conflicts(encoded, self.row, self.fits, against)
            pressing = pressed(np.where(self.chosen, every, NONE), all_fits, capacity)
            told.update(case for case in against if pressing[case])
            row, fits = with_conflicts(encoded, self.row, self.fits, sorted(told))


def with_conflicts(
    encoded: Encoded, row: Ints, fits: Bools, cases: Sequence[int]
) -> tuple[Ints, Bools]:
    """Rows of their own for cases, without the people they are in conflict with."""
    keys: dict[tuple[int, tuple[int, ...]], int] = {}
    row = row.copy()
    for case in cases:
        key = (int(row[case]), encoded.conflicts[case])
        row[case] = keys.setdefault(key, len(fits) + len(keys))
    if not keys:
        return row, fits
    extra = fits[[base for base, _ in keys]]
    for index, (_, against) in enumerate(keys):
        extra[index, list(against)] = False
    return row, np.vstack([fits, extra])


def _with_groups(encoded: Encoded, groups: list[Linked]) -> tuple[Ints, Bools]:
    """Who is given what, and which cases could be placed were groups free to part."""
    stage = _Stages(encoded, encoded.capacity, groups, whom=False)
    possible = stage.chosen
    whole = list(groups)
    while partial := [
        group
        for group in whole
        if stage.chosen[group.cases].any() and not stage.chosen[group.cases].all()
    ]:
        # Room for one may come free where another stands back, so only some do each
        # time: first those that ask the most places for the fewest urgent members.
        partial.sort(key=lambda group: (_leading(encoded, group), -group.size))
        mixed = any(_leading(encoded, group) < group.size for group in partial)
        step = MIXED_STEP if mixed else STEP
        out = {group.group for group in partial[: -(-len(partial) // step)]}
        whole = [group for group in whole if group.group not in out]
        stage = _Stages(encoded, encoded.capacity, whole, whom=False)
    stage = _Stages(encoded, encoded.capacity, whole)

    taking = [group for group in whole if stage.chosen[group.cases].all()]
    people = np.full(len(encoded.band), NONE, dtype=np.int64)
    floor, rows = _floor(encoded, stage.people, encoded.capacity, taking)
    found = gather(encoded, floor, taking, rows)
    _hold(people, taking, found)
    for index, group in enumerate(taking):
        if index not in found:
            _insist(encoded, people, group)

    left = [group for group in groups if people[group.cases[0]] == NONE]
    while True:
        capacity, held = _left_over(encoded, people)
        stage = _Stages(encoded, capacity, (), held)
        floor, rows = _floor(encoded, stage.people, capacity, left)
        found = gather(encoded, floor, left, rows)
        if not found:
            break
        _hold(people, left, found)
        left = [group for group in left if people[group.cases[0]] == NONE]
    people = np.where(stage.people != NONE, stage.people, people)
    return people, possible


def _leading(encoded: Encoded, group: Linked) -> int:
    """How many of the group are in the band of its most urgent member."""
    band = encoded.band[group.cases]
    return int((band == band.min()).sum())


def _insist(encoded: Encoded, people: Ints, group: Linked) -> None:
    """Place a group that nobody's moving on makes room for, if that serves the bands.

    Tries those who would depart least; others stand back as the order says.
    """
    capacity, _ = _left_over(encoded, people)
    single = np.where(encoded.group == NONE, encoded.hard, NONE)
    best, taker = _served(encoded, choose(single, encoded.fits, capacity)), NONE
    nobody = np.zeros_like(capacity)
    able = group.fits & (capacity >= group.size)
    for person in by_departures(encoded, group, able, nobody)[:CANDIDATES]:
        capacity[person] -= group.size
        chosen = choose(single, encoded.fits, capacity)
        chosen[group.cases] = True
        capacity[person] += group.size
        served = _served(encoded, chosen)
        if served > best:
            best, taker = served, person
    if taker != NONE:
        people[group.cases] = taker


def _served(encoded: Encoded, chosen: Bools) -> tuple[int, ...]:
    return tuple(_per_band(encoded, chosen).values())


def _floor(
    encoded: Encoded, people: Ints, capacity: Ints, groups: Sequence[Linked]
) -> tuple[Floor, list[int]]:
    """The floor as it stands, and the row of each group on it."""
    cases = np.flatnonzero(people != NONE)
    singles = cases[encoded.group[cases] == NONE]
    against = [case for case in singles.tolist() if case in encoded.conflicts]
    row, fits = with_conflicts(encoded, encoded.hard, encoded.fits, against)
    rows = [len(fits) + index for index in range(len(groups))]
    for first, group in zip(rows, groups, strict=True):
        row[group.cases] = first
    if groups:
        fits = np.vstack([fits, [group.fits for group in groups]])
    floor = Floor(fits, capacity)
    floor.put(row[cases], people[cases])
    return floor, rows


def _hold(people: Ints, groups: Sequence[Linked], found: dict[int, int]) -> None:
    for index, person in found.items():
        people[groups[index].cases] = person


def _left_over(encoded: Encoded, people: Ints) -> tuple[Ints, Ints]:
    """Places left beside the groups, and what these count in the shares of kinds."""
    cases = np.flatnonzero(people != NONE)
    capacity = encoded.capacity - np.bincount(
        people[cases], minlength=len(encoded.capacity)
    )
    held = np.zeros((len(capacity), encoded.kinds), dtype=np.int64)
    known = cases[encoded.kind[cases] != NONE]
    np.add.at(held, (people[known], encoded.kind[known]), 1)
    return capacity, held


def _plan(encoded: Encoded, people: Ints, possible: Bools) -> Plan:
    placed = np.flatnonzero(people != NONE)
    marks = np.zeros((3, len(people)), dtype=np.bool_)
    marks[:, placed] = departures(encoded, placed, people[placed])
    units = _units(encoded, placed, people[placed])
    unit = np.full(len(people), NONE, dtype=np.int64)
    unit[placed] = units
    _, held = _left_over(encoded, people)
    placements = pl.DataFrame(
        {
            "case": encoded.refs,
            "person": _named(encoded.people, people),
            "unit": _named(encoded.units, unit),
            "rank": np.arange(1, len(people) + 1),
            "band": encoded.band,
            "left_owner": marks[0],
            "other_unit": marks[1],
            "other_language": marks[2],
        }
    )
    return Plan(
        placements=placements,
        placed=_per_band(encoded, people != NONE),
        bound=_per_band(encoded, possible),
        departures=int(marks.sum()),
        beyond_share=int(np.clip(held - encoded.allowed[:, None], 0, None).sum()),
    )


def _units(encoded: Encoded, cases: Ints, people: Ints) -> Ints:
    """The first unit of each case's list that its person works in."""
    unit = np.full(len(cases), NONE, dtype=np.int64)
    longest = max((len(some) for some in encoded.lists), default=0)
    for index in reversed(range(longest)):
        at = np.array(
            [some[index] if index < len(some) else NONE for some in encoded.lists],
            dtype=np.int64,
        )[encoded.unit_list[cases]]
        works = (at != NONE) & encoded.member[people, at]
        unit[works] = at[works]
    return unit


def _named(names: list[str], codes: Ints) -> pl.Series:
    indices = pl.Series(codes).cast(pl.Int64)
    return pl.Series(names, dtype=pl.String).gather(indices.set(indices == NONE, None))


def _per_band(encoded: Encoded, cases: Bools) -> dict[int, int]:
    bands, where = np.unique(encoded.band, return_inverse=True)
    counts = np.bincount(where[cases], minlength=len(bands))
    return dict(zip(bands.tolist(), counts.tolist(), strict=True))
