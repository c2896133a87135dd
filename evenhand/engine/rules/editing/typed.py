"""One cell as a person types it: what it is understood as, or what was expected.

Plain values and lists of them, the words in which the page says a cell ("18 or more",
"6 to under 12"), and FEEL for everything else.
"""

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evenhand.engine.rules import nodes
from evenhand.engine.rules.cell_types import faults_of_output, faults_of_test, place_of
from evenhand.engine.rules.editing.plainly import (
    Column,
    Nothing,
    column_of,
    day_of,
    parts_of,
)
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.feel import (
    LONGEST,
    CellFault,
    parse_expression,
    parse_test,
    shown,
)
from evenhand.engine.rules.nodes import Expression, Output, Table, Test, Value
from evenhand.engine.rules.release import Release, has_any
from evenhand.engine.rules.spoken import Words
from evenhand.engine.rules.words import number, said


class Absent:
    """A cell that is left empty."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()
ANYTHING = frozenset(("", "-", "any", "anything"))
MISSING = frozenset(("null", "not stated", "missing"))
NUMBER_OR_DAY = r"(?P<{}>-?[\d.]+|\d{{1,2}} [A-Za-z]+ \d{{4}}|[\d/-]+)"
ONE, LOW, HIGH = (NUMBER_OR_DAY.format(name) for name in ("one", "low", "high"))
# In the words of the page, and in FEEL's own signs with a date as a person writes it.
ORDERS = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        (rf"(?:less than|under|before|<)\s*{ONE}", "< {}"),
        (rf"(?:at most|up to|no more than|<=)\s*{ONE}", "<= {}"),
        (rf"(?:more than|over|after|>)\s*{ONE}", "> {}"),
        (rf"(?:at least|from|>=)\s*{ONE}", ">= {}"),
        (rf"{ONE} or (?:more|over|later|older)", ">= {}"),
        (rf"{ONE} or (?:less|fewer|under|earlier)", "<= {}"),
        (rf"more than {LOW} to under {HIGH}", "({}..{})"),
        (rf"more than {LOW} to {HIGH}", "({}..{}]"),
        (rf"{LOW} to under {HIGH}", "[{}..{})"),
        (rf"{LOW} to {HIGH}", "[{}..{}]"),
    )
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a cell says: as it is written in the file, as a node, and in words."""

    toml: Any
    node: Test | Expression
    words: str


def column_of_input(release: Release, name: str) -> Column:
    """The condition column of that name; an unknown one takes any text."""
    return column_of(
        release, name, release.type_of(name) or "text", release.values_of(name)
    )


def column_of_output(release: Release, output: Output) -> Column:
    """What an output may be set to."""
    return column_of(release, output.name, output.type, output.values)


def understand_test(
    release: Release, table: Table, rule_id: str, column: str, typed: str
) -> Understood | list[Fault]:
    """A cell of a condition column, as typed."""
    where = f"{place_of(table)}, rule {rule_id}, column {column}"
    if release.type_of(column) is None:
        return [
            Fault("unknown-name", where, f"{column} is no fact and set by no table")
        ]
    text = typed.strip()
    if text.casefold() in ANYTHING:
        return Understood(ABSENT, nodes.Anything(), "anything")
    told = column_of_input(release, column)
    toml = _too_long(text, where) or _test_written(told, text)
    if isinstance(toml, Fault):
        return [toml]
    try:
        node = _test_node(toml)
    except CellFault as fault:
        sentence = _not_a_value(told, text) or str(fault)
        return [Fault("does-not-parse", where, sentence)]
    if release.type_of(column) == "texts":
        node = has_any(node)
    found = list(faults_of_test(release, where, column, node))
    if found:
        sentence = _not_a_value(told, text)
        return [Fault("outside-register", where, sentence)] if sentence else found
    return Understood(toml, node, Words(release, column).test(node))


def understand_output(
    release: Release, table: Table, rule_id: str, output: Output, typed: str
) -> Understood | list[Fault]:
    """A cell of an output, as typed; left empty, the rule does not set it."""
    where = f"{place_of(table)}, rule {rule_id}, output {output.name}"
    text = typed.strip()
    if text in ("", "-"):
        return Understood(ABSENT, nodes.Literal(None), "not set")
    told = column_of_output(release, output)
    toml = _too_long(text, where) or _output_written(told, text)
    if isinstance(toml, Fault):
        return [toml]
    try:
        node = _output_node(toml)
    except CellFault as fault:
        sentence = _not_a_value(told, text) or str(fault)
        return [Fault("does-not-parse", where, sentence)]
    found = list(faults_of_output(release, where, output, node))
    if found:
        sentence = _not_a_value(told, text)
        return [Fault("outside-register", where, sentence)] if sentence else found
    return Understood(toml, node, Words(release, output.name).expression(node))


def as_typed(toml: Any, column: Column) -> str:
    """A cell of the file as a person would type it; understood, it says the same."""
    match toml:
        case Absent():
            return ""
        case str():
            try:
                match parse_expression(toml):
                    case nodes.Literal(str() as text):
                        return text_typed(text, column)
            except CellFault:
                pass
            return toml
        case list():
            return ", ".join(
                text_typed(value, column) if isinstance(value, str) else said(value)
                for value in toml
            )
        case int() | Decimal() if not isinstance(toml, bool):
            return number(toml)
    return said(toml)


