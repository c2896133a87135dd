"""Changes to the rules of a policy: say a rule anew, add one, move it, end it.

Every function takes the files of a policy and gives new ones; what it does not name
stays, comments included. Raises Faulty, with a sentence for each cell that says nothing.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evenhand.engine.rules.cell_types import place_of
from evenhand.engine.rules.editing.cases import examples_typed, understand_examples
from evenhand.engine.rules.editing.documents import (
    Files,
    Place,
    place_of_rule,
    set_or_leave_out,
    table_named,
    with_document,
)
from evenhand.engine.rules.editing.layout import Plain, same
from evenhand.engine.rules.editing.typed import (
    ABSENT,
    Understood,
    as_typed,
    column_of_input,
    column_of_output,
    understand_output,
    understand_test,
)
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.nodes import Table
from evenhand.engine.rules.release import Release


SERIES = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True, slots=True)
class TypedRule:
    """A whole rule as a person types it; what is left empty is not said.

    ``when`` and ``then`` have a text for each column of the table, and ``applies_to``
    and ``spares`` one case a line.
    """

    title: str = ""
    because: str = ""
    authority: tuple[str, ...] = ()
    owner: str = ""
    review_on: datetime.date | None = None
    from_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    when: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    applies_to: str = ""
    spares: str = ""


def typed_rule(release: Release, files: Files, rule_id: str) -> TypedRule:
    """A rule as a person would type it. Raises Faulty where there is none."""
    place = place_of_rule(files, rule_id)
    return row_typed(release, release.tables[str(place.table["name"])], place.row)


def change_rule(
    release: Release, files: Files, rule_id: str, typed: TypedRule
) -> dict[str, bytes]:
    """A rule said anew. What is typed as it stood is left as it is written."""
    place = place_of_rule(files, rule_id)
    table = release.tables[str(place.table["name"])]
    say_row(
        release, table, place.row, rule_id, row_typed(release, table, place.row), typed
    )
    return with_document(files, place.file, place.document)


def add_rule(
    release: Release,
    files: Files,
    table_name: str,
    typed: TypedRule,
    *,
    id_: str,
    after: str = "",
) -> dict[str, bytes]:
    """A rule more in a table: behind another, or at its end."""
    file, document, found = table_named(files, table_name)
    row: Plain = {"id": id_}
    table = release.tables[table_name]
    say_row(release, table, row, id_, TypedRule(), typed)
    rows = found.setdefault("rule", [])
    ids = [other.get("id") for other in rows]
    rows.insert(ids.index(after) + 1 if after in ids else len(rows), row)
    return with_document(files, file, document)


def move_rule(files: Files, rule_id: str, *, by: int) -> dict[str, bytes]:
    """A rule so many places up (less than nothing) or down within its table."""
    place = place_of_rule(files, rule_id)
    rows = place.table["rule"]
    rows.insert(min(max(place.at + by, 0), len(rows) - 1), rows.pop(place.at))
    return with_document(files, place.file, place.document)


def end_rule(files: Files, rule_id: str, *, on: datetime.date) -> dict[str, bytes]:
    """A rule that no longer applies from a day on; it stays to be read."""
    place = place_of_rule(files, rule_id)
    place.row["ended_on"] = on
    return with_document(files, place.file, place.document)


def remove_rule(files: Files, rule_id: str) -> dict[str, bytes]:
    """A rule taken out: one that was in no release, or it would have to be ended."""
    place = place_of_rule(files, rule_id)
    if len(place.table["rule"]) == 1:
        raise Faulty(
            [Fault("missing-key", _where(place), "is the only rule of its table")]
        )
    del place.table["rule"][place.at]
    return with_document(files, place.file, place.document)


def fresh_id(table: Table, used: Iterable[str]) -> str:
    """The next id in the series of a table, such as RT-098; ``used`` are never reused."""
    used = set(used)
    series = Counter(
        found[1] for rule in table.rules if (found := SERIES.fullmatch(rule.id))
    )
    start = series.most_common(1)[0][0] if series else f"{table.name.upper()}-"
    numbers = [
        (int(found[2]), len(found[2]))
        for id_ in used | {rule.id for rule in table.rules}
        if (found := SERIES.fullmatch(id_)) and found[1] == start
    ]
    highest = max((number for number, _ in numbers), default=0)
    width = max((width for _, width in numbers), default=3)
    return f"{start}{highest + 1:0{width}}"


def _where(place: Place) -> str:
    return f"{place.file}, table {place.table.get('name')}, rule {place.row.get('id')}"


def row_typed(release: Release, table: Table, row: Plain) -> TypedRule:
    """A row of a file as a person would type it."""
    when, then = row.get("when", {}), row.get("then", {})
    return TypedRule(
        title=row.get("title", ""),
        because=row.get("because", "").strip(),
        authority=tuple(row.get("authority", ())),
        owner=row.get("owner", ""),
        review_on=row.get("review_on"),
        from_on=row.get("from_on"),
        ended_on=row.get("ended_on"),
        when={
            name: as_typed(when.get(name, ABSENT), column_of_input(release, name))
            for name in table.inputs
        },
        then={
            output.name: as_typed(
                then.get(output.name, ABSENT), column_of_output(release, output)
            )
            for output in table.outputs
        },
        applies_to=examples_typed(release, row.get("applies_to", [])),
        spares=examples_typed(release, row.get("spares", [])),
    )


def say_row(
    release: Release,
    table: Table,
    row: Plain,
    rule_id: str,
    before: TypedRule,
    typed: TypedRule,
) -> None:
    """Bring a row to what is typed; raises Faulty with everything that says nothing."""
    faults: list[Fault] = []
    where = f"{place_of(table)}, rule {rule_id}"
    if not typed.title.strip():
        faults.append(Fault("missing-key", f"{where}, title", "is empty"))
    if typed.title != before.title:
        row["title"] = _one_line(typed.title)
    if _lines(typed.because) != _lines(before.because):
        set_or_leave_out(row, "because", _lines(typed.because))
    for key in ("authority", "owner", "review_on", "from_on", "ended_on"):
        value = getattr(typed, key)
        if value != getattr(before, key):
            set_or_leave_out(row, key, list(value) if key == "authority" else value)
    cells = {
        name: understand_test(release, table, rule_id, name, text)
        for name, text in typed.when.items()
        if name in table.inputs and text.strip() != before.when.get(name, "")
    }
    _put(row, "when", table.inputs, cells, faults)
    outputs = {output.name: output for output in table.outputs}
    cells = {
        name: understand_output(release, table, rule_id, outputs[name], text)
        for name, text in typed.then.items()
        if name in outputs and text.strip() != before.then.get(name, "")
    }
    _put(row, "then", tuple(outputs), cells, faults)
    row.setdefault("then", {})
    for key in ("applies_to", "spares"):
        text = getattr(typed, key)
        if _lines(text) != _lines(getattr(before, key)):
            examples, wrong = understand_examples(release, f"{where}, {key}", text)
            faults.extend(wrong)
            if not same(examples, row.get(key, [])):
                set_or_leave_out(row, key, examples)
    if faults:
        raise Faulty(faults)


def _put(
    row: Plain,
    part: str,
    order: tuple[str, ...],
    cells: Mapping[str, Understood | list[Fault]],
    faults: list[Fault],
) -> None:
    """Write the cells that say something new, in the order of the columns."""
    said: dict[str, Any] = dict(row.get(part, {}))
    for name, cell in cells.items():
        if isinstance(cell, list):
            faults.extend(cell)
        elif cell.toml is ABSENT:
            said.pop(name, None)
        else:
            said[name] = cell.toml
    if cells and not same(said, row.get(part, {})):
        new = [name for name in said if name not in row.get(part, {})]
        if new:
            place = {name: at for at, name in enumerate(order)}
            said = dict(sorted(said.items(), key=lambda cell: place.get(cell[0], 999)))
        set_or_leave_out(row, part, said)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    """A text whose lines end as they do in a file, without blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
