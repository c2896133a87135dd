"""What is taken and what is left: bookings are made and undone here and nowhere else."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from evenhand.engine.interviews.encode import Asked, Encoded, People, Place
from evenhand.engine.interviews.problem import INTERPRETER, INTERVIEWER, MODES


class Booking(NamedTuple):
    """One interview in the book: its first step, its place, and who takes part."""

    start: int
    place: Place
    interviewer: int
    interpreter: int | None


class Hours:
    """The hours that people of one kind have left, and the interviews of their week."""

    def __init__(
        self, people: People, weeks: int, spent: Mapping[tuple[str, int], int]
    ) -> None:
        self.free = list(people.free)
        everybody = (1 << len(people.refs)) - 1
        self.limited = 0
        for bit, limit in enumerate(people.limits):
            if limit is not None:
                self.limited |= 1 << bit
        self.left = [
            [
                0 if limit is None else max(0, limit - spent.get((ref, week), 0))
                for ref, limit in zip(people.refs, people.limits, strict=True)
            ]
            for week in range(weeks)
        ]
        self.open = [
            everybody
            & ~sum(
                1 << bit
                for bit, limit in enumerate(people.limits)
                if limit is not None and not left[bit]
            )
            for left in self.left
        ]

    def who(self, people: int, start: int, steps: int, week: int) -> int:
        """Those of a set who are free throughout and have an interview left."""
        people &= self.open[week]
        for step in range(start, start + steps):
            people &= self.free[step]
            if not people:
                break
        return people

    def take(self, bit: int, start: int, steps: int, week: int) -> None:
        """Somebody's hours are spoken for."""
        one = 1 << bit
        for step in range(start, start + steps):
            self.free[step] &= ~one
        if self.limited & one:
            self.left[week][bit] -= 1
            if not self.left[week][bit]:
                self.open[week] &= ~one

    def give_back(self, bit: int, start: int, steps: int, week: int) -> None:
        """The hours are theirs again."""
        one = 1 << bit
        for step in range(start, start + steps):
            self.free[step] |= one
        if self.limited & one:
            self.left[week][bit] += 1
            self.open[week] |= one


