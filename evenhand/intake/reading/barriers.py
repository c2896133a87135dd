"""Barriers in one cell: several, and each perhaps with the day it opened and the next look.

"NRM (opened 3/4/21, review 1/6/21); no rep" is two barriers, the first with its days.
"""

import re
from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.intake.reading.dates import Decided, Read, Written, decide, read, written
from evenhand.intake.reading.fields import Span
from evenhand.intake.reading.folding import NOTHING_SAID, fold
from evenhand.intake.reading.sheet import Cell
from evenhand.intake.reading.words import How, WordList


MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DAY = re.compile(
    rf"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}\b"
    rf"|\b\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*(?:\d{{4}}|\d{{2}})\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[ -]+{MONTH}[ ,-]+(?:\d{{4}}|\d{{2}})\b",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"\b(?:review(?:ed)?|rev|due|until|till|to|next(?: look)?|looked at|look|bf|b/f|chase"
    r"|by|again|back|check)\b[^\w]*(?:on|by|date|due|at)?[^\w]*$",
    re.IGNORECASE,
)
LABEL_LAST = re.compile(
    r"\b(?:opened|open|since|from|raised|start(?:ed)?|added|dated?|reviewed|review|rev"
    r"|due|until|till|next(?: look)?|looked at|look|bf|b/f|chase|on|by|to|again)\W*$",
    re.IGNORECASE,
)
# Barriers are parted outside brackets; a comma parts them only if all parts are known.
OUTSIDE = re.compile(r"[;|\n]+(?![^()]*\))")
COMMAS = re.compile(r"(?:,|\+|/|&|\band\b)(?![^()]*\))", re.IGNORECASE)
SCHEMA = {"at": pl.UInt32, "kind": pl.String, "opened_on": pl.Date, "review_on": pl.Date}  # fmt: skip
# A barrier's own days are read as those of its columns would be.
_OPENED, _REVIEW = Span.PAST, Span.ANY


@dataclass(slots=True)
class Part:
    """One barrier of a cell as written: its words, and its days as written."""

    words: str
    opened: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Barriers:
    """The barriers of a column: one row each, by `at`, the place of their cell.

    refused: at, code and words of cells that could not be read; taken: those that were
    by a synonym or a guess, or with a year of two figures.
    """

    parts: pl.DataFrame
    refused: pl.DataFrame
    taken: pl.DataFrame
    said: str


def read_barriers(texts: pl.Series, words: WordList, on: date) -> Barriers:
    """A column of barriers. on: the day the tracker is read."""
    cells = texts.drop_nulls().unique(maintain_order=True).to_list()
    parted = {cell: parts_of(cell, words) for cell in cells}
    counts = dict(texts.drop_nulls().value_counts().iter_rows())
    days = {
        day: written(day, Cell.TEXT)
        for parts in parted.values()
        for part in parts
        for day in (part.opened, part.review)
        if day
    }
    decided = decide(
        (days[day], counts[cell])
        for cell, parts in parted.items()
        for part in parts
        for day in (part.opened, part.review)
        if day
    )
    rows: list[tuple[str, str | None, date | None, date | None]] = []
    refused: list[tuple[str, str, str]] = []
    taken: list[tuple[str, str, str]] = []
    for cell, parts in parted.items():
        for part in parts:
            kind = _kind(cell, part, words, refused, taken)
            if kind:
                opened = _day(cell, part.opened, days, decided, _OPENED, on, refused, taken)  # fmt: skip
                review = _day(cell, part.review, days, decided, _REVIEW, on, refused, taken)  # fmt: skip
                rows.append((cell, kind, opened, review))
    places = texts.to_frame("cell").with_row_index("at").drop_nulls("cell")
    told = {"cell": pl.String, "code": pl.String, "words": pl.String}
    return Barriers(
        _at(places, pl.DataFrame(rows, schema={"cell": pl.String} | {name: dtype for name, dtype in SCHEMA.items() if name != "at"}, orient="row")),
        _at(places, pl.DataFrame(refused, schema=told, orient="row")),
        _at(places, pl.DataFrame(taken, schema=told, orient="row")),
        decided.said(),
    )  # fmt: skip


def parts_of(cell: str, words: WordList) -> list[Part]:
    """The barriers of a cell as written; a part of days only belongs to the one before."""
    if not DAY.search(cell) and words.find(cell).value:
        return [Part(cell)]
    parts: list[Part] = []
    for piece in OUTSIDE.split(cell):
        if not fold(piece) and not DAY.search(piece):
            continue
        made = _made(piece, words)
        if not made.words and parts:
            before = parts[-1]
            for day in (made.opened, made.review):
                if day and not before.opened:
                    before.opened = day
                elif day:
                    before.review = before.review or day
            continue
        parts.extend(_by_commas(piece, made, words))
    return parts


def _by_commas(piece: str, made: Part, words: WordList) -> list[Part]:
    if words.find(made.words).value:
        return [made]
    pieces = [_made(part, words) for part in COMMAS.split(piece) if fold(part)]
    if len(pieces) > 1 and all(words.find(part.words).value for part in pieces):
        return pieces
    return [made]


def _made(piece: str, words: WordList) -> Part:
    """A piece of a cell parted into its words and its days."""
    opened = review = ""
    for found in DAY.finditer(piece):
        before = piece[: found.start()]
        label = DAY.split(before)[-1]
        if NEXT.search(label) or opened:
            review = review or found[0]
        else:
            opened = found[0]
    if not (opened or review):
        return Part(" ".join(piece.split()))
    rest = DAY.sub(" ", piece)
    outside = re.sub(r"\([^()]*\)", " ", rest)
    return Part(_unlabelled(outside, words) or _unlabelled(rest, words), opened, review)


def _unlabelled(text: str, words: WordList) -> str:
    """The words of a barrier without the labels of its days at their end.

    One by one, because a barrier's own words may end like a label: "referral is open".
    """
    text = " ".join(text.split()).strip(" -–:,()")
    while (label := LABEL_LAST.search(text)) and not words.find(text).value:
        text = text[: label.start()].strip(" -–:,()")
    return text if fold(text) else ""


def _kind(
    cell: str,
    part: Part,
    words: WordList,
    refused: list[tuple[str, str, str]],
    taken: list[tuple[str, str, str]],
) -> str | None:
    found = words.find(part.words)
    if found.how is How.UNKNOWN:
        refused.append((cell, "word_unknown", words.why_unknown(part.words, found)))
    elif found.how in (How.SYNONYM, How.GUESSED) and found.value:
        code = "word_guessed" if found.how is How.GUESSED else "word_synonym"
        taken.append((cell, code, f"“{part.words}” is taken for “{words.title(found.value)}”"))  # fmt: skip
    elif found.how is How.NOTHING and fold(part.words) not in NOTHING_SAID:
        return None
    return found.value


def _day(
    cell: str,
    text: str,
    days: dict[str, Written | None],
    decided: Decided,
    span: Span,
    on: date,
    refused: list[tuple[str, str, str]],
    taken: list[tuple[str, str, str]],
) -> date | None:
    if not text:
        return None
    told: Read = read(days[text], text, decided, span, on)
    if told.why_not:
        refused.append((cell, "date_unreadable", told.why_not))
    elif told.short:
        taken.append((cell, "year_two_digits", f"“{text}” is taken for {told.day:%Y}"))
    return told.day


def _at(places: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    return places.join(found, on="cell", maintain_order="left_right").drop("cell")
