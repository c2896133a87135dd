"""What every rival is given: the tables, what they read, and a literal as Python has it.

Each rival is given the cases with derived facts worked out and days as numbers, and
answers for each case the outputs asked for and the ids of the rules that fired.
"""

import datetime
from collections.abc import Iterable
from typing import Any

import polars as pl

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Table, Test, Total
from evenhand.engine.rules.release import Release


EPOCH = datetime.date(1970, 1, 1)
Answer = tuple[Any, ...]
Row = dict[str, Any]


class Rules:
    """Some tables with those they need, in their order, and what they read.

    ``outputs`` are the attributes that an answer tells.
    """

    def __init__(
        self, release: Release, tables: tuple[str, ...], outputs: tuple[str, ...]
    ) -> None:
        self.steps = release.steps_for(tables)
        self.outputs = outputs
        self.release = release
        self.columns = sorted(
            {
                name
                for step in self.steps
                if isinstance(step, Table)
                for name in step.inputs
                if name in release.vocabulary.facts
            }
        )
        for step in self.steps:
            assert isinstance(step, Total) or step.hit in ("first", "sum"), step

    @property
    def tables(self) -> list[Table]:
        return [step for step in self.steps if isinstance(step, Table)]

    def answer(self, values: Row, fired: Iterable[str]) -> Answer:
        """What is compared: lists as tuples, numbers whole, ids in their order."""
        outputs = (values[name] for name in self.outputs)
        return (*map(_told, outputs), tuple(sorted(fired)))

    def answers(self, evaluated: pl.DataFrame) -> list[Answer]:
        """Ours, from an evaluated frame with the ids of rules spelt out as fired."""
        columns = evaluated.select(*self.outputs, "fired")
        return [self.answer(row, row["fired"]) for row in columns.iter_rows(named=True)]

    def given(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The number of each case and what is read of it, days as numbers since 1970."""
        days = pl.col(pl.Date).to_physical()
        return frame.select("case", *self.columns).with_columns(days)


def same(tool: str, theirs: list[Answer], ours: list[Answer]) -> None:
    """Raises AssertionError at the first case that a tool answers otherwise."""
    for index, answer in enumerate(theirs):
        assert answer == ours[index], (tool, index, answer, ours[index])


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value if value is None or isinstance(value, str | tuple) else int(value)


def plain(value: Any) -> Any:
    """A literal of the release as Python has it."""
    if isinstance(value, tuple):
        return list(value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, datetime.date):
        return (value - EPOCH).days
    return int(value)


def literal(expression: object) -> Any:
    assert isinstance(expression, nodes.Literal), expression
    return plain(expression.value)


class Dialect:
    """How one tool writes a test on a column; parts are texts in its language."""

    def text(self, column: str, test: Test) -> str:
        match test:
            case nodes.Missing():
                return self.missing(column)
            case nodes.Equals(value):
                return self.among(column, [literal(value)])
            case nodes.Compared(operator, value):
                return self.compared(column, operator, literal(value))
            case nodes.Within(low, high, low_in, high_in):
                least = self.compared(column, ">=" if low_in else ">", literal(low))
                most = self.compared(column, "<=" if high_in else "<", literal(high))
                return self.all([least, most])
            case nodes.HasAny(values):
                return self.has_any(column, list(values))
            case nodes.AnyOf(tests):
                if all(isinstance(one, nodes.Equals) for one in tests):
                    return self.among(column, [literal(one.value) for one in tests])
                return self.any([self.text(column, one) for one in tests])
            case nodes.NoneOf(tests):
                values = [literal(one.value) for one in tests]  # type: ignore[union-attr]
                return self.outside(column, values)
        raise AssertionError(f"no rule of these tables had this test before: {test}")

    def missing(self, column: str) -> str: ...
    def among(self, column: str, values: list[Any]) -> str: ...
    def outside(self, column: str, values: list[Any]) -> str: ...
    def compared(self, column: str, operator: str, value: Any) -> str: ...
    def has_any(self, column: str, values: list[str]) -> str: ...
    def all(self, parts: list[str]) -> str: ...
    def any(self, parts: list[str]) -> str: ...
