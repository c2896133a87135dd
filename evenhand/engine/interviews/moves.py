"""What it buys to disturb people: bookings they were told of, moved one at a time.

A plan keeps what people were told. Where moving one of them lets somebody be heard who
else is left out, that is said: whom it disturbs, whom it serves, and what it is worth.
Nobody who was told of a time is left without one.
"""

from collections.abc import Callable, Iterable

import polars as pl

from evenhand.engine.interviews.before import placed
from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.encode import Asked, encode
from evenhand.engine.interviews.greedy import best, best_among
from evenhand.engine.interviews.problem import Plan, Problem
from evenhand.engine.interviews.solve import plan_of


MOVES = {
    "interview": pl.String,
    "told_day": pl.Date,
    "told_starts": pl.Time,
    "day": pl.Date,
    "starts": pl.Time,
    "heard_instead": pl.String,
    "band": pl.Int64,
    "worth_gained": pl.Float64,
}


def with_moves(
    problem: Problem, plan: Plan, *, most: int, go_on: Callable[[], bool]
) -> tuple[Plan, pl.DataFrame]:
    """The plan with at most so many told bookings moved, and one row for each of them.

    interview, from told_day and told_starts to day and starts; heard_instead, of which
    band: who is booked because of it; worth_gained: by how much the plan is worth more,
    what moving costs (`Weights.moved`) taken off. The most worthwhile first. Looks at
    one told booking after another as long as `go_on` says.
    """
    book = Book(encode(problem))
    for index, booking in placed(book, plan.bookings):
        book.take(book.encoded.asked[index], booking)
    told = [
        book.encoded.asked[index]
        for index, step in sorted(book.told.items())
        if index in book.bookings and book.bookings[index].start == step
    ]
    promising = []
    for asked in told:
        if not go_on():
            break
        gained = _tried(book, asked)
        if gained is not None:
            promising.append((gained[0], asked))
            _undo(book, asked, *gained[1:])
    promising.sort(key=lambda one: (-one[0], one[1].ref))
    rows: list[tuple[object, ...]] = []
    for _, asked in promising:
        if len(rows) == most:
            break
        was = book.bookings[asked.index]
        gained = _tried(book, asked)
        if gained is not None:
            moved = book.bookings[asked.index]
            grid = book.encoded.grid
            rows.append(
                (
                    asked.ref,
                    *grid.starts_at(was.start),
                    *grid.starts_at(moved.start),
                    gained[2].ref,
                    gained[2].band,
                    gained[0],
                )
            )
    return plan_of(book), pl.DataFrame(rows, schema=MOVES, orient="row")


def _tried(book: Book, asked: Asked) -> tuple[float, Booking, Asked] | None:
    """Move one booking for somebody left out: what is gained, what was, and for whom.

    None, and nothing is changed, where nothing is gained.
    """
    before, was = book.value, book.bookings[asked.index]
    book.release(asked)
    served = _served(book, asked, was)
    if served is not None:
        other, instead = served
        book.take(other, instead)
        again = best(book, asked)
        if again is not None and again.start != was.start:
            book.take(asked, again)
            if book.value > before + 1e-6:
                return book.value - before, was, other
            book.release(asked)
        book.release(other)
    book.take(asked, was)
    return None


def _undo(book: Book, asked: Asked, was: Booking, other: Asked) -> None:
    book.release(asked)
    book.release(other)
    book.take(asked, was)


def _served(book: Book, asked: Asked, was: Booking) -> tuple[Asked, Booking] | None:
    """Whoever is left out and is worth most in the hours that became free."""
    found, most = None, 0.0
    for other in _left_out(book, asked):
        if other.worth <= most:
            continue
        booking = best_among(
            book, other, _overlapping(book, other, was.start, asked.steps)
        )
        if booking is not None and book.worth(other, booking) > most:
            most, found = book.worth(other, booking), (other, booking)
    return found


def _left_out(book: Book, moved: Asked) -> Iterable[Asked]:
    return (
        one
        for one in book.encoded.asked
        if one.index not in book.bookings and one.index != moved.index
    )


def _overlapping(book: Book, asked: Asked, start: int, steps: int) -> list[int]:
    """Starts at which an interview takes up some of these steps."""
    day = book.day_of(start)
    if day not in asked.days:
        return []
    return [
        first
        for first in book.starts_on(asked, day)
        if start - asked.steps < first < start + steps
    ]
