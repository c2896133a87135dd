"""Plan interviews: what is told stays, the rest in order, then made better in time."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import polars as pl

from evenhand.engine.interviews.book import Book, Booking, told_of
from evenhand.engine.interviews.encode import Encoded, encode
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
    problem: Problem, *, go_on: Callable[[], bool] = never, seed: int = 1
) -> Plan:
    """The plan of a problem; it is made better as long as `go_on` says.

    The engine has no clock of its own: whoever calls counts seconds, or rounds. The
    same rounds and seed give the same plan.
    """
    encoded = encode(problem)
    book = Book(encoded)
    waited = dict(enumerate(problem.interviews["waiting_days"]))
    order = in_order(encoded.asked, waited)
    fixed = _keep(book)
    fill(book, (asked for asked in order if asked.index not in book.bookings))
    improve(book, order, fixed=fixed, chance=Random(seed), go_on=go_on)
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


def _keep(book: Book) -> frozenset[int]:
    """Take what is booked already into the book; answer what must not be moved.

    What people were told of comes first; a booking that no longer fits is let go, and
    is planned anew like any other.
    """
    encoded, problem = book.encoded, book.encoded.problem
    fixed = set()
    rows = sorted(problem.booked.iter_rows(named=True), key=lambda row: not row["told"])
    index_of = {asked.ref: asked.index for asked in encoded.asked}
    for row in rows:
        asked = encoded.asked[index_of[row["interview"]]]
        booking = _as_booked(encoded, asked.index, row)
        if booking is not None and book.fits(asked, booking):
            book.take(asked, booking)
            if row["told"] and problem.fixed:
                fixed.add(asked.index)
    return frozenset(fixed)


def _as_booked(encoded: Encoded, index: int, row: dict[str, object]) -> Booking | None:
    asked = encoded.asked[index]
    start = encoded.grid.step_at(row["day"], row["starts"])  # type: ignore[arg-type]
    place = next(
        (
            place
            for place in asked.places
            if encoded.rooms[place.room] == (row["site"], row["mode"])
        ),
        None,
    )
    people = (encoded.interviewers, encoded.interpreters)
    bits = [
        kind.refs.index(ref) if ref in kind.refs else None
        for kind, ref in zip(
            people, (str(row["interviewer"]), str(row["interpreter"])), strict=True
        )
    ]
    if start is None or place is None or bits[0] is None:
        return None
    if (place.interpreters is None) != (row["interpreter"] is None):
        return None
    if place.interpreters is not None and bits[1] is None:
        return None
    return Booking(start, place, bits[0], bits[1])
