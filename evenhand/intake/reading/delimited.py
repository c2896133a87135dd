"""The rows of a csv file, whatever it was saved by."""

import csv
from collections.abc import Iterator
from io import StringIO

from evenhand.intake.reading.marks import CELLS_MOST, COLUMNS_MOST, ROWS_MOST
from evenhand.intake.reading.unreadable import Unreadable


LINE_MOST = 1_000_000  # characters
LINES_OF_A_ROW = 300  # a cell of more is a quotation mark that was never closed
DELIMITERS = ",;\t|"
LOOKED_AT = 200  # lines by which the delimiter is told
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins, which Excel's "Unicode text" is


def rows_of_text(data: bytes) -> Iterator[list[object]]:
    """The cells of each line, as text. Raises Unreadable as it comes upon a fault."""
    text = _decoded(data)
    delimiter = delimiter_of(text)
    if text[:4].lower() == "sep=":  # for Excel alone
        text = "\n" + text.partition("\n")[2]
    lines = _Lines(text)
    cells = height = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            lines.row_ends()
            height += 1
            cells += len(row)
            if height > ROWS_MOST:
                raise Unreadable(f"The file has more than {ROWS_MOST:,} rows. Bring it in parts")  # fmt: skip
            if len(row) > COLUMNS_MOST:
                raise Unreadable(f"Line {lines.at} has more than {COLUMNS_MOST} columns. It is not a tracker")  # fmt: skip
            if cells > CELLS_MOST:
                raise Unreadable(f"The file holds more than {CELLS_MOST // 1_000_000} million cells. Bring it in parts")  # fmt: skip
            yield list(row)
    except csv.Error:
        raise lines.unclosed() from None


def delimiter_of(text: str) -> str:
    """The sign between cells: the one that parts most lines into as many cells."""
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    lines = [line for line in text[:200_000].splitlines()[:LOOKED_AT] if line.strip()]
    best, told = ",", (0, 0)
    for sign in DELIMITERS:
        wide = [count for line in lines if (count := _cells(line, sign)) > 1]
        if wide:
            usual = max(set(wide), key=lambda count: (wide.count(count), count))  # noqa: B023
            told, best = max((told, best), ((wide.count(usual), usual), sign), key=lambda found: found[0])  # fmt: skip
    return best


def _cells(line: str, sign: str) -> int:
    """How many cells a line has, signs within quotation marks not counted."""
    outside = line.split('"')[::2]
    return sum(part.count(sign) for part in outside) + 1


def _decoded(data: bytes) -> str:
    if data.startswith(WIDE):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes here, where it does not write UTF-8.
        return data.decode("cp1252", errors="replace")


class _Lines:
    """The lines of a text, none endless, and not endlessly many to one row."""

    def __init__(self, text: str) -> None:
        self._lines = StringIO(text, newline="")
        self.at = 0
        self._row_began = 1

    def row_ends(self) -> None:
        self._row_began = self.at + 1

    def unclosed(self) -> Unreadable:
        return Unreadable(f"A cell that begins near line {self._row_began} is far too long: perhaps a quotation mark there is never closed")  # fmt: skip

    def __iter__(self) -> Iterator[str]:
        while line := self._lines.readline(LINE_MOST + 1):
            self.at += 1
            if len(line) > LINE_MOST:
                raise Unreadable(f"Line {self.at} is longer than any row of a tracker")
            if self.at - self._row_began > LINES_OF_A_ROW:
                raise self.unclosed()
            yield line
