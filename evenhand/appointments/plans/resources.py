"""Who and what is free in the days of a plan, from the board: in steps, and as intervals."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from evenhand.appointments.board.entries import RoomEntry
from evenhand.appointments.board.kept import Kept
from evenhand.engine.diaries.board import Board
from evenhand.engine.diaries.steps import STEPS, covered, time_of


Steps = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
# The wall clock at the end of each quarter hour.
_ENDS = [*(time_of(step) for step in range(1, STEPS)), time_of(STEPS)]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a plan that are on the board, in order."""

    days: tuple[date, ...]

    @property
    def mondays(self) -> tuple[date, ...]:
        """The Monday of each week there is a day of."""
        return tuple(sorted({day - timedelta(days=day.weekday()) for day in self.days}))


def days_between(board: Board, first: date, until: date) -> Days:
    """The days from one up to but not including another that the board covers."""
    return Days(tuple(day for day in board.days if first <= day < until))


def free_steps(
    board: Board,
    calendars: Sequence[int],
    days: Days,
    *,
    given_back: Collection[int] = (),
) -> Steps:
    """When calendars are open and not taken: calendars by days by quarter hours.

    What interviews of `given_back` take counts as free.
    """
    rows = board.rows(calendars)
    found = np.zeros((len(calendars), len(days.days), STEPS), np.bool_)
    for number, day in enumerate(days.days):
        runs = board.runs(day, rows)
        found[:, number, :] = (runs.open > 0) & (runs.clear > 0)
        for place, calendar in enumerate(calendars if given_back else ()):
            for stretch in board.taken(calendar, day):
                if stretch.owner in given_back:
                    first, last = covered(
                        stretch.starts, stretch.ends, day, whole=False
                    )
                    found[place, number, first:last] = runs.open[place, first:last] > 0
    return found


def intervals(kind: str, refs: Sequence[str], free: Steps, days: Days) -> pl.DataFrame:
    """The rows of `free` of a problem: one for each interval of each person and day."""
    edges = np.diff(free.astype(np.int8), axis=2, prepend=0, append=0)
    who, day, starts = np.nonzero(edges == 1)
    _, _, ends = np.nonzero(edges == -1)
    return pl.DataFrame(
        {
            "kind": [kind] * len(who),
            "ref": [refs[number] for number in who.tolist()],
            "day": [days.days[number] for number in day.tolist()],
            "starts": [time_of(step) for step in starts.tolist()],
            "ends": [_ENDS[step - 1] for step in ends.tolist()],
        },
        schema={
            "kind": pl.String,
            "ref": pl.String,
            "day": pl.Date,
            "starts": pl.Time,
            "ends": pl.Time,
        },
    )


def spent(
    kept: Kept,
    kind: str,
    people: Iterable[tuple[str, int]],
    days: Days,
    *,
    given_back: Collection[int] = (),
) -> pl.DataFrame:
    """The rows of `spent`: interviews that people (ref, calendar) have in each week.

    Those of `given_back` are not counted.
    """
    rows = [
        (kind, ref, monday, count)
        for ref, calendar in people
        for monday in days.mondays
        if (count := _in_week(kept.board, calendar, monday, given_back))
    ]
    return pl.DataFrame(
        rows,
        schema={
            "kind": pl.String,
            "ref": pl.String,
            "day": pl.Date,
            "count": pl.Int64,
        },
        orient="row",
    )


def rooms_free(
    kept: Kept,
    rooms: Sequence[RoomEntry],
    days: Days,
    share: float,
    *,
    given_back: Collection[int] = (),
) -> Counts:
    """How many of some rooms of one site are free: days by quarter hours.

    A site that is closed has none; one with hosts has no more than they receive at
    once. `share` of them is kept for emergencies: in turn, one room of a day.
    """
    site = next(one for one in kept.register.sites.values() if one.id == rooms[0].site)
    free = free_steps(
        kept.board, [room.calendar for room in rooms], days, given_back=given_back
    )
    count = free.sum(axis=0, dtype=np.int64)
    count *= open_steps(kept.board, site.calendar, days)
    for number, back in enumerate(_held_back(len(rooms), len(days.days), share)):
        count[number] -= back
    if site.hosted:
        count = np.minimum(count, _received(kept, site.id, days, given_back))
    return np.asarray(np.maximum(count, 0))


def open_steps(board: Board, calendar: int, days: Days) -> Steps:
    """When a calendar is open, taken or not: days by quarter hours."""
    rows = board.rows([calendar])
    return np.array(
        [board.runs(day, rows).open[0] > 0 for day in days.days], np.bool_
    ).reshape(len(days.days), STEPS)


def counted(site: str, mode: str, count: Counts, days: Days) -> pl.DataFrame:
    """The rows of `rooms` of a problem: one for each interval in which a count holds."""
    rows = []
    for number, day in enumerate(days.days):
        edges = np.flatnonzero(np.diff(count[number], prepend=-1, append=-1))
        for first, last in zip(edges, edges[1:], strict=False):
            if count[number, first]:
                rows.append(
                    (
                        *(site, mode, day, time_of(int(first))),
                        *(_ENDS[int(last) - 1], int(count[number, first])),
                    )
                )
    return pl.DataFrame(
        rows,
        schema={
            "site": pl.String,
            "mode": pl.String,
            "day": pl.Date,
            "starts": pl.Time,
            "ends": pl.Time,
            "count": pl.Int64,
        },
        orient="row",
    )


def _held_back(rooms: int, days: int, share: float) -> list[int]:
    """How many of the rooms are kept each day, so that it comes to the share in turn."""
    kept = [int((number + 1) * rooms * share) for number in range(days)]
    return [until - before for before, until in zip([0, *kept], kept, strict=False)]


def _in_week(
    board: Board, calendar: int, monday: date, given_back: Collection[int]
) -> int:
    if not given_back:
        return board.in_week(calendar, monday)
    return sum(
        stretch.owner not in given_back
        for number in range(7)
        for stretch in board.taken(calendar, monday + timedelta(days=number))
    )


def _received(kept: Kept, site: int, days: Days, given_back: Collection[int]) -> Counts:
    """How many interviews more the hosts of a site could look after."""
    found = np.zeros((len(days.days), STEPS), np.int64)
    for host in kept.register.hosts.values():
        if host.site != site:
            continue
        room = open_steps(kept.board, host.calendar, days) * host.at_once
        for number, day in enumerate(days.days):
            for stretch in kept.board.taken(host.calendar, day):
                if stretch.owner not in given_back:
                    first, last = covered(
                        stretch.starts, stretch.ends, day, whole=False
                    )
                    room[number, first:last] -= 1
        found += np.maximum(room, 0)
    return found
