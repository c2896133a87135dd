"""Frames from csv or parquet, or a sentence for every cell that is wrong.

csv: UTF-8 with a header, "|" between the members of a list, an empty cell for none.
parquet: its own types, or texts as in csv. Rows are counted as a spreadsheet shows
them: the header of a csv is row 1.
"""

import csv
from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from evenhand.engine.frames import TEXTS, Columns, Unsound


FORMATS = (".csv", ".parquet")
MOST = 10**9
MOST_SENTENCES = 20
WORDS = {"yes": True, "true": True, "no": False, "false": False}


def raise_wrong(wrong: list[str]) -> None:
    """Raises Unsound where anything is wrong, with no more sentences than one reads."""
    if wrong:
        more = len(wrong) - MOST_SENTENCES
        rest = [f"and {more:,} more"] if more > 0 else []
        raise Unsound(wrong[:MOST_SENTENCES] + rest)


def write_frame(frame: pl.DataFrame, out: Path) -> None:
    """Write beside the place and then move there, so that half a file is never seen.

    Raises Unsound where it cannot be written.
    """
    partial = out.with_name(f".{out.name}.partial")
    try:
        if out.suffix.lower() == ".csv":
            frame.write_csv(partial)
        else:
            frame.write_parquet(partial)
        partial.replace(out)
    except OSError as error:
        raise Unsound([f"{out} cannot be written: {error.strerror}"]) from None
    finally:
        partial.unlink(missing_ok=True)


def may_be_written(out: Path) -> None:
    """Raises Unsound for a file of no known kind, or in a folder that is not there."""
    if out.suffix.lower() not in FORMATS:
        raise Unsound([f"{out} is of no kind that is written: {' or '.join(FORMATS)}"])
    if not out.parent.is_dir():
        raise Unsound([f"{out}: the folder it is to be written in does not exist"])


def read_frame(
    path: Path,
    columns: Columns,
    needed: Collection[str],
    wrong: list[str],
    *,
    least: Mapping[str, int],
    never_empty: Collection[str] = (),
    key: str | None = "ref",
) -> pl.DataFrame:
    """The file as a frame of those of `columns` that it has.

    Adds to `wrong` a sentence that names file, row and column for each cell that is
    not of its type, is empty in a column of `never_empty`, or is below the `least` of
    its column (whole numbers with a least are never empty), and for each value of `key`
    that is there twice.
    """
    raw = _raw(path, wrong)
    if raw is None:
        return pl.DataFrame(schema=dict(columns))
    first_row = 2 if path.suffix.lower() == ".csv" else 1
    wrong += [
        f"{path.name}, row 1, column {name}: this column is needed, and is not there"
        for name in needed
        if name not in raw.columns
    ]
    wrong += [
        f"{path.name}, row 1, column {name}: not a column that is known;"
        f" they are {', '.join(columns)}"
        for name in raw.columns
        if name not in columns
    ]
    reader = _Reader(path.name, first_row, wrong, least, frozenset(never_empty))
    read = [
        reader.column(raw[name], dtype)
        for name, dtype in columns.items()
        if name in raw.columns
    ]
    frame = pl.DataFrame(read)
    if key in frame.columns:
        reader.once_each(frame[key])
    return frame


def _raw(path: Path, wrong: list[str]) -> pl.DataFrame | None:
    """The cells as they are, or None with a sentence why not."""
    if path.suffix.lower() not in FORMATS:
        wrong.append(f"{path.name} is of no kind that is read: {' or '.join(FORMATS)}")
        return None
    if not path.is_file():
        wrong.append(f"{path.name}: there is no such file")
        return None
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        return _csv(path, wrong)
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError, csv.Error):
        kind = path.suffix.lower()[1:]
        wrong.append(f"{path.name} cannot be read as {kind}; is it UTF-8 and whole?")
        return None


def _csv(path: Path, wrong: list[str]) -> pl.DataFrame | None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = [name.strip() for name in next(rows, [])]
        before = len(wrong)
        wrong += [
            f"{path.name}, row 1, column {name}: there is more than one column of this name"
            for name in sorted({name for name in header if header.count(name) > 1})
        ]
        wrong += [
            f"{path.name}, row {number}: {len(row)} cells where the header has"
            f" {len(header)}"
            for number, row in enumerate(rows, start=2)
            if len(row) != len(header)
        ]
        if not header:
            wrong.append(f"{path.name} is empty; its first row names the columns")
    if len(wrong) > before:
        return None
    read = pl.read_csv(path, infer_schema=False)
    read.columns = header
    return read


