"""Trackers read back by a second tool and plain loops, to recount what is in them."""

import csv
import datetime
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from evenhand.synthetic.trackers.layouts import Layout


Row = dict[str, object]  # by field; `#` is the number in the sheet, `hidden` a flag


@dataclass
class Opened:
    """The case rows of one tracker, with what hangs on them."""

    rows: list[Row] = field(default_factory=list)
    sheets: dict[str, int] = field(default_factory=dict)
    hidden_sheets: set[str] = field(default_factory=set)
    notes: int = 0
    merged: int = 0


def opened(path: Path, layout: Layout) -> Opened:
    """The rows below the headings of every sheet of cases: not blank, not a total, not
    the headings again. Cells merged down are filled. Without Excel's values of formulas
    a cell is `("formula", value or None)`."""
    return _csv(path, layout) if layout.is_csv else _workbook(path, layout)


def day(value: object, style: str, *, month_first: bool) -> datetime.date:
    """A date cell or text as plain code reads it."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, int):
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=value)
    assert isinstance(value, str)
    for words in ("%d %B %Y", "%d-%b-%Y"):
        try:
            return datetime.datetime.strptime(value, words).date()  # noqa: DTZ007
        except ValueError:
            pass
    first, second, year = (int(part) for part in value.split("/"))
    year += 2000 if year < 100 else 0
    month, of_month = (first, second) if month_first else (second, first)
    assert style != "serial"
    return datetime.date(year, month, of_month)


def _workbook(path: Path, layout: Layout) -> Opened:
    answer = Opened()
    formulas = openpyxl.load_workbook(path)
    values = openpyxl.load_workbook(path, data_only=True)
    for sheet in formulas.worksheets:
        grid = [
            [_cell(a, b) for a, b in zip(left, right, strict=True)]
            for left, right in zip(
                sheet.iter_rows(), values[sheet.title].iter_rows(), strict=True
            )
        ]
        heading = _heading(grid, layout)
        if heading is None:
            continue
        for area in sheet.merged_cells.ranges:
            if area.min_row > heading and area.max_row > area.min_row:
                answer.merged += area.max_row - area.min_row
                for row in range(area.min_row, area.max_row):
                    grid[row][area.min_col - 1] = grid[area.min_row - 1][
                        area.min_col - 1
                    ]
        hidden = {n for n, row in sheet.row_dimensions.items() if row.hidden}
        rows = list(_cases(grid, heading, layout, hidden))
        answer.rows += rows
        answer.sheets[sheet.title] = len(rows)
        if sheet.sheet_state == "hidden":
            answer.hidden_sheets.add(sheet.title)
        answer.notes += sum(c.comment is not None for r in sheet.iter_rows() for c in r)
    return answer


def _csv(path: Path, layout: Layout) -> Opened:
    with path.open(encoding="cp1252", newline="") as file:
        grid = [
            [cell or None for cell in row] for row in csv.reader(file, delimiter=";")
        ]
    width = max(map(len, grid))
    grid = [row + [None] * (width - len(row)) for row in grid]
    heading = _heading(grid, layout)
    assert heading is not None
    rows = list(_cases(grid, heading, layout, set()))
    return Opened(rows, {"": len(rows)})


def _cell(formula, value) -> object:
    if formula.data_type != "f":
        return formula.value
    return value.value if value.data_type == "e" else ("formula", value.value)


def _heading(grid, layout: Layout) -> int | None:
    """The last row of the headings, counted from 1."""
    last = [
        c.heading if c.above or not layout.two_rows else None for c in layout.columns
    ]
    return next((n for n, row in enumerate(grid, 1) if row[: len(last)] == last), None)


def _cases(grid, heading: int, layout: Layout, hidden: set[int]):
    names = [column.field for column in layout.columns]
    headings = grid[heading - 1]
    for number, cells in enumerate(grid[heading:], heading + 1):
        blank = all(cell is None for cell in cells)
        total = any(
            isinstance(c, str) and c.lower().endswith("total") for c in cells[:2]
        )
        if blank or total or cells == headings:
            continue
        row: Row = dict(zip(names, cells, strict=False))
        yield row | {"#": number, "hidden": number in hidden}
