"""What a sheet's own XML says and the reader of cells does not tell.

Hidden rows, merged cells, errors, formulas without a value; and whether the sheet is of
a size that may be opened at all: a reader makes room for every cell between the first
and the last, so one cell in the far corner would fill the memory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evenhand.intake.reading.door import check_start
from evenhand.intake.reading.unreadable import Unreadable


ROWS_MOST = 200_000
COLUMNS_MOST = 300
CELLS_MOST = 12_000_000  # filled or not, from the first to the last of a sheet
MERGED_MOST = 1_000_000  # cells in merged ranges
ROW_BYTES_MOST = 16_000_000
ROW_END = b"</row>"
# A cell as Excel writes it; others are looked at one by one.
USUAL = re.compile(rb'<c r="([A-Z]{1,2})(?:1\d{5}|\d{1,5})"')
USUAL_FAR = re.compile(rb'<c r="([A-Z]{1,2})(\d{1,6})"')
ANY = re.compile(rb"""<(?:\w+:)?c\s([^>]*)""")
PLACE = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]+)\$?(\d+)["']""")
ROW_PLACE = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
HIDDEN_ROW = re.compile(rb'<row ([^>]*\bhidden="(?:1|true)"[^>]*)>')
HIDDEN_COLUMN = re.compile(rb'<col ([^>]*\bhidden="(?:1|true)"[^>]*)>')
ERROR = re.compile(rb'<c ([^>]*\bt="e"[^>]*)>.*?<v[^>]*>([^<]*)<', re.DOTALL)
FORMULA = re.compile(
    rb"<c ([^>]*[^/>])>\s*<f(?:[^>]*/>|(?:\s[^>]*)?>[^<]*</f>)\s*(<v[^>]*>[^<]|<is>)?"
)
MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


@dataclass(slots=True)
class Marks:
    """Rows and columns count from 0. `height` and `width` reach to the last cell."""

    height: int = 0
    width: int = 0
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unvalued: set[tuple[int, int]] = field(default_factory=set)
    # top, left, bottom, right; both ends within
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def scan(sheet: str, pieces: Iterator[bytes]) -> Marks:
    """Look through a sheet's XML, piece by piece. Raises Unreadable."""
    marks = Marks()
    left, first = b"", True
    for piece in pieces:
        if first:
            check_start(piece)
            for found in HIDDEN_COLUMN.finditer(piece[: piece.find(b"<sheetData")]):
                _hide_columns(found[1], marks)
            first = False
        check_start(left[-16:] + piece[:16])
        left += piece
        end = left.rfind(ROW_END) + len(ROW_END)
        if end >= len(ROW_END):
            _look(sheet, left[:end], marks)
            left = left[end:]
        if len(left) > ROW_BYTES_MOST:
            raise Unreadable(f"A row of the sheet “{sheet}” is longer than any row of a tracker. It is not opened")  # fmt: skip
    _look(sheet, left, marks)
    _merge(sheet, left, marks)  # merged cells are listed below the last row
    return marks


def _look(sheet: str, piece: bytes, marks: Marks) -> None:
    _measure(sheet, piece, marks)
    if b"hidden=" in piece:
        for found in HIDDEN_ROW.finditer(piece):
            if place := ROW_PLACE.search(found[1]):
                marks.hidden.add(int(place[1]) - 1)
    if b't="e"' in piece:
        for found in ERROR.finditer(piece):
            if place := PLACE.search(found[1]):
                marks.errors[_place(place)] = found[2].decode(errors="replace")
    if b"<f" in piece:
        for found in FORMULA.finditer(piece):
            valued = found[2] or b't="str"' in found[1]
            if not valued and (place := PLACE.search(found[1])):
                marks.unvalued.add(_place(place))


def _measure(sheet: str, piece: bytes, marks: Marks) -> None:
    """How far the cells reach. Raises Unreadable beyond what may be opened."""
    columns = USUAL.findall(piece)
    usual = len(columns) == piece.count(b"<c ") + piece.count(b":c ")
    reach = max((column_of(name) for name in set(columns)), default=-1) + 1
    reach = max(reach, marks.width)
    if usual and reach * ROWS_MOST <= CELLS_MOST:
        # No row can lie beyond what may be opened; the last tells how far they reach.
        last = ROW_PLACE.search(piece[max(piece.rfind(b"<row "), 0) :])
        height, width = int(last[1]) if last else 0, reach
    elif usual and reach <= COLUMNS_MOST:
        places = USUAL_FAR.findall(piece)
        height, width = max((int(row) for _, row in places), default=0), reach
    else:
        height, width = _reach(piece, marks)
    marks.height, marks.width = max(height, marks.height), width
    if marks.height > ROWS_MOST:
        raise Unreadable(f"The sheet “{sheet}” reaches beyond {ROWS_MOST:,} rows. Delete what stands below the last case, or bring it in parts")  # fmt: skip
    if marks.width > COLUMNS_MOST:
        raise Unreadable(f"The sheet “{sheet}” reaches beyond {COLUMNS_MOST} columns. Delete what stands to the right of the table")  # fmt: skip
    if marks.height * marks.width > CELLS_MOST:
        raise Unreadable(f"The sheet “{sheet}” holds more than {CELLS_MOST // 1_000_000} million cells. Bring it in parts")  # fmt: skip


def _reach(piece: bytes, marks: Marks) -> tuple[int, int]:
    """How far cells that hold something reach, each looked at by itself."""
    filled = [cell for cell in ANY.findall(piece) if not cell.endswith(b"/")]
    places = [PLACE.search(cell) for cell in filled]
    told = [_place(place) for place in places if place]
    height = max((row + 1 for row, _ in told), default=0)
    width = max((column + 1 for _, column in told), default=0)
    if len(told) < len(places):  # cells that do not say where stand side by side
        rows = piece.split(ROW_END)
        height = max(height, marks.height + len(rows) - 1)
        width = max(width, *(len(ANY.findall(row)) for row in rows))
    return height, max(width, marks.width)


def _merge(sheet: str, piece: bytes, marks: Marks) -> None:
    area = 0
    for left, top, right, bottom in MERGED.findall(piece):
        # What lies beyond the last cell is empty, however far a merge may reach.
        far = min(int(bottom), marks.height) - 1, min(column_of(right), marks.width - 1)
        near = int(top) - 1, column_of(left)
        if far[0] < near[0] or far[1] < near[1]:
            continue
        area += (far[0] - near[0] + 1) * (far[1] - near[1] + 1)
        if area > MERGED_MOST:
            raise Unreadable(f"The sheet “{sheet}” has more than a million merged cells. It is not opened")  # fmt: skip
        marks.merged.append((*near, *far))


def _hide_columns(attributes: bytes, marks: Marks) -> None:
    ends = re.findall(rb'\b(?:min|max)="(\d+)"', attributes)
    if len(ends) == 2:
        first, last = sorted(int(end) for end in ends)
        marks.hidden_columns.update(range(first - 1, min(last, COLUMNS_MOST)))


def _place(found: re.Match[bytes]) -> tuple[int, int]:
    return int(found[2]) - 1, column_of(found[1])


def column_of(letters: bytes) -> int:
    """The number of a column, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
