"""Where a sheet's table begins, what its columns are called, and which rows are rows.

A unit puts titles above its table, parts a heading over two rows, repeats it further
down for the printer, adds totals, and writes remarks between. None of these is a case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl
from rapidfuzz import fuzz, process

from evenhand.intake.reading.fields import DEPENDANT_FIELDS, FIELDS, Field
from evenhand.intake.reading.folding import fold
from evenhand.intake.reading.sheet import Cell, Sheet


FEW_CELLS = 3  # a row that holds no more may be no case
LOOKED_AT = 40  # rows from the top among which the heading stands
HEADING_MOST = 80  # characters
ENOUGH = 2.0  # headings that must be known for a row to be the heading
SAID_BY_BOTH = 0.85
NEAR = 88  # of 100: how like a known heading another must be
TOTAL = re.compile(
    r"^\W*(?:(?:grand|sub|running|overall|page|team|unit)[ -]*)?totals?\b"
    r"|^\W*(?:[\w']+ ){1,5}(?:sub)?totals?\W*\d*\W*$"
    r"|^\W*(?:sum|count|average|no\.? of cases|number of cases|cases in total)\b"
    r"|\btotals?(?: cases| of cases)?\W*[:=]",
    re.IGNORECASE,
)
REFERENCE = re.compile(r"^[A-Za-z]{0,5}[-/ .]?\d[\dA-Za-z/ .-]{2,}$")

BRACKETS = re.compile(r"\([^()]*\)")
FILLERS = frozenset({"of", "the", "a", "an", "is", "was", "for", "to", "in", "s", "inc", "incl", "including", "and", "or", "on", "y", "n"})  # fmt: skip
SHORT = {
    "interp": "interpreter", "nat": "nationality", "nats": "nationalities",
    "lang": "language", "accom": "accommodation", "vuln": "vulnerability",
    "vulns": "vulnerabilities", "no": "number", "num": "number", "ref": "reference",
    "refs": "reference", "req": "required", "reqd": "required", "recd": "received",
    "rep": "representative", "reps": "representative", "rel": "relationship",
    "dob": "birth", "disp": "disputed", "dispute": "disputed", "int": "interview",
    "forename": "given", "forenames": "given", "first": "given", "surname": "family",
    "last": "family", "name": "names", "applicant": "applicants", "prog": "progression",
    "progressing": "progression", "legal": "legal", "dt": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """The rows (from 0) of the heading, none if there is none; the columns' names.

    Every column that holds anything has a name, unique in the sheet; `known` tells how
    many of them are headings units use.
    """

    rows: tuple[int, ...]
    names: tuple[str, ...]
    known: float

    @property
    def first_row(self) -> int:
        return self.rows[-1] + 1 if self.rows else 0


@cache
def fields_by_heading() -> dict[str, tuple[Field, ...]]:
    """Folded words of a heading -> the fields of cases and of dependants they name."""
    found: dict[str, list[Field]] = {}
    for field in (*FIELDS, *DEPENDANT_FIELDS):
        for words in (*field.headings, field.name, field.title):
            known = found.setdefault(fold(words), [])
            if field not in known:
                known.append(field)
    return {words: tuple(fields) for words, fields in found.items()}


@cache
def known_words(words: str) -> tuple[str, float]:
    """The known heading that folded words are, or are most like, and how like (to 1)."""
    known = fields_by_heading()
    if not words:
        return "", 0.0
    if words in known:
        return words, 1.0
    closed_up = _closed_up().get(words.replace(" ", ""))
    if closed_up:
        return closed_up, 1.0
    if same := _by_bag().get(_bag(words)):
        return same, 0.97
    if len(words) < 5:
        return "", 0.0
    found = process.extractOne(words, list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
    if found:
        return found[0], found[1] / 100 * 0.9
    return _within(words)


@cache
def known_heading(name: str) -> tuple[str, float]:
    """`known_words` of a heading as written; what stands in brackets may be left off."""
    whole = known_words(fold(name))
    if "(" not in name or whole[1] >= SAID_BY_BOTH:
        return whole
    words, likeness = known_words(fold(BRACKETS.sub(" ", name)))
    return max(whole, (words, 0.95 * likeness), key=lambda found: found[1])


def find_heading(sheet: Sheet) -> Heading:
    """The row, or the two rows, whose words are most like headings."""
    rows = [_texts_of(sheet, row) for row in range(min(LOOKED_AT, sheet.height))]
    best = Heading((), (), 0.0)
    for at, row in enumerate(rows):
        words, known = _judge(None, row)
        if known > best.known:
            best = Heading((at,), words, known)
        if at and at - 1 not in sheet.bands and _some(rows[at - 1]) > 1:
            words, known = _judge(rows[at - 1], row)
            if known > best.known + 0.5:
                best = Heading((at - 1, at), words, known)
    if best.known < ENOUGH:
        return _without(sheet, rows)
    return Heading(best.rows, _unique(best.names, sheet), best.known)


def data_rows(
    sheet: Sheet, heading_names: Sequence[str], first_row: int, reference: int | None
) -> tuple[pl.Series, tuple[str, ...]]:
    """The rows (from 0, UInt32) that are rows of the table, and what was left out.

    reference: the column whose cells tell a case, if there is one.
    """
    numbers = pl.int_range(sheet.height, dtype=pl.UInt32, eager=True).alias("at")
    if sheet.height <= first_row:
        return numbers.clear(), ()
    below = sheet.texts.with_columns(
        numbers,
        filled=pl.sum_horizontal(pl.all().is_not_null()),
        unvalued=pl.lit(
            sheet.kinds.select(
                pl.any_horizontal(pl.all() == int(Cell.UNVALUED))
            ).to_series()
        ),  # fmt: skip
    ).slice(first_row)
    below = below.filter((pl.col("filled") > 0) | pl.col("unvalued"))
    doubtful = below
    if reference is not None:
        telling = pl.col(str(reference)).str.contains(REFERENCE.pattern)
        in_band = pl.col("at").is_in(list(sheet.bands))
        doubtful = below.filter(
            ~telling.fill_null(False) | in_band | (pl.col("filled") <= FEW_CELLS)
        )
    left_out: dict[str, list[int]] = {}
    for row in doubtful.iter_rows():
        at = row[sheet.width]
        cells = [cell for cell in row[: sheet.width] if cell is not None]
        what = _no_case(sheet, at, row[: sheet.width], cells, heading_names, reference)
        if what:
            left_out.setdefault(what, []).append(at)
    gone = [at for rows in left_out.values() for at in rows]
    kept = below.filter(~pl.col("at").is_in(gone))["at"]
    return kept, tuple(_said(what, rows) for what, rows in left_out.items())


def _no_case(
    sheet: Sheet,
    at: int,
    row: Sequence[str | None],
    cells: list[str],
    names: Sequence[str],
    reference: int | None,
) -> str:
    """Why a row without a reference is no case; empty if it may be one all the same."""
    if not cells:
        return "nothing but a formula without a value"
    if _repeats(row, names):
        return "a heading again"
    different = set(cells)
    few = len(different) <= max(FEW_CELLS, len(names) // 3)
    if few and any(TOTAL.search(cell) for cell in different):
        return "a total"
    if reference is not None and at not in sheet.bands and REFERENCE.match(row[reference] or ""):  # fmt: skip
        return ""  # a total's count may stand where references do, a reference alone is a row
    kinds = sheet.kinds.row(at)
    if len(different) <= FEW_CELLS and all(
        kind == Cell.NUMBER
        for kind, cell in zip(kinds, row, strict=True)
        if cell is not None
    ):
        return "a total"
    if len(different) == 1:
        return "a remark"
    return ""


def _repeats(row: Sequence[str | None], names: Sequence[str]) -> bool:
    """Whether a row says over again what the heading says (or a part of two rows)."""
    said = [
        (fold(cell), fold(name))
        for cell, name in zip(row, names, strict=False)
        if cell is not None
    ]
    same = sum(bool(cell) and (name == cell or name.startswith(f"{cell} ") or name.endswith(f" {cell}")) for cell, name in said)  # fmt: skip
    return same >= max(2, 0.6 * len(said))


def _said(what: str, rows: list[int]) -> str:
    shown = ", ".join(f"{at + 1}" for at in rows[:8])
    more = f" and {len(rows) - 8} more" if len(rows) > 8 else ""
    rows_are = "Row" if len(rows) == 1 else "Rows"
    verb = "is" if len(rows) == 1 else "are"
    return f"{rows_are} {shown}{more} {verb} left out: {what}"


def _judge(above: list[str] | None, row: list[str]) -> tuple[tuple[str, ...], float]:
    """The names of the columns by one row or two, and how many of them are known."""
    names: list[str] = []
    known = 0.0
    carried = ""
    for at, text in enumerate(row):
        over = above[at] if above else ""
        carried = over or carried
        ways = [text]
        if above is not None and fold(over) != fold(text):
            ways = [f"{carried} {text}", text] if text else [over]
        likeness = [known_heading(way)[1] if way else 0.0 for way in ways]
        most = max(likeness, default=0.0)
        if likeness[0] >= SAID_BY_BOTH:
            most = likeness[0]  # "Date of birth" over "Claimed" is not the claim
        if most:
            names.append(ways[likeness.index(most)].strip())
        else:
            names.append(f"{over} {text}".strip() if fold(over) != fold(text) else text)
        known += most
    return tuple(names), known


def _without(sheet: Sheet, rows: list[list[str]]) -> Heading:
    """No row looks like headings: the first of several words is one, unless data."""
    for at, row in enumerate(rows):
        kinds = sheet.kinds.row(at)
        words = [cell for cell in row if cell]
        if len(words) < 2 or at in sheet.bands:
            continue
        plain = all(kind in (Cell.NOTHING, Cell.TEXT) for kind in kinds)
        if plain and not any(any(sign.isdigit() for sign in word) for word in words):
            return Heading((at,), _unique(row, sheet), _judge(None, row)[1])
        return Heading((), _unique([""] * sheet.width, sheet), 0.0)
    return Heading((), _unique([""] * sheet.width, sheet), 0.0)


def _unique(names: Sequence[str], sheet: Sheet) -> tuple[str, ...]:
    unique: list[str] = []
    for at in range(sheet.width):
        plain = " ".join((names[at] if at < len(names) else "").split())
        name = plain or f"Column {letters_of(at)}"
        again = 2
        while name in unique:
            name = f"{plain or f'Column {letters_of(at)}'} ({again})"
            again += 1
        unique.append(name)
    return tuple(unique)


def letters_of(column: int) -> str:
    """The letters of a column, from 0: 0 is A, 26 is AA."""
    letters = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        letters = chr(65 + letter) + letters
        column -= 1
    return letters


def _texts_of(sheet: Sheet, row: int) -> list[str]:
    kinds = sheet.kinds.row(row)
    return [
        cell if cell and kind == Cell.TEXT and len(cell) <= HEADING_MOST else ""
        for cell, kind in zip(sheet.texts.row(row), kinds, strict=True)
    ]


def _some(row: list[str]) -> int:
    return len({cell for cell in row if cell})


def _bag(words: str) -> frozenset[str]:
    """The words that count, whatever their order, shortened ones written out."""
    return frozenset(SHORT.get(word, word) for word in words.split()) - FILLERS


@cache
def _by_bag() -> dict[frozenset[str], str]:
    """The words of each known heading, but for those that two fields share."""
    found: dict[frozenset[str], set[str]] = {}
    for words in fields_by_heading():
        if len(_bag(words)) > 1:
            found.setdefault(_bag(words), set()).add(words)
    return {
        bag: min(same)
        for bag, same in found.items()
        if len({field.name for words in same for field in fields_by_heading()[words]})
        == 1  # fmt: skip
    }


@cache
def _closed_up() -> dict[str, str]:
    return {words.replace(" ", ""): words for words in fields_by_heading()}


def _within(words: str) -> tuple[str, float]:
    """A known heading of several words, or a long one, that stands within others."""
    parts = f" {words} "
    found = [
        known
        for known in fields_by_heading()
        if len(known) >= 6
        and f" {known} " in parts
        and (" " in known or len(known) >= 0.6 * len(words))
    ]
    if not found:
        return "", 0.0
    longest = max(found, key=len)
    return longest, 0.5 + 0.3 * len(longest) / len(words)
