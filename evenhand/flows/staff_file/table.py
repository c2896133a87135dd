"""One CSV file being checked: rows become typed, and every fault is told by its place."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl


SHOWN_FAULTS = 50
SHOWN = 40  # characters of a wrong value that a sentence repeats
EARLIEST = pl.date(1900, 1, 1)
LATEST = pl.date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell. Rows are numbered as a spreadsheet shows them: the
    heading is row 1. No row: the file as a whole."""

    file: str
    row: int | None
    column: str
    sentence: str

    def __str__(self) -> str:
        place = f", row {self.row}" if self.row else ""
        return f"{self.file}{place}{f', {self.column}' if self.column else ''}: {self.sentence}"


class Unreadable(Exception):
    """A file that cannot be read as rows at all; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Faulty(Exception):
    """A file that is not brought in. `faults` are the first; `total` counts them all."""

    def __init__(self, faults: Sequence[Fault], total: int) -> None:
        super().__init__(f"{total} faults in the file")
        self.faults = tuple(faults)
        self.total = total


class Table:
    """The rows of one file as text, each numbered, and the faults found in them.

    Each check blanks the values it refuses, so that one mistake is told once.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.file = path.name
        self.rows = self._read(path, columns).with_row_index("row", offset=2)
        self._faults: list[pl.DataFrame] = []

    def faults(self) -> pl.DataFrame:
        """row, column and sentence of each fault, in the order of the file."""
        schema = {"row": pl.UInt32, "column": pl.String, "sentence": pl.String}
        found = pl.concat(self._faults or [pl.DataFrame(schema=schema)])
        return found.sort("row", maintain_order=True)

    def refuse(self, column: str, wrong: pl.Expr, sentence: str) -> None:
        """Tell of every row where `wrong` is true; "{}" in the sentence is the value."""
        found = self.rows.filter(wrong.fill_null(False))
        if found.height:
            value = pl.col(column).cast(pl.String).fill_null("").str.slice(0, SHOWN)
            words = pl.format(sentence, value) if "{}" in sentence else pl.lit(sentence)
            self._tell(column, found.select("row", sentence=words))

    def _tell(self, column: str, found: pl.DataFrame) -> None:
        told = pl.lit(column).alias("column")
        self._faults.append(found.select("row", told, "sentence"))

    def stated(self, *columns: str) -> None:
        """Columns that no row may leave empty."""
        for column in columns:
            self.refuse(column, pl.col(column).is_null(), "must not be empty")

    def short(self, **most: int) -> None:
        """Columns and the most characters they may have."""
        for column, length in most.items():
            too_long = pl.col(column).str.len_chars() > length
            self.refuse(column, too_long, f"has more than {length} characters")

    def unique(self, column: str) -> None:
        again = pl.col(column).is_not_null() & ~pl.col(column).is_first_distinct()
        self.refuse(column, again, "“{}” stands in an earlier row already")

    def one_of(self, column: str, values: Collection[str], what: str) -> None:
        """A column that must be empty or one of the values; `what` names the list."""
        known = pl.col(column).is_in(list(values))
        self.refuse(column, ~known, f"“{{}}” is not {what}")
        self._keep(column, known)

    def dates(self, *columns: str) -> None:
        """Columns of dates such as 2026-11-23, or empty."""
        for column in columns:
            date = as_date(pl.col(column))
            wrong = pl.col(column).is_not_null() & date.is_null()
            self.refuse(column, wrong, "“{}” is not a date; write it as 2026-11-23")
            self.rows = self.rows.with_columns(date.alias(column))

    def numbers(self, column: str, low: float, high: float, dtype: pl.DataType) -> None:
        """A column of numbers from `low` to `high`, both included; not empty."""
        number = pl.col(column).cast(dtype, strict=False)
        wrong = number.is_null() | ~number.is_between(low, high)
        self.refuse(column, wrong, f"“{{}}” is not a number from {low:g} to {high:g}")
        self.rows = self.rows.with_columns(number.alias(column))

    def lists(self, *columns: str) -> None:
        """Columns of values with strokes between them; empty is an empty list."""
        for column in columns:
            parts = pl.col(column).fill_null("").str.split("|")
            parts = parts.list.eval(pl.element().str.strip_chars())
            parts = parts.list.filter(pl.element() != "")
            self.rows = self.rows.with_columns(parts.alias(column))

    def each(self, column: str) -> pl.DataFrame:
        """The parts of a column of lists: row, value; one row a part."""
        parts = self.rows.select("row", value=column)
        return parts.explode("value").drop_nulls("value")

    def refuse_parts(
        self, column: str, parts: pl.DataFrame, wrong: pl.Expr, sentence: str
    ) -> None:
        """Tell of each part (of `each`, perhaps split further) that is wrong."""
        found = parts.filter(wrong.fill_null(False))
        if found.height:
            words = pl.format(sentence, pl.col("value").str.slice(0, SHOWN))
            self._tell(column, found.select("row", sentence=words))

    def each_one_of(self, column: str, values: Collection[str], what: str) -> None:
        """Parts that must be among the values, and in a row only once."""
        parts = self.each(column)
        known = pl.col("value").is_in(list(values))
        self.refuse_parts(column, parts, ~known, f"“{{}}” is not {what}")
        again = ~pl.struct("row", "value").is_first_distinct()
        self.refuse_parts(column, parts, again, "“{}” is listed twice")

    def _keep(self, column: str, where: pl.Expr) -> None:
        self.rows = self.rows.with_columns(
            pl.when(where).then(pl.col(column)).alias(column)
        )

    def _read(self, path: Path, columns: Sequence[str]) -> pl.DataFrame:
        text = self._text(path)
        heading = self._heading(text, columns)
        rows = pl.read_csv(
            text.encode(), infer_schema=False, has_header=False, new_columns=heading
        )
        stripped = pl.all().str.strip_chars().replace("", None)
        return rows.slice(1).select(columns).select(stripped)

    def _heading(self, text: str, columns: Sequence[str]) -> list[str]:
        """The names of the columns, once every row is known to have as many cells."""
        cells: Iterator[list[str]] = csv.reader(io.StringIO(text), strict=True)
        row = 0
        try:
            heading = [name.strip() for name in next(cells, [])]
            for row, found in enumerate(cells, start=2):  # noqa: B007
                if len(found) != len(heading):
                    told = f"has {len(found)} cells, not {len(heading)}"
                    raise self._unreadable(told, row)
        except csv.Error:
            told = "cannot be read: a quotation mark is out of place"
            raise self._unreadable(told, row + 1) from None
        for name in columns:
            if name not in heading:
                raise self._unreadable(f"the column {name} is missing")
        for name in heading:
            if heading.count(name) > 1:
                raise self._unreadable(f"the column {name} stands there twice")
            if name not in columns:
                raise self._unreadable(f"the column {name} is not known")
        return heading

    def _text(self, path: Path) -> str:
        try:
            data = path.read_bytes()
        except OSError as problem:
            raise self._unreadable(f"cannot be opened: {problem.strerror}") from None
        if b"\x00" in data:
            row = data[: data.index(b"\x00")].count(b"\n") + 1
            raise self._unreadable("holds a character that is not text", row)
        try:
            return data.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as problem:
            row = data[: problem.start].count(b"\n") + 1
            raise self._unreadable("is not written in UTF-8", row) from None

    def _unreadable(self, sentence: str, row: int | None = None) -> Unreadable:
        return Unreadable(Fault(self.file, row, "", sentence))


def as_date(text: pl.Expr) -> pl.Expr:
    """A date where the text is one, written as 2026-11-23 and not absurd; else nothing."""
    plain = pl.when(text.str.contains(r"^\d{4}-\d{2}-\d{2}$")).then(text)
    date = plain.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(date.is_between(EARLIEST, LATEST)).then(date)
