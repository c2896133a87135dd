"""A fair load of interpreters: as even a share of the hours each offered as can be.

Who interprets does not change what a plan is worth, so evenness never costs anybody an
interview: it settles who, once when and where are settled.
"""

from dataclasses import dataclass
from statistics import quantiles

from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.encode import bits, encode
from evenhand.engine.interviews.problem import Plan, Problem


# Passes over all bookings; few are needed, each makes the load more even or is the last.
PASSES = 20
# Figures about fewer people are figures about people.
LEAST_TEAM = 6


@dataclass(frozen=True, slots=True)
class Load:
    """The shares of their offered hours that interpreters are booked for.

    A quarter of them have `lower` or less, half `middle` or less, a quarter `upper` or
    more.
    """

    interpreters: int
    lower: float
    middle: float
    upper: float


def even_out(book: Book, *, fixed: frozenset[int]) -> None:
    """Hand bookings to interpreters with less of their hours taken, while any is.

    fixed   indexes of bookings that stay as they are.
    """
    offered = _offered(book)
    taken = [0] * len(offered)
    for index, booking in book.bookings.items():
        if booking.interpreter is not None:
            taken[booking.interpreter] += book.encoded.asked[index].steps
    for _ in range(PASSES):
        if not any(
            [
                _handed_over(book, index, offered, taken)
                for index in sorted(book.bookings.keys() - fixed)
            ]
        ):
            return


def interpreter_load(problem: Problem, plan: Plan) -> Load | None:
    """How evenly interpreters are booked; None where fewer than six offered hours."""
    encoded = encode(problem)
    offered = _offered(Book(encoded))
    grid, refs = problem.grid, encoded.interpreters.refs
    minutes = dict(problem.interviews.select("ref", "minutes").iter_rows())
    taken: dict[str, int] = {}
    for interview, who in plan.bookings.select("interview", "interpreter").iter_rows():
        if who is not None:
            taken[who] = taken.get(who, 0) + grid.steps_of(minutes[interview])
    shares = [
        taken.get(ref, 0) / hours
        for ref, hours in zip(refs, offered, strict=True)
        if hours
    ]
    if len(shares) < LEAST_TEAM:
        return None
    return Load(len(shares), *quantiles(shares, n=4, method="inclusive"))


def _offered(book: Book) -> list[int]:
    """The steps each interpreter is free in."""
    offered = [0] * len(book.encoded.interpreters.refs)
    for people in book.encoded.interpreters.free:
        for bit in bits(people):
            offered[bit] += 1
    return offered


def _handed_over(book: Book, index: int, offered: list[int], taken: list[int]) -> bool:
    """Hand one booking to whoever would have the most even load; whether it was."""
    asked, booking = book.encoded.asked[index], book.bookings[index]
    holder, able = booking.interpreter, booking.place.interpreters
    if holder is None or able is None:
        return False
    steps = asked.steps
    week = book.week_of[book.day_of(booking.start)]
    others = book.interpreters.who(able, booking.start, steps, week)

    def uneven(who: int, before: int) -> float:
        """What having this one as well adds to the sum of squares, by hours offered."""
        return ((before + steps) ** 2 - before**2) / max(1, offered[who])

    least, best = uneven(holder, taken[holder] - steps) - 1e-9, holder
    for who in bits(others):
        if uneven(who, taken[who]) < least:
            least, best = uneven(who, taken[who]), who
    if best == holder:
        return False
    book.release(asked)
    book.take(asked, booking._replace(interpreter=best))
    taken[holder] -= steps
    taken[best] += steps
    return True
