"""A TOML file brought to say something else, with its comments and layout as they were.

What is wanted is given as plain values. Only what differs is written anew, and the
result is read again: it says exactly what was wanted, or the change is refused.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Item, Table, Whitespace

from evenhand.engine.rules.editing.writing import (
    AUTHORITY_KEYS,
    HEAD_KEYS,
    RULE_KEYS,
    row_written,
    written,
)


Plain = dict[str, Any]
ORDERS = {"rule": RULE_KEYS, "authority": AUTHORITY_KEYS}
IDENTITIES = ("id", "name")


class NotKept(ValueError):
    """The file is laid out in a way in which it cannot be changed and kept."""


def plain(text: str) -> Plain:
    """What a TOML text says; numbers with a point are Decimal."""
    return tomllib.loads(text, parse_float=Decimal)


def same(one: Any, other: Any) -> bool:
    """Whether two plain values are the same, of the same types, in the same order."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(
            same(one[key], other[key]) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def means(one: Any, other: Any) -> bool:
    """As `same`, whatever the order of the keys of each row."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set(one) == set(other) and all(
            means(one[key], other[key]) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(means, one, other))
    return type(one) is type(other) and bool(one == other)


def rewritten(text: str, wanted: Plain) -> str:
    """The text with what differs from `wanted` written anew. Raises NotKept."""
    present = plain(text)
    if same(present, wanted):
        return text
    try:
        document = tomlkit.parse(text)
        _bring(document, present, wanted, HEAD_KEYS, "")
        found = document.as_string()
        if means(plain(found), wanted):
            return found
    except (TOMLKitError, tomllib.TOMLDecodeError, KeyError, IndexError, TypeError):
        pass
    raise NotKept("it is laid out in a way in which it cannot be changed here")


def _bring(
    row: Any, present: Plain, wanted: Plain, order: tuple[str, ...], header: str
) -> None:
    """Bring one table of the document to what is wanted of it."""
    for key in [key for key in present if key not in wanted]:
        row.remove(key)
    for key, value in wanted.items():
        if key not in present:
            _add(row, key, _item(value), order)
        elif not same(present[key], value):
            path = f"{header}.{key}" if header else key
            _replace(row, key, present[key], value, path)


def _replace(row: Any, key: str, present: Any, value: Any, path: str) -> None:
    item = row[key]
    if isinstance(item, AoT) and isinstance(value, list) and value:
        _bring_rows(item, present, value, path)
    elif isinstance(item, Table) and isinstance(value, dict):
        _bring(item, present, value, (), path)
    elif isinstance(item, Array) and "#" in item.as_string():
        _bring_array(item, present, value)
    else:
        row[key] = _item(value)


def _item(value: Any) -> Item:
    return tomlkit.value(written(value))


def _add(row: Any, key: str, item: Item, order: tuple[str, ...]) -> None:
    """A key that was not there, behind those that come before it in the usual order."""
    place = order.index(key) if key in order else len(order)
    body = _body(row)
    last = -1
    for at, (name, _) in enumerate(body):
        if name is None:
            continue
        standing = order.index(name.key) if name.key in order else -1
        if standing < place and not isinstance(body[at][1], AoT | Table):
            last = at
    after = [(name, part) for name, part in body[last + 1 :] if not _is_nothing(part)]
    for at in range(last + 1, len(body)):
        name, _ = body[at]
        if name is not None:
            row.remove(name)
    del body[last + 1 :]
    row.append(key, item)
    if not item.trivia.trail.endswith("\n"):
        item.trivia.trail += "\n"
    for name, part in after:
        if name is None:
            body.append((None, part))
        else:
            row.append(name, part)


def _body(row: Any) -> list[tuple[Any, Item]]:
    container = row.value if isinstance(row, Table) else row
    body: list[tuple[Any, Item]] = container.body
    return body


def _is_nothing(part: Item) -> bool:
    return type(part).__name__ == "Null"


def _bring_rows(
    rows: AoT, present: list[Plain], wanted: list[Plain], path: str
) -> None:
    """Rows known by their id or name: changed, taken out, put in, and in order."""
    names = [_identity(row) for row in present]
    wanted_names = [_identity(row) for row in wanted]
    if len(set(names)) < len(names) or len(set(wanted_names)) < len(wanted_names):
        raise NotKept("two of its rows have one name")
    header = path
    order = ORDERS.get(path.rpartition(".")[2], ())
    kept = dict(zip(names, zip(list(rows.body), present, strict=True), strict=True))
    for name, row in zip(wanted_names, wanted, strict=True):
        if name in kept:
            table, before = kept[name]
            _bring(table, before, row, order, path)
    if names == wanted_names:
        return
    tails = [_take_tail(table) for table in rows.body]
    for at in reversed(range(len(names))):
        if names[at] not in wanted_names:
            _drop_tail(tails, at)
            del rows[at]
    staying = [name for name in wanted_names if name in kept]
    for at, name in enumerate(staying):
        table = kept[name][0]
        standing = next(i for i, found in enumerate(rows.body) if found is table)
        if standing != at:
            del rows[standing]
            rows.insert(at, table)
    for at, (name, row) in enumerate(zip(wanted_names, wanted, strict=True)):
        if name not in kept:
            rows.insert(at, _table(row_written(header, row, order), header))
            tails.insert(max(at - 1, 0), [(None, Whitespace("\n"))])
    for at, table in enumerate(rows.body):
        table.trivia.indent = table.trivia.indent.lstrip("\n")
        ending = tails[at]
        if at + 1 < len(rows) and not ending:
            ending = [(None, Whitespace("\n"))]
        _end_line(table)
        _body(table).extend(ending)


def _identity(row: Plain) -> str:
    for key in IDENTITIES:
        if isinstance(row.get(key), str):
            return str(row[key])
    raise NotKept("a row of it has no name")


def _take_tail(table: Table) -> list[tuple[Any, Item]]:
    """Blank lines and comments after the last key of a row, which stay in their place.

    They are headings of what follows them, so that a rule which moves leaves them.
    """
    body = _body(table)
    if body and isinstance(body[-1][1], AoT | Table):
        raise NotKept("its tables cannot be put in another order here")
    tail: list[tuple[Any, Item]] = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop())
    return [(None, part) for _, part in tail if not _is_nothing(part)]


def _drop_tail(tails: list[list[tuple[Any, Item]]], at: int) -> None:
    """What followed a row that is taken out follows the one before it, if it says more."""
    going = tails.pop(at)
    says = any(not isinstance(part, Whitespace) for _, part in going)
    if says and at > 0:
        before = tails[at - 1]
        if any(not isinstance(part, Whitespace) for _, part in before):
            going = before + going
        tails[at - 1] = going
    elif at == len(tails) and at > 0 and not going:
        tails[at - 1] = [
            part for part in tails[at - 1] if not isinstance(part[1], Whitespace)
        ]


def _end_line(table: Table) -> None:
    for name, part in reversed(_body(table)):
        if name is not None:
            if not part.trivia.trail.endswith("\n"):
                part.trivia.trail += "\n"
            return


def _table(text: str, header: str) -> Table:
    """A row of its own text, ready to stand among others of its header."""
    found: Any = tomlkit.parse(text)
    for name in header.split("."):
        found = found[name]
        if isinstance(found, AoT):
            found = found[0]
    assert isinstance(found, Table)
    return found


def _bring_array(array: Array, present: list[Any], value: list[Any]) -> None:
    """A list that has comments in it: one more at its end, or one fewer."""
    size = len(present)
    if len(value) > size and all(map(same, present, value)):
        for added in value[size:]:
            array.add_line(_item(added), indent="  ")
        return
    for at in range(size):
        if same(present[:at] + present[at + 1 :], value):
            del array[at]
            return
    for at in range(min(size, len(value))):
        if not same(present[at], value[at]):
            array[at] = _item(value[at])
    if len(value) != size:
        raise NotKept("a list with comments in it is changed in several places")
