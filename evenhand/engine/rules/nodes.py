"""What a rule says: the tree that every reader writes and every evaluator walks.

Two families. An *expression* has a value: a literal, a fact by name, ``points + 10``,
``if supported then 5 else 0``. A *test* is what stands in one cell of a table under one
column, and is asked of that column's value: ``< 18``, ``[6..12)``, ``not("detained")``.
Nodes are frozen, and compare equal when they say the same thing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as Choice


Type = Choice["text", "boolean", "integer", "decimal", "date", "texts"]
TYPES: tuple[Type, ...] = ("text", "boolean", "integer", "decimal", "date", "texts")
HitPolicy = Choice["first", "unique", "collect", "sum"]
HIT_POLICIES: tuple[HitPolicy, ...] = ("first", "unique", "collect", "sum")
Order = Choice["<", "<=", ">", ">="]
Comparator = Choice["=", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = Choice["+", "-", "*", "/"]
Value = str | bool | int | Decimal | datetime.date | tuple[str, ...] | None

# Numbers keep this many decimal places, whoever works them out: enough for money and
# rates, and what a column of the whole caseload can hold exactly.
DECIMAL_PLACES = 6
# And this many digits before the point, which is as far as arithmetic stays exact.
WHOLE_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out. Numbers are Decimal; ``None`` is FEEL's ``null``."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, or an attribute that an earlier table sets."""

    name: str


@dataclass(frozen=True, slots=True)
class Input:
    """``?``: the value of the column in which the cell stands."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    left: Expression
    operator: ArithmeticOperator
    right: Expression


@dataclass(frozen=True, slots=True)
class Negated:
    operand: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    left: Expression
    operator: Comparator
    right: Expression


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expression


@dataclass(frozen=True, slots=True)
class If:
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Contains:
    """``list contains(whole, part)``."""

    whole: Expression
    part: Expression


Expression = (
    Literal
    | Name
    | Input
    | Arithmetic
    | Negated
    | Compare
    | And
    | Or
    | Not
    | If
    | Contains
)


@dataclass(frozen=True, slots=True)
class Anything:
    """``-``: true whatever the value is, and when it is missing."""


@dataclass(frozen=True, slots=True)
class Missing:
    """``null``: true when there is no value. The one test that a gap can pass."""


@dataclass(frozen=True, slots=True)
class Equals:
    value: Expression


@dataclass(frozen=True, slots=True)
class Compared:
    """``< 18``: the value stands in this order to another."""

    operator: Order
    value: Expression


@dataclass(frozen=True, slots=True)
class Within:
    """``[6..12)``: between two ends, each of which may or may not belong."""

    low: Expression
    high: Expression
    low_belongs: bool
    high_belongs: bool


@dataclass(frozen=True, slots=True)
class HasAny:
    """A plain list under a column of lists: the value has at least one of these."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition that speaks of the value as ``?``: ``list contains(?, "x")``."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class AnyOf:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """``not(...)``."""

    tests: tuple[Test, ...]


Test = Anything | Missing | Equals | Compared | Within | HasAny | Holds | AnyOf | NoneOf


@dataclass(frozen=True, slots=True)
class Output:
    """An attribute that a table sets; it may be read by later tables."""

    name: str
    type: Type
    values: tuple[str, ...] | None = None
    values_from: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table. ``when`` holds a test for each column that is not ``-``.

    ``lapses_on`` is not written: it is the day on which an authority that the rule names
    ends, with nothing to stand in for it.
    """

    id: str
    title: str
    when: Mapping[str, Test]
    then: Mapping[str, Expression]
    because: str = ""
    authority: tuple[str, ...] = ()
    owner: str = ""
    review_on: datetime.date | None = None
    from_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    applies_to: tuple[Mapping[str, Value], ...] = ()
    spares: tuple[Mapping[str, Value], ...] = ()
    lapses_on: datetime.date | None = None

    def in_force(self, on: datetime.date) -> bool:
        """True from ``from_on``, and no longer from ``ended_on`` or ``lapses_on``."""
        begun = self.from_on is None or self.from_on <= on
        ended = self.ended_on is not None and self.ended_on <= on
        return begun and not ended and not self.has_lapsed(on)

    def has_lapsed(self, on: datetime.date) -> bool:
        """True from the day on which an authority it needs is there no longer."""
        return self.lapses_on is not None and self.lapses_on <= on


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    hit: HitPolicy
    inputs: tuple[str, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    because: str = ""
    gaps: str = ""
    owner: str = ""
    rulebook: str = ""

    def rules_in_force(self, on: datetime.date) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.in_force(on))


@dataclass(frozen=True, slots=True)
class Total:
    """An attribute that is the sum of others; missing when any of them is."""

    name: str
    of: tuple[str, ...]
    title: str = ""
    rulebook: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """What allows a rule to treat people differently by a protected characteristic.

    ``on_lapse`` says what happens from ``expires_on`` on: the id of an authority that
    stands in for it, or that the rules which name it do not apply (see ``lapsing``).
    """

    id: str
    kind: str
    reference: str
    characteristics: tuple[str, ...] = ()
    expires_on: datetime.date | None = None
    on_lapse: str = ""
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A list of the values a fact may take, and what each value leads to.

    ``entries`` is for look-ups (postcode area to region); ``attributes`` holds the rest
    of each row where values have more than a name (a unit's title and purpose).
    """

    name: str
    title: str
    values: tuple[str, ...]
    owner: str = ""
    entries: Mapping[str, str] | None = None
    attributes: Mapping[str, Mapping[str, object]] | None = None


def expressions_in(node: Expression | Test) -> tuple[Expression | Test, ...]:
    """The parts a node is directly made of."""
    match node:
        case Arithmetic(left, _, right) | Compare(left, _, right):
            return (left, right)
        case Negated(operand) | Not(operand):
            return (operand,)
        case And(parts) | Or(parts):
            return parts
        case If(condition, then, otherwise):
            return (condition, then, otherwise)
        case Contains(whole, part):
            return (whole, part)
        case Equals(value) | Compared(_, value):
            return (value,)
        case Within(low, high, _, _):
            return (low, high)
        case Holds(condition):
            return (condition,)
        case AnyOf(tests) | NoneOf(tests):
            return tests
        case _:
            return ()


def names_in(node: Expression | Test) -> frozenset[str]:
    """Every fact or attribute that a node names, at any depth."""
    if isinstance(node, Name):
        return frozenset({node.name})
    return frozenset().union(*map(names_in, expressions_in(node)))
