"""A policy release: everything the business has decided, as one thing that is hashed.

On disk it is a folder of TOML; sealed it is a bundle, a zip of those same bytes whose
own bytes depend on nothing else (no clock, no compression, names in order).
"""

from __future__ import annotations

import datetime
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from evenhand.engine.rules import nodes
from evenhand.engine.rules.bounds import LARGEST_FILE
from evenhand.engine.rules.faults import Fault, Faulty
from evenhand.engine.rules.guidance import Guidance, read_guidance
from evenhand.engine.rules.lapsing import settle_lapses
from evenhand.engine.rules.names import faults_of_names
from evenhand.engine.rules.nodes import (
    Authority,
    Register,
    Rule,
    Table,
    Test,
    Total,
    Type,
)
from evenhand.engine.rules.reading import Reader
from evenhand.engine.rules.vocabulary import Vocabulary


SINGLE_FILES = (
    "release.toml",
    "vocabulary.toml",
    "authorities.toml",
    "standards.toml",
)
FOLDERS = ("registers", "rulebooks", "guidance")
MOST_PARTS = 300
UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
# A zip cannot hold a date before this one, and any other would make two bundles of the
# same policy differ.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a table or a total sets: its type, its values, and who sets it."""

    name: str
    type: Type
    title: str
    values: tuple[str, ...] | None
    set_by: Table | Total