class Book:
    """The bookings of a plan being made, and what they leave.

    `value` is what they are worth together, kept as they come and go. `spare` is, of
    the interviewers, then of the rooms of each mode, how many steps of each day may
    still be booked, and the rest stays free for what cannot be foreseen.
    """

    def __init__(self, encoded: Encoded) -> None:
        self.encoded = encoded
        self.weights = encoded.problem.weights
        self.week_of = encoded.grid.weeks
        self.a_day = encoded.grid.a_day
        weeks = self.week_of[-1] + 1
        self.interviewers = Hours(
            encoded.interviewers, weeks, spent_of(encoded, INTERVIEWER)
        )
        self.interpreters = Hours(
            encoded.interpreters, weeks, spent_of(encoded, INTERPRETER)
        )
        self.rooms = [list(counts) for counts in encoded.counts]
        self.diaries = list(encoded.diaries)
        self.spare = [list(days) for days in encoded.spare]
        self.pool_of_room = [1 + MODES.index(mode) for _, mode in encoded.rooms]
        self.bookings: dict[int, Booking] = {}
        self.told = told_of(encoded)
        self.value = 0.0

    def day_of(self, step: int) -> int:
        """The day of a step."""
        return step // self.a_day

    def is_open(self, asked: Asked, start: int) -> bool:
        """Whether representative and adult are free throughout."""
        span = ((1 << asked.steps) - 1) << start
        return all(self.diaries[diary] & span == span for diary in asked.diaries)

    def has_room(self, asked: Asked, start: int, room: int) -> bool:
        """Whether a room of a kind is left throughout, and may be booked."""
        counts, pool = self.rooms[room], self.spare[self.pool_of_room[room]]
        day = start // self.a_day
        if pool[day] < asked.steps or self.spare[0][day] < asked.steps:
            return False
        return self._is_left(counts, asked, start)

    def _is_left(self, counts: list[int], asked: Asked, start: int) -> bool:
        return all(counts[step] > 0 for step in range(start, start + asked.steps))

    def who_could(
        self, asked: Asked, start: int, place: Place
    ) -> tuple[int, int | None]:
        """Interviewers and interpreters who could take part then and there.

        The set of interpreters is None where none is needed; either is 0 where there
        is nobody.
        """
        week = self.week_of[self.day_of(start)]
        able = self.interviewers.who(place.interviewers, start, asked.steps, week)
        if not able or place.interpreters is None:
            return able, None
        return able, self.interpreters.who(place.interpreters, start, asked.steps, week)

    def fits(self, asked: Asked, booking: Booking, *, beyond: bool = False) -> bool:
        """Whether all that a booking takes is left, and lies within the asked terms.

        beyond  it may take of what is kept for what cannot be foreseen.
        """
        day = self.day_of(booking.start)
        within = booking.start % self.a_day
        if day not in asked.days or within > asked.last:
            return False
        if not self.is_open(asked, booking.start):
            return False
        room = booking.place.room
        if not (
            self._is_left(self.rooms[room], asked, booking.start)
            if beyond
            else self.has_room(asked, booking.start, room)
        ):
            return False
        able, speaking = self.who_could(asked, booking.start, booking.place)
        return bool(able >> booking.interviewer & 1) and (
            booking.interpreter is None
            if speaking is None
            else booking.interpreter is not None
            and bool(speaking >> booking.interpreter & 1)
        )

    def worth(self, asked: Asked, booking: Booking) -> float:
        """What a booking is worth by the weights of the problem."""
        return worth(self.encoded, self.told, asked, booking)

    def take(self, asked: Asked, booking: Booking) -> None:
        """Write a booking in; whoever calls has seen that it fits."""
        start, place, interviewer, interpreter = booking
        week = self.week_of[self.day_of(start)]
        self.interviewers.take(interviewer, start, asked.steps, week)
        if interpreter is not None:
            self.interpreters.take(interpreter, start, asked.steps, week)
        for step in range(start, start + asked.steps):
            self.rooms[place.room][step] -= 1
        for pool in (0, self.pool_of_room[place.room]):
            self.spare[pool][self.day_of(start)] -= asked.steps
        span = ((1 << asked.steps) - 1) << start
        for diary in asked.diaries:
            self.diaries[diary] &= ~span
        self.bookings[asked.index] = booking
        self.value += self.worth(asked, booking)

    def release(self, asked: Asked) -> Booking:
        """Strike a booking out again."""
        booking = self.bookings.pop(asked.index)
        start, place, interviewer, interpreter = booking
        week = self.week_of[self.day_of(start)]
        self.interviewers.give_back(interviewer, start, asked.steps, week)
        if interpreter is not None:
            self.interpreters.give_back(interpreter, start, asked.steps, week)
        for step in range(start, start + asked.steps):
            self.rooms[place.room][step] += 1
        for pool in (0, self.pool_of_room[place.room]):
            self.spare[pool][self.day_of(start)] += asked.steps
        span = ((1 << asked.steps) - 1) << start
        for diary in asked.diaries:
            self.diaries[diary] |= span
        self.value -= self.worth(asked, booking)
        return booking

    def starts_on(self, asked: Asked, day: int) -> Iterator[int]:
        """Steps of a day at which it may begin, as far as its own terms go."""
        first = day * self.a_day
        return iter(range(first, first + asked.last + 1))


def worth(
    encoded: Encoded, told: dict[int, int], asked: Asked, booking: Booking
) -> float:
    """What a booking is worth: its day, place, interviewer, and whether it was moved."""
    weights = encoded.problem.weights
    day = booking.start // encoded.grid.a_day
    value = asked.worth_on(day, weights) - booking.place.loss
    if asked.owner and asked.owner != 1 << booking.interviewer:
        value -= weights.other_than_owner
    if told.get(asked.index, booking.start) != booking.start:
        value -= weights.moved
    return value


def told_of(encoded: Encoded) -> dict[int, int]:
    """The step people were told of, by the index of the interview."""
    index_of = {asked.ref: asked.index for asked in encoded.asked}
    return {
        index_of[row["interview"]]: step
        for row in encoded.problem.booked.iter_rows(named=True)
        if row["told"]
        and (step := encoded.grid.step_at(row["day"], row["starts"])) is not None
    }


def spent_of(encoded: Encoded, kind: str) -> Counter[tuple[str, int]]:
    """Interviews that people of a kind have beside the problem, by person and week."""
    grid, found = encoded.grid, Counter[tuple[str, int]]()
    for of, ref, day, count in encoded.problem.spent.iter_rows():
        week = grid.week_of(day)
        if of == kind and week is not None:
            found[ref, week] += count
    return found
