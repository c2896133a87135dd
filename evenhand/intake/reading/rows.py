"""The rows of a sheet, typed, with what is wrong and what was taken on trust."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.intake.reading.columns import Columns
from evenhand.intake.reading.fields import fields_of, row_schema
from evenhand.intake.reading.headings import data_rows
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import Mapping
from evenhand.intake.reading.sense import check_sense
from evenhand.intake.reading.sheet import Sheet
from evenhand.intake.reading.told import TOLD, Told


__all__ = ["TOLD", "ReadSheet", "key_of", "read_rows"]


@dataclass(frozen=True, slots=True, eq=False)
class ReadSheet:
    """What was read of a sheet, or of several.

    rows: see fields.row_schema; every data row is there, refused or not, and a refused
    cell is null. refusals and warnings: see TOLD, in the order of the rows and, within
    a row, of the fields: the first refusal of a row is its reason. said: sentences on
    the sheet as a whole (how days were read, what was left out).
    """

    rows: pl.DataFrame
    refusals: pl.DataFrame
    warnings: pl.DataFrame
    said: tuple[str, ...] = ()


def read_rows(sheet: Sheet, mapping: Mapping, lists: Lists, *, on: date) -> ReadSheet:
    """The rows of one sheet by its mapping. on: the day the tracker is read.

    An empty cell is null. Rows that repeat each other or the rows of other sheets are
    told of by `book.read_book`.
    """
    names = [column.heading for column in mapping.columns]
    at, left_out = data_rows(sheet, names, mapping.first_row, mapping.at("reference"))
    numbers = (at + 1).cast(pl.UInt32)
    order = list(fields_of(mapping.of))
    refusals = Told(sheet.name, numbers, order)
    warnings = Told(sheet.name, numbers, order)
    columns = Columns(sheet, mapping, lists, at, refusals, warnings, on=on)
    read = columns.read()
    hidden = at.is_in(list(sheet.hidden))
    if not sheet.visible:
        warnings.tell(hidden | True, "", "hidden_sheet", f"The sheet “{sheet.name}” is hidden")  # fmt: skip
    warnings.tell(hidden, "", "hidden_row", "The row is hidden")
    rows = read.with_columns(
        sheet=pl.lit(sheet.name),
        row=numbers,
        key=_keys(read),
        hidden=hidden | (not sheet.visible),
        cells=columns.as_written(),
    ).select(list(row_schema(mapping.of)))
    check_sense(rows, mapping, refusals, warnings, on=on)
    refused = refusals.frame()
    return ReadSheet(rows, refused, warnings.frame(), (*left_out, *columns.said, *_hidden(sheet)))  # fmt: skip


def key_of(reference: str) -> str:
    """By what references are compared: upper case, letters and digits and strokes only.

    "syn 1000012", "SYN–1000012" and "SYN1000012" have one key. In PostgreSQL:
    regexp_replace(upper(value), '[^[:alnum:]/]', '', 'g').
    """
    return "".join(sign for sign in reference.upper() if sign.isalnum() or sign == "/")


def _keys(read: pl.DataFrame) -> pl.Expr:
    plain = pl.col("reference").str.to_uppercase()
    return plain.str.replace_all(r"[^\p{Alphabetic}\p{N}/]", "").replace("", None)


def _hidden(sheet: Sheet) -> tuple[str, ...]:
    said = []
    if not sheet.visible:
        said.append("The sheet is hidden, and is read all the same")
    if sheet.hidden_columns:
        said.append("Columns of it are hidden, and are read all the same")
    return tuple(said)
