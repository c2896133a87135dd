"""A plan made better: a few hours of it at a time are planned anew, exactly.

All interviews within the chosen hours are taken out of the book, and with all that are
not booked put to a mixed-integer program of those hours; everything else stays. What
comes back is kept where it is worth no less. Small exact programs come closer to the
bound, sooner, than one over everything, which no solver finishes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from random import Random

from evenhand.engine.interviews.book import Book, Booking, Hours
from evenhand.engine.interviews.encode import Asked, Place, bits
from evenhand.engine.interviews.greedy import fill
from evenhand.engine.interviews.linear import Model, chosen


# A program of about so many columns is solved in a fifth of a second.
COLUMNS = 8_000
SECONDS_EACH = 2.0
GAP = 1e-3


def improve(
    book: Book,
    order: list[Asked],
    *,
    fixed: frozenset[int],
    chance: Random,
    go_on: Callable[[], bool],
) -> int:
    """Plan hours anew as long as `go_on` says; answer how many times it got better.

    order   all interviews, the most urgent first.
    fixed   indexes of bookings that stay.
    """
    windows = _Windows(book, chance)
    better = 0
    while go_on():
        window = windows.next()
        out = [
            asked
            for asked in order
            if asked.index not in fixed and _within(book, asked, window)
        ]
        waiting = [asked for asked in order if asked.index not in book.bookings]
        before = book.value
        was = {asked.index: book.release(asked) for asked in out}
        program = Program(book, [*out, *waiting], window)
        found = program.solve(was)
        windows.learn(len(program.model.worth))
        for asked, booking in found:
            if book.fits(asked, booking):
                book.take(asked, booking)
        fill(book, (asked for asked in out if asked.index not in book.bookings))
        if book.value < before - 1e-6:
            for asked in [*out, *waiting]:
                if asked.index in book.bookings:
                    book.release(asked)
            for asked in out:
                book.take(asked, was[asked.index])
        elif book.value > before + 1e-6:
            better += 1
    return better


class _Windows:
    """Which hours to plan anew: side by side at one time, scattered at another."""

    def __init__(self, book: Book, chance: Random) -> None:
        grid = book.encoded.grid
        self.a_day, self.steps = grid.a_day, grid.steps
        self.chance = chance
        longest = max((asked.steps for asked in book.encoded.asked), default=1)
        # Hours shorter than the longest interview could never hold it.
        self.width = min(self.a_day, 1 if longest == 1 else 2 * longest)
        self.pieces = 3.0
        self.turn = 0

    def next(self) -> frozenset[int]:
        pieces = max(1, round(self.pieces))
        self.turn += 1
        blocks = [
            range(day + max(0, first), day + min(self.a_day, first + self.width))
            for day in range(0, self.steps, self.a_day)
            for first in self._firsts()
        ]
        if self.turn % 2:
            first = self.chance.randrange(len(blocks))
            picked = [blocks[(first + n) % len(blocks)] for n in range(pieces)]
        else:
            picked = self.chance.sample(blocks, min(pieces, len(blocks)))
        return frozenset(step for block in picked for step in block)

    def learn(self, columns: int) -> None:
        """More hours at once where the last program was small, fewer where large."""
        self.pieces *= 1.15 if columns < COLUMNS else 0.85
        self.pieces = min(max(self.pieces, 1.0), self.steps / self.width)

    def _firsts(self) -> Iterable[int]:
        """Where the blocks of a day begin: they cover it, cut elsewhere each time."""
        offset = self.chance.randrange(self.width)
        return range(offset - self.width if offset else 0, self.a_day, self.width)


def _within(book: Book, asked: Asked, window: frozenset[int]) -> bool:
    booking = book.bookings.get(asked.index)
    return booking is not None and all(
        step in window for step in range(booking.start, booking.start + asked.steps)
    )


Group = tuple[int, int, int]  # a set of people, the first step, steps
Way = tuple[Asked, int, Place, Group | None, Group | None]


class Program:
    """The exact program of some hours.

    A column for each way to hold an interview, and one for each person who might sit
    in an interview of some set, start and length; the second cover the first. The owner
    of a case has ways of their own, which take up their own hours.
    """

    def __init__(
        self, book: Book, asked: Iterable[Asked], window: frozenset[int]
    ) -> None:
        self.book = book
        self.model = Model()
        self.ways: dict[int, Way] = {}
        self.seats: dict[tuple[bool, Group], dict[int, int]] = {}
        self.group_rows: dict[tuple[bool, Group], int] = {}
        self.covering: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self.in_week: dict[tuple[bool, int, int], list[int]] = defaultdict(list)
        days = defaultdict(list)
        for step in sorted(window):
            days[book.day_of(step)].append(step)
        for one in asked:
            self._ways_of(one, window, days)
        self._limit()

    def solve(self, was: Mapping[int, Booking]) -> list[tuple[Asked, Booking]]:
        """What to book; the bookings that `was` there are where it starts from."""
        if not self.ways:
            return []
        found = chosen(self.model, seconds=SECONDS_EACH, gap=GAP, start=self.start(was))
        return [] if found is None else self._bookings(frozenset(found))

    def _ways_of(
        self, one: Asked, window: frozenset[int], days: Mapping[int, list[int]]
    ) -> None:
        book, model = self.book, self.model
        columns = []
        for day in one.days:
            if day not in days:
                continue
            last = day * book.encoded.grid.a_day + one.last
            for start in days[day]:
                span = range(start, start + one.steps)
                if start > last or not all(step in window for step in span):
                    continue
                if not book.is_open(one, start):
                    continue
                for place in one.places:
                    if book.has_room(one, start, place.room):
                        columns += self._ways_at(one, start, place)
        if columns:
            row = model.row(1.0)
            for column in columns:
                model.enter(row, column)

    def _ways_at(self, one: Asked, start: int, place: Place) -> list[int]:
        book, model = self.book, self.model
        able, speaking = book.who_could(one, start, place)
        if not able or speaking == 0:
            return []
        group = (place.interviewers, start, one.steps)
        tongues = (
            None
            if place.interpreters is None
            else (place.interpreters, start, one.steps)
        )
        columns = []
        with_owner = one.owner & able
        if with_owner:
            interviewer = one.owner.bit_length() - 1
            booking = Booking(start, place, interviewer, None)
            column = model.column(book.worth(one, booking))
            self.ways[column] = (one, start, place, None, tongues)
            self._cover(True, interviewer, start, one.steps, column)
            columns.append(column)
        able_else = able & ~one.owner
        if able_else:
            other = (able_else & -able_else).bit_length() - 1
            column = model.column(book.worth(one, Booking(start, place, other, None)))
            self.ways[column] = (one, start, place, group, tongues)
            self._seat(True, group, able, column)
            columns.append(column)
        for column in columns:
            if tongues is not None and speaking is not None:
                self._seat(False, tongues, speaking, column)
            for step in range(start, start + one.steps):
                self.covering["room", place.room, step].append(column)
                for diary in one.diaries:
                    self.covering["diary", diary, step].append(column)
        return columns

    def _seat(self, interviewing: bool, group: Group, people: int, way: int) -> None:
        """One of `people` must sit where this way is chosen."""
        key = (interviewing, group)
        if key not in self.group_rows:
            row = self.group_rows[key] = self.model.row(0.0)
            seats = self.seats[key] = {}
            for bit in bits(people):
                column = self.model.column()
                self.model.enter(row, column, -1.0)
                seats[bit] = column
                self._cover(interviewing, bit, group[1], group[2], column)
        self.model.enter(self.group_rows[key], way)

    def _cover(
        self, interviewing: bool, bit: int, start: int, steps: int, column: int
    ) -> None:
        kind = "interviewer" if interviewing else "interpreter"
        for step in range(start, start + steps):
            self.covering[kind, bit, step].append(column)
        week = self.book.week_of[self.book.day_of(start)]
        self.in_week[interviewing, bit, week].append(column)

    def _limit(self) -> None:
        """Rows for what cannot be had twice: people, rooms, diaries, weeks."""
        book, model = self.book, self.model
        for (kind, index, step), columns in self.covering.items():
            most = book.rooms[index][step] if kind == "room" else 1
            if len(columns) > most:
                row = model.row(float(most))
                for column in columns:
                    model.enter(row, column)
        for (interviewing, bit, week), columns in self.in_week.items():
            hours = self._hours(interviewing)
            left = hours.left[week][bit]
            if hours.limited >> bit & 1 and len(columns) > left:
                row = model.row(float(left))
                for column in columns:
                    model.enter(row, column)

    def _hours(self, interviewing: bool) -> Hours:
        return self.book.interviewers if interviewing else self.book.interpreters

    def start(self, was: Mapping[int, Booking]) -> list[int]:
        """The columns that say what was booked before."""
        columns = []
        for column, (one, start, place, group, tongues) in self.ways.items():
            booking = was.get(one.index)
            if booking is None or (booking.start, booking.place) != (start, place):
                continue
            with_owner = one.owner == 1 << booking.interviewer
            if with_owner != (group is None):
                continue
            columns.append(column)
            if group is not None:
                columns.append(self.seats[True, group][booking.interviewer])
            if tongues is not None and booking.interpreter is not None:
                columns.append(self.seats[False, tongues][booking.interpreter])
        return columns

    def _bookings(self, found: frozenset[int]) -> list[tuple[Asked, Booking]]:
        seated = {
            key: [bit for bit, column in seats.items() if column in found]
            for key, seats in self.seats.items()
        }
        bookings = []
        for column in sorted(found & self.ways.keys()):
            one, start, place, group, tongues = self.ways[column]
            interviewer = (
                one.owner.bit_length() - 1
                if group is None
                else seated[True, group].pop()
            )
            interpreter = None if tongues is None else seated[False, tongues].pop()
            bookings.append((one, Booking(start, place, interviewer, interpreter)))
        return bookings
