"""A first plan: the most urgent and longest waiting first, each at its best."""

from collections.abc import Iterable

from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.encode import Asked


def in_order(asked: Iterable[Asked], waited: dict[int, int]) -> list[Asked]:
    """The most urgent band first, the longest waiting first in it."""
    return sorted(asked, key=lambda one: (one.band, -waited[one.index], one.ref))


def fill(book: Book, asked: Iterable[Asked]) -> None:
    """Book each of them, in this order, as well as what is left allows."""
    for one in asked:
        booking = best(book, one)
        if booking is not None:
            book.take(one, booking)


def best(book: Book, asked: Asked) -> Booking | None:
    """The best booking that what is left allows; None where there is none.

    At the earliest step of the best day and place; with the owner where they can, else
    with whoever can best be spared.
    """
    found: Booking | None = None
    most = 0.0
    weights = book.weights
    for day in asked.days:
        worth_on = asked.worth_on(day, weights)
        if worth_on <= most:
            break
        starts = [
            start for start in book.starts_on(asked, day) if book.is_open(asked, start)
        ]
        if not starts:
            continue
        for place in asked.places:
            if worth_on - place.loss <= most:
                break
            for start in starts:
                if not book.has_room(asked, start, place.room):
                    continue
                able, speaking = book.who_could(asked, start, place)
                if not able or speaking == 0:
                    continue
                booking = Booking(
                    start, place, _spared(able, asked.owner), _lowest(speaking)
                )
                value = book.worth(asked, booking)
                if value > most:
                    most, found = value, booking
                if not asked.owner or able & asked.owner:
                    break
    return found


def best_among(book: Book, asked: Asked, starts: Iterable[int]) -> Booking | None:
    """The best booking that begins with one of these steps; None where there is none."""
    found: Booking | None = None
    most = 0.0
    for start in starts:
        if not book.is_open(asked, start):
            continue
        for place in asked.places:
            if not book.has_room(asked, start, place.room):
                continue
            able, speaking = book.who_could(asked, start, place)
            if not able or speaking == 0:
                continue
            booking = Booking(
                start, place, _spared(able, asked.owner), _lowest(speaking)
            )
            value = book.worth(asked, booking)
            if value > most:
                most, found = value, booking
    return found


def _spared(able: int, owner: int) -> int:
    return _bit(owner) if able & owner else _bit(able & -able)


def _lowest(people: int | None) -> int | None:
    return None if people is None else _bit(people & -people)


def _bit(one: int) -> int:
    return one.bit_length() - 1
