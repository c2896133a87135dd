"""How a word that somebody is found by compares with a word that was typed."""

from collections.abc import Iterable
from enum import IntEnum

from evenhand.engine.likeness.names import form_of
from evenhand.engine.search.spelling import near
from evenhand.engine.search.typed import Born
from evenhand.engine.search.words import Word, without_article


SHORTEST_BEGINNING = 3


class How(IntEnum):
    """How two words agree, the best first; the number is what it adds to a rank."""

    SAME = 0
    SOUNDS = 1
    BEGINS = 2
    BEGINS_LIKE = 3
    ONE_LETTER = 4
    TWO_LETTERS = 6


class HowBorn(IntEnum):
    """How a date of birth agrees with what was typed."""

    SAME = 0
    TURNED = 3


def alike(typed: Word) -> list[str]:
    """The forms that sound like what was typed: its own, and without an article."""
    rest = without_article(typed.word)
    return [typed.form] if rest is None else [typed.form, form_of(rest)]


def how_alike(typed: Word, kept: Word) -> How | None:
    """How one word agrees with what was typed; None where it does not."""
    if kept.word == typed.word:
        return How.SAME
    if kept.form in alike(typed):
        return How.SOUNDS
    if kept.word.startswith(typed.word):
        return How.BEGINS
    if len(typed.form) >= SHORTEST_BEGINNING and kept.form.startswith(typed.form):
        return How.BEGINS_LIKE
    apart = near(typed.form, [kept.form]).get(kept.form)
    return None if apart is None else (How.ONE_LETTER, How.TWO_LETTERS)[apart - 1]


def best(typed: Word, kept: Iterable[Word]) -> tuple[How, Word] | None:
    """The one of a person's words that agrees best, and how; None where none does."""
    found = [
        (how, word) for word in kept if (how := how_alike(typed, word)) is not None
    ]
    return min(found, default=None)


def days_of(born: Born) -> dict[str, HowBorn]:
    """The days a typed date of birth can be, as they are kept, and how each agrees.

    Two centuries are two first guesses; a day and month the other way round are not.
    """
    first = born.days[0] if born.days else None
    return {
        day.isoformat(): HowBorn.SAME
        if first is None or (day.month, day.day) == (first.month, first.day)
        else HowBorn.TURNED
        for day in born.days
    }
