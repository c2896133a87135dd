"""Why an interview is booked as it is, or is not: a sentence for the person affected.

Found in two books: the empty one says whether it could ever be held, the full one who
has what it would have needed.
"""

from collections import Counter
from collections.abc import Iterator

import polars as pl

from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.encode import (
    Asked,
    InterviewRow,
    encode,
    interview_rows,
)
from evenhand.engine.interviews.greedy import best
from evenhand.engine.interviews.problem import ADULT, REPRESENTATIVE, Plan, Problem


REASONS = {
    "interview": pl.String,
    "code": pl.String,
    "reason": pl.String,
}
COMPANIONS = {REPRESENTATIVE: "the representative", ADULT: "the responsible adult"}


def reasons(problem: Problem, plan: Plan) -> pl.DataFrame:
    """One row an interview that is left out: interview, code, reason.

    code   no_place, no_time, no_interviewer, no_interpreter, companion_not_free,
           never_together (each could be had, never at one time), taken (others have
           the hours it could be held in).
    """
    encoded = encode(problem)
    empty = Book(encoded)
    rows = list(interview_rows(problem))
    booked_bands = _bands_at(plan)
    index_of = {asked.ref: asked.index for asked in encoded.asked}
    found = []
    for ref in plan.left_out["interview"]:
        asked = encoded.asked[index_of[ref]]
        code, reason = _why_not(problem, empty, asked, rows[asked.index], booked_bands)
        found.append((ref, code, reason))
    return pl.DataFrame(found, schema=REASONS, orient="row")


def _why_not(
    problem: Problem,
    empty: Book,
    asked: Asked,
    row: InterviewRow,
    bands: Counter[tuple[object, int]],
) -> tuple[str, str]:
    allowed = problem.places.filter(pl.col("interview") == row.ref)
    if row.longest_journey is not None:
        allowed = allowed.filter(
            pl.col("journey_minutes").fill_null(0) <= row.longest_journey
        )
    if not allowed.height:
        return "no_place", "No place within the journey that can be asked of them."
    if not asked.days or asked.last < 0:
        return "no_time", "None of these days, or no day long enough, is open to it."
    if not somebody_could(problem, row):
        return (
            "no_interviewer",
            f"No interviewer{_who(row.interviewer_sex, row.needs)} at any of its places.",
        )
    if row.language is not None and not somebody_speaks(problem, row):
        return (
            "no_interpreter",
            f"No interpreter of {row.language}{_who(row.interpreter_sex, ())}.",
        )
    for (kind, name), diary in zip(_companions(row), asked.diaries, strict=True):
        if not empty.diaries[diary]:
            return (
                "companion_not_free",
                f"{COMPANIONS[kind].capitalize()} ({name}) is not free on these days.",
            )
    possible = best(empty, asked)
    if possible is None:
        return (
            "never_together",
            "Everybody it needs can be had, though never at one time and place.",
        )
    return "taken", _taken(empty, asked, possible, bands)


def _taken(
    empty: Book, asked: Asked, possible: Booking, bands: Counter[tuple[object, int]]
) -> str:
    day, starts = empty.encoded.grid.starts_at(possible.start)
    before = sum(
        count
        for (when, band), count in bands.items()
        if when == day and band <= asked.band
    )
    return (
        f"It could have been held, as early as {day:%-d %B} at {starts:%H:%M}; the people"
        f" and rooms it needs are with other interviews: {before:,} as urgent or more"
        " are held on that day."
    )


def somebody_could(problem: Problem, row: InterviewRow) -> bool:
    """Whether anybody could interview at one of its places, were they free."""
    frame = problem.interviewers.filter(~pl.col("ref").is_in(list(row.conflicts)))
    if row.interviewer_sex is not None:
        frame = frame.filter(pl.col("sex") == row.interviewer_sex)
    for need in row.needs:
        frame = frame.filter(pl.col("skills").list.contains(need))
    places = problem.places.filter(pl.col("interview") == row.ref)
    at = frame.filter(pl.col("site").is_in(places["site"].to_list()))
    by_video = (places["mode"] == "video").any() and frame["by_video"].any()
    return bool(at.height) or bool(by_video)


def somebody_speaks(problem: Problem, row: InterviewRow) -> bool:
    """Whether anybody could interpret for it, were they free."""
    frame = problem.interpreters.filter(
        pl.col("languages").list.contains(row.language)
        & ~pl.col("ref").is_in(list(row.conflicts))
    )
    if row.interpreter_sex is not None:
        frame = frame.filter(pl.col("sex") == row.interpreter_sex)
    return bool(frame.height)


def _companions(row: InterviewRow) -> Iterator[tuple[str, str]]:
    for kind, name in ((REPRESENTATIVE, row.representative), (ADULT, row.adult)):
        if name is not None:
            yield kind, name


def _who(sex: str | None, needs: object) -> str:
    trained = ", ".join(needs) if isinstance(needs, (list, tuple)) else ""
    return (f" who is {sex}" if sex else "") + (
        f" trained for {trained}" if trained else ""
    )


def _bands_at(plan: Plan) -> Counter[tuple[object, int]]:
    return Counter(plan.bookings.select("day", "band").iter_rows())
