"""The files of a policy as documents: found, changed, and written back as they were."""

import copy
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.engine.rules.editing.layout import NotKept, Plain, plain, rewritten
from evenhand.engine.rules.faults import Fault, Faulty


Files = Mapping[str, bytes]
RULEBOOKS = "rulebooks/"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: its file, the whole document, its table, and which row.

    The document is a copy: it may be changed and given to `with_document`.
    """

    file: str
    document: Plain
    table: Plain
    at: int

    @property
    def row(self) -> Plain:
        """The rule itself, as the file has it."""
        found: Plain = self.table["rule"][self.at]
        return found


def document_of(files: Files, name: str) -> Plain:
    """What one file says, as plain values; empty where there is no such file.

    Raises Faulty where it cannot be read.
    """
    try:
        return copy.deepcopy(plain(files.get(name, b"").decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise Faulty([Fault("not-toml", name, "is not readable as TOML")]) from None


def with_document(files: Files, name: str, wanted: Plain) -> dict[str, bytes]:
    """The files with one of them saying what is wanted, its comments kept.

    Raises Faulty where it is laid out so that it cannot be changed piece by piece.
    """
    try:
        text = rewritten(files.get(name, b"").decode("utf-8"), wanted)
    except NotKept as reason:
        raise Faulty(
            [
                Fault(
                    "not-kept",
                    name,
                    f"{reason}. Download the rulebook, change it there and bring it in",
                )
            ]
        ) from None
    return {**files, name: text.encode()}


def place_of_rule(files: Files, rule_id: str) -> Place:
    """Where a rule stands. Raises Faulty where no rulebook has it."""
    for file, document, table in tables_of(files):
        for at, row in enumerate(table.get("rule", [])):
            if row.get("id") == rule_id:
                return Place(file, document, table, at)
    raise Faulty([Fault("unknown-name", f"rule {rule_id}", "is in no rulebook here")])


def table_named(files: Files, name: str) -> tuple[str, Plain, Plain]:
    """The file, the document and the table of that name. Raises Faulty."""
    for file, document, table in tables_of(files):
        if table.get("name") == name:
            return file, document, table
    raise Faulty([Fault("unknown-name", f"table {name}", "is in no rulebook here")])


def tables_of(files: Files) -> Iterator[tuple[str, Plain, Plain]]:
    """Every table of every rulebook, each with its file and its document."""
    for file in sorted(files):
        if file.startswith(RULEBOOKS):
            document = document_of(files, file)
            for table in document.get("table", []):
                yield file, document, table


def ids_in(files: Files) -> frozenset[str]:
    """The id of every rule."""
    return frozenset(
        str(row["id"])
        for _, _, table in tables_of(files)
        for row in table.get("rule", [])
        if "id" in row
    )


def set_or_leave_out(row: dict[str, Any], key: str, value: Any) -> None:
    """Write a key, or leave it out where there is nothing to write."""
    if value is None or value == "" or value == [] or value == {}:
        row.pop(key, None)
    else:
        row[key] = value
