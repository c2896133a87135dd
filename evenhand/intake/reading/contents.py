"""What the cells of a column look like, apart from what its heading says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import polars as pl

from evenhand.intake.reading.barriers import parts_of
from evenhand.intake.reading.dates import is_day
from evenhand.intake.reading.fields import Field, Kind
from evenhand.intake.reading.folding import NO, NOTHING_SAID, YES, fold
from evenhand.intake.reading.headings import REFERENCE
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.sheet import Cell
from evenhand.intake.reading.words import WordList, word_list


SAMPLE = 400  # cells of a column that are looked at, from all over the sheet
FEW = 3  # cells below which a column proves nothing
POSTCODE = re.compile(r"^[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}$")
POSTCODE_AT_END = re.compile(r"\b([A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})\s*\.?$")
PARTS = re.compile(r"[;|\n,/]")
# What is told by its cells so surely that no heading is needed for a guess.
SPEAKING = frozenset({"reference", "nationality", "language", "sex", "postcode", "stage", "support", "accommodation", "barriers", "unit", "local_authority", "vulnerabilities", "nationality_standing", "dialect"})  # fmt: skip
# What a person would call the cells that fit.
CALLED = {
    "reference": "references", "nationality": "nationalities", "other_nationalities": "nationalities",
    "language": "languages", "dialect": "dialects", "sex": "sexes", "postcode": "postcodes",
    "stage": "stages", "support": "kinds of support", "accommodation": "kinds of accommodation",
    "barriers": "barriers", "barrier_2": "barriers", "barrier_3": "barriers", "unit": "units",
    "local_authority": "authorities", "vulnerabilities": "vulnerabilities",
    "restriction": "restrictions", "nationality_standing": "standings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """The different cells of a column's sample: text and kind -> how many."""

    cells: dict[tuple[str, int], int]

    @property
    def count(self) -> int:
        return sum(self.cells.values())

    def share(self, fits: Callable[[str, int], bool]) -> float:
        """The share of cells that fit, of those that hold anything; 0 if none does."""
        if not self.cells:
            return 0.0
        fitting = sum(count for cell, count in self.cells.items() if fits(*cell))
        return fitting / self.count

    @property
    def yes_or_no(self) -> float:
        return self.share(_is_flag)

    @property
    def days(self) -> float:
        return self.share(lambda text, kind: kind == Cell.DATE or (kind == Cell.TEXT and is_day(text, kind)))  # fmt: skip


def contents(texts: pl.Series, kinds: pl.Series) -> Contents:
    """A sample of a column's cells, errors and empty ones apart."""
    cells = pl.DataFrame({"text": texts, "kind": kinds}).drop_nulls("text")
    cells = cells.filter(pl.col("kind").is_in([Cell.TEXT, Cell.NUMBER, Cell.DATE, Cell.FLAG]))  # fmt: skip
    if cells.height > SAMPLE:
        cells = cells.gather_every(-(-cells.height // SAMPLE))
    counts = cells.group_by("text", "kind", maintain_order=True).len()
    said = {(text, kind): count for text, kind, count in counts.iter_rows()}
    return Contents(
        {
            cell: count
            for cell, count in said.items()
            if fold(cell[0]) not in NOTHING_SAID - {"no", "none"}
        }  # fmt: skip
    )


def fit(field: Field, found: Contents, lists: Lists) -> float | None:
    """The share of cells that such a field may hold; None where any text would do."""
    match field.kind:
        case Kind.DATE:
            return found.share(is_day)
        case Kind.FLAG:
            return found.yes_or_no
        case Kind.REFERENCE:
            return found.share(lambda text, kind: kind in (Cell.TEXT, Cell.NUMBER) and bool(REFERENCE.match(text)) and not is_day(text, Cell.TEXT))  # fmt: skip
        case Kind.POSTCODE:
            return found.share(lambda text, _: bool(POSTCODE.match(text)))
        case Kind.WORD:
            words = _words(lists, field)
            return found.share(lambda text, _: _is_word(words, text))
        case Kind.BARRIERS:
            words = _words(lists, field)
            return found.share(
                lambda text, _: any(
                    _is_word(words, part.words) for part in parts_of(text, words)
                )
            )
        case Kind.WORDS:
            words = _words(lists, field)
            return found.share(lambda text, _: any(_is_word(words, part) for part in PARTS.split(text)))  # fmt: skip
        case Kind.NAME | Kind.FULL_NAME | Kind.PERSON:
            return found.share(lambda text, kind: kind == Cell.TEXT and not is_day(text, kind))  # fmt: skip
    return None


def called(field: Field) -> str:
    """What the cells of a field are called, of more than one."""
    if field.kind is Kind.DATE:
        return "days"
    if field.kind is Kind.FLAG:
        return "yes or no"
    if field.kind in (Kind.NAME, Kind.FULL_NAME, Kind.PERSON):
        return "names"
    return CALLED.get(field.name, "text")


def _is_flag(text: str, kind: int) -> bool:
    return kind == Cell.FLAG or fold(text) in YES | NO


def _is_word(words: WordList, text: str) -> bool:
    return words.knows(text)


def _words(lists: Lists, field: Field) -> WordList:
    return _remembered(id(lists), field.name, field.register or "", _Held(lists))


class _Held:
    """Lists that are compared by being the same ones, so that they can be remembered."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.lists is self.lists

    def __hash__(self) -> int:
        return id(self.lists)


@cache
def _remembered(_: int, field: str, register: str, held: _Held) -> WordList:
    return word_list(held.lists, field, register)
