"""The rows of a workbook as rules of a policy.

Whoever calls has opened the workbook by the safe door: here it is rows of texts, and a
cell that held a date is a text such as 2027-05-04.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evenhand.engine.rules.editing.documents import (
    Files,
    set_or_leave_out,
    table_named,
    with_document,
)
from evenhand.engine.rules.editing.layout import Plain
from evenhand.engine.rules.editing.plainly import day_of
from evenhand.engine.rules.editing.rules import (
    TypedRule,
    fresh_id,
    row_typed,
    say_row,
)
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.nodes import Table
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.workbook.writing import (
    ABOUT,
    APPLIES_TO,
    DAYS,
    EXAMPLES,
    SPARES,
    THEN,
    WHEN,
    sheet_name,
)


Rows = Sequence[Sequence[str]]
# Far more than a rulebook has, and little enough to be answered within a second.
MOST_RULES = 500
MOST_CHARACTERS = 250_000
MOST_IN_CELLS = 70_000  # characters of conditions and outputs together
MOST_FAULTS = 200
HEADINGS = 5  # rows among which the one with the names is looked for


@dataclass(slots=True)
class _Reading:
    """What was found, and everything that is wrong, sheet by sheet."""

    release: Release
    published: frozenset[str]
    used: set[str]
    latest: dict[str, str] = field(default_factory=dict)
    in_cells: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, where: str, sentence: str) -> None:
        self.faults.append(Fault("not-brought-in", where, sentence))


def with_workbook(
    release: Release,
    files: Files,
    sheets: Mapping[str, Rows],
    *,
    published: Iterable[str],
    used: Iterable[str],
) -> dict[str, bytes]:
    """The files with the rules that a workbook says, in its order.

    sheets      rows of texts by the name of their sheet
    published   ids of rules that are in a release, and so may not be missing
    used        ids that a new rule may not have

    Raises Faulty with a sentence for each cell, row or sheet that says nothing.
    """
    reading = _Reading(release, frozenset(published), set(used))
    written = sum(len(cell) for rows in sheets.values() for row in rows for cell in row)
    if written > MOST_CHARACTERS:
        reading.fault(
            "the workbook",
            f"holds {written:,} characters, where {MOST_CHARACTERS:,} are read",
        )
        raise Faulty(reading.faults)
    names = {sheet_name(name): name for name in release.tables}
    strange = [name for name in sheets if name not in (*names, ABOUT, EXAMPLES)]
    for name in strange:
        reading.fault(f"sheet {name}", "is none of the tables of this policy")
    if not any(name in names for name in sheets):
        reading.fault("the workbook", "has no sheet with a table of this policy")
    examples = _examples(reading, sheets.get(EXAMPLES))
    changed = dict(files)
    seen: set[str] = set()
    for name, rows in sheets.items():
        if name in names:
            changed = _with_table(
                reading, changed, release.tables[names[name]], rows, examples, seen
            )
    for rule_id in examples or {}:
        if rule_id not in seen:
            reading.fault(
                f"sheet {EXAMPLES}", f"has examples of {rule_id}, which no sheet has"
            )
    if reading.faults:
        raise Faulty(reading.faults[:MOST_FAULTS])
    return changed


def _with_table(
    reading: _Reading,
    files: dict[str, bytes],
    table: Table,
    rows: Rows,
    examples: Mapping[str, Mapping[str, str]] | None,
    seen: set[str],
) -> dict[str, bytes]:
    where = f"sheet {sheet_name(table.name)}"
    start, columns = _columns(reading, where, table, rows)
    if start is None:
        return files
    file, document, found = table_named(files, table.name)
    standing = {row["id"]: row for row in found.get("rule", [])}
    wanted: list[Plain] = []
    for line, cells in enumerate(rows[start:], start + 1):
        told = {name: cells[at].strip() for at, name in columns if at < len(cells)}
        if not any(told.values()):
            continue
        there = f"{where}, row {line}"
        if len(wanted) == MOST_RULES:
            reading.fault(there, f"is one of more than {MOST_RULES} rules")
            break
        reading.in_cells += sum(
            len(text) for name, text in told.items() if name.startswith((WHEN, THEN))
        )
        if reading.in_cells > MOST_IN_CELLS:
            reading.fault(
                there,
                f"comes after more than {MOST_IN_CELLS:,} characters of conditions; "
                "bring the tables in one by one, or say it in fewer words",
            )
            break
        id_ = _id(reading, there, table, told.get("id", ""), standing, seen)
        row = standing.get(id_, {"id": id_})
        before = row_typed(reading.release, table, row)
        typed = _typed(reading, there, before, told)
        if examples is not None:
            given = examples.get(id_, {})
            typed = replace(
                typed,
                applies_to=given.get(APPLIES_TO, ""),
                spares=given.get(SPARES, ""),
            )
        if len(reading.faults) < MOST_FAULTS:
            try:
                say_row(reading.release, table, row, id_, before, typed)
            except Faulty as wrong:
                reading.faults.extend(
                    replace(fault, where=f"{there}, {fault.where.rpartition(', ')[2]}")
                    for fault in wrong.faults
                )
        wanted.append(row)
    for id_ in standing:
        if id_ not in seen and id_ in reading.published:
            reading.fault(
                where,
                f"lacks {id_}, a rule of a release. Put its row back, and give it a "
                "date under Ends on if it is to end",
            )
    if reading.faults:
        return files
    set_or_leave_out(found, "rule", wanted)
    return with_document(files, file, document)


def _columns(
    reading: _Reading, where: str, table: Table, rows: Rows
) -> tuple[int | None, list[tuple[int, str]]]:
    """Where the rules begin, and what stands in each column."""
    at = next(
        (i for i, row in enumerate(rows[:HEADINGS]) if row and row[0].strip() == "id"),
        None,
    )
    if at is None:
        reading.fault(
            where, "has no row of names that begins with id; leave the grey row there"
        )
        return None, []
    known = {
        *TypedRule.__dataclass_fields__.keys()
        - {"when", "then", "applies_to", "spares"},
        *(WHEN + name for name in table.inputs),
        *(THEN + output.name for output in table.outputs),
        "id",
    }
    columns: list[tuple[int, str]] = []
    for place, name in enumerate(rows[at]):
        name = name.strip()
        if name and name not in known:
            reading.fault(where, f"has a column {name!r}, which this table has not")
        elif name in (there for _, there in columns):
            reading.fault(where, f"has the column {name} twice")
        elif name:
            columns.append((place, name))
    return at + 1, columns


def _id(
    reading: _Reading,
    where: str,
    table: Table,
    told: str,
    standing: Mapping[str, Any],
    seen: set[str],
) -> str:
    """The rule's own id, or a fresh one where the row has none."""
    if not told:
        last = reading.latest.get(table.name)
        told = fresh_id(table, {last} if last else reading.used | seen)
        while told in reading.used or told in seen:
            told = fresh_id(table, {told})
        reading.latest[table.name] = told
    elif told in seen:
        reading.fault(where, f"has the id {told}, as an earlier row has")
    elif told not in standing and told in reading.used:
        reading.fault(
            where,
            f"has the id {told}, which was another rule's. Leave it empty for one",
        )
    seen.add(told)
    reading.used.add(told)
    return told


