"""Rows of cells as a reader gives them, turned into columns of text with their kinds."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest

import polars as pl

from evenhand.core.cells import unguarded
from evenhand.intake.reading.marks import Marks
from evenhand.intake.reading.sheet import Cell


ROWS_AT_ONCE = 10_000
# Signs a person cannot see and a database will not hold.
UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff]"
ROUND = 1e15  # beyond it a spreadsheet's numbers are not exact


def grid(
    rows: Iterable[Sequence[object]], *, left: int = 0, marks: Marks | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The texts and the kinds of a sheet's cells: see Sheet.

    rows: lists of cells, short ones filled up; left: columns that are missing at their
    left; marks: errors, formulas without a value and merged cells, which are put in.
    """
    source = iter(rows)
    texts: list[pl.DataFrame] = []
    kinds: list[pl.DataFrame] = []
    while part := list(islice(source, ROWS_AT_ONCE)):
        columns = [_column(cells) for cells in zip_longest(*part, fillvalue="")]
        names = [str(left + at) for at in range(len(columns))]
        height = pl.DataFrame({"height": pl.repeat(None, len(part), eager=True)})
        for told, place in ((texts, 0), (kinds, 1)):
            made = {
                name: column[place] for name, column in zip(names, columns, strict=True)
            }
            told.append(height.with_columns(**made).drop("height") if made else height)
    if not texts:
        return pl.DataFrame(), pl.DataFrame()
    width = max(left + 1, *(left + frame.width for frame in texts))
    if marks:
        width = max(width, marks.width)
    names = [str(at) for at in range(width)]
    return (
        _put(_whole(texts, names, pl.String()), marks, texts=True),
        _put(_whole(kinds, names, pl.UInt8()), marks, texts=False),
    )


def _whole(
    parts: list[pl.DataFrame], names: list[str], dtype: pl.DataType
) -> pl.DataFrame:
    empty = pl.lit(None if dtype == pl.String else 0, dtype)
    return pl.concat(
        part.select(
            pl.col(name) if name in part.columns else empty.alias(name)
            for name in names
        )
        if part.width and part.columns != ["height"]
        else pl.DataFrame(
            {
                name: pl.repeat(
                    None if dtype == pl.String else 0,
                    part.height,
                    dtype=dtype,
                    eager=True,
                )
                for name in names
            }
        )  # fmt: skip
        for part in parts
    ).with_columns(pl.all().fill_null(0) if dtype != pl.String else pl.all())


def _column(cells: tuple[object, ...]) -> tuple[pl.Series, pl.Series]:
    """The texts of some cells, null where there is nothing, and their kinds."""
    types = set(map(type, cells))
    if types == {str}:
        texts = pl.Series(cells, dtype=pl.String)
    else:
        texts = pl.Series(
            [_WRITTEN[type(cell)](cell) for cell in cells],
            dtype=pl.String,
        )
    if texts.is_empty():
        return texts, pl.Series([], dtype=pl.UInt8)
    if texts.str.contains(UNSEEN).any():
        texts = texts.str.replace_all(UNSEEN, "")
    texts = texts.str.strip_chars()
    if texts.str.starts_with("'").any():
        # The apostrophe with which our own csv files keep text from being a formula.
        texts = pl.Series(map(unguarded, texts), dtype=pl.String).str.strip_chars()
    empty = texts == ""
    if types == {str}:
        kinds = (~empty).cast(pl.UInt8)
    else:
        kinds = pl.Series([_KINDS[type(cell)] for cell in cells], dtype=pl.UInt8)
        kinds = kinds.zip_with(~empty, pl.repeat(0, kinds.len(), dtype=pl.UInt8, eager=True))  # fmt: skip
    return texts.set(empty, None), kinds


def _put(frame: pl.DataFrame, marks: Marks | None, *, texts: bool) -> pl.DataFrame:
    """Errors and formulas without a value marked, merged cells filled from their first."""
    if not marks or not frame.height:
        return frame
    put: dict[int, dict[int, object]] = {}

    def there(row: int, column: int) -> bool:
        return row < frame.height and column < frame.width

    for (row, column), error in marks.errors.items():
        if there(row, column):
            put.setdefault(column, {})[row] = error if texts else int(Cell.ERROR)
    for row, column in marks.unvalued:
        if there(row, column):
            put.setdefault(column, {})[row] = None if texts else int(Cell.UNVALUED)
    for top, left, bottom, right in marks.merged:
        if not there(top, left):
            continue
        first = put.get(left, {}).get(top, frame[str(left)][top])
        for column in range(left, min(right + 1, frame.width)):
            for row in range(top, min(bottom + 1, frame.height)):
                put.setdefault(column, {})[row] = first
    return frame.with_columns(
        frame[str(column)].scatter(
            list(cells), pl.Series(list(cells.values()), dtype=frame[str(column)].dtype)
        )  # fmt: skip
        for column, cells in put.items()
    )


def _number(cell: float) -> str:
    if math.isfinite(cell) and cell == int(cell) and abs(cell) < ROUND:
        return str(int(cell))
    return repr(cell)


def _written_as_is(cell: str) -> str:
    return cell


def _day(cell: date) -> str:
    return cell.isoformat()


def _day_of(cell: datetime) -> str:
    return cell.date().isoformat()


_WRITTEN: dict[type, Callable[..., str]] = {
    str: _written_as_is,
    float: _number,
    int: str,
    bool: lambda cell: "TRUE" if cell else "FALSE",
    date: _day,
    datetime: _day_of,
    time: str,
    timedelta: str,
    type(None): lambda _: "",
}
_KINDS: dict[type, int] = {
    str: Cell.TEXT,
    float: Cell.NUMBER,
    int: Cell.NUMBER,
    bool: Cell.FLAG,
    date: Cell.DATE,
    datetime: Cell.DATE,
    time: Cell.TIME,
    timedelta: Cell.TIME,
    type(None): Cell.NOTHING,
}
