"""What a rule means. One case at a time, slowly and plainly; the compiler is tested
against this.

Truth is three-valued: True, False and None for unknown. A test of a missing value is
unknown, and so is its negation, so ``not("male")`` does not hold of somebody whose sex
was never recorded. (DMN would call a missing value unequal to ``"male"``; to act on what
is not known is what we refuse to do.) Only ``null``, ``-``, and an "or" with something
that is true can pass. A rule fires when every one of its tests is True.

Numbers are exact: Decimal to six places, ties to even.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from evenhand.engine.rules import nodes
from evenhand.engine.rules.derive import derive
from evenhand.engine.rules.nodes import (
    Expression,
    Rule,
    Table,
    Test,
    Total,
    Type,
    Value,
)
from evenhand.engine.rules.release import Release


EXACT = Context(prec=76, rounding=ROUND_HALF_EVEN)
PLACES = Decimal(1).scaleb(-nodes.DECIMAL_PLACES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one table says of one case: its attributes, and the ids of rules fired."""

    outputs: dict[str, Value]
    fired: list[str]


def evaluate(
    release: Release,
    table: Table | str,
    facts: Mapping[str, object],
    on: datetime.date,
) -> Outcome:
    """Put one table to one case.

    ``facts`` maps names to values; a name that is absent is missing. A derived fact is
    worked out from its bases unless its own value is given; attributes of other tables
    are taken as given.
    """
    if isinstance(table, str):
        table = release.tables[table]
    return _evaluate(table, KnownFacts(release, facts, on), on)


def evaluate_all(
    release: Release,
    facts: Mapping[str, object],
    on: datetime.date,
    tables: tuple[str, ...] | None = None,
) -> dict[str, Outcome]:
    """Put every table (or those named, and what they need) to one case, in order.

    Totals are among the outcomes, with nothing fired.
    """
    known = KnownFacts(release, facts, on)
    outcomes: dict[str, Outcome] = {}
    for step in release.steps_for(tables):
        if isinstance(step, Total):
            total = _sum([known[name] for name in step.of])
            kind = release.attributes[step.name].type
            outcome = Outcome({step.name: _as_type(total, kind)}, [])
        else:
            outcome = _evaluate(step, known, on)
        known.given.update(outcome.outputs)
        outcomes[step.name] = outcome
    return outcomes


def known_facts(
    release: Release, facts: Mapping[str, object], on: datetime.date
) -> "KnownFacts":
    """The facts of a case with derived ones worked out; None for what is missing."""
    return KnownFacts(release, facts, on)


class KnownFacts(Mapping[str, Value]):
    """The facts of a case: given, else derived, else missing."""

    def __init__(
        self, release: Release, facts: Mapping[str, object], on: datetime.date
    ) -> None:
        self.release = release
        self.on = on
        self.given: dict[str, Value] = {
            name: tuple(value) if isinstance(value, list) else value  # type: ignore[misc]
            for name, value in facts.items()
        }

    def __getitem__(self, name: str) -> Value:
        if name in self.given:
            return self.given[name]
        fact = self.release.vocabulary.facts.get(name)
        if fact is None or fact.derive is None:
            return None
        bases = {base: self[base] for base in fact.derive.of}
        return derive(fact, bases, self.release.registers, self.on)

    def __iter__(self) -> "Iterable[str]":  # type: ignore[override]
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


def _evaluate(table: Table, facts: KnownFacts, on: datetime.date) -> Outcome:
    firing = [
        rule
        for rule in table.rules
        if in_force(facts.release, rule, on) and fires(rule, facts)
    ]
    if table.hit == "first":
        firing = firing[:1]
    # Two rules of a UNIQUE table that both fire contradict each other: no answer.
    deciding = firing
    if table.hit in ("first", "unique"):
        deciding = firing if len(firing) == 1 else []
    outputs: dict[str, Value] = {}
    for output in table.outputs:
        given = [
            _as_type(value_of(rule.then[output.name], facts), output.type)
            for rule in deciding
            if output.name in rule.then
        ]
        if table.hit == "collect":
            outputs[output.name] = _distinct(given)
        elif table.hit == "sum":
            outputs[output.name] = _as_type(_sum(given), output.type)
        else:
            outputs[output.name] = given[0] if given else None
    return Outcome(outputs, [rule.id for rule in firing])


def in_force(release: Release, rule: Rule, on: datetime.date) -> bool:
    """Whether a rule has begun and not ended, and each authority it names stands."""
    if rule.from_on is not None and on < rule.from_on:
        return False
    if rule.ended_on is not None and rule.ended_on <= on:
        return False
    return all(stands(release, authority, on) for authority in rule.authority)


def stands(release: Release, authority: str, on: datetime.date) -> bool:
    """Whether an authority has not expired, or one that stands in for it has not.

    One that is not in the register is a fault of the checks, and stops no rule.
    """
    asked = {authority}
    while authority in release.authorities:
        found = release.authorities[authority]
        if found.expires_on is None or on < found.expires_on:
            return True
        authority = found.on_lapse
        if authority in asked or authority not in release.authorities:
            return False
        asked.add(authority)
    return True


