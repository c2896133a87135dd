"""The rows of a sheet, typed, with what is wrong and what was taken on trust."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import Mapping
from evenhand.intake.reading.sheet import Sheet


TOLD: dict[str, pl.DataType] = {
    "sheet": pl.String(),
    "row": pl.UInt32(),  # as Excel counts it, from 1
    "field": pl.String(),
    "code": pl.String(),
    "words": pl.String(),
}


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
    raise NotImplementedError


def key_of(reference: str) -> str:
    """By what references are compared: upper case, letters and digits and strokes only.

    "syn 1000012", "SYN–1000012" and "SYN1000012" have one key. In PostgreSQL:
    regexp_replace(upper(value), '[^[:alnum:]/]', '', 'g').
    """
    return "".join(sign for sign in reference.upper() if sign.isalnum() or sign == "/")
