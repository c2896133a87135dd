"""Days, however they were written.

Most ways of writing a day can be read in one way only. 04/05/2021 cannot: whether the
day or the month comes first is decided for a column as a whole, by those of its cells
that can only be read in one way, and said.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from evenhand.intake.reading.fields import Span
from evenhand.intake.reading.sheet import Cell


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+")
CLOCK = re.compile(
    r"[\st,]+(?:at\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:am|pm|hrs)?"
    r"\s*(?:z|[+-]\d{2}:?\d{2})?$"
)
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?:\s+of\b)?")
APART = r"\s*[-/.,\\ ]\s*"
YEAR_FIRST = re.compile(rf"^(\d{{4}}){APART}(\d{{1,2}}){APART}(\d{{1,2}})$")
NUMBERS = re.compile(rf"^(\d{{1,2}}){APART}(\d{{1,2}}){APART}'?(\d{{4}}|\d{{2}})$")
DAY_MONTH = re.compile(r"^(\d{1,2})[-/., ]*([a-z]{3,9})[-/., ]*'?(\d{4}|\d{2})$")
MONTH_DAY = re.compile(r"^([a-z]{3,9})[-/. ]*(\d{1,2})[-/., ]+'?(\d{4}|\d{2})$")
YEAR_MONTH_DAY = re.compile(r"^(\d{4})[-/., ]+([a-z]{3,9})[-/., ]+(\d{1,2})$")
DIGITS = re.compile(r"^(\d{8})$")
SERIAL = re.compile(r"^(\d{4,5})(?:\.\d+)?$")
# Serials of 1908 to 2100. Below lie ages, years and counts.
SERIALS = range(3_000, 73_416)
YEARS = range(1900, 2101)
EARLIEST = {Span.BORN: date(1900, 1, 1), Span.PAST: date(1990, 1, 1), Span.ANY: date(1990, 1, 1)}  # fmt: skip
# So many of the telling cells must agree for the others to be taken for slips.
AGREED = 0.9
SHOWN = 40


class Order(StrEnum):
    """How 04/05/2021 is read."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    NEITHER = "neither"  # the column holds both


@dataclass(frozen=True, slots=True)
class Written:
    """A day as written: its year (of two digits if `short`) and two numbers.

    `fixed` is the only order the two numbers may be read in, because the month has a
    name or the year stands first; None where they may be either.
    """

    first: int
    second: int
    year: int
    short: bool = False
    fixed: Order | None = None

    def can_be(self, order: Order) -> bool:
        day, month = self._parts(order)
        # The 29th of February is left to the year it turns out to be.
        return 1 <= month <= 12 and 1 <= day <= monthrange(2000, month)[1]

    @property
    def tells(self) -> Order | None:
        """The one order in which this can be read, where both might have been."""
        if self.fixed:
            return None
        orders = [order for order in (Order.DAY_FIRST, Order.MONTH_FIRST) if self.can_be(order)]  # fmt: skip
        return orders[0] if len(orders) == 1 else None

    def day(self, order: Order, year: int) -> date | None:
        day, month = self._parts(order)
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def _parts(self, order: Order) -> tuple[int, int]:
        """Day and month."""
        if order is Order.MONTH_FIRST:
            return self.second, self.first
        return self.first, self.second


