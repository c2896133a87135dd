"""A workbook or a csv file, opened: its sheets as written."""

from evenhand.intake.reading.sheet import Sheet


def open_workbook(name: str, data: bytes) -> list[Sheet]:
    """The sheets of an xlsx or csv file, in its order, hidden ones and empty ones too.

    Raises Unreadable, with a plain sentence, for anything else or anything unsafe.
    """
    raise NotImplementedError
