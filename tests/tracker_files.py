"""Trackers as units keep them, small: a title, headings in their own words, rows."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter


HEADINGS = (
    "HO Ref", "Surname", "Forename(s)", "D.O.B", "Nat.", "Date of claim", "Stage",
    "Date of SI", "Language", "Support", "Accom.", "Next action", "Action due", "Notes",
)  # fmt: skip
ROW = {
    "Surname": "Sayed",
    "Forename(s)": "Rami",
    "D.O.B": "17/05/1990",
    "Nat.": "Syria",
    "Date of claim": "28/02/2025",
    "Stage": "Ready to interview",
    "Language": "Arabic",
    "Support": "Section 95",
    "Accom.": "Hotel",
}


def row(ref: str, **cells: str) -> dict[str, str]:
    """One row that could come in as it is; `cells` are others, by heading."""
    return {**ROW, "HO Ref": ref, **cells}


def tracker(
    rows: Sequence[dict[str, str]],
    *,
    headings: Sequence[str] = HEADINGS,
    sheet: str = "WIP",
    family: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A workbook with one sheet of these rows, below a title.

    family: who came with somebody, by the reference of the case and family name; a sheet
    of their own.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_string(0, 0, "Liverpool: workflow tracker")
        for at, heading in enumerate(headings):
            page.write_string(2, at, heading)
        for below, cells in enumerate(rows, start=3):
            for at, heading in enumerate(headings):
                if text := cells.get(heading):
                    page.write_string(below, at, text)
        if family:
            page = book.add_worksheet("Dependants")
            lines = [("HO Ref", "Relationship", "Surname", "Forename(s)", "D.O.B")]
            lines += [
                (ref, "child", name, "Amal", "03/02/2015") for ref, name in family
            ]
            for below, line in enumerate(lines):
                for at, text in enumerate(line):
                    page.write_string(below, at, text)
    return file.getvalue()