def fires(rule: Rule, facts: Mapping[str, Value]) -> bool:
    """True when every test of the rule is true; unknown is not enough."""
    return all(
        holds(test, facts.get(column), facts) is True
        for column, test in rule.when.items()
    )


def holds(test: Test, value: Value, facts: Mapping[str, Value]) -> bool | None:
    """Whether a value passes a test: True, False, or None for unknown."""
    match test:
        case nodes.Anything():
            return True
        case nodes.Missing():
            return value is None
        case nodes.Equals(expression):
            return _compare(value, "=", value_of(expression, facts))
        case nodes.Compared(operator, expression):
            return _compare(value, operator, value_of(expression, facts))
        case nodes.Within(low, high, low_belongs, high_belongs):
            above = _compare(value, ">=" if low_belongs else ">", value_of(low, facts))
            below = _compare(
                value, "<=" if high_belongs else "<", value_of(high, facts)
            )
            return _and([above, below])
        case nodes.HasAny(wanted):
            return None if value is None else bool(set(_texts(value)) & set(wanted))
        case nodes.Holds(condition):
            return _truth(value_of(condition, facts, value))
        case nodes.AnyOf(tests):
            return _or(holds(part, value, facts) for part in tests)
        case nodes.NoneOf(tests):
            return _not(_or(holds(part, value, facts) for part in tests))


def value_of(
    expression: Expression, facts: Mapping[str, Value], this: Value = None
) -> Value:
    """The value of an expression; ``this`` is what ``?`` stands for."""
    match expression:
        case nodes.Literal(value):
            return value
        case nodes.Name(name):
            return facts.get(name)
        case nodes.Input():
            return this
        case nodes.Arithmetic(left, operator, right):
            return _arithmetic(
                value_of(left, facts, this), operator, value_of(right, facts, this)
            )
        case nodes.Negated(operand):
            return _arithmetic(Decimal(0), "-", value_of(operand, facts, this))
        case nodes.Compare(left, ("=" | "!=") as operator, nodes.Literal(None)) | (
            nodes.Compare(nodes.Literal(None), ("=" | "!=") as operator, left)
        ):
            return (value_of(left, facts, this) is None) == (operator == "=")
        case nodes.Compare(left, operator, right):
            return _compare(
                value_of(left, facts, this), operator, value_of(right, facts, this)
            )
        case nodes.And(parts):
            return _and([_truth(value_of(part, facts, this)) for part in parts])
        case nodes.Or(parts):
            return _or([_truth(value_of(part, facts, this)) for part in parts])
        case nodes.Not(operand):
            return _not(_truth(value_of(operand, facts, this)))
        case nodes.If(condition, then, otherwise):
            chosen = then if value_of(condition, facts, this) is True else otherwise
            return value_of(chosen, facts, this)
        case nodes.Contains(whole, part):
            items, item = value_of(whole, facts, this), value_of(part, facts, this)
            return None if items is None or item is None else item in _texts(items)


def _compare(left: Value, operator: str, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    match operator:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right  # type: ignore[operator]
        case "<=":
            return left <= right  # type: ignore[operator]
        case ">":
            return left > right  # type: ignore[operator]
        case _:
            return left >= right  # type: ignore[operator]


def _and(parts: Iterable[bool | None]) -> bool | None:
    seen = list(parts)
    if False in seen:
        return False
    return None if None in seen else True


def _or(parts: Iterable[bool | None]) -> bool | None:
    seen = list(parts)
    if True in seen:
        return True
    return None if None in seen else False


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _arithmetic(left: Value, operator: str, right: Value) -> Decimal | None:
    """Exact to six places; dividing by nothing gives no answer, as FEEL has it."""
    if not isinstance(left, int | Decimal) or not isinstance(right, int | Decimal):
        return None
    a, b = Decimal(left), Decimal(right)
    match operator:
        case "+":
            answer = EXACT.add(a, b)
        case "-":
            answer = EXACT.subtract(a, b)
        case "*":
            answer = EXACT.multiply(a, b)
        case _:
            if b == 0:
                return None
            answer = EXACT.divide(a, b)
    return answer.quantize(PLACES, context=EXACT)


def _sum(values: list[Value]) -> Value:
    total: Value = Decimal(0)
    for value in values:
        total = _arithmetic(total, "+", value)
    return total


def _distinct(given: list[Value]) -> tuple[str, ...]:
    texts: dict[str, None] = {}
    for value in given:
        if isinstance(value, str):
            texts[value] = None
        else:
            texts.update(dict.fromkeys(_texts(value)))
    return tuple(texts)


def _as_type(value: Value, kind: Type) -> Value:
    """A number as its type writes it: whole numbers as int, decimals to six places."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    if kind == "integer":
        return int(value)
    return Decimal(value).quantize(PLACES, context=EXACT)