@dataclass(frozen=True, slots=True)
class Decided:
    """The order of a column and by how many cells it was told."""

    order: Order
    day_first: int = 0
    month_first: int = 0
    either: int = 0

    def said(self) -> str:
        """A sentence on it; empty where nothing had to be decided."""
        if not (self.day_first or self.month_first or self.either):
            return ""
        if self.order is Order.NEITHER:
            return f"days and months are mixed up: {_cells(self.day_first)} can only be read day first and {self.month_first} only month first, so those that can be read either way are not read"  # fmt: skip
        if not (self.day_first or self.month_first):
            return f"read day first, as is usual here; {_cells(self.either)} could be read either way and none tells"  # fmt: skip
        agree = max(self.day_first, self.month_first)
        against = min(self.day_first, self.month_first)
        words = f"read {self.order.value}: {_cells(agree)} can only be read so"
        if against:
            words += f"; {_cells(against)} can only be read the other way and are not taken"  # fmt: skip
        return words


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a day: the day itself, or why it could not be read."""

    day: date | None
    why_not: str = ""
    short: bool = False  # the century was told by sense


def written(text: str, kind: int, *, from_1904: bool = False) -> Written | None:
    """A cell's text taken apart; nothing if it is not a day. kind: see Cell."""
    if kind == Cell.DATE:
        year, month, day = (int(part) for part in text.split("-"))
        return Written(day, month, year, fixed=Order.DAY_FIRST)
    if kind not in (Cell.TEXT, Cell.NUMBER):
        return None
    plain = " ".join(text.lower().replace("’", "'").split()).strip(" .,;'")
    if found := SERIAL.match(plain):
        return _of_serial(int(found[1]), from_1904)
    if kind == Cell.NUMBER and not DIGITS.match(plain):
        return None
    plain = ORDINAL.sub("", CLOCK.sub("", WEEKDAY.sub("", plain)))
    return _of_text(plain)


def decide(days: Iterable[tuple[Written | None, int]]) -> Decided:
    """Which comes first, by the cells of a column: each with how many cells it is."""
    count = {Order.DAY_FIRST: 0, Order.MONTH_FIRST: 0}
    either = 0
    for day, cells in days:
        if day is None or day.fixed:
            continue
        if told := day.tells:
            count[told] += cells
        elif day.first != day.second and day.can_be(Order.DAY_FIRST):
            either += cells
    by_day, by_month = count.values()
    order = Order.DAY_FIRST if by_day >= by_month else Order.MONTH_FIRST
    if by_day and by_month and max(by_day, by_month) < AGREED * (by_day + by_month):
        order = Order.NEITHER
    return Decided(order, by_day, by_month, either)


def read(
    day: Written | None, text: str, decided: Decided, span: Span, on: date
) -> Read:
    """The day meant, in the column's order. on: the day the tracker is read."""
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    if day is None:
        return Read(None, f"“{shown}” is not a day; write it as 4 May 2021")
    order = day.fixed or decided.order
    if order is Order.NEITHER:
        if day.first != day.second and day.tells is None and day.can_be(Order.DAY_FIRST):  # fmt: skip
            return Read(None, f"“{shown}” can be read two ways, and this column holds both; write it as 4 May 2021")  # fmt: skip
        order = day.tells or Order.DAY_FIRST
    if not day.fixed and day.tells and day.tells is not order:
        return Read(None, f"“{shown}” cannot be read {order.value} like the rest of its column; write it as 4 May 2021")  # fmt: skip
    year = _century(day, order, span, on) if day.short else day.year
    meant = day.day(order, year)
    if meant is None:
        return Read(None, f"“{shown}” is a day that no calendar has")
    if meant < EARLIEST[span] or meant.year not in YEARS:
        return Read(None, f"“{shown}” lies too far back or ahead to be right")
    return Read(meant, short=day.short)


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """A column of days: frame `cells` of day, why_not and short, and what was said."""

    cells: pl.DataFrame
    said: str


