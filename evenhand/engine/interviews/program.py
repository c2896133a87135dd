"""The exact program of some hours, or of all hours of a problem relaxed.

A column for each way to hold an interview, and the flow of people into them; rows for
what cannot be had twice. The owner of a case has ways of their own, which take up their
own hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from evenhand.engine.interviews.book import Book, Booking, Hours
from evenhand.engine.interviews.left import Left, left_in
from evenhand.engine.interviews.linear import Model
from evenhand.engine.interviews.seats import seats
from evenhand.engine.interviews.table import NONE, Flags, Real, Table, Whole
from evenhand.engine.interviews.ways import Ways, ways_in


@dataclass(slots=True)
class Rows:
    """Rows of one subject: which thing each is of, and the entries of ways in them."""

    of: Whole
    row: Whole
    most: Real
    way: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    entry: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    much: Real = field(default_factory=lambda: np.zeros(0))


class Program:
    """The model of the interviews `asked` (a flag each) in some steps of a book.

    by_day  hours of a day without their order: a bound, and not a plan.
    near    table rows x steps: False for ways that are left aside.
    """

    def __init__(
        self,
        book: Book,
        table: Table,
        asked: Flags,
        steps: Whole,
        *,
        by_day: bool = False,
        near: Flags | None = None,
    ) -> None:
        self.book, self.table, self.by_day = book, table, by_day
        self.a_day = book.encoded.grid.a_day
        self.left: Left = left_in(book, steps)
        self.ways: Ways = ways_in(
            table,
            self.left,
            asked,
            book.weights,
            a_day=self.a_day,
            by_day=by_day,
            near=near,
        )
        ways, self.model = self.ways, Model()
        self.columns = self.model.add_columns(ways.worth)
        self.once = self._once()
        self.seats = tuple(
            seats(
                self.model,
                sets,
                free,
                self.columns,
                np.where(ways.owner != NONE, NONE, of) if interviewing else of,
                ways.time,
                most=self.a_day // ways.length if by_day else None,
            )
            for interviewing, sets, free, of in (
                (True, table.sets_of_interviewers, ways.interviewers,
                 table.interviewers[ways.row]),
                (False, table.sets_of_interpreters, ways.interpreters,
                 table.interpreters[ways.row]),
            )
        )  # fmt: skip
        self.rooms, self.diaries = self._rooms(), self._diaries()
        self.shares = self._shares()
        self.cells, self.weeks = zip(
            *(self._people(kind) for kind in (0, 1)), strict=True
        )

    @property
    def interview(self) -> Whole:
        """The interview of each way."""
        return self.table.interview[self.ways.row]

    def bookings(self, values: Real) -> list[tuple[int, Booking]]:
        """What a choice in whole numbers books: the interview, and how."""
        ways, asked = self.ways, self.book.encoded.asked
        seated = [kind.seated(values) for kind in self.seats]
        found = []
        for way in np.flatnonzero(values[self.columns] > 0.5):
            row, owner = ways.row[way], int(ways.owner[way])
            interview = int(self.table.interview[row])
            groups = [int(kind.group_of[way]) for kind in self.seats]
            found.append(
                (
                    interview,
                    Booking(
                        start=int(ways.start[ways.time[way]]),
                        place=asked[interview].places[self.table.place[row]],
                        interviewer=owner
                        if owner != NONE
                        else seated[0][groups[0]].pop(),
                        interpreter=None
                        if groups[1] == NONE
                        else seated[1][groups[1]].pop(),
                    ),
                )
            )
        return found

    def start(self, was: Mapping[int, Booking]) -> list[int]:
        """The columns that book what was booked, one entry for each time it is chosen."""
        ways, table, columns = self.ways, self.table, []
        way_of: dict[tuple[int, int, int], int] = {}
        for way, row in enumerate(ways.row):
            way_of[int(row), int(ways.start[ways.time[way]]), int(ways.owner[way])] = (
                way
            )
        for index, booking in was.items():
            asked = self.book.encoded.asked[index]
            row = int(table.first_row[index]) + asked.places.index(booking.place)
            owner = (
                booking.interviewer if asked.owner == 1 << booking.interviewer else NONE
            )
            way = way_of[row, booking.start, owner]
            columns.append(int(self.columns[way]))
            for kind, person in zip(self.seats, booking[2:], strict=True):
                if kind.group_of[way] != NONE and person is not None:
                    columns += kind.started(int(kind.group_of[way]), person)
        return columns

    def _once(self) -> Rows:
        """No interview is held twice."""
        return self._limit(
            self.interview,
            self.columns,
            np.ones(len(self.columns)),
            np.ones(len(self.table.steps)),
            every=True,
        )

    def _rooms(self) -> Rows:
        """No more rooms of a kind are used than there are."""
        way, cell, much = self.cells_of(self.ways.time)
        most = self._by_cell(self.left.rooms)
        room = self.table.room[self.ways.row[way]]
        return self._limit(
            room * most.shape[1] + cell, self.columns[way], much, most.ravel()
        )

    def _diaries(self) -> Rows:
        """No representative or adult is at two interviews at one time."""
        way, cell, much = self.cells_of(self.ways.time)
        most = self._by_cell(self.left.diaries)
        diary = self.table.diaries[self.interview[way]]
        ids, columns, parts = [], [], []
        for which in (0, 1):
            has = diary[:, which] != NONE
            ids.append(diary[has, which] * most.shape[1] + cell[has])
            columns.append(self.columns[way[has]])
            parts.append(much[has])
        return self._limit(
            np.concatenate(ids),
            np.concatenate(columns),
            np.concatenate(parts),
            most.ravel(),
        )

    def _shares(self) -> Rows:
        """Of the hours of a day, those kept for what cannot be foreseen stay free."""
        ways, spare = self.ways, np.array(self.book.spare, dtype=np.float64)
        if not self.book.encoded.problem.kept_free:
            none = np.zeros(0, dtype=np.int64)
            return self._limit(none, none, np.zeros(0), np.zeros(0))
        length = ways.length[ways.time].astype(np.float64)
        day = ways.start[ways.time] // self.a_day
        pool = np.asarray(self.book.pool_of_room)[self.table.room[ways.row]]
        return self._limit(
            np.concatenate([day, pool * spare.shape[1] + day]),
            np.tile(self.columns, 2),
            np.tile(length, 2),
            spare.ravel(),
        )

    def steps_of_people(self, kind: int) -> Real:
        """People x cells: the steps each has."""
        free = self.left.interpreters if kind else self.left.interviewers
        return self._by_cell(free.T)

    def _people(self, kind: int) -> tuple[Rows, Rows]:
        """Nobody is at two interviews at one time, or has more than their week's."""
        seated, ways, book = self.seats[kind], self.ways, self.book
        hours: Hours = book.interpreters if kind else book.interviewers
        columns, person = seated.entry_column, seated.entry_person
        time = seated.time[seated.entry_node]
        if not kind:
            (owned,) = np.nonzero(ways.owner != NONE)
            columns = np.concatenate([columns, self.columns[owned]])
            person = np.concatenate([person, ways.owner[owned]])
            time = np.concatenate([time, ways.time[owned]])
        which, cell, much = self.cells_of(time)
        most = self.steps_of_people(kind)
        cells = self._limit(
            person[which] * most.shape[1] + cell,
            columns[which],
            much,
            most.ravel(),
            every=self.by_day,
        )
        left = np.array(hours.left, dtype=np.float64).T
        limited = np.array([hours.limited >> bit & 1 for bit in range(len(left))], bool)
        (some,) = np.nonzero(limited[person]) if len(person) else (person,)
        week = np.asarray(book.week_of)[ways.start[time[some]] // self.a_day]
        weeks = self._limit(
            person[some] * left.shape[1] + week,
            columns[some],
            np.ones(len(some)),
            left.ravel(),
        )
        return cells, weeks

    def cells_of(self, time: Whole) -> tuple[Whole, Whole, Real]:
        """The cells that times take up: which time, which cell, and how much of it."""
        start, length = self.ways.start[time], self.ways.length[time]
        if self.by_day:
            cell = np.searchsorted(np.unique(self.left.day), start // self.a_day)
            return np.arange(len(time)), cell, length.astype(np.float64)
        which = np.repeat(np.arange(len(time)), length)
        further = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
        cell = np.searchsorted(self.left.steps, start)[which] + further
        return which, cell, np.ones(len(which))

    def _by_cell(self, there: Whole | Flags) -> Real:
        """Things x steps as things x cells: as they are, or added up by day."""
        much = there.astype(np.float64)
        if not self.by_day:
            return much
        firsts = np.unique(self.left.day, return_index=True)[1]
        found: Real = np.add.reduceat(much, firsts, axis=1)
        return found

    def _limit(
        self, of: Whole, columns: Whole, much: Real, most: Real, *, every: bool = False
    ) -> Rows:
        """Rows for what more could be drawn of than there is; `every`, for all."""
        things, which = np.unique(of, return_inverse=True)
        drawn = np.bincount(which, weights=much, minlength=len(things))
        scarce = np.flatnonzero((drawn > most[things]) | every)
        number = np.full(len(things), NONE)
        number[scarce] = np.arange(len(scarce))
        row = self.model.add_rows(most[things[scarce]])
        (entries,) = np.nonzero(number[which] != NONE)
        of_entry = number[which[entries]]
        self.model.enter(row[of_entry], columns[entries], much[entries])
        ways = np.flatnonzero(columns[entries] < len(self.columns))
        return Rows(
            of=things[scarce],
            row=row,
            most=most[things[scarce]],
            way=columns[entries[ways]],
            entry=of_entry[ways],
            much=much[entries[ways]],
        )
