"""A plan made better: a few hours of it at a time are planned anew, exactly.

All interviews within the chosen hours are taken out of the book, and with all that are
not booked put to a program of those hours; everything else stays. What comes back is
kept where it is worth no less. In between, prices are sought of what is scarce: once
they are known, ways that cost more than they are worth are left aside, and many more
hours are planned at once.
"""

from collections.abc import Callable, Iterable
from random import Random

import numpy as np

from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.bound import priced, relaxed_of
from evenhand.engine.interviews.encode import Asked
from evenhand.engine.interviews.greedy import fill
from evenhand.engine.interviews.linear import Prices, chosen
from evenhand.engine.interviews.program import Program
from evenhand.engine.interviews.table import NONE, Flags, Table, table_of


# Programs are of about so many columns at first, and larger with every round.
COLUMNS, LARGEST, GROWTH = 5_000, 12_000, 1.006
# One in so many interviews is planned anew where it is by interpreters.
ALIKE = 8
# So many at first, where interviews are longer than a step.
FEW = 800
# No program is searched for longer than this, and few come near it.
GAP, NODES, SECONDS_EACH = 1e-4, 20, 2.0
# Rounds of windows before prices are sought, and before better ones are. A round of
# that is so many of the solver; prices are used after some of them, and then enough.
FIRST, AGAIN = 8, 70
SEARCH, SOME, ENOUGH = 100, 300, 900
ACCURACY = 1e-5
# What a way may lose at the prices, as a part of what an interview is worth at most.
ASIDE = 0.001


def improve(
    book: Book,
    order: list[Asked],
    *,
    fixed: frozenset[int],
    chance: Random,
    go_on: Callable[[], bool],
    each: Callable[[float], object] | None = None,
) -> int:
    """Plan hours anew as long as `go_on` says; answer how many times it got better.

    order   all interviews, the most urgent first.
    fixed   indexes of bookings that stay.
    each    is told after each round what the plan is worth.
    """
    table = table_of(book.encoded, book.told)
    windows = _Windows(book, table, chance)
    market = _Market(book, table, fixed)
    better = turn = 0
    while go_on():
        turn += 1
        if market.is_due(turn):
            market.search()
        elif _planned_anew(book, order, table, windows, market, fixed):
            better += 1
        if each is not None:
            each(book.value)
    return better


def _planned_anew(
    book: Book,
    order: list[Asked],
    table: Table,
    windows: "_Windows",
    market: "_Market",
    fixed: frozenset[int],
) -> bool:
    """Plan some hours anew; answer whether the plan got better."""
    (window, chosen_few), before = windows.next(), book.value
    hours = frozenset(window)
    out = [
        asked
        for asked in order
        if chosen_few[asked.index]
        and asked.index not in fixed
        and _within(book, asked, hours)
    ]
    was = {asked.index: book.release(asked) for asked in out}
    waiting = chosen_few
    waiting[list(book.bookings)] = False
    program = Program(
        book,
        table,
        waiting,
        np.array(sorted(hours)),
        near=market.near_with(was),
    )
    windows.learn(program.model.columns)
    too_large = program.model.columns > 3 * LARGEST
    found = (
        None
        if too_large
        else chosen(program.model, gap=GAP, nodes=NODES, seconds=SECONDS_EACH)
    )
    booked = []
    for index, booking in [] if found is None else program.bookings(found):
        asked = book.encoded.asked[index]
        if book.fits(asked, booking):
            book.take(asked, booking)
            booked.append(asked)
    refilled = [asked for asked in out if asked.index not in book.bookings]
    fill(book, refilled)
    if book.value < before - 1e-6:
        for asked in {one.index: one for one in [*booked, *refilled]}.values():
            if asked.index in book.bookings:
                book.release(asked)
        for asked in out:
            book.take(asked, was[asked.index])
    return book.value > before + 1e-6


class _Market:
    """Prices of what is scarce, and so which ways are worth looking at."""

    def __init__(self, book: Book, table: Table, fixed: frozenset[int]) -> None:
        self.book, self.table, self.fixed = book, table, fixed
        self.spent = 0
        self.relaxed: Program | None = None
        self.prices: Prices | None = None
        self.near: Flags | None = None

    def is_due(self, turn: int) -> bool:
        """Whether prices are sought in this turn."""
        settled = self.prices is not None and self.prices.settled
        first = AGAIN if self.spent >= SOME else FIRST
        return turn > first and self.spent < ENOUGH and not settled

    def search(self) -> None:
        """Seek better prices, and leave aside what costs more than it is worth."""
        if self.relaxed is None or self.prices is None:
            empty = Book(self.book.encoded)
            for index in sorted(self.fixed):
                empty.take(self.book.encoded.asked[index], self.book.bookings[index])
            self.relaxed = relaxed_of(empty, self.table)
            self.prices = Prices(self.relaxed.model, accuracy=ACCURACY)
        prices = self.prices.better(rounds=SEARCH)
        self.spent += SEARCH
        if self.spent < SOME and not self.prices.settled:
            return
        found = priced(self.relaxed, prices)
        ways, a_day = self.relaxed.ways, self.relaxed.a_day
        aside = ASIDE * max(self.book.weights.bands)
        (near,) = np.nonzero(found.short <= aside)
        steps = self.book.encoded.grid.steps
        self.near = np.zeros((len(self.table.interview), steps), dtype=bool)
        row, start = ways.row[near], ways.start[ways.time[near]]
        for step in range(a_day if self.relaxed.by_day else 1):
            self.near[row, start + step] = True

    def near_with(self, was: dict[int, Booking]) -> Flags | None:
        """Ways worth looking at, among them those that are booked."""
        if self.near is None:
            return None
        for index, booking in was.items():
            place = self.book.encoded.asked[index].places.index(booking.place)
            self.near[self.table.first_row[index] + place, booking.start] = True
        return self.near


