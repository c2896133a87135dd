"""A workbook or a csv file, opened: its sheets as written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element, ParseError

import python_calamine as calamine
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from evenhand.intake.reading.delimited import rows_of_text
from evenhand.intake.reading.door import check_text, check_workbook, kind_of
from evenhand.intake.reading.grid import grid
from evenhand.intake.reading.marks import Marks, scan
from evenhand.intake.reading.parts import DAMAGED, Parts
from evenhand.intake.reading.sheet import Sheet
from evenhand.intake.reading.unreadable import Unreadable


SHEETS_MOST = 60
SMALL = 5_000_000  # bytes of a part that only names others
NOTES_MOST = 50_000_000  # bytes of the notes of one sheet
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class _Listed:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    part: str


def open_workbook(
    name: str, data: bytes, *, cells_most: int | None = None
) -> list[Sheet]:
    """The sheets of an xlsx or csv file, in its order, hidden ones and empty ones too.

    The one sheet of a csv file has no name. `cells_most` is how many cells, filled or
    not, all sheets together may have, where that is fewer than a tracker may.

    Raises Unreadable, with a plain sentence, for anything else or anything unsafe.
    """
    if kind_of(name, data) == "text":
        check_text(data)
        texts, kinds = grid(rows_of_text(data))
        return [Sheet("", texts, kinds)]
    parts = check_workbook(name, data)
    listed, from_1904 = _listed(parts)
    marks = [scan(sheet.name, parts.stream(sheet.part)) for sheet in listed]
    cells = sum(found.height * found.width for found in marks)
    if cells_most is not None and cells > cells_most:
        raise Unreadable(f"The workbook has {cells:,} cells, from the first to the last of its sheets, where {cells_most:,} are read")  # fmt: skip
    try:
        with calamine.load_workbook(BytesIO(data)) as book:
            return [
                _sheet(book, sheet, found, _notes(parts, sheet.part), from_1904)
                for sheet, found in zip(listed, marks, strict=True)
            ]
    except calamine.CalamineError:
        raise Unreadable(DAMAGED) from None
    except BaseException as problem:
        # The reader's own failure is of no class that could be named here.
        if type(problem).__name__ != "PanicException":
            raise
        raise Unreadable(DAMAGED) from None


def _sheet(
    book: calamine.CalamineWorkbook,
    listed: _Listed,
    marks: Marks,
    notes: dict[tuple[int, int], str],
    from_1904: bool,
) -> Sheet:
    cells = book.get_sheet_by_name(listed.name)
    start = cells.start or (0, 0)
    texts, kinds = grid(_rows(cells), left=start[1], marks=marks)
    merged = [range_ for range_ in marks.merged if range_[0] < texts.height]
    return Sheet(
        name=listed.name,
        texts=texts,
        kinds=kinds,
        visible=listed.visible,
        from_1904=from_1904,
        hidden=frozenset(marks.hidden),
        hidden_columns=frozenset(marks.hidden_columns),
        filled=frozenset(
            (row, column)
            for top, left, bottom, right in merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        ),
        bands=frozenset(
            top
            for top, left, bottom, right in merged
            if top == bottom and 2 * (right - left + 1) > max(3, texts.width)
        ),
        notes={place: text for place, text in notes.items() if place[0] < texts.height},
    )


def _rows(cells: calamine.CalamineSheet) -> Iterator[Sequence[object]]:
    """The rows from the first of the sheet, whatever stands in it."""
    if cells.start is None:
        return
    yield from ([] for _ in range(cells.start[0]))
    yield from cells.to_python() if cells.height < 1_000 else cells.iter_rows()


def _listed(parts: Parts) -> tuple[list[_Listed], bool]:
    book = _parsed(parts.read("xl/workbook.xml", SMALL))
    targets = _relations(parts, "xl/workbook.xml", "/worksheet")
    listed = [
        _Listed(
            sheet.get("name", ""),
            sheet.get("state", "visible") == "visible",
            targets[told],
        )
        for sheet in book.iter()
        if _is(sheet, "sheet") and (told := _relation(sheet)) in targets
    ]
    if not listed:
        raise Unreadable("The workbook has no sheet with cells")
    if len(listed) > SHEETS_MOST:
        raise Unreadable(f"The workbook has more than {SHEETS_MOST} sheets. Bring those with cases as a workbook of their own")  # fmt: skip
    if any(sheet.part not in parts for sheet in listed):
        raise Unreadable(DAMAGED)
    settings = [found for found in book.iter() if _is(found, "workbookPr")]
    from_1904 = any(found.get("date1904") in ("1", "true") for found in settings)
    return listed, from_1904


def _notes(parts: Parts, sheet: str) -> dict[tuple[int, int], str]:
    """Cell (row, column) -> what is noted on it, of the old kind of note and the new."""
    notes: dict[tuple[int, int], str] = {}
    for part in _relations(parts, sheet, "/comments").values():
        if part not in parts:
            continue
        for note in _parsed(parts.read(part, NOTES_MOST)).iter():
            if not _is(note, "comment"):
                continue
            words = "".join(
                text.text or "" for text in note.iter() if _is(text, "t")
            ).strip()
            if words and (place := _place(note.get("ref", ""))):
                notes[place] = words
    return notes


def _relations(parts: Parts, of: str, kind: str) -> dict[str, str]:
    """The parts a part refers to by a relation of one kind: its id -> the part."""
    told = f"{dirname(of)}/_rels/{of.rpartition('/')[2]}.rels"
    if told not in parts:
        return {}
    return {
        relation.get("Id", ""): _target(of, relation.get("Target", ""))
        for relation in _parsed(parts.read(told, SMALL)).iter()
        if _is(relation, "Relationship")
        and relation.get("Type", "").endswith(kind)
        and relation.get("TargetMode") != "External"
    }


def _target(of: str, target: str) -> str:
    place = target if target.startswith("/") else join(dirname(of), target)
    return normpath(place).lstrip("/").lower()


def _relation(sheet: Element) -> str:
    plain = sheet.get(RELATIONS)
    strict = (value for name, value in sheet.items() if name.endswith("}id"))
    return plain or next(strict, "")


def _parsed(xml: bytes) -> Element:
    try:
        parsed: Element = fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable(DAMAGED) from None
    return parsed


def _is(element: Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


def _place(ref: str) -> tuple[int, int] | None:
    letters = ref.rstrip("0123456789")
    digits = ref[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and digits) or len(digits) > 7:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
