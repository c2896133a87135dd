"""What is booked already, taken into the book before anything is planned."""

from collections.abc import Iterator

import polars as pl

from evenhand.engine.interviews.book import Book, Booking


def booked_before(book: Book) -> frozenset[int]:
    """Take what is booked already into the book; answer what must not be moved.

    What people were told of comes first; a booking that no longer fits is let go, and
    is planned anew like any other.
    """
    encoded, problem = book.encoded, book.encoded.problem
    fixed = set()
    told = pl.col("told").fill_null(value=False)
    for was_told in (True, False):
        rows = problem.booked.filter(told if was_told else ~told)
        for index, booking in placed(book, rows):
            asked = encoded.asked[index]
            if book.fits(asked, booking, beyond=was_told):
                book.take(asked, booking)
                if was_told and problem.fixed:
                    fixed.add(index)
    return frozenset(fixed)


def placed(book: Book, rows: pl.DataFrame) -> Iterator[tuple[int, Booking]]:
    """Rows of bookings (interview, day, starts, site, mode, interviewer, interpreter) as
    bookings of a book, by the index of the interview; rows that name what is not there
    are passed over."""
    encoded = book.encoded
    index_of = {asked.ref: asked.index for asked in encoded.asked}
    bits = [
        {ref: bit for bit, ref in enumerate(kind.refs)}
        for kind in (encoded.interviewers, encoded.interpreters)
    ]
    for row in rows.iter_rows(named=True):
        index = index_of[row["interview"]]
        start = encoded.grid.step_at(row["day"], row["starts"])
        place = next(
            (
                place
                for place in encoded.asked[index].places
                if encoded.rooms[place.room] == (row["site"], row["mode"])
            ),
            None,
        )
        interviewer = bits[0].get(row["interviewer"])
        interpreter = bits[1].get(row["interpreter"])
        if start is None or place is None or interviewer is None:
            continue
        if (place.interpreters is None) != (row["interpreter"] is None):
            continue
        if place.interpreters is not None and interpreter is None:
            continue
        yield index, Booking(start, place, interviewer, interpreter)
