"""The few values that stand for all: where the tests of a column can tell a difference.

A column asked ``< 18`` and ``[6..12)`` cannot tell 30 from 40. So each column falls into
a handful of classes, one value stands for each, and what holds for the representatives
holds for every value there is. That makes the checks of whole tables exact.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Expression, Table, Test, Total, Type, Value
from evenhand.engine.rules.release import Release


# Lists are told apart by which of the looked-for members they have: 2 to the power of
# this many classes at most, so that a check ends.
MOST_MEMBERS = 12


class TooMany(Exception):
    """A column has more classes than a check can go through."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing the rules of a table tell apart.

    ``column`` with one of ``values`` standing for each class; or, for a cell that looks
    beyond its column, that test as something which simply holds or does not, when
    ``test`` is given.
    """

    column: str
    values: tuple[Value, ...] = ()
    test: Test | None = None


def looks_beyond(test: Test) -> bool:
    """True when a cell reads other facts, or reckons with its own value."""
    return bool(nodes.names_in(test)) or _reckons(test)


def _reckons(node: Expression | Test) -> bool:
    if isinstance(node, nodes.Arithmetic | nodes.Negated | nodes.If):
        return _has_input(node)
    if isinstance(node, nodes.Contains):
        return not isinstance(node.part, nodes.Literal)
    return any(map(_reckons, nodes.expressions_in(node)))


def _has_input(node: Expression | Test) -> bool:
    return isinstance(node, nodes.Input) or any(
        map(_has_input, nodes.expressions_in(node))
    )


def literals_in(node: Expression | Test) -> Iterator[Value]:
    """Every value written in a cell, members of lists one by one."""
    match node:
        case nodes.Literal(tuple() as texts) | nodes.HasAny(texts):
            yield from texts
        case nodes.Literal(value):
            yield value
    for part in nodes.expressions_in(node):
        yield from literals_in(part)


def representatives(
    release: Release, column: str, tests: Iterable[Test], *, missing: bool
) -> tuple[Value, ...]:
    """A value for each class into which these tests divide a column.

    Numbers and dates come in rising order; None, for a missing value, comes last.
    Raises TooMany.
    """
    tests = list(tests)
    written = {value for test in tests for value in literals_in(test)} - {None}
    type_ = release.type_of(column)
    found: list[Value]
    match type_:
        case "boolean":
            found = [True, False]
        case "integer" | "decimal":
            found = list(_numbers(type_, written))
        case "date":
            found = list(_dates(written))
        case "texts":
            found = list(_lists(release.values_of(column), tests))
        case _:
            found = list(_texts(release.values_of(column), written))
    return (*found, None) if missing else tuple(found)


def _numbers(type_: Type, written: Iterable[Value]) -> list[Value]:
    points = sorted(
        Decimal(value)
        for value in written
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    )
    if type_ == "integer":
        whole: set[int] = {0} if not points else set()
        for point in points:
            floor = int(point.to_integral_value(ROUND_FLOOR))
            ceiling = int(point.to_integral_value(ROUND_CEILING))
            whole |= {floor - 1, floor, ceiling, ceiling + 1}
        return list(sorted(whole))
    if not points:
        return [Decimal(0)]
    between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
    return list(sorted({points[0] - 1, *points, *between, points[-1] + 1}))


def _dates(written: Iterable[Value]) -> list[datetime.date]:
    day = datetime.timedelta(days=1)
    points = [value for value in written if isinstance(value, datetime.date)]
    if not points:
        return [datetime.date(2020, 1, 1)]
    return sorted(
        {date for point in points for date in (point - day, point, point + day)}
    )


def _texts(values: tuple[str, ...] | None, written: Iterable[Value]) -> list[str]:
    named = sorted(value for value in written if isinstance(value, str))
    return [*named, *_other(values, named)]


def _other(values: tuple[str, ...] | None, named: Iterable[str]) -> list[str]:
    """One value that no test names, when there is one."""
    if values is None:
        return ["something else"]
    taken = set(named)
    return next(([value] for value in values if value not in taken), [])


def _lists(
    values: tuple[str, ...] | None, tests: Iterable[Test]
) -> Iterator[tuple[str, ...]]:
    looked_for = [set(wanted) for test in tests for wanted in _wanted(test)]
    named = sorted(set().union(*looked_for))
    # Members that every test treats alike are one member.
    alike: dict[tuple[bool, ...], str] = {}
    for member in named:
        alike.setdefault(tuple(member in wanted for wanted in looked_for), member)
    members = [*alike.values(), *_other(values, named)]
    if len(members) > MOST_MEMBERS:
        raise TooMany(f"{len(members)} members are told apart")
    for size in range(len(members) + 1):
        yield from itertools.combinations(members, size)


def _wanted(node: Expression | Test) -> Iterator[tuple[str, ...]]:
    match node:
        case nodes.HasAny(values):
            yield values
        case nodes.Contains(_, nodes.Literal(str() as part)):
            yield (part,)
    for inner in nodes.expressions_in(node):
        yield from _wanted(inner)


def may_be_missing(release: Release, name: str) -> bool:
    """Whether a case can lack this fact or attribute."""
    fact = release.vocabulary.facts.get(name)
    if fact is not None:
        if fact.derive is None:
            return fact.may_be_missing
        if fact.derive.kind == "lookup":
            entries = release.registers[fact.derive.register or ""].entries or {}
            keys = release.values_of(fact.derive.of[0])
            if keys is None or not set(keys) <= set(entries):
                return True
        return any(may_be_missing(release, base) for base in fact.derive.of)
    attribute = release.attributes.get(name)
    if attribute is None or name in release.circular:
        return True
    step = attribute.set_by
    if step.name in release.circular:
        return True
    if isinstance(step, Total):
        return any(may_be_missing(release, part) for part in step.of)
    return _table_may_skip(release, step, name)


def _table_may_skip(release: Release, table: Table, output: str) -> bool:
    if table.hit == "collect":
        return False
    expressions = [rule.then.get(output) for rule in table.rules]
    if table.hit != "sum" and (table.gaps or None in expressions):
        return True
    return any(
        expression is not None and _may_give_nothing(release, expression)
        for expression in expressions
    )


def _may_give_nothing(release: Release, expression: Expression) -> bool:
    match expression:
        case nodes.Literal(value):
            return value is None
        case nodes.Name(name):
            return may_be_missing(release, name)
        case nodes.Arithmetic(_, "/", _):
            return True
        case nodes.If(_, then, otherwise):
            return _may_give_nothing(release, then) or _may_give_nothing(
                release, otherwise
            )
    return any(
        _may_give_nothing(release, part)  # type: ignore[arg-type]
        for part in nodes.expressions_in(expression)
    )
