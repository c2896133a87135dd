"""Edits a test makes in Evenhand between the Mondays, and what then comes of the rows."""

import datetime

from evenhand.synthetic.trackers.week import CellChange, Week


Edit = dict[str, str | None]  # unit, reference, field, value, kind, last, there
BECOMES = {"conflict": "conflicts", "same": "unchanged"}


def edits_of(week: Week) -> list[Edit]:
    """Edits made here between the Mondays: of cells the new tracker changes to
    something else (conflict) or to the same (same), and of cells it leaves alone
    (kept). All edits of a case are of one kind."""
    plain = {r["reference"] for r in week.rows if r["restriction"] is None}
    by_case: dict[str, list[CellChange]] = {}
    for cell in week.cells:
        if cell["reference"] in plain:
            by_case.setdefault(str(cell["reference"]), []).append(cell)
    moved = [c for c in by_case.values() if c[0]["field"] == "address"]
    told = [c for c in by_case.values() if c[0]["field"] == "next_action"]
    answer = []
    for cells in moved[:2]:
        answer += [_edit(week, cell, "conflict") for cell in cells]
    for cells in told[:1]:
        answer += [_edit(week, cell, "conflict") for cell in cells]
    for cells in told[1:2]:
        answer += [_edit(week, cell, "same") for cell in cells]
    left = [week.rows[p] for p in week.free if week.rows[p]["reference"] in plain]
    for row in [r for r in left if r["next_action"]][:2]:
        there = {
            "reference": row["reference"],
            "field": "next_action",
            "last": row["next_action"],
            "there": row["next_action"],
        }
        answer.append(_edit(week, there, "kept"))
    return answer


def _edit(week: Week, cell: CellChange, kind: str) -> Edit:
    here = {
        "address": "1 Ferryman's Yard, Hartlepool",
        "postcode": "TS24 7XY",
        "next_action": "Ring the representative",
        "next_action_on": (week.on + datetime.timedelta(days=14)).isoformat(),
    }
    value = cell["there"] if kind == "same" else here[str(cell["field"])]
    return {
        "unit": week.unit,
        "reference": cell["reference"],
        "field": cell["field"],
        "value": value,
        "kind": kind,
        "last": cell["last"],
        "there": cell["there"],
    }


def outcomes_with(edits: list[Edit], unit: str) -> dict[str, str]:
    """The rows of a unit's tracker that have another outcome where the edits are made."""
    return {
        str(edit["reference"]): BECOMES[str(edit["kind"])]
        for edit in edits
        if edit["unit"] == unit and edit["kind"] in BECOMES
    }


def conflict_cells(edits: list[Edit]) -> list[Edit]:
    """The cells a person has to settle where the edits are made."""
    names = ("unit", "reference", "field", "last", "there")
    return [
        {name: edit[name] for name in names} | {"here": edit["value"]}
        for edit in edits
        if edit["kind"] == "conflict"
    ]
