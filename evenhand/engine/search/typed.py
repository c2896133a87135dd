"""Read what somebody typed to find a person: words of a name, a date of birth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evenhand.engine.likeness.names import form_of, joined, words_of
from evenhand.engine.search.words import LONGEST, Word


MOST_WORDS = 6
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_ISO = r"(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})"
_FIGURES = r"(?P<d2>\d{1,2})[./-](?P<m2>\d{1,2})[./-](?P<y2>\d{4}|\d{2})"
_WORDS = rf"(?P<d3>\d{{1,2}})\s+(?P<m3>{'|'.join(_MONTHS)})[a-z]*\s+(?P<y3>\d{{4}})"
_YEAR = r"(?P<y4>(?:19|20)\d\d)"
_DATES = re.compile(
    rf"(?<![\w/-])(?:{_ISO}|{_FIGURES}|{_WORDS}|{_YEAR})(?![\w/-])", re.IGNORECASE
)

_WITH_FIGURES = re.compile(r"\S*\d\S*")


@dataclass(frozen=True, slots=True)
class Born:
    """A date of birth as typed: the days it can be, the likelier first, or a year."""

    days: tuple[date, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, taken apart; `words` are in the order typed, each once."""

    words: tuple[Word, ...]
    born: Born | None

    def __bool__(self) -> bool:
        return bool(self.words or self.born)


def read(text: str) -> Typed:
    """Take apart what was typed. Falsy where nothing in it is a name or a date."""
    born = None
    for match in _DATES.finditer(text):
        born = _born(match)
        if born is not None:
            text = f"{text[: match.start()]} {text[match.end() :]}"
            break
    told = words_of(_WITH_FIGURES.sub(" ", text))
    words = [Word(word[:LONGEST], form_of(word)[:LONGEST]) for word in joined(told)]
    return Typed(tuple(dict.fromkeys(words))[:MOST_WORDS], born)


def _born(match: re.Match[str]) -> Born | None:
    part = match.groupdict()
    if part["y4"]:
        return Born(year=int(part["y4"]))
    if part["y1"]:
        days = [(int(part["y1"]), int(part["m1"]), int(part["d1"]))]
    elif part["y3"]:
        month = _MONTHS.index(part["m3"].lower()) + 1
        days = [(int(part["y3"]), month, int(part["d3"]))]
    else:
        day, month = int(part["d2"]), int(part["m2"])
        years = _years(part["y2"])
        days = [(year, month, day) for year in years]
        days += [(year, day, month) for year in years if day != month]
    found = tuple(dict.fromkeys(_real(days)))
    return Born(days=found) if found else None


def _years(typed: str) -> list[int]:
    """A year of two figures can lie in either century."""
    return [int(typed)] if len(typed) == 4 else [1900 + int(typed), 2000 + int(typed)]


def _real(days: list[tuple[int, int, int]]) -> Iterator[date]:
    for year, month, day in days:
        try:
            yield date(year, month, day)
        except ValueError:
            continue
