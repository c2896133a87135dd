"""The parts of a workbook (which is a zip), unpacked in pieces and counted."""

import struct
import zipfile
import zlib
from collections.abc import Iterator

from evenhand.intake.reading.unreadable import Unreadable


PIECE = 4_000_000  # bytes unpacked at a time
HEADER = struct.Struct("<4s5H3L2H")
DAMAGED = "The workbook is damaged. Save it again in Excel, or fetch it again"


class Parts:
    """The parts of a workbook by their names in lower case."""

    def __init__(self, data: bytes, directory: list[zipfile.ZipInfo]) -> None:
        self._data = memoryview(data)
        self._parts = {
            part.filename.lower().lstrip("/"): part
            for part in directory
            if not part.is_dir()
        }

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str, most: int) -> bytes:
        """A whole part, of `most` bytes at the most. Raises Unreadable beyond."""
        if name.lower() not in self._parts:
            raise Unreadable(DAMAGED)
        if self._parts[name.lower()].file_size > most:
            raise Unreadable("A part of the workbook is larger than it ever should be. It is not opened")  # fmt: skip
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """A part in pieces. Raises Unreadable where it is not as long as declared.

        A reader that trusted the declared length and one that did not would see two
        different parts; so the one that follows us sees what we have checked.
        """
        part = self._parts[name.lower()]
        packed = self._packed(part)
        if part.compress_type == zipfile.ZIP_STORED:
            if len(packed) != part.file_size:
                raise Unreadable(DAMAGED)
            for at in range(0, len(packed), PIECE):
                yield bytes(packed[at : at + PIECE])
            return
        if part.compress_type != zipfile.ZIP_DEFLATED:
            raise Unreadable("The workbook is packed in a way Excel does not pack. Save it again in Excel")  # fmt: skip
        unpack, left, length = zlib.decompressobj(-15), bytes(packed), 0
        try:
            while not unpack.eof:
                piece = unpack.decompress(left, PIECE)
                left = unpack.unconsumed_tail
                length += len(piece)
                if length > part.file_size or not (piece or left or unpack.eof):
                    raise Unreadable(DAMAGED)
                if piece:
                    yield piece
        except zlib.error:
            raise Unreadable(DAMAGED) from None
        if length != part.file_size:
            raise Unreadable(DAMAGED)

    def _packed(self, part: zipfile.ZipInfo) -> memoryview:
        at = part.header_offset
        try:
            sign, *_, name, extra = HEADER.unpack(self._data[at : at + HEADER.size])
        except struct.error:
            raise Unreadable(DAMAGED) from None
        start = at + HEADER.size + name + extra
        packed = self._data[start : start + part.compress_size]
        if sign != b"PK\x03\x04" or len(packed) != part.compress_size:
            raise Unreadable(DAMAGED)
        return packed
