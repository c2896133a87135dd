"""Plain Python: a loop over the rules, as one writes it first."""

from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.results import Spent
from benchmarks.rules_rivals.tables import Answer, Row, Rules, literal
from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Rule, Test, Total


def in_python(rules: Rules, rows: Sequence[Row]) -> tuple[list[Answer], Spent]:
    """The loop that one writes first: every rule asked of every case."""
    steps: list[Any] = []
    for step in rules.steps:
        if isinstance(step, Total):
            steps.append((step, []))
        else:
            steps.append((step, [_closures(rule) for rule in step.rules]))
    with Spent() as spent:
        answers = [_one(rules, steps, dict(row)) for row in rows]
    return answers, spent


def _closures(rule: Rule) -> tuple[str, list[tuple[str, Callable[[Any], bool]]], Row]:
    tests = [(name, _closure(test)) for name, test in rule.when.items()]
    return rule.id, tests, {name: literal(value) for name, value in rule.then.items()}


def _closure(test: Test) -> Callable[[Any], bool]:
    match test:
        case nodes.Missing():
            return lambda value: value is None
        case nodes.Equals(value):
            wanted = literal(value)
            return lambda value: value == wanted
        case nodes.Compared(operator, value):
            end = literal(value)
            return {
                "<": lambda value: value is not None and value < end,
                "<=": lambda value: value is not None and value <= end,
                ">": lambda value: value is not None and value > end,
                ">=": lambda value: value is not None and value >= end,
            }[operator]
        case nodes.Within(low, high, low_in, high_in):
            first, last = literal(low) + (not low_in), literal(high) - (not high_in)
            return lambda value: value is not None and first <= value <= last
        case nodes.HasAny(values):
            some = frozenset(values)
            return lambda value: value is not None and not some.isdisjoint(value)
        case nodes.AnyOf(tests):
            if all(isinstance(one, nodes.Equals) for one in tests):
                values = frozenset(literal(one.value) for one in tests)
                return lambda value: value in values
            parts = [_closure(one) for one in tests]
            return lambda value: any(part(value) for part in parts)
        case nodes.NoneOf(tests):
            inside = [_closure(one) for one in tests]
            return lambda value: (
                value is not None and not any(part(value) for part in inside)
            )
    raise AssertionError(test)


def _one(rules: Rules, steps: list[Any], values: Row) -> Answer:
    fired = []
    for step, some in steps:
        if isinstance(step, Total):
            values[step.name] = sum(values[name] for name in step.of)
            continue
        total = 0
        for rule, tests, then in some:
            for name, test in tests:
                if not test(values[name]):
                    break
            else:
                fired.append(rule)
                if step.hit == "first":
                    values.update(then)
                    break
                total += next(iter(then.values()))
        if step.hit == "sum":
            values[step.outputs[0].name] = total
    return rules.answer(values, fired)
