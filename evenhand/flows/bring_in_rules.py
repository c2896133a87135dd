"""A file of rules into a draft: a rulebook, a bundle or a workbook, by a safe door."""

import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.engine.rules.editing.documents import RULEBOOKS
from evenhand.engine.rules.editing.registers import HEAD
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.reading import Reader
from evenhand.engine.rules.release import Release, files_of_bundle
from evenhand.engine.rules.workbook.reading import with_workbook
from evenhand.intake.reading.door import ZIP
from evenhand.intake.reading.unreadable import Unreadable
from evenhand.intake.reading.workbook import open_workbook
from evenhand.releases.drafts.queries import ids_ever_used, ids_published
from evenhand.releases.drafts.services import change_draft
from evenhand.releases.models import DraftChange, PolicyDraft


# The whole policy of the business is a twentieth of this. What unpacks to more, or has
# more cells, is no rulebook, and is not looked at further.
MOST_BYTES = 3_000_000
UNPACKED_MOST = 15_000_000
CELLS_MOST = 100_000
TOML_MOST = 2_000_000
RULES_MOST = 2_000
# What reading cells costs: this much for each, their characters, and those of long ones
# three times.
CELL_COST = 30
LONG_CELL = 200
COST_MOST = 200_000


def bring_in_rules(
    draft: PolicyDraft,
    name: str,
    data: bytes,
    *,
    seen: int,
    by: User,
    at: datetime,
) -> DraftChange | None:
    """Make a draft say what a file says; None where it says that already.

    A `.toml` file or a workbook is of the rulebook or the tables it names; a bundle is
    the whole policy, but for the number and title that the draft has. Raises Faulty with
    what is wrong in the file, Refused where it cannot be opened or the draft was changed.
    """
    if len(data) > MOST_BYTES:
        raise Refused(f"The file must be {MOST_BYTES // 1_000_000} MB or smaller")
    ending = PurePath(name).suffix.lower()
    if ending == ".toml":
        file = _rulebook_of(draft, PurePath(name).stem)

        _refuse_too_much({file: data})

        def change(now: Release) -> Mapping[str, bytes]:
            return {**now.files, file: data}

    elif data.startswith(ZIP) and not _is_workbook(data):
        files = files_of_bundle(data, where=name)
        _refuse_too_much(files)

        def change(now: Release) -> Mapping[str, bytes]:
            return {**files, HEAD: now.files[HEAD]}

    elif ending == ".xlsx" or data.startswith(ZIP):
        sheets = _sheets(name, data)
        published, used = ids_published(), ids_ever_used()

        def change(now: Release) -> Mapping[str, bytes]:
            return with_workbook(now, now.files, sheets, published=published, used=used)

    else:
        raise Refused(
            "Choose a rulebook (.toml), a bundle (.zip) or a workbook (.xlsx)"
        )
    return change_draft(
        draft, change, seen=seen, by=by, at=at, because=f"Brought in from {name}"[:200]
    )


def _refuse_too_much(files: Mapping[str, bytes]) -> None:
    """Refused where reading all cells would take longer than anybody should wait.

    Raises Faulty where a file cannot be read.
    """
    if sum(map(len, files.values())) > TOML_MOST:
        raise Refused(f"The rulebooks must be {TOML_MOST // 1_000_000} MB or smaller")
    reader = Reader()
    rules = cost = 0
    for name, data in files.items():
        document = reader.toml(data, name)
        if not name.startswith(RULEBOOKS):
            continue
        for table in reader.rows(document, "table", name):
            for row in reader.rows(table, "rule", name):
                rules += 1
                for part in ("when", "then"):
                    cells = row.get(part)
                    if isinstance(cells, dict):
                        cost += sum(map(_cost, cells.values()))
    if reader.faults:
        raise Faulty(reader.faults)
    if rules > RULES_MOST or cost > COST_MOST:
        raise Refused(
            "The file has far more rules, or far longer cells, than a policy has. It is "
            "not brought in"
        )


def _cost(cell: object) -> int:
    if not isinstance(cell, str):
        return 0
    return CELL_COST + len(cell) + 2 * max(0, len(cell) - LONG_CELL)


def _rulebook_of(draft: PolicyDraft, stem: str) -> str:
    """The file of the rulebook whose name the file has, as downloaded or plainly."""
    from_draft = stem.removeprefix(f"draft-{draft.pk}-")
    for called in (stem, stem.replace("-", "_"), from_draft.replace("-", "_")):
        file = f"{RULEBOOKS}{called}.toml"
        if file in _names(draft):
            return file
    raise Refused(
        f"{stem}.toml is the name of no rulebook here. Call the file after its rulebook, "
        "such as routing.toml"
    )


def _names(draft: PolicyDraft) -> frozenset[str]:
    return frozenset(files_of_bundle(bytes(draft.bundle)))


def _is_workbook(data: bytes) -> bool:
    try:
        return "xl/workbook.xml" in zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return True


def _sheets(name: str, data: bytes) -> dict[str, list[list[str]]]:
    """The rows of each sheet, once the workbook is known to be safe and small."""
    try:
        parts = zipfile.ZipFile(BytesIO(data)).infolist()
        if sum(part.file_size for part in parts) > UNPACKED_MOST:
            raise Refused("The workbook unpacks to far more than a rulebook. It is not opened")  # fmt: skip
        sheets = open_workbook(name, data, cells_most=CELLS_MOST)
    except Unreadable as reason:
        raise Refused(str(reason)) from None
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("The workbook is damaged or cut short. Save it again in Excel") from None  # fmt: skip
    return {
        sheet.name: [
            ["" if text is None else str(text) for text in row]
            for row in sheet.texts.rows()
        ]
        for sheet in sheets
    }
