"""Reading a tracker: how long each part takes and how much memory it needs, as it grows.

One untidy workbook of 45 columns a size, read in a process of its own.
"""

import multiprocessing
import random
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import xlsxwriter

from benchmarks.results import exponent, machine, report, table
from evenhand.engine.rules.release import Release
from evenhand.intake.reading.book import read_book
from evenhand.intake.reading.lists import Lists
from evenhand.intake.reading.mapping import guess
from evenhand.intake.reading.workbook import open_workbook


SIZES = (15_000, 30_000, 60_000, 120_000)
TARGET = 10  # seconds at the largest size
MEMORY = 1_024  # MiB
ON = date(2026, 11, 23)
POLICY = Path(__file__).parents[1] / "policy"
HEADINGS = [
    "HO Ref", "ARC", "Port ref", "Date of claim", "Status", "Status date",
    "Interview date", "Surname", "Forename", "AKA", "D.O.B", "Treated as DOB",
    "Assessed DOB", "Age disputed", "UASC", "Sex", "Nat.", "Nationality accepted?",
    "Other nationality", "Lang.", "Dialect", "Interpreter", "Support type", "Accom.",
    "Address", "Postcode", "LA", "Detained since", "IRC", "HP", "HH", "Vulnerabilities",
    "Court order", "PAP", "MP letter", "Restriction", "Solicitor", "Rep ref", "Unit",
    "Owner", "Progressor", "Barriers", "Next action", "Due date", "Comments",
]  # fmt: skip
_HEADER = ("rows", "open", "guess", "read", "together", "most memory, MiB")


def run(*, small: bool = False) -> None:
    """Write a workbook of each size and read it."""
    before = machine()
    rows: list[tuple[object, ...]] = []
    for size in SIZES:
        cases = size // 10 if small else size
        apart = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=apart) as one:
            parts, memory = one.submit(_measured, _workbook(cases)).result()
        times = [round(part, 2) for part in parts]
        rows.append((cases, *times, round(sum(parts), 2), round(memory)))
    growth = exponent([int(str(row[0])) for row in rows], [float(str(row[4])) for row in rows])  # fmt: skip
    body = table(_HEADER, rows)
    if small:
        print(body)
        return
    notes = (
        f"Seconds of reading one workbook of {len(HEADINGS)} columns, by part; the time"
        f" grows with the rows to the power {growth:.2f}. Aims: {TARGET} s and"
        f" {MEMORY} MiB. {before}"
    )
    report("Trackers: reading", notes, [("By size", body)])


def _measured(data: bytes) -> tuple[list[float], float]:
    lists = _lists()
    at = [time.perf_counter()]
    sheets = open_workbook("tracker.xlsx", data)
    at.append(time.perf_counter())
    mappings = [guess(sheet, lists=lists) for sheet in sheets]
    at.append(time.perf_counter())
    read_book(sheets, mappings, lists, on=ON)
    at.append(time.perf_counter())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [after - before for before, after in zip(at, at[1:], strict=False)], memory


def _lists() -> Lists:
    registers = {
        name: {value: value for value in register.values}
        for name, register in Release.read(POLICY).registers.items()
    }
    for name, values in (
        ("sexes", ("female", "male")),
        ("standings", ("claimed", "accepted", "disputed")),
        ("restrictions", ("restricted", "special")),
    ):
        registers[name] = {value: value for value in values}
    return Lists(registers)


def _workbook(cases: int) -> bytes:
    draw = random.Random(1)
    held = BytesIO()
    book = xlsxwriter.Workbook(held, {"constant_memory": True})
    sheet = book.add_worksheet("Cases")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADINGS)
    for at in range(1, cases + 1):
        for column, cell in enumerate(_row(at, draw)):
            if isinstance(cell, datetime):
                sheet.write_datetime(at, column, cell, day)
            elif cell:
                sheet.write(at, column, cell)
    book.close()
    return held.getvalue()


def _row(at: int, draw: random.Random) -> list[object]:
    claimed = datetime(2018, 1, 1) + timedelta(days=draw.randrange(1_500))  # noqa: DTZ001
    born = datetime(1960, 1, 1) + timedelta(days=draw.randrange(15_000))  # noqa: DTZ001
    return [
        f"SYN-{1_000_000 + at}", f"ZZ{at}", f"TN/{at}", claimed,
        draw.choice(["Registered", "Screened", "Awaiting interview"]), f"{claimed:%d/%m/%Y}",
        "", f"Name{at % 5_000}", f"Given{at % 3_000}", "", born, "", "", "N", "N",
        draw.choice("MF"), draw.choice(["Afghan", "Iranian", "Iraq", "Eritrea", "Albanain"]),
        "claimed", "", draw.choice(["Dari", "Farsi", "Arabic", "Tigrinya"]), "", "Y", "s95",
        "Hotel", f"{at % 200} High Street, Leeds", "LS1 4AB", "", "", "", "N", "N",
        draw.choice(["", "", "torture; MH"]), "", "", "", "", "Ambergate Law", f"AMB/{at}",
        "Leeds", "Amira Bello", "Eli Marsh",
        draw.choice(["", "NRM (opened 3/4/21, review 1/6/21)", f"no rep since {claimed:%d/%m/%Y}"]),
        "Book interview", claimed + timedelta(days=900), f"A remark on case {at} as units write it",
    ]  # fmt: skip
