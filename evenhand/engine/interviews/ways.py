"""All ways in which interviews could be held in some hours."""

from dataclasses import dataclass

import numpy as np

from evenhand.engine.interviews.left import Left
from evenhand.engine.interviews.problem import Weights
from evenhand.engine.interviews.table import NONE, Flags, Real, Table, Whole


@dataclass(slots=True)
class Ways:
    """One entry a way to hold an interview: with its owner, or with another of a set.

    row      of the table: the interview and the place.
    time     index into `start` and `length`: when.
    worth    what it is worth.
    owner    the owner who interviews; NONE: another of the set.
    start, length   of each time, the first step and the steps.
    interviewers, interpreters   times x people: who is free throughout.
    """

    row: Whole
    time: Whole
    worth: Real
    owner: Whole
    start: Whole
    length: Whole
    interviewers: Flags
    interpreters: Flags


def ways_in(
    table: Table,
    left: Left,
    asked: Flags,
    weights: Weights,
    *,
    a_day: int,
    by_day: bool = False,
    near: Flags | None = None,
) -> Ways:
    """The ways to hold the interviews `asked` (a flag each) in what is left.

    by_day  a time is a day, whatever the hour within it.
    near    table rows x all steps: False for ways that need not be looked at.
    """
    found = [
        _of_length(table, left, asked, int(length), a_day, by_day, near)
        for length in np.unique(table.steps[asked])
    ]
    found = [one for one in found if len(one[0])]
    before = np.cumsum([0, *(len(one[2]) for one in found)])
    people = [left.interviewers.shape[1], left.interpreters.shape[1]]
    row = _joined([one[0] for one in found])
    time = _joined([one[1] + first for one, first in zip(found, before, strict=False)])
    start = _joined([one[2] for one in found])
    length = _joined([np.full(len(one[2]), one[3]) for one in found])
    free = [
        np.vstack(
            [np.zeros((0, people[kind]), dtype=bool), *(one[4 + kind] for one in found)]
        )
        for kind in (0, 1)
    ]
    return _with_owners(
        table,
        weights,
        a_day,
        by_day,
        Ways(row, time, np.zeros(0), row, start, length, *free),
    )


def _of_length(
    table: Table,
    left: Left,
    asked: Flags,
    length: int,
    a_day: int,
    by_day: bool,
    near: Flags | None,
) -> tuple[Whole, Whole, Whole, int, Flags, Flags]:
    """Row, time, start, length, interviewers and interpreters of ways of one length."""
    rows = np.flatnonzero(
        asked[table.interview] & (table.steps[table.interview] == length)
    )
    cells = left.begins(length)
    start, day = left.steps[cells], left.day[cells]
    interviewers = _throughout(left.interviewers, cells, length)
    interpreters = _throughout(left.interpreters, cells, length)
    rooms = _throughout(left.rooms.T > 0, cells, length).T
    diaries = _throughout(left.diaries.T, cells, length).T
    interview = table.interview[rows]
    held = _somebody(table.sets_of_interviewers.whole, interviewers)
    held = held[table.interviewers[rows]]
    held &= _somebody(table.sets_of_interpreters.whole, interpreters)[
        table.interpreters[rows]
    ]
    held &= rooms[table.room[rows]]
    for which in (0, 1):
        held &= diaries[table.diaries[interview, which]]
    held &= (day >= table.first[interview, None]) & (day < table.end[interview, None])
    held &= start % a_day <= table.last[interview, None]
    if near is not None:
        held &= near[rows[:, None], start]
    if by_day and len(cells):
        days, firsts = np.unique(day, return_index=True)
        held = np.logical_or.reduceat(held, firsts, axis=1)
        interviewers = np.logical_or.reduceat(interviewers, firsts, axis=0)
        interpreters = np.logical_or.reduceat(interpreters, firsts, axis=0)
        start = days * a_day
    which_row, time = np.nonzero(held)
    return rows[which_row], time, start, length, interviewers, interpreters


def _throughout(free: Flags, cells: Whole, length: int) -> Flags:
    """Cells x whatever it is of: whether it is so in all the steps from there."""
    found = free[cells]
    for further in range(1, length):
        found = found & free[cells + further]
    return found


def _somebody(sets: Flags, free: Flags) -> Flags:
    """Sets x times: whether anybody of the set is free; a last row that always is."""
    there = sets.astype(np.float32) @ free.T.astype(np.float32) > 0
    return np.vstack([there, np.ones((1, len(free)), dtype=bool)])


def _with_owners(
    table: Table, weights: Weights, a_day: int, by_day: bool, ways: Ways
) -> Ways:
    """The ways with their worth; and ways of their own for owners who can."""
    interview = table.interview[ways.row]
    owner, group = table.owner[interview], table.interviewers[ways.row]
    sets = table.sets_of_interviewers.whole
    able = (owner >= 0) & sets[group, owner] & ways.interviewers[ways.time, owner]
    several = np.ones(len(able), dtype=bool)
    (owned,) = np.nonzero(able)
    several[owned] = (sets[group[owned]] & ways.interviewers[ways.time[owned]]).sum(
        axis=1
    ) > 1
    start = ways.start[ways.time]
    later = start // a_day - table.first[interview]
    worth = (
        table.worth[interview] * (1 - weights.a_day_later * later)
        - table.loss[ways.row]
    )
    told = table.told[interview]
    kept = told // a_day == start // a_day if by_day else told == start
    worth -= np.where((told >= 0) & ~kept, weights.moved, 0.0)
    other = worth - np.where(owner >= 0, weights.other_than_owner, 0.0)
    (others,) = np.nonzero(several)
    ways.row = np.concatenate([ways.row[others], ways.row[owned]])
    ways.time = np.concatenate([ways.time[others], ways.time[owned]])
    ways.worth = np.concatenate([other[others], worth[owned]])
    ways.owner = np.concatenate([np.full(len(others), NONE), owner[owned]])
    return ways


def _joined(blocks: list[Whole]) -> Whole:
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.int64)