def text_typed(text: str, column: Column) -> str:
    """A text as it is, or in quotes where it would be taken for something else."""
    plain = (
        parts_of(text) == [text]
        and text.casefold() not in ANYTHING | MISSING
        and column.value(text) == text
    )
    return text if plain else json.dumps(text, ensure_ascii=False)


def _too_long(text: str, where: str) -> Fault | None:
    if len(text) <= LONGEST:
        return None
    return Fault(
        "does-not-parse",
        where,
        f"found a cell of {len(text):,} characters; at most {LONGEST:,} are read",
    )


def _test_written(column: Column, text: str) -> Any:
    """How a condition stands in the file: values where they are, FEEL otherwise."""
    if column.type == "texts":
        text = re.sub(r"^has\s+", "", text, flags=re.IGNORECASE)
    negated = re.match(r"(?:not|none of)\s+(?!stated)", text, re.IGNORECASE)
    values = _values(column, text)
    if values is None and negated:
        values = _values(column, text[negated.end() :])
    else:
        negated = None
    if values is not None:
        if negated:
            return f"not({', '.join(map(_feel, values))})"
        if None in values:
            return ", ".join(map(_feel, values))
        if len(values) == 1 and not isinstance(values[0], str):
            return native(values[0])
        return [native(value) for value in values]
    if column.type in ("integer", "decimal", "date"):
        for form, order in ORDERS:
            found = form.fullmatch(text)
            ends = [_end(column, end) for end in found.groups()] if found else [None]
            if None not in ends:
                return order.format(*ends)
    return text


def _end(column: Column, text: str) -> str | None:
    value = column.value(text)
    return None if isinstance(value, Nothing) else _feel(value)


def _values(column: Column, text: str) -> list[Value] | None:
    """The values listed in a text, None among them for "not stated"; or None."""
    whole = column.value(text)
    if not isinstance(whole, Nothing):
        return [whole]
    found: list[Value] = []
    for part in _alternatives(column, text):
        if part.casefold() in MISSING:
            found.append(None)
            continue
        value = column.value(part)
        if isinstance(value, Nothing):
            return None
        found.append(value)
    return found or None


def _alternatives(column: Column, text: str) -> Iterable[str]:
    for part in parts_of(text):
        if '"' in part or not isinstance(column.value(part), Nothing):
            yield part
        else:
            yield from (piece.strip() for piece in re.split(r"\s(?:or|then)\s", part))


def _output_written(column: Column, text: str) -> Any:
    if column.type in ("text", "texts"):
        values = _values(column, text)
        if values is not None and None not in values:
            if column.type == "texts":
                return values
            if len(values) == 1:
                return _feel(values[0])
        return text
    value = column.value(text)
    return text if isinstance(value, Nothing) else native(value)


def _test_node(toml: Any) -> Test:
    """What the reader makes of a cell that is understood here."""
    if isinstance(toml, str):
        return parse_test(toml)
    values = toml if isinstance(toml, list) else [toml]
    tests = tuple(nodes.Equals(_literal(value)) for value in values)
    return tests[0] if len(tests) == 1 else nodes.AnyOf(tests)


def _output_node(toml: Any) -> Expression:
    if isinstance(toml, str):
        return parse_expression(toml)
    return nodes.Literal(tuple(toml)) if isinstance(toml, list) else _literal(toml)


def _literal(value: Any) -> nodes.Literal:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return nodes.Literal(Decimal(value) if whole else value)


def native(value: Value) -> Any:
    """A whole number is written without a point."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _feel(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case datetime.date():
            return f'date("{value.isoformat()}")'
        case Decimal():
            return number(value)
    raise AssertionError(f"no single value: {value!r}")


def _not_a_value(column: Column, text: str) -> str:
    """ "Irak is not one of the values of nationality; did you mean Iraq?", or nothing.

    Only where a text reads like a list of values; else what FEEL says of it is better.
    """
    told = shown(text)
    if column.type == "date" and re.fullmatch(r"[\w\s/-]+", text) and not day_of(text):
        return f"{told!r} is no date; write 23 July 2021, or < 23 July 2021"
    if column.type == "boolean" and re.fullmatch(r"[\w ]+", text):
        return f"{told!r} is neither yes nor no"
    if column.type in ("integer", "decimal") and re.fullmatch(r"[\w\s.,-]+", text):
        return f"{told!r} is no number; write 18, < 18, 18 or more, or 6 to under 12"
    if not column.closed or not re.fullmatch(r"[^\W\d][^<>=()\[\]+*@?]*", text):
        return ""
    for part in _alternatives(column, text):
        if part.casefold() in MISSING or not isinstance(column.value(part), Nothing):
            continue
        near = column.nearest(part)
        if near:
            more = f"did you mean {near}?"
        else:
            values = list(dict.fromkeys(column.known.values()))
            more = "such as " + ", ".join(values[:6])
        return f"{shown(part)!r} is not one of the values of {column.title.lower()}; {more}"
    return ""