def read_days(
    texts: pl.Series, kinds: pl.Series, span: Span, *, on: date, from_1904: bool = False
) -> Days:
    """A whole column. Cells that hold nothing are null throughout."""
    cells = pl.DataFrame({"text": texts, "kind": kinds})
    different = cells.drop_nulls("text").group_by("text", "kind").len()
    rows = [
        (text, kind, count, written(text, kind, from_1904=from_1904))
        for text, kind, count in different.iter_rows()
    ]
    decided = decide((day, count) for _, _, count, day in rows)
    told = [read(day, text, decided, span, on) for text, _, _, day in rows]
    found = pl.DataFrame(
        {
            "text": [row[0] for row in rows],
            "kind": [row[1] for row in rows],
            "day": [one.day for one in told],
            "why_not": [one.why_not or None for one in told],
            "short": [one.short for one in told],
        },
        schema={
            "text": pl.String,
            "kind": pl.UInt8,
            "day": pl.Date,
            "why_not": pl.String,
            "short": pl.Boolean,
        },  # fmt: skip
    )
    read_back = cells.join(
        found, on=["text", "kind"], how="left", maintain_order="left"
    ).select("day", "why_not", pl.col("short").fill_null(False))
    said = [decided.said(), _turned_on_opening(rows)]
    return Days(read_back, "; ".join(words for words in said if words))


def is_day(text: str, kind: int) -> bool:
    """Whether a cell looks like a day at all."""
    return written(text, kind) is not None


def _of_text(plain: str) -> Written | None:
    if found := YEAR_FIRST.match(plain):
        return Written(int(found[3]), int(found[2]), int(found[1]), fixed=Order.DAY_FIRST)  # fmt: skip
    if found := NUMBERS.match(plain):
        return Written(int(found[1]), int(found[2]), int(found[3]), len(found[3]) == 2)
    if (found := DAY_MONTH.match(plain)) and (month := _month(found[2])):
        return Written(int(found[1]), month, int(found[3]), len(found[3]) == 2, Order.DAY_FIRST)  # fmt: skip
    if (found := MONTH_DAY.match(plain)) and (month := _month(found[1])):
        return Written(int(found[2]), month, int(found[3]), len(found[3]) == 2, Order.DAY_FIRST)  # fmt: skip
    if (found := YEAR_MONTH_DAY.match(plain)) and (month := _month(found[2])):
        return Written(int(found[3]), month, int(found[1]), fixed=Order.DAY_FIRST)
    if DIGITS.match(plain):
        if int(plain[:4]) in YEARS and int(plain[4:6]) <= 12:
            return Written(int(plain[6:]), int(plain[4:6]), int(plain[:4]), fixed=Order.DAY_FIRST)  # fmt: skip
        if int(plain[4:]) in YEARS:
            return Written(int(plain[:2]), int(plain[2:4]), int(plain[4:]))
    return None


def _of_serial(serial: int, from_1904: bool) -> Written | None:
    if serial not in SERIALS:
        return None
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    day = first + timedelta(days=serial)
    return Written(day.day, day.month, day.year, fixed=Order.DAY_FIRST)


def _month(name: str) -> int | None:
    if name == "sept":
        return 9
    found = [at for at, month in enumerate(MONTHS, 1) if name in (month, month[:3])]
    return found[0] if found else None


def _century(day: Written, order: Order, span: Span, on: date) -> int:
    """The year of a two-digit one, by sense: births and claims lie in the past."""
    this, last = 2000 + day.year, 1900 + day.year
    if span is Span.ANY:
        return this if last < EARLIEST[span].year else last
    meant = day.day(order, this)
    if meant is None or meant <= on:
        return this
    return last if last >= EARLIEST[span].year else this


def _turned_on_opening(rows: list[tuple[str, int, int, Written | None]]) -> str:
    """Whether a csv of days, day first, was opened by a program that reads month first.

    What it could read so became a day, turned; what it could not stayed text.
    """
    real = [day.first for _, kind, _, day in rows if day and kind == Cell.DATE]
    text = [day for _, kind, _, day in rows if day and kind == Cell.TEXT and not day.fixed]  # fmt: skip
    if len(real) < 10 or len(text) < 10:
        return ""
    if all(number <= 12 for number in real) and all(day.first > 12 for day in text):
        return "no real day of the column lies after the 12th of a month and every written one does: a program may have turned day and month on opening; compare with the source"  # fmt: skip
    return ""


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
