"""What is booked already, taken into the book before anything is planned."""

from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.encode import Encoded


def booked_before(book: Book) -> frozenset[int]:
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
        if booking is not None and book.fits(asked, booking, beyond=bool(row["told"])):
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
