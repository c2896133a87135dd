"""The words by which a person is found: the parts of their names, as said and as heard."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from evenhand.engine.likeness.names import PARTICLES, SERVANT, form_of, joined, words_of


LONGEST = 60
SHORTEST_BESIDE = 3
# "Elhassan" is also found as Hassan, from so many letters on; "Elena" stays what it is.
ARTICLES = ("al", "el", "ul")
SHORTEST_WITH_ARTICLE = 7


class Word(NamedTuple):
    """One word in small Latin letters, and the form in which spellings are alike."""

    word: str
    form: str


def words_to_find(names: Iterable[str], born: Iterable[date | None]) -> set[Word]:
    """Every word by which somebody of these names, born on one of these days, is found."""
    found = {word for name in names for word in _of_a_name(name)}
    found |= {Word(day.isoformat(), day.isoformat()) for day in born if day is not None}
    return found


def without_article(word: str) -> str | None:
    """What is left of a word that has an article grown on to it; None for others."""
    if len(word) >= SHORTEST_WITH_ARTICLE and word.startswith(ARTICLES):
        return word[2:]
    return None


@lru_cache(maxsize=100_000)
def _of_a_name(name: str) -> frozenset[Word]:
    told = words_of(name)
    beside = [
        word
        for word in told
        if len(word) >= SHORTEST_BESIDE
        and word not in SERVANT
        and word not in PARTICLES
    ]
    whole = joined(told)
    return frozenset(
        Word(word[:LONGEST], form_of(word)[:LONGEST])
        for word in (*whole, *beside, *filter(None, map(without_article, whole)))
    )
