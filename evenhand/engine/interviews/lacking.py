"""What each interview lacks that a plan leaves out: told by code, for thousands at once.

Codes are those of `explain`, and in place of "taken" what others have that it would need:
interviewers_taken, interpreters_taken, rooms_taken; taken, where it is several at once.
"""

from collections import Counter
from collections.abc import Iterator

import polars as pl

from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.encode import (
    Asked,
    InterviewRow,
    Place,
    encode,
    interview_rows,
)
from evenhand.engine.interviews.explain import somebody_could, somebody_speaks
from evenhand.engine.interviews.greedy import best
from evenhand.engine.interviews.problem import Plan, Problem


LACKING = {"interview": pl.String, "code": pl.String}
INTERVIEWERS, INTERPRETERS = "interviewers_taken", "interpreters_taken"
ROOMS, TAKEN = "rooms_taken", "taken"
# Looked at of each: its nearest places, and a few times of each day.
_PLACES, _TIMES = 4, 4


def lacking(problem: Problem, plan: Plan) -> pl.DataFrame:
    """One row an interview that is left out: interview, code."""
    encoded = encode(problem)
    empty, full = Book(encoded), Book(encoded)
    index_of = {asked.ref: asked.index for asked in encoded.asked}
    for row in plan.bookings.iter_rows(named=True):
        asked = encoded.asked[index_of[row["interview"]]]
        full.take(asked, _booking(full, asked, row))
    known: dict[tuple[object, ...], str] = {}
    found = []
    rows = list(interview_rows(problem))
    placed = _within_reach(problem)
    for ref in plan.left_out["interview"]:
        asked = encoded.asked[index_of[ref]]
        if not asked.places:
            code = "no_place"
            if ref in placed:
                code = _nobody(problem, rows[asked.index], empty, asked)
            found.append((ref, code))
            continue
        alike = (
            *(asked.steps, asked.days, asked.last, asked.diaries),
            *(
                (place.room, place.interviewers, place.interpreters)
                for place in asked.places
            ),
        )
        if alike not in known:
            known[alike] = _why(empty, full, asked)
        found.append((ref, known[alike]))
    return pl.DataFrame(found, schema=LACKING, orient="row")


def _within_reach(problem: Problem) -> set[str]:
    """The interviews with a place within the journey that can be asked of them."""
    longest = problem.interviews.select(
        pl.col("ref").alias("interview"), "longest_journey"
    )
    near = problem.places.join(longest, on="interview").filter(
        pl.col("longest_journey").is_null()
        | (pl.col("journey_minutes").fill_null(0) <= pl.col("longest_journey"))
    )
    return set(near["interview"])


def _booking(book: Book, asked: Asked, row: dict[str, object]) -> Booking:
    encoded = book.encoded
    start = encoded.grid.step_at(row["day"], row["starts"])  # type: ignore[arg-type]
    assert start is not None
    place = next(
        place
        for place in asked.places
        if encoded.rooms[place.room] == (row["site"], row["mode"])
    )
    return Booking(
        start,
        place,
        encoded.interviewers.refs.index(str(row["interviewer"])),
        None
        if row["interpreter"] is None
        else encoded.interpreters.refs.index(str(row["interpreter"])),
    )


def _nobody(problem: Problem, row: InterviewRow, empty: Book, asked: Asked) -> str:
    """What leaves an interview nobody at any of its places; asked as `explain` asks."""
    if not asked.days or asked.last < 0:
        return "no_time"
    if not somebody_could(problem, row):
        return "no_interviewer"
    if row.language is not None and not somebody_speaks(problem, row):
        return "no_interpreter"
    if not all(empty.diaries[diary] for diary in asked.diaries):
        return "companion_not_free"
    return "never_together"


def _why(empty: Book, full: Book, asked: Asked) -> str:
    if not asked.days or asked.last < 0:
        return "no_time"
    if not all(empty.diaries[diary] for diary in asked.diaries):
        return "companion_not_free"
    if best(empty, asked) is None:
        return "never_together"
    alone, any_of = Counter[str](), Counter[str]()
    for place, start in _looked_at(full, asked):
        if any(_missing(empty, asked, place, start)):
            continue
        missing = list(_missing(full, asked, place, start))
        any_of.update(missing)
        if len(missing) == 1:
            alone.update(missing)
    # What alone stands in the way of most of the times at which it could be held.
    for counted in (alone, any_of):
        if counted:
            return min(counted, key=lambda code: (-counted[code], code))
    return TAKEN


def _looked_at(book: Book, asked: Asked) -> Iterator[tuple[Place, int]]:
    nearest = sorted(asked.places, key=lambda place: place.loss)[:_PLACES]
    every = max(1, (asked.last + 1) // _TIMES)
    for day in asked.days:
        for start in list(book.starts_on(asked, day))[::every]:
            if book.is_open(asked, start):
                yield from ((place, start) for place in nearest)


def _missing(book: Book, asked: Asked, place: Place, start: int) -> Iterator[str]:
    week = book.week_of[book.day_of(start)]
    if not book.has_room(asked, start, place.room):
        yield ROOMS
    if not book.interviewers.who(place.interviewers, start, asked.steps, week):
        yield INTERVIEWERS
    if place.interpreters is not None and not book.interpreters.who(
        place.interpreters, start, asked.steps, week
    ):
        yield INTERPRETERS
