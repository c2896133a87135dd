"""The best of all plans of a very small problem, by trying each."""

from collections.abc import Iterator

from evenhand.engine.interviews.book import Book, Booking
from evenhand.engine.interviews.encode import Asked, bits, encode
from evenhand.engine.interviews.problem import Problem


def best_worth(problem: Problem) -> float:
    """What the best plan is worth."""
    book = Book(encode(problem))
    return _best(book, list(book.encoded.asked))


def _best(book: Book, left: list[Asked]) -> float:
    if not left:
        return book.value
    one, *others = left
    best = _best(book, others)
    for booking in _ways(book, one):
        book.take(one, booking)
        best = max(best, _best(book, others))
        book.release(one)
    return best


def _ways(book: Book, asked: Asked) -> Iterator[Booking]:
    for day in asked.days:
        for start in book.starts_on(asked, day):
            for place in asked.places:
                if not book.is_open(asked, start):
                    continue
                if not book.has_room(asked, start, place.room):
                    continue
                able, speaking = book.who_could(asked, start, place)
                if not able or speaking == 0:
                    continue
                tongues = [None] if speaking is None else list(bits(speaking))
                for interviewer in bits(able):
                    for interpreter in tongues:
                        yield Booking(start, place, interviewer, interpreter)
