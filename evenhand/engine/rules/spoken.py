"""The cells of decision tables as a printed page, or a reader aloud, would say them."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from functools import singledispatch

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import HitPolicy, Register, Value
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.words import listed, said


ORDERS = {
    "<": "less than {}",
    "<=": "at most {}",
    ">": "more than {}",
    ">=": "{} or more",
}


# How a table is read, in words.
HITS: Mapping[HitPolicy, str] = {
    "first": "Read from the top: the first rule that fits decides.",
    "unique": "One rule fits each case, never two.",
    "collect": "Every rule that fits counts; what they ask for is gathered.",
    "sum": "Every rule that fits counts; their points are added.",
}


# Columns that take values from more than one register, and so name none.
REGISTERS = {"requires": ("skills", "clearances")}


class Words:
    """Says tests and values of one column, with the titles its registers give."""

    def __init__(self, release: Release, column: str) -> None:
        one = register_of(release, column)
        several = [release.registers.get(name) for name in REGISTERS.get(column, ())]
        self.registers = [found for found in (one, *several) if found is not None]
        self.release = release

    def value(self, value: Value) -> str:
        """One value: a title where a register has one."""
        for register in self.registers:
            if isinstance(value, str) and register.attributes:
                title = register.attributes.get(value, {}).get("title")
                if title:
                    return str(title)
        return said(value)

    def test(self, test: nodes.Test) -> str:
        """What stands in a cell under "when"."""
        match test:
            case nodes.Anything():
                return "anything"
            case nodes.Missing():
                return "not stated"
            case nodes.Equals(value):
                return self.expression(value)
            case nodes.Compared(order, value):
                return ORDERS[order].format(self.expression(value))
            case nodes.Within(low, high, low_belongs, high_belongs):
                beginning = "" if low_belongs else "more than "
                end = "" if high_belongs else "under "
                return (
                    f"{beginning}{self.expression(low)} to {end}{self.expression(high)}"
                )
            case nodes.HasAny(values):
                return f"has {listed([self.value(v) for v in values], 'or')}"
            case nodes.AnyOf(tests):
                return listed([self.test(part) for part in tests], "or")
            case nodes.NoneOf(tests):
                return f"not {listed([self.test(part) for part in tests], 'or')}"
            case nodes.Holds(condition):
                return self.expression(condition)

    def expression(self, node: nodes.Expression) -> str:
        """A value that is worked out, or written as it stands."""
        return _say(node, self)


@singledispatch
def _say(node: object, words: Words) -> str:
    raise AssertionError(f"unhandled: {node}")


@_say.register
def _literal(node: nodes.Literal, words: Words) -> str:
    value = node.value
    if isinstance(value, (tuple, list)):
        return ", then ".join(words.value(part) for part in value) or "none"
    return words.value(value)


@_say.register
def _name(node: nodes.Name, words: Words) -> str:
    return words.release.title_of(node.name).lower()


@_say.register
def _input(node: nodes.Input, words: Words) -> str:
    return "it"


@_say.register(nodes.Arithmetic)
@_say.register(nodes.Compare)
def _binary(node: nodes.Arithmetic | nodes.Compare, words: Words) -> str:
    operator = {"*": "×", "!=": "is not", "=": "is"}.get(node.operator, node.operator)
    return f"{_say(node.left, words)} {operator} {_say(node.right, words)}"


@_say.register
def _negated(node: nodes.Negated, words: Words) -> str:
    return f"-{_say(node.operand, words)}"


@_say.register
def _and(node: nodes.And, words: Words) -> str:
    return " and ".join(_say(part, words) for part in node.parts)


@_say.register
def _or(node: nodes.Or, words: Words) -> str:
    return " or ".join(_say(part, words) for part in node.parts)


@_say.register
def _not(node: nodes.Not, words: Words) -> str:
    return f"not ({_say(node.operand, words)})"


@_say.register
def _if(node: nodes.If, words: Words) -> str:
    return (
        f"{_say(node.then, words)} if {_say(node.condition, words)}, "
        f"else {_say(node.otherwise, words)}"
    )


@_say.register
def _contains(node: nodes.Contains, words: Words) -> str:
    return f"{_say(node.whole, words)} includes {_say(node.part, words)}"


def register_of(release: Release, name: str) -> Register | None:
    """The register that a fact or attribute takes its values from, if any."""
    fact = release.vocabulary.facts.get(name)
    if fact is not None:
        return release.registers.get(fact.values_from or "")
    attribute = release.attributes.get(name)
    if attribute is not None and isinstance(attribute.set_by, nodes.Table):
        for output in attribute.set_by.outputs:
            if output.name == name:
                return release.registers.get(output.values_from or "")
    return None


def title_in(release: Release, register: str, value: str) -> str:
    """The title a register gives a value; the value itself where it gives none."""
    found = release.registers.get(register)
    attributes = found.attributes if found is not None else None
    return str((attributes or {}).get(value, {}).get("title") or value)


def effect_of(release: Release, name: str, node: nodes.Expression) -> str:
    """What a rule sets, in words: "Units: Liverpool", "20 points", "Supported: yes"."""
    said_ = Words(release, name).expression(node)
    attribute = release.attributes[name]
    if attribute.type == "integer" and name.endswith("points"):
        match node:
            case nodes.Literal(Decimal() | int() as points):
                size = f"{int(points):,}" if points else "no"
                return f"{size} point{'' if points == 1 else 's'}"
        return f"{said_} points"
    return f"{attribute.title or name}: {said_}"


def date_of(value: datetime.date | None) -> str:
    """A review or expiry date, or that there is none."""
    return said(value) if value is not None else "none"
