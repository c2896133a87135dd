"""Small workbooks as units keep them, and the lists of release 1 to read them by."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from evenhand.engine.rules.release import Release
from evenhand.intake.reading.book import ReadBook, read_book
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import guess
from evenhand.intake.reading.workbook import open_workbook


ON = date(2026, 11, 23)
POLICY = Path(__file__).parents[3] / "policy"
HEADINGS = ["HO Ref", "Surname", "Date of claim", "Status", "Nat."]
ROW = ["SYN-1000001", "Rahimi", date(2021, 5, 4), "Registered", "Afghanistan"]


def policy_lists(**taught: dict[str, str]) -> Lists:
    """The registers of release 1, and what a unit has taught: field -> word -> value."""
    registers = {
        name: {
            value: str((register.attributes or {}).get(value, {}).get("title", value))
            for value in register.values
        }
        for name, register in Release.read(POLICY).registers.items()
    }
    own = {
        "sexes": ["female", "male", "not recorded"],
        "standings": ["claimed", "accepted", "disputed"],
        "restrictions": ["restricted", "special"],
    }
    own_titles = {name: {value: value.capitalize() for value in values} for name, values in own.items()}  # fmt: skip
    return Lists(registers | own_titles, taught)


LISTS = policy_lists()


def row(number: int = 1, **changed: object) -> list[object]:
    """A row for HEADINGS; changed: ref, surname, claimed, stage, nationality."""
    names = ["ref", "surname", "claimed", "stage", "nationality"]
    told = dict(zip(names, ROW, strict=True)) | {"ref": f"SYN-{1_000_000 + number}"}
    return list((told | changed).values())


def book(*sheets: Sequence[Sequence[object]], **named: Sequence[Sequence[object]]) -> openpyxl.Workbook:  # fmt: skip
    """A workbook of sheets, each given as its rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for at, rows in enumerate(sheets, start=1):
        fill(made.create_sheet(f"Sheet{at}"), rows)
    for name, rows in named.items():
        fill(made.create_sheet(name), rows)
    return made


def fill(sheet: Worksheet, rows: Sequence[Sequence[object]]) -> None:
    for cells in rows:
        sheet.append(list(cells))


def saved(made: openpyxl.Workbook) -> bytes:
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def read(made: openpyxl.Workbook | bytes, name: str = "tracker.xlsx", lists: Lists = LISTS) -> ReadBook:  # fmt: skip
    """A workbook opened, guessed and read, as an import would."""
    data = made if isinstance(made, bytes) else saved(made)
    sheets = open_workbook(name, data)
    return read_book(sheets, [guess(sheet, lists=lists) for sheet in sheets], lists, on=ON)  # fmt: skip


def told(found: ReadBook) -> list[tuple[int, str, str]]:
    """row, field and code of every refusal."""
    return found.cases.refusals.select("row", "field", "code").rows()


def warned(found: ReadBook, code: str) -> list[tuple[int, str]]:
    """row and words of every warning of one code."""
    return found.cases.warnings.filter(code=code).select("row", "words").rows()
