"""What a unit writes, and which value of a register it means.

In this order: what the unit has taught; the value or its title (case, accents and
punctuation forgiven); a known synonym; a misspelling so near to one word, and so far
from every other, that it can hardly mean anything else. Never more than that.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from evenhand.intake.reading.folding import NOTHING_SAID, fold
from evenhand.intake.reading.lists import Lists


WORDS = Path(__file__).with_name("words.toml")
# How many letters may be wrong, by the length of the word. A word that is as near or
# half as near to another value is not guessed, and one that begins alike counts as one
# letter nearer: of Niger and Nigeria, Austria and Australia one is the wrong country.
BEGINNING = 3
MAY_BE_WRONG = ((5, 0), (8, 1), (13, 2), (1000, 3))
GUESSES_MOST = 3_000  # different unknown words of one column that are looked into
LONGEST = 80  # characters of a word that is looked into
SHOWN = 40
CANDIDATES = 3
ADMINISTRATIVE = re.compile(
    r"\b(london borough of|royal borough of|city of|borough of|county of|city council"
    r"|county council|borough council|district council|metropolitan|council|borough"
    r"|county|lbc?|rb|cc|bc|mbc|mdc|social services|childrens services)\b"
)


class How(StrEnum):
    """How a word was understood."""

    EXACT = "exact"  # the value itself, or taught
    SYNONYM = "synonym"
    GUESSED = "guessed"
    NOTHING = "nothing"  # says that nothing is known
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """The value a word means, if any; `candidates` are the nearest where it is unknown."""

    value: str | None
    how: How
    candidates: tuple[str, ...] = ()


class WordList:
    """The values of one register, and all the ways of writing them that are known."""

    def __init__(
        self,
        register: str,
        values: Mapping[str, str],
        taught: Mapping[str, str] | None = None,
    ) -> None:
        self._register = register
        self._titles = values
        known = _known(register)
        self._taught = {fold(word): value for word, value in (taught or {}).items()}
        self._literal = {fold(word) for told in values.items() for word in told}
        self._exact: dict[str, str] = {}
        for value, title in values.items():
            for written in (title.partition("(")[0], title, value):
                self._exact[self._plain(written)] = value
        self._synonyms = {
            self._plain(word): value
            for value, words in known.synonyms.items()
            if value in values
            for word in words
        }
        self._ambiguous = {
            self._plain(word): tuple(value for value in among if value in values)
            for word, among in known.ambiguous.items()
        }
        self._choices = {**self._synonyms, **self._exact}
        self._all = {choice: choice for choice in self._choices}
        self._closed_up = _unambiguous(
            (word.replace(" ", ""), value) for word, value in self._choices.items()
        )
        self._found: dict[str, Found] = {}
        self._guesses = 0

    def find(self, text: str) -> Found:
        """What a cell's text means. Remembered, so that each text is worked out once."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._find(text)
        return found

    def knows(self, text: str) -> bool:
        """Whether a cell's text is a value or a synonym; nothing is guessed."""
        word = self._plain(text)
        return word in self._choices or fold(text) in self._taught

    def why_unknown(self, text: str, found: Found) -> str:
        """The sentence of an unknown word, with the nearest candidates."""
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        values = found.candidates or self._candidates(self._plain(text))
        titles = [f"“{self._titles[value]}”" for value in values]
        if not titles:
            return f"“{shown}” is not known here"
        return f"“{shown}” is not known here. Is it {one_of(titles)}?"

    def title(self, value: str) -> str:
        return self._titles.get(value, value)

    def _find(self, text: str) -> Found:
        if taught := self._taught.get(fold(text)):
            return Found(taught, How.EXACT)
        word = self._plain(text)
        if word in self._ambiguous and fold(text) not in self._literal:
            return Found(None, How.UNKNOWN, self._ambiguous[word])
        if word in self._exact:
            return Found(self._exact[word], How.EXACT)
        if value := self._synonyms.get(word):
            return Found(value, How.SYNONYM)
        if fold(text) in NOTHING_SAID:
            return Found(None, How.NOTHING)
        if value := self._closed_up.get(word.replace(" ", "")):
            return Found(value, How.SYNONYM)
        before = self._plain(text.partition("(")[0]) if "(" in text else ""
        if before and (value := self._choices.get(before)):
            return Found(value, How.SYNONYM)
        return self._guess(word)

    def _guess(self, word: str) -> Found:
        self._guesses += 1
        if len(word) > LONGEST or self._guesses > GUESSES_MOST:
            return Found(None, How.UNKNOWN)
        may = next(wrong for length, wrong in MAY_BE_WRONG if len(word) < length)
        near: dict[str, int] = {}
        rivals: dict[str, int] = {}
        for _, distance, choice in process.extract(
            word, self._all, scorer=OSA.distance, score_cutoff=2 * may, limit=None
        ):
            value, wrong = self._choices[choice], int(distance)
            alike = choice[:BEGINNING] == word[:BEGINNING]
            near[value] = min(near.get(value, wrong), wrong)
            rivals[value] = min(rivals.get(value, wrong), wrong - alike)
        nearest = sorted(near, key=lambda value: near[value])
        alone = all(rivals[value] >= 2 * near[nearest[0]] for value in nearest[1:])
        if may and nearest and near[nearest[0]] <= may and alone:
            return Found(nearest[0], How.GUESSED)
        return Found(None, How.UNKNOWN, tuple(nearest[:CANDIDATES]))

    def _candidates(self, word: str) -> tuple[str, ...]:
        if len(word) > LONGEST or self._guesses > GUESSES_MOST:
            return ()
        like = process.extract(
            word,
            self._all,
            scorer=fuzz.WRatio,
            score_cutoff=70,
            limit=8,
        )
        values = [self._choices[choice] for _, _, choice in like]
        return tuple(dict.fromkeys(values))[:CANDIDATES]

    def _plain(self, text: str) -> str:
        word = fold(text).removeprefix("the ")
        if self._register == "local_authorities":
            return " ".join(ADMINISTRATIVE.sub(" ", word).split()) or word
        return word


def word_list(lists: Lists, field: str, register: str) -> WordList:
    return WordList(
        register, lists.registers.get(register, {}), lists.taught.get(field)
    )


def one_of(words: list[str]) -> str:
    """Words with commas and an or: "A", "B" or "C"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


@dataclass(frozen=True, slots=True)
class _Known:
    synonyms: Mapping[str, list[str]]
    ambiguous: Mapping[str, list[str]]


@cache
def _known(register: str) -> _Known:
    told: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    synonyms: dict[str, list[str]] = {
        value: list(words) for value, words in told.get(register, {}).items()
    }
    ambiguous: dict[str, list[str]] = told["ambiguous"].get(register, {})
    if register == "nationalities":
        _add_countries(synonyms)
    return _Known(synonyms, ambiguous)


def _add_countries(synonyms: dict[str, list[str]]) -> None:
    """Add the names and three-letter codes of ISO 3166 to the values they belong to."""
    value_of = {
        fold(word).removeprefix("the "): value
        for value, words in synonyms.items()
        for word in (*words, value)
    }
    for country in pycountry.countries:
        names = [
            getattr(country, kind)
            for kind in ("name", "common_name", "official_name")
            if hasattr(country, kind)
        ]
        value = next((value_of[fold(name)] for name in names if fold(name) in value_of), None)  # fmt: skip
        if value:
            synonyms[value] += [*names, country.alpha_3]


def _unambiguous(words: Iterable[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, set[str]] = {}
    for word, value in words:
        values.setdefault(word, set()).add(value)
    return {word: min(found) for word, found in values.items() if len(found) == 1}
