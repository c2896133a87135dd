"""What two TOML files say differently, row by row: all of a release but its rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from evenhand.engine.rules.reading import Reader
from evenhand.engine.rules.words import said


# What a row of a list is known by, the first that it has.
NAMES = ("id", "name", "number", "code", "title")
ROOT = ""
SECTIONS = {
    "release": "Release",
    "vocabulary": "Vocabulary",
    "authorities": "Authorities",
    "standards": "Standards",
    "registers": "Register",
    "rulebooks": "Rulebook",
    "guidance": "Guidance",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that says something else; empty where it said, or says, nothing."""

    part: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """One row outside the rules that stands differently.

    ``section`` is what it belongs to ("Authorities"), ``what`` the row ("authority
    AUTH-NAT-1"), ``kind`` added, removed or changed.
    """

    section: str
    what: str
    kind: str
    differences: tuple[Difference, ...]


def files_compared(
    before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Iterator[FileChange]:
    """The rows that differ between the files of two releases; rules are left out."""
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        was = dict(_rows(_plain(before.get(name), name)))
        becomes = dict(_rows(_plain(after.get(name), name)))
        section = _section(name)
        for row in (*becomes, *(row for row in was if row not in becomes)):
            found = tuple(_differences(was.get(row, {}), becomes.get(row, {})))
            if found:
                kind = "changed"
                if row not in was or row not in becomes:
                    kind = "added" if row in becomes else "removed"
                yield FileChange(section, row or section, kind, found)


def _plain(data: bytes | None, name: str) -> dict[str, Any]:
    return Reader().toml(data, name) if data is not None else {}


def _section(name: str) -> str:
    path = PurePosixPath(name)
    if len(path.parts) == 1:
        return SECTIONS.get(path.stem, path.stem)
    title = path.stem.replace("_", " ").replace("-", " ")
    return f"{SECTIONS.get(path.parts[0], path.parts[0])} {title}"


def _rows(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each named row of a document with what it says, and the document's own keys."""
    own: dict[str, str] = {}
    for key, value in document.items():
        if _is_rows(value):
            for at, row in enumerate(value, 1):
                yield f"{_spaced(key)} {_name(row, at)}", dict(_flat(row, key))
        else:
            own.update(_flat({key: value}, ""))
    if own:
        yield ROOT, own


def _flat(row: Mapping[str, Any], within: str) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        if within == "table" and key == "rule":
            continue
        if isinstance(value, Mapping):
            for part, words in _flat(value, ""):
                yield f"{_spaced(key)}, {part}", words
        elif _is_rows(value):
            for at, inner in enumerate(value, 1):
                for part, words in _flat(inner, ""):
                    yield f"{_spaced(key)} {_name(inner, at)}, {part}", words
        elif isinstance(value, str):
            yield _spaced(key), " ".join(value.split())
        else:
            yield _spaced(key), said(value)


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _name(row: Mapping[str, Any], at: int) -> str:
    return next((said(row[key]) for key in NAMES if key in row), str(at))


def _spaced(key: str) -> str:
    return key.replace("_", " ")


def _differences(
    was: Mapping[str, str], becomes: Mapping[str, str]
) -> Iterator[Difference]:
    for part in (*becomes, *(part for part in was if part not in becomes)):
        one, other = was.get(part, ""), becomes.get(part, "")
        if one != other:
            yield Difference(part[:1].upper() + part[1:], one, other)
