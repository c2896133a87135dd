"""Pages written as a workbook or as csv; the same pages, the same bytes."""

import csv
import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from evenhand.synthetic.trackers.cells import Cell, Failed, Formula
from evenhand.synthetic.trackers.pages import Line, Page, letters


DATE_FORMAT = "dd/mm/yyyy"
WIDTH = 16


def write_workbook(
    path: Path, pages: list[Page], on: datetime.date, *, large: bool
) -> None:
    """Write pages as the sheets of a workbook made on a day. A large one is written
    row by row in little memory, and may then have no cell merged down."""
    options = {"constant_memory": large, "strings_to_formulas": False}
    book = Workbook(str(path), options)
    midnight = datetime.datetime.combine(on, datetime.time())
    book.set_properties({"created": midnight, "author": "Workflow"})
    formats = _Formats(book)
    # The first visible sheet is the one that opens.
    for page in sorted(pages, key=lambda page: page.hidden):
        sheet = book.add_worksheet(page.name, _QuickSheet if large else None)
        sheet.set_column(0, 60, WIDTH)
        if page.hidden:
            sheet.hide()
        for row, line in enumerate(page.lines):
            _write_line(sheet, row, line, page.real, formats)
    book.close()


class _QuickSheet(Worksheet):  # type: ignore[misc]
    """Writes plain cells of a large sheet in a third of the time.

    The library looks at every text for control characters and rich text, of which a
    tracker has none; at three million cells that is most of the work.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if kind == "String":
            text = escape(cell.string)
            body = f't="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        elif kind == "Number":
            body = f"><v>{cell.number}</v></c>"
        else:
            super()._write_cell(row, col, cell)
            return
        style = f' s="{cell.format._get_xf_index()}" ' if cell.format else " "
        self.fh.write(f'<c r="{letters(col)}{row + 1}"{style}{body}')


class _Formats:
    def __init__(self, book: Workbook) -> None:
        self.date: Format = book.add_format({"num_format": DATE_FORMAT})
        self.bold: Format = book.add_format({"bold": True})
        self.middle: Format = book.add_format({"bold": True, "align": "center"})
        self.merged: Format = book.add_format({"valign": "top"})
        self.merged_date: Format = book.add_format(
            {"num_format": DATE_FORMAT, "valign": "top"}
        )


def _write_line(
    sheet: Worksheet, row: int, line: Line, real: frozenset[int], formats: _Formats
) -> None:
    if line.hidden:
        sheet.set_row(row, options={"hidden": True})
    for first, last in line.across:
        sheet.merge_range(row, first, row, last, "", formats.middle)
    for column, length in line.down.items():
        kind = formats.merged_date if column in real else formats.merged
        sheet.merge_range(row, column, row + length, column, "", kind)
    plain = formats.bold if line.bold else None
    text, number = sheet.write_string, sheet.write_number
    for column, cell in enumerate(line.cells):
        if cell is None:
            continue
        if type(cell) is str:
            text(row, column, cell, plain)
        elif type(cell) is int:
            number(
                row,
                column,
                cell,
                formats.date if column in real and not line.bold else plain,
            )
        else:
            _write_odd(
                sheet, row, column, cell, formats.date if column in real else plain
            )
    for column, words in line.notes.items():
        sheet.write_comment(row, column, words, {"author": "Workflow"})  # fmt: skip


def _write_odd(
    sheet: Worksheet, row: int, column: int, cell: Cell, how: Format | None
) -> None:
    if isinstance(cell, Formula):
        value = "" if cell.value is None else cell.value
        sheet.write_formula(row, column, cell.text.format(row=row + 1), how, value)
    elif isinstance(cell, Failed):
        formula = "=NA()" if cell.error == "#N/A" else f"={cell.error}"
        sheet.write_formula(row, column, formula, None, cell.error)


def write_csv(path: Path, page: Page) -> None:
    """Write one page as Excel does in western Europe: semicolons, Windows-1252."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for line in page.lines:
            writer.writerow([_text(cell) for cell in line.cells])


def _text(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return "" if cell.value is None else str(cell.value)
    if isinstance(cell, Failed):
        return cell.error
    return "" if cell is None else str(cell)