class _Windows:
    """Which hours to plan anew, and for whom: as many as can be solved.

    In turns a few hours for everybody, and many for those who need the same
    interpreters, who are what there is least of. Hours are scattered over all days.
    """

    def __init__(self, book: Book, table: Table, chance: Random) -> None:
        grid = book.encoded.grid
        self.a_day, self.steps = grid.a_day, grid.steps
        self.chance, self.table = chance, table
        longest = max((asked.steps for asked in book.encoded.asked), default=1)
        # Hours shorter than the longest interview could never hold it.
        self.width = min(self.a_day, 1 if longest == 1 else 2 * longest)
        self.turn = 0
        # Longer interviews lie across each other, and are harder to settle.
        self.ease = 1.0 if longest == 1 else 0.5
        self.pieces = [3.0, self.steps / self.width if longest == 1 else 3.0]
        part = 1.0 if longest == 1 else min(1.0, FEW / max(1, len(table.steps)))
        self.part = [part, part]
        self.left: list[list[range]] = [[], []]
        sets = table.sets_of_interpreters.whole.astype(np.float32)
        shared = sets @ sets.T
        self.alike = shared > 0.5 * shared.diagonal()[:, None]
        self.speaking = np.full(len(table.steps), NONE)
        self.speaking[table.interview] = table.interpreters

    def next(self) -> tuple[list[int], Flags]:
        """Hours, and a flag for each interview."""
        self.turn += 1
        chosen_few, share = np.ones(len(self.table.steps), dtype=bool), 1.0
        if self.kind:
            chosen_few = self._alike()
            share = len(chosen_few) / ALIKE / chosen_few.sum()
        part = self.part[self.kind]
        if part < 1:
            drawn = [self.chance.random() < part for _ in chosen_few]
            chosen_few &= np.array(drawn)
        return self._hours(share), chosen_few

    @property
    def kind(self) -> int:
        """0: a few hours for everybody; 1: many for some."""
        return self.turn % 2 if (self.speaking != NONE).any() else 0

    def learn(self, columns: int) -> None:
        """More hours at once where the last program was small, fewer where large."""
        wanted = min(LARGEST, COLUMNS * GROWTH**self.turn) * self.ease
        kind, by = self.kind, min(2.0, wanted / max(1, columns))
        by = max(0.25, by if by > 1.5 or by < 1 else 1.15)
        pieces, part = self.pieces[kind] * by, self.part[kind] * by
        # Where the fewest hours are too many for all, some are looked at.
        if pieces < 1 or self.part[kind] < 1:
            self.part[kind] = min(1.0, part)
        else:
            self.pieces[kind] = min(pieces, self.steps / self.width)

    def _alike(self) -> Flags:
        """Those who could have the interpreters of some, drawn one by one."""
        speaking = self.speaking
        needing = np.flatnonzero(speaking != NONE)
        found = np.zeros(len(speaking), dtype=bool)
        for _ in range(ALIKE):
            one = speaking[needing[self.chance.randrange(len(needing))]]
            found |= (speaking != NONE) & self.alike[speaking, one]
            if found.sum() * ALIKE >= len(found):
                break
        return found

    def _hours(self, share: float) -> list[int]:
        """Hours not looked at for the longest; `share`: of what is usual."""
        picked: list[range] = []
        left = self.left[self.kind]
        most = round(self.steps / self.width)
        while len(picked) < min(most, max(1, round(self.pieces[self.kind] * share))):
            if not left:
                left += [block for block in self._blocks() if block not in picked]
                self.chance.shuffle(left)
                if not left:
                    break
            picked.append(left.pop())
        return [step for block in picked for step in block]

    def _blocks(self) -> Iterable[range]:
        """All hours in blocks of a day, cut elsewhere each time."""
        offset = self.chance.randrange(self.width)
        firsts = range(offset - self.width if offset else 0, self.a_day, self.width)
        for day in range(0, self.steps, self.a_day):
            for first in firsts:
                end = min(self.a_day, first + self.width)
                yield range(day + max(0, first), day + end)


def _within(book: Book, asked: Asked, window: frozenset[int]) -> bool:
    booking = book.bookings.get(asked.index)
    return booking is not None and all(
        step in window for step in range(booking.start, booking.start + asked.steps)
    )
