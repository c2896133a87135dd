"""The most that any plan of a problem can be worth.

From prices of what is scarce: whatever the prices, no plan is worth more than each
interview's best way at those prices, and all that is scarce sold at them. So the bound
holds however the prices were found; the better they are, the closer it is. They come
from the problem relaxed to parts of interviews, and, where an interview is longer than
a step, to hours of a day without their order.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from evenhand.engine.interviews.before import booked_before
from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.encode import encode
from evenhand.engine.interviews.linear import Prices
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.program import Program
from evenhand.engine.interviews.table import NONE, Real, Table, table_of


ACCURACY = 1e-5


def bound(problem: Problem, *, seconds: float) -> float:
    """A worth that no plan exceeds, from prices sought for so many seconds."""
    book = Book(encode(problem))
    fixed = booked_before(book)
    for index in set(book.bookings) - fixed:
        book.release(book.encoded.asked[index])
    relaxed = relaxed_of(book, table_of(book.encoded, book.told))
    found = Prices(relaxed.model, accuracy=ACCURACY).better(seconds=seconds)
    none = np.zeros(relaxed.model.rows)
    return book.value + min(priced(relaxed, found).bound, priced(relaxed, none).bound)


def relaxed_of(book: Book, table: Table) -> Program:
    """All that a book has left and all that are not booked, relaxed."""
    asked = np.ones(len(table.steps), dtype=bool)
    asked[list(book.bookings)] = False
    return Program(
        book,
        table,
        asked,
        np.arange(book.encoded.grid.steps),
        by_day=bool((table.steps[asked] > 1).any()),
    )


@dataclass(frozen=True, slots=True)
class Priced:
    """A relaxed problem at some prices.

    bound     what no plan of it exceeds.
    short     of each way, by how much it is worth less than its interview's best.
    """

    bound: float
    short: Real


def priced(relaxed: Program, price: Real) -> Priced:
    """A relaxed problem at these prices of its rows, none of them negative."""
    value = relaxed.ways.worth.copy()
    total = 0.0
    groups = [kind.prices(price) for kind in relaxed.seats]
    for kind, (_, group_price) in zip(relaxed.seats, groups, strict=True):
        drawing = kind.group_of != NONE
        value[drawing] -= group_price[kind.group_of[drawing]]
    for rows in (relaxed.rooms, relaxed.diaries, relaxed.shares, *relaxed.weeks):
        total += float(price[rows.row] @ rows.most)
        np.subtract.at(value, rows.way, price[rows.row][rows.entry] * rows.much)
    for rows in relaxed.cells:
        np.subtract.at(value, rows.way, price[rows.row][rows.entry] * rows.much)
    best = np.zeros(len(relaxed.table.steps))
    np.maximum.at(best, relaxed.interview, value)
    total += float(best.sum())
    for number, (nodes, _) in enumerate(groups):
        total += _worth_of_people(relaxed, price, nodes, number)
    return Priced(total, best[relaxed.interview] - value)


def _worth_of_people(relaxed: Program, price: Real, nodes: Real, kind: int) -> float:
    """The best use of each person's steps in each cell, at these prices.

    What a person enters is never cheaper than what it leads to, so whatever is sold
    there is sold at most for that.
    """
    seated, cells, weeks = relaxed.seats[kind], relaxed.cells[kind], relaxed.weeks[kind]
    fees = dict(zip(weeks.of.tolist(), price[weeks.row].tolist(), strict=True))
    uses: dict[tuple[int, int], set[tuple[int, float]]] = defaultdict(set)
    time = seated.time[seated.entry_node]
    day = relaxed.ways.start[time] // relaxed.a_day
    number_of_weeks = relaxed.book.week_of[-1] + 1
    week = np.asarray(relaxed.book.week_of)[day]
    which, cell, _ = relaxed.cells_of(time)
    for entry, at in zip(which.tolist(), cell.tolist(), strict=True):
        person = int(seated.entry_person[entry])
        fee = fees.get(person * number_of_weeks + int(week[entry]), 0.0)
        value = float(nodes[seated.entry_node[entry]]) - fee
        uses[person, at].add((int(relaxed.ways.length[time[entry]]), value))
    owned = set(cells.of[cells.entry].tolist())
    there = relaxed.steps_of_people(kind)
    width = there.shape[1]
    own = dict(zip(cells.of.tolist(), price[cells.row].tolist(), strict=True))
    for thing in owned:
        uses[thing // width, thing % width].add((1, own[thing]))
    return sum(
        _best_use(int(there[person, at]), options)
        for (person, at), options in uses.items()
    )


def _best_use(steps: int, options: set[tuple[int, float]]) -> float:
    """The most that so many steps are worth, put to uses of given lengths."""
    most = [0.0] * (steps + 1)
    for room in range(1, steps + 1):
        most[room] = max(
            most[room - 1],
            *(
                most[room - length] + value
                for length, value in options
                if length <= room
            ),
            0.0,
        )
    return most[steps]
