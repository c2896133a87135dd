"""Is this file safe to open? A sentence within seconds if it is not.

Nothing is trusted that a file says of itself: sizes are counted while unpacking, and
unpacking stops where the file says it should end.
"""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from evenhand.intake.reading.parts import Parts
from evenhand.intake.reading.unreadable import Unreadable


FILE_MOST = 100_000_000  # bytes
UNPACKED_MOST = 800_000_000  # bytes, of all parts together
PARTS_MOST = 2_000
# Tabular text packs ten to forty times; only filling packs more tightly than this.
TIGHTEST = 150
LARGE = 20_000_000  # bytes; how tightly a smaller part is packed does not matter
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK\x03\x04"
OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Word document"),
    (b"<html", "a web page"),
    (b"<!doc", "a web page"),
    (b"<?xml", "an XML file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
)
TEXT_NAMES = (".csv", ".txt", ".tsv")
SAVE_AS = "Save it in Excel as “Excel Workbook (.xlsx)” and bring that"
TRICKS = (b"<!DOCTYPE", b"<!ENTITY")
OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External["']""")


def kind_of(name: str, data: bytes) -> str:
    """ "workbook" or "text". Raises Unreadable for what is neither, by its first bytes."""
    if not data:
        raise Unreadable("The file is empty")
    if len(data) > FILE_MOST:
        raise Unreadable(f"The file is larger than {FILE_MOST // 1_000_000} MB. Bring it in parts")  # fmt: skip
    ending = PurePath(name).suffix.lower()
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise Unreadable("The workbook is protected by a password. Take the password off in Excel (File, Info, Protect Workbook) and bring it again")  # fmt: skip
        raise Unreadable(f"The file is in an old form of Excel or of another program (.xls, .doc). {SAVE_AS}")  # fmt: skip
    if data.startswith(ZIP):
        return "workbook"
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for sign, what in OTHER_KINDS:
        if start.startswith(sign.lower()):
            raise Unreadable(f"The file is {what}, not a workbook. {SAVE_AS}")
    if ending in TEXT_NAMES:
        return "text"
    if ending.startswith(".xls"):
        raise Unreadable("The file is called a workbook and is none; it may have been damaged on its way. Save it again in Excel")  # fmt: skip
    raise Unreadable("The file is neither an Excel workbook (.xlsx) nor a csv file")


def check_workbook(name: str, data: bytes) -> Parts:
    """The parts of a workbook, once it is known to be one and to hold no tricks.

    The sheets themselves are checked while they are scanned (marks.py). Raises
    Unreadable.
    """
    try:
        directory = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable("The workbook is damaged or cut short. Save it again in Excel, or fetch it again") from None  # fmt: skip
    _check_directory(directory)
    parts = Parts(data, directory)
    _check_what_it_is(PurePath(name).suffix.lower(), parts)
    for part in parts.names:
        if part.endswith((".xml", ".rels", ".vml")) and not is_sheet(part):
            _check_xml(part, parts)
    return parts


def check_text(data: bytes) -> None:
    """Text that may be read as csv. Raises Unreadable."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise Unreadable(f"Line {line} holds a character that is not text. Save the file again as csv in Excel")  # fmt: skip


def is_sheet(part: str) -> bool:
    return part.startswith("xl/worksheets/") and part.endswith(".xml")


def check_start(first: bytes) -> None:
    """The beginning of an XML part: in the usual writing, and without declarations."""
    if first[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in first[:4]:
        raise Unreadable(f"The workbook is written in a way Excel does not write. {SAVE_AS}")  # fmt: skip
    if any(trick in first for trick in TRICKS):
        raise Unreadable("The workbook defines its own abbreviations (an XML document type), which Excel never does. It is not opened")  # fmt: skip


def _check_directory(directory: list[zipfile.ZipInfo]) -> None:
    if len(directory) > PARTS_MOST:
        raise Unreadable(f"The workbook has more than {PARTS_MOST} parts. It is not opened")  # fmt: skip
    names = [part.filename.lower() for part in directory]
    if len(set(names)) < len(names):
        raise Unreadable("The workbook holds two parts of one name. Save it again in Excel")  # fmt: skip
    if any(part.flag_bits & 0x1 for part in directory):
        raise Unreadable("The workbook is protected by a password. Take the password off and bring it again")  # fmt: skip
    unpacked = sum(part.file_size for part in directory)
    tight = any(
        part.file_size > LARGE and part.file_size > TIGHTEST * part.compress_size
        for part in directory
    )
    if unpacked > UNPACKED_MOST or tight:
        raise Unreadable(f"The workbook unpacks to {unpacked // 1_000_000:,} MB, far more than a tracker holds. It is not opened")  # fmt: skip


def _check_what_it_is(ending: str, parts: Parts) -> None:
    names = parts.names
    if "mimetype" in names or "content.xml" in names:
        raise Unreadable(f"The file is a LibreOffice document. {SAVE_AS}")
    if "xl/workbook.bin" in names:
        raise Unreadable(f"The workbook is in the binary form (.xlsb). {SAVE_AS}")
    macros = any("vbaproject" in part or "/macrosheets/" in part for part in names)
    if macros or ending in (".xlsm", ".xltm", ".xlam"):
        raise Unreadable(f"The workbook can hold macros (small programs). {SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise Unreadable(f"The file is packed like a workbook and is none. {SAVE_AS}")
    if any(part.startswith("xl/externallinks/") for part in names):
        raise Unreadable("The workbook takes values from other workbooks. Break the links in Excel (Data, Edit Links, Break Link) and bring it again")  # fmt: skip
    if "xl/connections.xml" in names:
        raise Unreadable("The workbook takes data from elsewhere by a connection. Delete the connection in Excel (Data, Queries and Connections) and bring it again")  # fmt: skip


def _check_xml(part: str, parts: Parts) -> None:
    before = b""
    for piece in parts.stream(part):
        check_start(before[-16:] + piece)
        if part == "xl/_rels/workbook.xml.rels" and OUTSIDE.search(before[-64:] + piece):  # fmt: skip
            raise Unreadable("The workbook takes parts of itself from elsewhere. It is not opened")  # fmt: skip
        before = piece
