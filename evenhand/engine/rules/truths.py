"""Where a test is true and where it is false, for all a column can say at once.

Two sets of codes, of which a missing value is in neither: that is three-valued logic
without a third value. "Not" exchanges them, "or" joins the true and cuts the false.
"""

from collections.abc import Sequence

import numpy as np

from evenhand.engine.rules import nodes
from evenhand.engine.rules.columns import Domain, Flags, Items
from evenhand.engine.rules.nodes import Expression, Test, Value


def truth(test: Test, domain: Domain) -> tuple[Flags, Flags]:
    """For each code of a domain: where a simple test is true, and where it is false."""
    missing = domain.missing
    match test:
        case nodes.Anything():
            return np.ones_like(missing), np.zeros_like(missing)
        case nodes.Missing():
            return missing, ~missing
        case nodes.Equals(nodes.Literal(value)):
            return _known(domain, _equal(domain, value), value)
        case nodes.Compared(operator, nodes.Literal(value)):
            return _known(domain, _compare(domain, operator, value), value)
        case nodes.Within(nodes.Literal(low), nodes.Literal(high), from_low, to_high):
            above = _compare(domain, ">=" if from_low else ">", low)
            below = _compare(domain, "<=" if to_high else "<", high)
            return _known(domain, above & below, low)
        case nodes.HasAny(values):
            return _known(domain, _has_any(domain, values), values)
        case nodes.Holds(condition):
            return _condition(condition, domain)
        case nodes.AnyOf(tests):
            return _any([truth(part, domain) for part in tests])
        case nodes.NoneOf(tests):
            true, false = _any([truth(part, domain) for part in tests])
            return false, true
    raise AssertionError(f"not a simple test: {test}")


def _condition(condition: Expression, domain: Domain) -> tuple[Flags, Flags]:
    missing = domain.missing
    match condition:
        case nodes.Literal(bool() as value):
            flags = np.full_like(missing, value)
            return flags, ~flags
        case nodes.Input():
            return _known(domain, _equal(domain, True), True)
        case nodes.Compare(left, operator, right):
            if isinstance(left, nodes.Literal):
                return _condition(nodes.Compare(right, _TURNED[operator], left), domain)
            assert isinstance(right, nodes.Literal)
            if right.value is None:
                return (missing, ~missing) if operator == "=" else (~missing, missing)
            if operator == "!=":
                true, false = _known(domain, _equal(domain, right.value), right.value)
                return false, true
            return _known(domain, _compare(domain, operator, right.value), right.value)
        case nodes.Contains(_, nodes.Literal(str() as part)):
            return _known(domain, _has_any(domain, (part,)), part)
        case nodes.Or(parts):
            return _any([_condition(part, domain) for part in parts])
        case nodes.And(parts):
            # Of the negations: all hold where none is false.
            false, true = _any([_condition(part, domain)[::-1] for part in parts])
            return true, false
        case nodes.Not(operand):
            true, false = _condition(operand, domain)
            return false, true
    raise AssertionError(f"not a simple condition: {condition}")


_TURNED: dict[nodes.Comparator, nodes.Comparator] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def _any(parts: list[tuple[Flags, Flags]]) -> tuple[Flags, Flags]:
    true, false = parts[0]
    for also_true, also_false in parts[1:]:
        true, false = true | also_true, false & also_false
    return true, false


def _known(domain: Domain, true: Flags, value: object) -> tuple[Flags, Flags]:
    """True and false codes; those of no value are neither, nor is any beside none."""
    if value is None:
        return np.zeros_like(true), np.zeros_like(true)
    return true, ~true & ~domain.missing


def _equal(domain: Domain, value: Value) -> Flags:
    return _compare(domain, "=", value)


def _compare(domain: Domain, operator: str, value: Value) -> Flags:
    if value is None or domain.missing.all():
        return np.zeros_like(domain.missing)
    return domain.compare(operator, value)


def _has_any(domain: Domain, values: Sequence[str]) -> Flags:
    assert isinstance(domain, Items)
    return domain.has_any(values)


def simple(test: Test) -> bool:
    """True when a test compares its column with written values and nothing else."""
    match test:
        case nodes.Anything() | nodes.Missing() | nodes.HasAny():
            return True
        case nodes.Equals(value) | nodes.Compared(_, value):
            return isinstance(value, nodes.Literal) and value.value is not None
        case nodes.Within(nodes.Literal(low), nodes.Literal(high), _, _):
            return low is not None and high is not None
        case nodes.Holds(condition):
            return _simple_condition(condition)
        case nodes.AnyOf(tests) | nodes.NoneOf(tests):
            return all(map(simple, tests))
    return False


def _simple_condition(condition: Expression) -> bool:
    match condition:
        case nodes.Literal(bool()) | nodes.Input():
            return True
        case nodes.Compare(nodes.Input(), _, nodes.Literal()) | nodes.Compare(
            nodes.Literal(), _, nodes.Input()
        ):
            return True
        case nodes.Contains(nodes.Input(), nodes.Literal(str())):
            return True
        case nodes.And(parts) | nodes.Or(parts):
            return all(map(_simple_condition, parts))
        case nodes.Not(operand):
            return _simple_condition(operand)
    return False


def literals(node: Expression | Test) -> list[Value]:
    """Every value a cell names, members of lists one by one."""
    match node:
        case nodes.Literal(tuple() as texts) | nodes.HasAny(texts):
            return list(texts)
        case nodes.Literal(None):
            return []
        case nodes.Literal(value):
            return [value]
    return [value for part in nodes.expressions_in(node) for value in literals(part)]