class _Reader:
    """Cells to typed columns; what is wrong goes to the list."""

    def __init__(
        self,
        name: str,
        first_row: int,
        wrong: list[str],
        least: Mapping[str, int],
        never_empty: frozenset[str],
    ) -> None:
        self.name = name
        self.first_row = first_row
        self.wrong = wrong
        self.least = least
        self.never_empty = never_empty

    def column(
        self, cells: pl.Series, dtype: pl.DataType | type[pl.DataType]
    ) -> pl.Series:
        """The column as its type."""
        if dtype == pl.Int64:
            return self._whole_numbers(cells)
        if dtype == TEXTS:
            return self._lists(cells)
        if dtype == pl.Boolean:
            return self._yes_or_no(cells)
        if dtype in (pl.Date, pl.Time):
            return self._days_or_times(cells, dtype)
        texts = self._texts(cells)
        if cells.name in self.never_empty:
            self._refuse(cells, texts.is_null(), "is empty")
        return texts

    def once_each(self, refs: pl.Series) -> None:
        """Refuse references that are there more than once."""
        for row in refs.is_duplicated().arg_true().to_list():
            first = refs.index_of(refs[row])
            if refs[row] is not None and first is not None and first < row:
                self._say(
                    row,
                    refs.name,
                    f"{refs[row]} is in row {first + self.first_row} too",
                )

    def _texts(self, cells: pl.Series) -> pl.Series:
        if cells.dtype.is_nested():
            self._refuse(cells, cells.is_not_null(), "is not a text")
            return pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
        texts = cells.cast(pl.String).str.strip_chars()
        return texts.set(texts == "", None)

    def _whole_numbers(self, cells: pl.Series) -> pl.Series:
        if cells.dtype.is_integer():
            numbers = cells.cast(pl.Int64, strict=False)
        elif cells.dtype.is_float():
            numbers = cells.cast(pl.Int64, strict=False)
            numbers = numbers.set(numbers.cast(pl.Float64) != cells, None)
        else:
            numbers = self._texts(cells).cast(pl.Int64, strict=False)
        empty = (
            cells.is_null()
            if cells.dtype.is_numeric()
            else self._texts(cells).is_null()
        )
        self._refuse(cells, numbers.is_null() & ~empty, "is not a whole number")
        if (least := self.least.get(cells.name)) is not None:
            low = (numbers < least).fill_null(value=False)
            self._refuse(cells, empty, "is empty")
            self._refuse(cells, low, f"must be {least} or more")
        self._refuse(
            cells, (numbers > MOST).fill_null(value=False), f"must be {MOST:,} or less"
        )
        return numbers

    def _lists(self, cells: pl.Series) -> pl.Series:
        if cells.dtype == pl.List(pl.String):
            lists = cells
        elif cells.dtype == pl.List(pl.Null):
            lists = cells.cast(TEXTS)
        else:
            lists = self._texts(cells).str.split("|")
        return lists.list.eval(
            pl.element().str.strip_chars().replace("", None).drop_nulls()
        ).fill_null(pl.lit([], dtype=TEXTS))

    def _yes_or_no(self, cells: pl.Series) -> pl.Series:
        if cells.dtype == pl.Boolean:
            return cells
        texts = self._texts(cells).str.to_lowercase()
        read = texts.replace_strict(WORDS, default=None, return_dtype=pl.Boolean)
        self._refuse(cells, read.is_null() & texts.is_not_null(), "is not yes or no")
        return read

    def _days_or_times(
        self, cells: pl.Series, dtype: pl.DataType | type[pl.DataType]
    ) -> pl.Series:
        """Days as 2026-11-22, times as 09:30 (or 09:30:00)."""
        if cells.dtype == dtype:
            read, empty = cells, cells.is_null()
        else:
            texts = self._texts(cells)
            empty = texts.is_null()
            if dtype == pl.Date:
                read = texts.str.to_date("%Y-%m-%d", strict=False)
                shape = "is not a day as 2026-11-22"
            else:
                read = texts.str.slice(0, 5).str.to_time("%H:%M", strict=False)
                shape = "is not a time as 09:30"
            self._refuse(cells, read.is_null() & ~empty, shape)
        if cells.name in self.never_empty:
            self._refuse(cells, empty, "is empty")
        return read

    def _refuse(self, cells: pl.Series, where: pl.Series, what: str) -> None:
        for row in where.arg_true().to_list():
            value = cells[row]
            shown = what if value is None or value == "" else f'"{value}" {what}'
            self._say(row, cells.name, shown)

    def _say(self, row: int, column: str, what: str) -> None:
        self.wrong.append(
            f"{self.name}, row {row + self.first_row}, column {column}: {what}"
        )
