"""Files that must not be opened: each gets its own sentence, at once."""

import re
import struct
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest

from evenhand.intake.reading.unreadable import Unreadable
from evenhand.intake.reading.workbook import open_workbook
from tests.intake.reading.books import HEADINGS, book, row, saved


SECONDS = 5  # on a busy machine; a second or two on a quiet one
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def plain() -> bytes:
    return saved(book([HEADINGS, row()]))


def changed(**parts: bytes | None) -> bytes:
    """A plain workbook with parts replaced or added; "/" is written as "__"."""
    told = {name.replace("__", "/"): data for name, data in parts.items()}
    return with_parts(told)


def with_parts(told: dict[str, bytes | None]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(plain())) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:  # fmt: skip
        for name in source.namelist():
            if name not in told:
                made.writestr(name, source.read(name))
        for name, data in told.items():
            if data is not None:
                made.writestr(name, data)
    return held.getvalue()


def sheet_of(rows: bytes) -> bytes:
    return b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + rows + b"</sheetData></worksheet>"  # fmt: skip


@contextmanager
def refused(words: str) -> Iterator[None]:
    began = time.process_time()
    with pytest.raises(Unreadable, match=words):
        yield
    assert time.process_time() - began < SECONDS


def test_empty_file() -> None:
    with refused("is empty"):
        open_workbook("a.xlsx", b"")


def test_password_protected_workbook() -> None:
    data = OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    with refused("password"):
        open_workbook("a.xlsx", data)


def test_old_form_of_excel() -> None:
    with refused(r"\.xls"):
        open_workbook("a.xls", OLE + b"\0" * 1000)


@pytest.mark.parametrize("name", ["a.xlsm", "a.xlsx"])
def test_macros(name: str) -> None:
    with refused("macros"):
        open_workbook(name, with_parts({"xl/vbaProject.bin": b"x"}))


def test_external_links() -> None:
    with refused("other workbooks"):
        open_workbook("a.xlsx", with_parts({"xl/externalLinks/externalLink1.xml": b"<a/>"}))  # fmt: skip


def test_sheet_that_lies_elsewhere() -> None:
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x/worksheet" Target="http://example.org/a.xml" TargetMode="External"/></Relationships>'  # fmt: skip
    with refused("from elsewhere"):
        open_workbook("a.xlsx", with_parts({"xl/_rels/workbook.xml.rels": rels}))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])  # fmt: skip
def test_entities_that_multiply(part: str) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'  # fmt: skip
    with refused("abbreviations"):
        open_workbook("a.xlsx", with_parts({part: laughs}))


def test_entities_behind_another_writing() -> None:
    laughs = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "b">]><a/>'
    with refused("does not write"):
        open_workbook("a.xlsx", with_parts({SHEET: laughs.encode("utf-16")}))


def test_zip_bomb_that_says_so() -> None:
    with refused("unpacks to"):
        open_workbook("a.xlsx", with_parts({"xl/media/image1.bin": b"\0" * 60_000_000}))


def test_zip_bomb_that_lies_about_its_size() -> None:
    data = bytearray(with_parts({SHEET: sheet_of(b" " * 30_000_000)}))
    central = bytes(data).rfind(SHEET.encode())
    header = central - 46
    assert data[header : header + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, header + 24, 1_000)
    with refused("damaged"):
        open_workbook("a.xlsx", bytes(data))


def test_ten_million_rows() -> None:
    row_of_one = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row_of_one % (at, at) for at in range(1, 300_001))
    with refused("200,000 rows"):
        open_workbook("a.xlsx", with_parts({SHEET: sheet_of(rows)}))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c t="n" r="XFD1048576"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="XFD1048576"><v>1</v></x:c>',
    ],
)  # fmt: skip
def test_one_cell_in_the_far_corner(cell: bytes) -> None:
    with refused("reaches beyond"):
        open_workbook("a.xlsx", with_parts({SHEET: sheet_of(b'<row r="1">' + cell + b"</row>")}))  # fmt: skip


def test_merge_over_everything() -> None:
    cells = b"".join(b'<row r="%d"><c r="CV%d"><v>1</v></c></row>' % (at, at) for at in range(1, 20_000))  # fmt: skip
    sheet = sheet_of(cells).replace(b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>')  # fmt: skip
    with refused("merged"):
        open_workbook("a.xlsx", with_parts({SHEET: sheet}))


def test_too_many_sheets() -> None:
    with refused("60 sheets"):
        open_workbook("a.xlsx", saved(book(*([[["a"]]] * 61))))


def test_not_a_workbook_at_all() -> None:
    with refused("neither"):
        open_workbook("a.doc", b"hello")
    with refused("called a workbook"):
        open_workbook("a.xlsx", b"hello")
    with refused("a PDF"):
        open_workbook("a.xlsx", b"%PDF-1.7")
    with refused("packed like a workbook"):
        held = BytesIO()
        with zipfile.ZipFile(held, "w") as made:
            made.writestr("hello.txt", "hello")
        open_workbook("a.xlsx", held.getvalue())


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_cut_short(share: float) -> None:
    data = plain()
    with refused("damaged|cut short"):
        open_workbook("a.xlsx", data[: int(len(data) * share)])


def test_damaged_within() -> None:
    data = bytearray(plain())
    at = bytes(data).find(b"xl/worksheets/sheet1.xml") + 40
    data[at : at + 60] = b"\xff" * 60
    with refused("damaged"):
        open_workbook("a.xlsx", bytes(data))


def test_xml_that_is_none() -> None:
    with refused("damaged"):
        open_workbook("a.xlsx", with_parts({"xl/workbook.xml": b"<workbook><sheets>"}))


def test_csv_with_a_character_that_is_not_text() -> None:
    with refused("Line 2 holds"):
        open_workbook("a.csv", b"a,b\nc,\x00d\n")


def test_csv_with_an_endless_line() -> None:
    with refused("longer than any row"):
        open_workbook("a.csv", b"a,b\n" + b"x" * 50_000_000)


def test_csv_with_a_quotation_mark_never_closed() -> None:
    with refused("line 2 .* never closed"):
        open_workbook("a.csv", b'a,b\n"x,y\n' + b"1,2\n" * 5_000)


def test_sentences_are_for_people() -> None:
    with pytest.raises(Unreadable) as found:
        open_workbook("a.xls", OLE)
    assert not re.search(r"null|exception|tuple|None|zip", str(found.value), re.IGNORECASE)  # fmt: skip