def _typed(
    reading: _Reading, where: str, before: TypedRule, told: Mapping[str, str]
) -> TypedRule:
    """What a row says; columns that the sheet lacks stay as they were."""
    given: dict[str, Any] = {}
    when, then = dict(before.when), dict(before.then)
    for name, text in told.items():
        if name.startswith(WHEN):
            when[name.removeprefix(WHEN)] = text
        elif name.startswith(THEN):
            then[name.removeprefix(THEN)] = text
        elif name in DAYS:
            given[name] = day_of(text) if text else None
            if text and given[name] is None:
                reading.fault(f"{where}, {name}", f"{text!r} is no date")
        elif name == "authority":
            given[name] = tuple(
                part.strip() for part in text.split(",") if part.strip()
            )
        elif name != "id":
            given[name] = text
    return replace(before, when=when, then=then, **given)


def _examples(reading: _Reading, rows: Rows | None) -> dict[str, dict[str, str]] | None:
    """The cases of each rule by their kind, a line each; None without such a sheet."""
    if rows is None:
        return None
    found: dict[str, dict[str, list[str]]] = {}
    for line, cells in enumerate(rows[3:], 4):
        rule, kind, case = (*(cell.strip() for cell in cells[:3]), "", "", "")[:3]
        if not (rule or kind or case):
            continue
        if kind.lower() not in (APPLIES_TO, SPARES):
            reading.fault(
                f"sheet {EXAMPLES}, row {line}",
                f"is of the kind {kind!r}, where {APPLIES_TO} or {SPARES} goes",
            )
            continue
        lines = found.setdefault(rule, {}).setdefault(kind.lower(), [])
        lines.append(" ".join(case.split()))
    return {
        rule: {kind: "\n".join(lines) for kind, lines in kinds.items()}
        for rule, kinds in found.items()
    }
