"""Rows that are kept apart, read again with corrected cells or newly taught words.

A row is laid out anew as a sheet of its own: what was understood stands there in the
canonical text, which can be read in one way only, and the rest as it was written.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from evenhand.intake.holdings import FIELDS
from evenhand.intake.models import ImportSheet, TrackerRow
from evenhand.intake.reading.book import ReadBook, read_book
from evenhand.intake.reading.fields import BARRIER_COLUMNS, Of, fields_of
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import Column, Confidence, Holds, Mapping
from evenhand.intake.reading.sheet import Cell, Sheet


# Fields that several columns make up together: read from their columns or not at all.
TOGETHER = {
    "family_name": ("full_name", "family_name", "given_names"),
    "given_names": ("full_name", "family_name", "given_names"),
    **{
        name: tuple(name for columns in BARRIER_COLUMNS for name in columns)
        for columns in BARRIER_COLUMNS
        for name in columns
    },
}


def read_again(rows: Sequence[TrackerRow], lists: Lists, *, on: date) -> ReadBook:
    """Read these rows of one sheet by their `cells` and what they were corrected to.

    The answer numbers rows from 2, in the order given: the first is row 2.
    """
    sheet = rows[0].sheet
    of = Of.DEPENDANT if sheet.role == ImportSheet.Role.DEPENDANTS else Of.CASE
    names = list(fields_of(of))
    texts = [_texts(row, sheet, names) for row in rows]
    frame = pl.DataFrame(
        {
            str(at): [name, *(text.get(name) for text in texts)]
            for at, name in enumerate(names)
        },
        schema={str(at): pl.String for at in range(len(names))},
    )
    kinds = frame.select(
        pl.all()
        .is_null()
        .replace_strict(
            {True: Cell.NOTHING.value, False: Cell.TEXT.value}, return_dtype=pl.UInt8
        )
    )
    holds = Holds.DEPENDANTS if of is Of.DEPENDANT else Holds.CASES
    columns = tuple(
        Column(at, name, name, "as it was read", Confidence.SURE)
        for at, name in enumerate(names)
    )
    laid_out = Sheet(sheet.name, frame, kinds)
    mapping = Mapping(sheet.name, holds, "rows read again", 1, columns, "")
    return read_book([laid_out], [mapping], lists, on=on)


def _texts(
    row: TrackerRow, sheet: ImportSheet, names: Sequence[str]
) -> dict[str, str | None]:
    """field -> what its cell says now."""
    cells = {**row.cells, **row.mended}
    written = {
        column["field"]: cells.get(column["heading"])
        for column in sheet.mapping
        if column["field"]
    }
    corrected = {
        column["field"] for column in sheet.mapping if column["heading"] in row.mended
    }
    refused = {reason["field"] for reason in row.reasons}
    anew = corrected | refused
    anew |= {part for name in anew for part in TOGETHER.get(name, ())}
    found: dict[str, str | None] = {}
    for name in names:
        value = row.values.get(name)
        if name in anew:
            found[name] = written.get(name) or None
        elif value is not None:
            found[name] = str(value)
        elif name not in FIELDS:
            continue
    return found
