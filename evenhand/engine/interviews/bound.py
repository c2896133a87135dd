"""The most that any plan of a problem can be worth.

From prices of what is scarce: whatever the prices, no plan is worth more than each
interview's best way at those prices, and all that is scarce sold at them. So the bound
holds however the prices were found; the better they are, the closer it is. They come
from the problem relaxed to parts of interviews, and, where an interview is longer than
a step, to hours of a day without their order.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from evenhand.engine.interviews.book import Book, Booking, Hours
from evenhand.engine.interviews.encode import Asked, Place, bits, encode
from evenhand.engine.interviews.linear import Model, prices
from evenhand.engine.interviews.problem import Problem


ACCURACY = 1e-5

Group = tuple[bool, int, int, int]  # interviewing, a set of people, span, steps
Person = tuple[bool, int, int]  # interviewing, bit, span or week


def bound(problem: Problem, *, seconds: float) -> float:
    """A worth that no plan exceeds, from prices sought for so many seconds."""
    relaxed = _relaxed(problem)
    found = prices(relaxed.model, seconds=seconds, accuracy=ACCURACY)
    return min(relaxed.at(found), relaxed.at(np.zeros(len(relaxed.model.most))))


@dataclass(slots=True)
class _Relaxed:
    """The relaxed problem, and what its rows stand for.

    A span is a step, or a day where interviews are longer than a step; `steps_in` says
    how many steps somebody or something has in it.
    """

    model: Model = field(default_factory=Model)
    best: float = 0.0
    # Of each way: its interview, its worth, and the rows it draws on with how much.
    interview_of: list[int] = field(default_factory=list)
    draws: list[list[tuple[int, float]]] = field(default_factory=list)
    group_rows: dict[Group, int] = field(default_factory=dict)
    members: dict[Person, list[Group]] = field(
        default_factory=lambda: defaultdict(list)
    )
    steps_in: dict[Person, int] = field(default_factory=dict)
    week_rows: dict[Person, int] = field(default_factory=dict)
    week_of: dict[int, int] = field(default_factory=dict)
    own_rows: set[int] = field(default_factory=set)
    person_rows: dict[Person, int] = field(default_factory=dict)
    # Those whose steps are drawn on by ways of their own, as owners.
    drawn_on: set[Person] = field(default_factory=set)

    def at(self, price: np.ndarray) -> float:
        """What no plan exceeds, at these prices of the rows."""
        model = self.model
        total = 0.0
        best: dict[int, float] = defaultdict(float)
        for way, (interview, draws) in enumerate(
            zip(self.interview_of, self.draws, strict=True)
        ):
            value = model.worth[way] - sum(
                float(price[row]) * much for row, much in draws
            )
            if value > best[interview]:
                best[interview] = value
        total += sum(best.values())
        groups = set(self.group_rows.values())
        for row, most in enumerate(model.most):
            if row not in groups and row not in self.own_rows:
                total += float(price[row]) * most
        return total + self._worth_of_people(price)

    def _worth_of_people(self, price: np.ndarray) -> float:
        """The best use of each person's steps in each span, at these prices.

        Their price is never below it, so what is sold there is sold at most for that.
        """
        total = 0.0
        for person, groups in self.members.items():
            interviewing, bit, span = person
            week = self.week_rows.get((interviewing, bit, self.week_of[span]))
            fee = float(price[week]) if week is not None else 0.0
            steps = self.steps_in[person]
            uses = {(g[3], float(price[self.group_rows[g]]) - fee) for g in groups}
            if person in self.drawn_on:
                uses.add((1, float(price[self.person_rows[person]])))
            most = [0.0] * (steps + 1)
            for room in range(1, steps + 1):
                most[room] = max(
                    most[room - 1],
                    *(
                        most[room - length] + value
                        for length, value in uses
                        if length <= room
                    ),
                    0.0,
                )
            total += most[steps]
        return total


def _relaxed(problem: Problem) -> _Relaxed:
    """The relaxed problem of an empty book."""
    encoded = encode(problem)
    book = Book(encoded)
    by_day = any(asked.steps > 1 for asked in encoded.asked)
    return _Builder(book, by_day=by_day).built


class _Builder:
    """Puts the relaxed problem together, way by way, then seats, then what is scarce."""

    def __init__(self, book: Book, *, by_day: bool) -> None:
        self.book, self.by_day = book, by_day
        self.built = _Relaxed()
        self.able: dict[Group, int] = defaultdict(int)
        self.scarce: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(
            list
        )
        self.owned: dict[Person, list[tuple[int, int]]] = defaultdict(list)
        self.ways_of: list[list[int]] = []
        self.grouped: list[tuple[int, Group]] = []
        for asked in book.encoded.asked:
            self._ways(asked)
        self._seats()
        self._rows()

    def _ways(self, asked: Asked) -> None:
        mine: list[int] = []
        for day in asked.days:
            starts = [
                start
                for start in self.book.starts_on(asked, day)
                if self.book.is_open(asked, start)
            ]
            for place in asked.places:
                mine += self._ways_on(asked, day, starts, place)
        self.ways_of.append(mine)

    def _ways_on(
        self, asked: Asked, day: int, starts: list[int], place: Place
    ) -> list[int]:
        mine: list[int] = []
        at: dict[int, tuple[int, int | None]] = {}
        for start in starts:
            if not self.book.has_room(asked, start, place.room):
                continue
            able, speaking = self.book.who_could(asked, start, place)
            if not able or speaking == 0:
                continue
            span = day if self.by_day else start
            before, spoke = at.get(span, (0, 0))
            at[span] = (
                before | able,
                None if speaking is None else (spoke or 0) | speaking,
            )
        for span, (able, speaking) in at.items():
            start = day * self.book.encoded.grid.a_day if self.by_day else span
            if able & ~asked.owner:
                other = (able & ~asked.owner).bit_length() - 1
                worth = self.book.worth(
                    asked, self._booking(asked, start, place, other)
                )
                way = self._way(asked, worth, place, span, speaking)
                self._in_group((True, place.interviewers, span, asked.steps), able, way)
                mine.append(way)
            if able & asked.owner:
                owner = asked.owner.bit_length() - 1
                worth = self.book.worth(
                    asked, self._booking(asked, start, place, owner)
                )
                way = self._way(asked, worth, place, span, speaking)
                self.owned[True, owner, span].append((way, asked.steps))
                mine.append(way)
        return mine

    def _booking(self, asked: Asked, start: int, place: Place, who: int) -> Booking:
        # Told of a time that day, it might be kept there.
        told = self.book.told.get(asked.index, start)
        same = self.by_day and self.book.day_of(told) == self.book.day_of(start)
        return Booking(told if same else start, place, who, None)

    def _way(
        self, asked: Asked, worth: float, place: Place, span: int, speaking: int | None
    ) -> int:
        way = self.built.model.column(worth)
        self.built.interview_of.append(asked.index)
        self.built.draws.append([])
        self.scarce["room", place.room, span].append((way, asked.steps))
        for diary in asked.diaries:
            self.scarce["diary", diary, span].append((way, asked.steps))
        if speaking is not None and place.interpreters is not None:
            self._in_group(
                (False, place.interpreters, span, asked.steps), speaking, way
            )
        return way

    def _in_group(self, group: Group, people: int, way: int) -> None:
        self.able[group] |= people
        self.grouped.append((way, group))

    def _seats(self) -> None:
        built, model = self.built, self.built.model
        for way, group in self.grouped:
            if group not in built.group_rows:
                built.group_rows[group] = model.row(0.0)
            row = built.group_rows[group]
            model.enter(row, way)
            built.draws[way].append((row, 1.0))
        for group, people in self.able.items():
            interviewing, _, span, steps = group
            for bit in bits(people):
                seat = model.column()
                model.enter(built.group_rows[group], seat, -1.0)
                self.owned[interviewing, bit, span].append((seat, steps))
                built.members[interviewing, bit, span].append(group)

    def _rows(self) -> None:
        built, model, book = self.built, self.built.model, self.book
        ways = len(built.draws)
        for mine in self.ways_of:
            if mine:
                row = model.row(1.0)
                built.own_rows.add(row)
                for way in mine:
                    model.enter(row, way)
        for (kind, index, span), drawn in self.scarce.items():
            most = self._left(kind, index, span)
            if sum(steps for _, steps in drawn) > most:
                row = model.row(float(most))
                for way, steps in drawn:
                    model.enter(row, way, float(steps))
                    built.draws[way].append((row, float(steps)))
        in_week: dict[Person, list[int]] = defaultdict(list)
        for person, drawn in self.owned.items():
            interviewing, bit, span = person
            hours = book.interviewers if interviewing else book.interpreters
            steps_in = self._free(hours, bit, span)
            built.members[person] = built.members.get(person, [])
            built.steps_in[person] = steps_in
            built.week_of[span] = book.week_of[self._day(span)]
            row = model.row(float(steps_in))
            built.own_rows.add(row)
            built.person_rows[person] = row
            for column, steps in drawn:
                model.enter(row, column, float(steps))
                if column < ways:
                    built.draws[column].append((row, float(steps)))
                    built.drawn_on.add(person)
            week = (interviewing, bit, built.week_of[span])
            in_week[week] += [column for column, _ in drawn]
        for week, columns in in_week.items():
            interviewing, bit, number = week
            hours = book.interviewers if interviewing else book.interpreters
            if not hours.limited >> bit & 1:
                continue
            row = model.row(float(hours.left[number][bit]))
            built.week_rows[week] = row
            for column in columns:
                model.enter(row, column)
                if column < ways:
                    built.draws[column].append((row, 1.0))

    def _left(self, kind: str, index: int, span: int) -> int:
        book, a_day = self.book, self.book.encoded.grid.a_day
        steps = range(span * a_day, (span + 1) * a_day) if self.by_day else (span,)
        if kind == "room":
            return sum(book.rooms[index][step] for step in steps)
        return sum(book.diaries[index] >> step & 1 for step in steps)

    def _free(self, hours: Hours, bit: int, span: int) -> int:
        a_day = self.book.encoded.grid.a_day
        steps = range(span * a_day, (span + 1) * a_day) if self.by_day else (span,)
        return sum(hours.free[step] >> bit & 1 for step in steps)

    def _day(self, span: int) -> int:
        return span if self.by_day else self.book.day_of(span)