@dataclass(frozen=True, slots=True)
class Release:
    """One policy release, read and in evaluation order.

    ``tables`` are ordered so that each comes after those whose attributes it reads;
    tables that go round in a circle come last and are a fault of the checks.
    ``steps`` are the tables and totals in that same order.
    """

    number: int
    title: str
    effective_from: datetime.date | None
    owner: str
    note: str
    vocabulary: Vocabulary
    registers: Mapping[str, Register]
    authorities: Mapping[str, Authority]
    tables: Mapping[str, Table]
    totals: Mapping[str, Total]
    steps: tuple[Table | Total, ...]
    circular: tuple[str, ...]
    attributes: Mapping[str, Attribute]
    rulebooks: Mapping[str, Mapping[str, Any]]
    standards: Mapping[str, Any]
    guidance: Mapping[str, Guidance]
    files: Mapping[str, bytes] = field(repr=False)
    sha256: str = ""

    @classmethod
    def read(cls, path: Path) -> Release:
        """Read a policy folder or a bundle.

        Raises Faulty with a sentence for everything that cannot be read.
        """
        path = Path(path)
        if path.is_dir():
            return cls.from_files(_files_of_folder(path))
        if not path.exists():
            raise Faulty([Fault("not-found", str(path), "there is nothing here")])
        return cls.from_bundle(path.read_bytes(), where=str(path))

    @classmethod
    def from_bundle(cls, data: bytes, where: str = "bundle") -> Release:
        """Read a sealed release. Raises Faulty."""
        return cls.from_files(files_of_bundle(data, where))

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Release:
        """Read a release from file contents by relative path. Raises Faulty."""
        reader = Reader()
        release = _assemble(dict(sorted(files.items())), reader)
        faults = reader.faults or list(
            faults_of_names(
                files,
                release.tables,
                [
                    *(("an output or total", name) for name in release.attributes),
                    *(("a fact", name) for name in release.vocabulary.facts),
                    *(("an authority", id_) for id_ in release.authorities),
                ],
            )
        )
        if faults:
            raise Faulty(faults)
        return replace(release, sha256=hashlib.sha256(release.bundle()).hexdigest())

    def bundle(self) -> bytes:
        """The release as a zip; the same policy gives the same bytes anywhere."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for name, data in sorted(self.files.items()):
                entry = zipfile.ZipInfo(name, ZIP_EPOCH)
                entry.create_system = 3
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, data)
        return packed.getvalue()

    def rule(self, rule_id: str) -> tuple[Table, Rule]:
        """A rule and its table. Raises KeyError when no rule has this id."""
        for table in self.tables.values():
            for rule in table.rules:
                if rule.id == rule_id:
                    return table, rule
        raise KeyError(rule_id)

    def type_of(self, name: str) -> Type | None:
        """The type of a fact or attribute, or None when there is no such name."""
        if name in self.vocabulary.facts:
            return self.vocabulary.facts[name].type
        attribute = self.attributes.get(name)
        return attribute.type if attribute else None

    def values_of(self, name: str) -> tuple[str, ...] | None:
        """The values a text may take, or None when it is free (or no text)."""
        if name in self.vocabulary.facts:
            return self.vocabulary.facts[name].values
        attribute = self.attributes.get(name)
        return attribute.values if attribute else None

    def title_of(self, name: str) -> str:
        if name in self.vocabulary.facts:
            return self.vocabulary.facts[name].title
        attribute = self.attributes.get(name)
        return attribute.title if attribute else name

    def steps_for(self, tables: tuple[str, ...] | None) -> tuple[Table | Total, ...]:
        """The steps that these tables (or totals) need, themselves included."""
        if tables is None:
            return self.steps
        needed = set(tables)
        for step in reversed(self.steps):
            if step.name in needed:
                for name in reads_of(step):
                    if name in self.attributes:
                        needed.add(self.attributes[name].set_by.name)
        return tuple(step for step in self.steps if step.name in needed)


def files_of_bundle(data: bytes, where: str = "bundle") -> dict[str, bytes]:
    """The files packed in a bundle, each no larger than it may be. Raises Faulty.

    Sizes are those found while unpacking, not those the bundle states.
    """

    def refused(sentence: str) -> Faulty:
        return Faulty([Fault("not-a-bundle", where, sentence)])

    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if _is_part(part.filename)]
            if len(parts) > MOST_PARTS:
                raise refused(f"has more than {MOST_PARTS} files")
            for part in parts:
                if part.filename in files:
                    raise refused(f"has {part.filename} twice")
                with archive.open(part) as packed:
                    files[part.filename] = packed.read(LARGEST_FILE + 1)
    except UNPACKING:
        raise refused("is neither a policy folder nor a bundle") from None
    return files


def reads_of(step: Table | Total) -> frozenset[str]:
    """Every fact or attribute that a table or total may read."""
    if isinstance(step, Total):
        return frozenset(step.of)
    return frozenset(step.inputs).union(*map(reads_of_rule, step.rules))


def reads_of_rule(rule: Rule) -> frozenset[str]:
    """What a rule reads: its columns, and the names inside its cells."""
    cells = (*rule.when.values(), *rule.then.values())
    return frozenset(rule.when).union(*map(nodes.names_in, cells))


def _is_part(name: str) -> bool:
    path = PurePosixPath(name)
    if path.suffix != ".toml":
        return False
    if len(path.parts) == 1:
        return name in SINGLE_FILES
    return len(path.parts) == 2 and path.parts[0] in FOLDERS


def _files_of_folder(folder: Path) -> dict[str, bytes]:
    found = [folder / name for name in SINGLE_FILES]
    for name in FOLDERS:
        found.extend(sorted((folder / name).glob("*.toml")))
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in found
        if file.is_file()
    }


def _assemble(files: dict[str, bytes], reader: Reader) -> Release:
    documents = {name: reader.toml(data, name) for name, data in files.items()}
    for needed in ("release.toml", "vocabulary.toml"):
        if needed not in documents:
            reader.fault("not-found", needed, "is not there; a release needs it")
    head = documents.get("release.toml", {})
    registers = {
        PurePosixPath(name).stem: reader.register(
            PurePosixPath(name).stem, document, name
        )
        for name, document in documents.items()
        if name.startswith("registers/")
    }
    vocabulary = (
        reader.vocabulary(documents["vocabulary.toml"], registers, "vocabulary.toml")
        if "vocabulary.toml" in documents
        else Vocabulary(1, {})
    )
    tables: dict[str, Table] = {}
    totals: dict[str, Total] = {}
    rulebooks: dict[str, Mapping[str, Any]] = {}
    for name, document in documents.items():
        if not name.startswith("rulebooks/"):
            continue
        rulebook = PurePosixPath(name).stem
        rulebooks[rulebook] = {
            key: document.get(key, "") for key in ("title", "owner", "about")
        }
        for step in (
            step
            for steps in reader.tables(document, rulebook, registers, name)
            for step in steps
        ):
            if step.name in tables or step.name in totals:
                reader.fault(
                    "name-used-twice",
                    name,
                    f"{step.name} is the name of two tables or totals",
                )
            if isinstance(step, Table):
                tables[step.name] = step
            else:
                totals[step.name] = step
    if not tables:
        reader.fault("not-found", "rulebooks", "no rulebook has a table")
    attributes = _attributes(tables, totals, vocabulary, reader)
    authorities = reader.authorities(
        documents.get("authorities.toml", {}), "authorities.toml"
    )
    tables = {
        name: settle_lapses(_settle_lists(table, vocabulary, attributes), authorities)
        for name, table in tables.items()
    }
    steps, circular = _in_order([*tables.values(), *totals.values()], attributes)
    attributes = {
        name: replace(
            attribute,
            set_by=tables.get(attribute.set_by.name) or totals[attribute.set_by.name],
        )
        for name, attribute in attributes.items()
    }
    return Release(
        number=reader.take(head, "number", int, "release.toml", 0, required=True),
        title=reader.take(head, "title", str, "release.toml", ""),
        effective_from=reader.take(
            head, "effective_from", datetime.date, "release.toml"
        ),
        owner=reader.take(head, "owner", str, "release.toml", ""),
        note=reader.take(head, "note", str, "release.toml", ""),
        vocabulary=vocabulary,
        registers=registers,
        authorities=authorities,
        tables={step.name: step for step in steps if isinstance(step, Table)},
        totals=totals,
        steps=steps,
        circular=circular,
        attributes=attributes,
        rulebooks=rulebooks,
        standards=documents.get("standards.toml", {}),
        guidance={
            PurePosixPath(name).stem: read_guidance(
                reader, PurePosixPath(name).stem, document, name
            )
            for name, document in documents.items()
            if name.startswith("guidance/")
        },
        files=files,
    )


def _attributes(
    tables: Mapping[str, Table],
    totals: Mapping[str, Total],
    vocabulary: Vocabulary,
    reader: Reader,
) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}

    def add(attribute: Attribute) -> None:
        if attribute.name in found or attribute.name in vocabulary.facts:
            reader.fault(
                "name-used-twice",
                f"rulebooks/{attribute.set_by.rulebook}.toml, {attribute.set_by.name}",
                f"sets {attribute.name}, which is already the name of a fact "
                "or attribute",
            )
        found[attribute.name] = attribute

    for table in tables.values():
        for output in table.outputs:
            # COLLECT gathers what each rule gives into one list.
            collected = table.hit == "collect" and output.type == "text"
            type_: Type = "texts" if collected else output.type
            add(Attribute(output.name, type_, output.title, output.values, table))
    for total in totals.values():
        parts = [found[name].type for name in total.of if name in found]
        type_ = "decimal" if "decimal" in parts else "integer"
        add(Attribute(total.name, type_, total.title, None, total))
    return found


def _settle_lists(
    table: Table, vocabulary: Vocabulary, attributes: Mapping[str, Attribute]
) -> Table:
    """A plain list asks "any of" of a text, and "has any of" of a list of texts."""
    lists = {
        name
        for name in table.inputs
        if (
            vocabulary.facts[name].type == "texts"
            if name in vocabulary.facts
            else name in attributes and attributes[name].type == "texts"
        )
    }
    if not lists:
        return table
    return replace(
        table,
        rules=tuple(
            replace(
                rule,
                when={
                    column: has_any(test) if column in lists else test
                    for column, test in rule.when.items()
                },
            )
            for rule in table.rules
        ),
    )


def has_any(test: Test) -> Test:
    """A test of values as it is asked of a column of lists: "has any of"."""
    match test:
        case nodes.Equals(nodes.Literal(str() as value)):
            return nodes.HasAny((value,))
        case nodes.NoneOf(tests):
            return nodes.NoneOf(tuple(map(has_any, tests)))
        case nodes.AnyOf(tests):
            settled = tuple(map(has_any, tests))
            if all(isinstance(part, nodes.HasAny) for part in settled):
                return nodes.HasAny(
                    tuple(
                        value
                        for part in settled
                        if isinstance(part, nodes.HasAny)
                        for value in part.values
                    )
                )
            return nodes.AnyOf(settled)
    return test


def _in_order(
    steps: list[Table | Total], attributes: Mapping[str, Attribute]
) -> tuple[tuple[Table | Total, ...], tuple[str, ...]]:
    """Steps after those they read from, else in the order written; and the circles."""
    needs = {
        step.name: {
            attributes[name].set_by.name
            for name in reads_of(step)
            if name in attributes
        }
        for step in steps
    }
    done: list[Table | Total] = []
    names: set[str] = set()
    left = list(steps)
    while left:
        ready = next((step for step in left if needs[step.name] <= names), None)
        if ready is None:
            return (*done, *left), tuple(step.name for step in left)
        done.append(ready)
        names.add(ready.name)
        left.remove(ready)
    return tuple(done), ()
