"""Plan interviews: what is told stays, the rest in order, then made better in time."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import polars as pl

from evenhand.engine.interviews.before import booked_before
from evenhand.engine.interviews.book import Book, told_of
from evenhand.engine.interviews.encode import encode
from evenhand.engine.interviews.fair import even_out
from evenhand.engine.interviews.greedy import fill, in_order
from evenhand.engine.interviews.improve import improve
from evenhand.engine.interviews.problem import Plan, Problem


BOOKINGS = {
    "interview": pl.String,
    "band": pl.Int64,
    "day": pl.Date,
    "starts": pl.Time,
    "ends": pl.Time,
    "site": pl.String,
    "mode": pl.String,
    "interviewer": pl.String,
    "interpreter": pl.String,
    "with_owner": pl.Boolean,
    "moved": pl.Boolean,
}


def never() -> bool:
    """No time for more: the first plan is the plan."""
    return False


def solve(
    problem: Problem,
    *,
    go_on: Callable[[], bool] = never,
    seed: int = 1,
    each: Callable[[float], object] | None = None,
) -> Plan:
    """The plan of a problem; it is made better as long as `go_on` says.

    The engine has no clock of its own: whoever calls counts seconds, or rounds. The
    same rounds and seed give the same plan. `each` is told, of the first plan and after
    each round, what it is worth.
    """
    encoded = encode(problem)
    book = Book(encoded)
    waited = dict(enumerate(problem.interviews["waiting_days"]))
    order = in_order(encoded.asked, waited)
    fixed = booked_before(book)
    fill(book, (asked for asked in order if asked.index not in book.bookings))
    if each is not None:
        each(book.value)
    improve(book, order, fixed=fixed, chance=Random(seed), go_on=go_on, each=each)
    even_out(book, fixed=fixed)
    return plan_of(book)


def plan_of(book: Book) -> Plan:
    """What stands in a book, as a plan."""
    encoded = book.encoded
    rows = []
    told = told_of(encoded)
    for index, booking in sorted(
        book.bookings.items(), key=lambda item: (item[1].start, item[0])
    ):
        asked = encoded.asked[index]
        day, starts = encoded.grid.starts_at(booking.start)
        site, mode = encoded.rooms[booking.place.room]
        rows.append(
            (
                asked.ref,
                asked.band,
                day,
                starts,
                encoded.grid.ends_at(booking.start, asked.steps),
                site,
                mode,
                encoded.interviewers.refs[booking.interviewer],
                None
                if booking.interpreter is None
                else encoded.interpreters.refs[booking.interpreter],
                asked.owner == 1 << booking.interviewer,
                told.get(index, booking.start) != booking.start,
            )
        )
    left_out = [
        (asked.ref, asked.band)
        for asked in encoded.asked
        if asked.index not in book.bookings
    ]
    return Plan(
        bookings=pl.DataFrame(rows, schema=BOOKINGS, orient="row"),
        left_out=pl.DataFrame(
            left_out, schema={"interview": pl.String, "band": pl.Int64}, orient="row"
        ),
        objective=book.value,
    )


def with_bound(plan: Plan, bound: float) -> Plan:
    """The same plan beside the most that any could be worth."""
    return replace(plan, bound=bound)
