"""Bring what a newer release changed into a draft that was begun from an older one.

Rule by rule, and authority by authority: what only the newer release changed is taken,
what only the draft changed is kept, and what both changed is a conflict for a person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evenhand.engine.rules.editing.documents import (
    Files,
    document_of,
    with_document,
)
from evenhand.engine.rules.editing.layout import Plain, means
from evenhand.engine.rules.editing.registers import HEAD


Side = Literal["draft", "release"]
# The lists whose rows are known by a name, and so are brought over one by one.
ROWS = {"table": "name", "rule": "id", "authority": "id"}
NOTHING: Any = object()


@dataclass(slots=True)
class Merged:
    """The files with everything brought over, and what was changed on both sides.

    ``taken`` and ``conflicts`` name rows ("RT-014", "authorities.toml AUTH-NAT-1") or
    files; a conflict that nobody has settled is left as the draft has it.
    """

    files: dict[str, bytes]
    taken: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def bring_over(
    base: Files, newer: Files, draft: Files, settled: Mapping[str, Side]
) -> Merged:
    """Three policies into one. ``settled`` says which side prevails in a conflict.

    Raises Faulty where a file of the draft cannot be changed piece by piece.
    """
    merged = Merged(dict(draft))
    for name in sorted({*base, *newer, *draft} - {HEAD}):
        old, new, mine = base.get(name), newer.get(name), draft.get(name)
        if new in (old, mine):
            continue
        if mine == old:
            merged.taken.extend(_rows_that_differ(base, newer, name) or [name])
            _put(merged, name, new)
        elif old is None or new is None or mine is None:
            _settle(merged, name, settled, new)
        else:
            wanted = _Both(merged, settled, name).row(
                document_of(base, name),
                document_of(newer, name),
                document_of(draft, name),
                name,
            )
            merged.files = with_document(merged.files, name, wanted)
    return merged


def _put(merged: Merged, name: str, data: bytes | None) -> None:
    if data is None:
        merged.files.pop(name, None)
    else:
        merged.files[name] = data


def _settle(
    merged: Merged, name: str, settled: Mapping[str, Side], new: bytes | None
) -> None:
    merged.conflicts.append(name)
    if settled.get(name) == "release":
        _put(merged, name, new)


def _rows_that_differ(base: Files, newer: Files, name: str) -> list[str]:
    old = dict(_named(document_of(base, name), name))
    new = dict(_named(document_of(newer, name), name))
    return [
        row
        for row in (*new, *(row for row in old if row not in new))
        if not means(old.get(row), new.get(row))
    ]


def _named(document: Plain, name: str) -> Iterator[tuple[str, Plain]]:
    for row in document.get("authority", []):
        yield f"{name} {row.get('id')}", row
    for table in document.get("table", []):
        for row in table.get("rule", []):
            yield str(row.get("id")), row


@dataclass(slots=True)
class _Both:
    """One document that both sides changed."""

    merged: Merged
    settled: Mapping[str, Side]
    file: str

    def row(self, base: Plain, newer: Plain, draft: Plain, called: str) -> Plain:
        """One row, key by key; lists of named rows are gone into."""
        found = dict(draft)
        for key in (*newer, *(key for key in base if key not in newer)):
            old, new = base.get(key, NOTHING), newer.get(key, NOTHING)
            mine = draft.get(key, NOTHING)
            if means(old, new) or means(new, mine):
                continue
            if key in ROWS and all(isinstance(rows, list) for rows in (old, new, mine)):
                found[key] = self.rows(old, new, mine, key)
            else:
                self._choose(found, key, old, new, mine, f"{called}, {key}")
        return found

    def rows(
        self, base: list[Plain], newer: list[Plain], draft: list[Plain], key: str
    ) -> list[Plain]:
        """Rows by their name: each taken, kept, or in conflict; and their order."""
        identity = ROWS[key]
        old = {row.get(identity): row for row in base}
        new = {row.get(identity): row for row in newer}
        mine = {row.get(identity): row for row in draft}
        found: dict[Any, Any] = dict(mine)
        for name in (*new, *(name for name in old if name not in new)):
            was, is_, here = (rows.get(name, NOTHING) for rows in (old, new, mine))
            if means(was, is_) or means(is_, here):
                continue
            called = f"{self.file} {name}" if key == "authority" else str(name)
            if key == "table" and NOTHING not in (was, is_, here):
                found[name] = self.row(was, is_, here, f"table {name}")
            else:
                self._choose(found, name, was, is_, here, called)
        return [found[name] for name in self._order(old, new, mine, found)]

    def _choose(
        self,
        found: dict[Any, Any],
        key: Any,
        old: Any,
        new: Any,
        mine: Any,
        called: str,
    ) -> None:
        if means(old, mine):
            self.merged.taken.append(called)
        else:
            self.merged.conflicts.append(called)
            if self.settled.get(called) != "release":
                return
        if new is NOTHING:
            found.pop(key, None)
        else:
            found[key] = new

    def _order(
        self,
        old: Mapping[Any, Any],
        new: Mapping[Any, Any],
        mine: Mapping[Any, Any],
        found: Mapping[Any, Any],
    ) -> list[Any]:
        """The draft's order, unless only the newer release has changed it."""
        here = [name for name in mine if name in found]
        common = [name for name in old if name in new and name in mine]
        if [name for name in mine if name in common] == common:
            first, second = [name for name in new if name in found], here
        else:
            first, second = here, [name for name in new if name in found]
        order = list(first)
        for at, name in enumerate(second):
            if name not in order:
                before = second[at - 1] if at else None
                order.insert(order.index(before) + 1 if before in order else 0, name)
        return order
