"""A list as an Excel workbook, written row by row, with a sheet in front that says it.

Text is only ever written as text: no formulas and no links.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from evenhand.core.cells import REPLACEMENT, fit_for_xml
from evenhand.web.exports.lists import Cell, Column, Kind, ListOut, Taken
from evenhand.web.formats import counted, instant


MOST_ROWS = 1_048_575  # below the headings of one sheet, as Excel sets
MOST_TEXT = 32_767  # UTF-16 units in one cell, as Excel sets
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
FORMATS = {Kind.DAY: "d mmm yyyy", Kind.INSTANT: "d mmm yyyy hh:mm"}


@dataclass(slots=True)
class Changed:
    """What a workbook could not hold as it was, counted while it is written."""

    characters: int = 0
    cut: int = 0
    early: int = 0

    def sentences(self) -> Iterator[str]:
        """What was changed, for the sheet that says what the file is."""
        if self.characters:
            were = counted(self.characters, "character was", "characters were")
            yield (
                f"{were[0].upper()}{were[1:]} replaced by {REPLACEMENT}, since a "
                "workbook cannot hold them. The csv file has them as they are."
            )
        if self.cut:
            were = counted(self.cut, "cell was", "cells were")
            yield (
                f"{were[0].upper()}{were[1:]} too long for a workbook and ends early. "
                "The csv file has the whole text."
            )
        if self.early:
            yield "Dates before March 1900 are written as text, such as 1899-12-31."


@dataclass(slots=True)
class Writer:
    """One workbook as it is written: its formats, and what had to be changed."""

    book: xlsxwriter.Workbook
    changed: Changed = field(default_factory=Changed)
    formats: dict[str, Format] = field(default_factory=dict)

    def format(self, name: str, **how: Any) -> Format:
        """One format for each name, made when it is first asked for."""
        if name not in self.formats:
            self.formats[name] = self.book.add_format({"valign": "top", **how})
        return self.formats[name]

    def text(
        self, sheet: Worksheet, row: int, at: int, words: str, how: Format | None = None
    ) -> None:
        """Write text as text, whatever it looks like."""
        short = len(words) <= MOST_TEXT // 2
        if short and words.isprintable() and not words.startswith("<r>"):
            # Nearly all there is; a workbook of a caseload has millions of such cells.
            if words:
                sheet.write_string(row, at, words, how)
            return
        words, replaced = fit_for_xml(words.replace("\r\n", "\n").replace("\r", "\n"))
        self.changed.characters += replaced
        if not short:
            units = words.encode("utf-16-le")
            if len(units) > MOST_TEXT * 2:
                words = units[: MOST_TEXT * 2].decode("utf-16-le", errors="ignore")
                self.changed.cut += 1
        if words.startswith("<r>") and words.endswith("</r>"):
            # The library would take such text for XML of its own and let it through.
            plain = self.format("plain")
            sheet.write_rich_string(row, at, words[0], plain, words[1:], how or plain)
        elif words:
            sheet.write_string(row, at, words, how)

    def cell(self, kind: Kind) -> Callable[[Worksheet, int, int, Cell], None]:
        """What writes one kind of cell."""
        if kind in (Kind.TEXT, Kind.LONG_TEXT):
            how = self.format(kind.name, text_wrap=kind is Kind.LONG_TEXT)

            def write(sheet: Worksheet, row: int, at: int, value: Cell) -> None:
                if value is not None:
                    self.text(sheet, row, at, str(value), how)

        elif kind is Kind.NUMBER:
            how = self.format(kind.name)

            def write(sheet: Worksheet, row: int, at: int, value: Cell) -> None:
                if value is not None:
                    sheet.write_number(row, at, value, how)

        else:
            how = self.format(kind.name, num_format=FORMATS[kind], align="left")

            def write(sheet: Worksheet, row: int, at: int, value: Cell) -> None:
                if isinstance(value, datetime):
                    local = timezone.localtime(value).replace(tzinfo=None)
                    sheet.write_datetime(row, at, local, how)
                elif isinstance(value, date) and value >= FIRST_DAY:
                    sheet.write_datetime(row, at, value, how)
                elif isinstance(value, date):
                    self.changed.early += 1
                    sheet.write_string(row, at, value.isoformat(), how)

        return write

    def sheet(self, name: str, columns: list[Column], marker: str) -> Worksheet:
        """A sheet with its headings, which stay in view and can be filtered by."""
        sheet: Worksheet = self.book.add_worksheet(name)
        head = self.format(
            "heading", bold=True, bg_color="#d8e6e6", bottom=1, text_wrap=True
        )
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.kind.value)
            self.text(sheet, 0, at, column.heading, head)
            if column.about:
                sheet.write_comment(0, at, column.about, {"x_scale": 2})
        sheet.freeze_panes(1, 0)
        _mark(sheet, marker)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        return sheet


@contextmanager
def new_workbook(path: Path, *, title: str, taken: Taken) -> Iterator[Writer]:
    """A workbook that keeps one row of a sheet in memory; its scraps stay beside it."""
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": fit_for_xml(title)[0],
                "author": fit_for_xml(taken.by)[0],
                "created": timezone.localtime(taken.at).replace(tzinfo=None),
                "status": taken.marker,
                "comments": "Taken out of Evenhand",
            }
        )
        yield Writer(book)


def write_workbook(path: Path, listing: ListOut, taken: Taken) -> int:
    """Write the list to a file; how many rows it has."""
    columns = list(listing.columns)
    with new_workbook(path, title=listing.title, taken=taken) as writer:
        about = writer.book.add_worksheet("About")
        cells = [
            (at, column.value, writer.cell(column.kind))
            for at, column in enumerate(columns)
        ]
        sheets = 1
        name = _sheet_name(listing.title)
        sheet = writer.sheet(name, columns, taken.marker)
        rows = row = 0
        for found in listing.rows():
            if row == MOST_ROWS:
                sheet.autofilter(0, 0, row, len(columns) - 1)
                sheets, row = sheets + 1, 0
                sheet = writer.sheet(f"{name} {sheets}", columns, taken.marker)
            rows, row = rows + 1, row + 1
            for at, value, write in cells:
                write(sheet, row, at, value(found))
        sheet.autofilter(0, 0, row, len(columns) - 1)
        _tell(writer, about, listing, taken, rows=rows)
    return rows


def _tell(
    writer: Writer, about: Worksheet, listing: ListOut, taken: Taken, *, rows: int
) -> None:
    """The sheet in front: what the file is, and how it must be handled."""
    lines = [
        ("Handling", taken.marker or "Not marked"),
        ("What it is", listing.title),
        *((what[:1].upper() + what[1:], which) for what, which in listing.filters),
        ("Rows", counted(rows, "row")),
        ("Taken out by", taken.by),
        ("On", instant(taken.at)),
        ("Because", taken.because or "No reason is asked for: it tells of no person"),
    ]
    if listing.personal:
        lines.append(
            (
                "Keeping it",
                "It shows what this person may see. Do not pass it to somebody who may "
                "see less, and delete it when the reason above has ended: Evenhand has "
                "the record, this file is a copy that grows old. That it was taken out "
                "is in the log of looks.",
            )
        )
    lines += [("Note", note) for note in (*listing.notes, *writer.changed.sentences())]
    about.set_column(0, 0, 18)
    about.set_column(1, 1, 90)
    words, strong = (
        writer.format("about", text_wrap=True),
        writer.format("strong", bold=True),
    )
    for row, (what, which) in enumerate(lines):
        writer.text(about, row, 0, what, strong)
        writer.text(about, row, 1, which, strong if row == 0 else words)
    _mark(about, taken.marker)


def _mark(sheet: Worksheet, marker: str) -> None:
    """The handling marker above and below each printed page."""
    if marker:
        printed = marker.replace("&", "&&")[:200]
        sheet.set_header(f"&C&B{printed}")
        sheet.set_footer(f"&C&B{printed}&R&P of &N")


def _sheet_name(title: str) -> str:
    """A title as the name of a sheet: without what Excel forbids, and short."""
    kept = "".join(" " if mark in "[]:*?/\\" else mark for mark in title)
    name = fit_for_xml(" ".join(kept.split()))[0][:25].strip(" '")
    return "List" if name.lower() in ("", "about", "history") else name
