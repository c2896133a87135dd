"""Cells that look beyond their own column, and outputs that are worked out, as polars.

Polars' own "and", "or" and "not" are three-valued in the same way as ours, and its
Decimal rounds to six places with ties to even; what differs is written out here.
"""

import polars as pl

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Expression, Test, Type, Value


NUMBER = pl.Decimal(38, nodes.DECIMAL_PLACES)
PLAIN: dict[Type, pl.DataType] = {
    "text": pl.String(),
    "boolean": pl.Boolean(),
    "integer": NUMBER,
    "decimal": NUMBER,
    "date": pl.Date(),
    "texts": pl.List(pl.String),
}


def series_type(type_: Type, values: tuple[str, ...] | None) -> pl.DataType:
    """The type of a column that is handed out; texts with known values are Enum."""
    match type_:
        case "text" if values is not None:
            return pl.Enum(values)
        case "integer":
            return pl.Int64()
    return PLAIN[type_]


def test_column(test: Test, column: str) -> pl.Expr:
    """True, False or null for each row of a frame whose columns are as in ``PLAIN``."""
    match test:
        case nodes.Anything():
            return pl.lit(True)
        case nodes.Missing():
            return pl.col(column).is_null()
        case nodes.Equals(value):
            return _equal(pl.col(column), column_of(value, column), value)
        case nodes.Compared(operator, value):
            return _ordered(pl.col(column), operator, column_of(value, column))
        case nodes.Within(low, high, low_belongs, high_belongs):
            above = ">=" if low_belongs else ">"
            below = "<=" if high_belongs else "<"
            return _ordered(pl.col(column), above, column_of(low, column)) & _ordered(
                pl.col(column), below, column_of(high, column)
            )
        case nodes.HasAny(wanted):
            return pl.any_horizontal(
                pl.col(column).list.contains(pl.lit(value)) for value in wanted
            )
        case nodes.Holds(condition):
            return column_of(condition, column)
        case nodes.AnyOf(tests):
            return pl.any_horizontal(test_column(part, column) for part in tests)
        case nodes.NoneOf(tests):
            return ~pl.any_horizontal(test_column(part, column) for part in tests)


def column_of(expression: Expression, this: str = "") -> pl.Expr:
    """The value of an expression for each row; ``this`` is the column of ``?``."""
    match expression:
        case nodes.Literal(value):
            return _literal(value)
        case nodes.Name(name):
            return pl.col(name)
        case nodes.Input():
            return pl.col(this)
        case nodes.Arithmetic(left, operator, right):
            return _arithmetic(column_of(left, this), operator, column_of(right, this))
        case nodes.Negated(operand):
            return pl.lit(0, dtype=NUMBER) - column_of(operand, this)
        case nodes.Compare(left, ("=" | "!=") as operator, nodes.Literal(None)) | (
            nodes.Compare(nodes.Literal(None), ("=" | "!=") as operator, left)
        ):
            missing = column_of(left, this).is_null()
            return missing if operator == "=" else ~missing
        case nodes.Compare(left, ("=" | "!=") as operator, right):
            if left == nodes.Literal(()):
                left, right = right, left
            equal = _equal(column_of(left, this), column_of(right, this), right)
            return equal if operator == "=" else ~equal
        case nodes.Compare(left, operator, right):
            return _ordered(column_of(left, this), operator, column_of(right, this))
        case nodes.And(parts):
            return pl.all_horizontal(column_of(part, this) for part in parts)
        case nodes.Or(parts):
            return pl.any_horizontal(column_of(part, this) for part in parts)
        case nodes.Not(operand):
            return ~column_of(operand, this)
        case nodes.If(condition, then, otherwise):
            return (
                pl.when(column_of(condition, this))
                .then(column_of(then, this))
                .otherwise(column_of(otherwise, this))
            )
        case nodes.Contains(whole, part):
            items, item = column_of(whole, this), column_of(part, this)
            return pl.when(item.is_not_null()).then(items.list.contains(item))


def _literal(value: Value) -> pl.Expr:
    match value:
        case tuple():
            return pl.lit(pl.Series([list(value)], dtype=pl.List(pl.String))).first()
        case bool() | str() | None:
            return pl.lit(value)
        case int():
            return pl.lit(value, dtype=NUMBER)
    return pl.lit(value, dtype=pl.Date if hasattr(value, "year") else NUMBER)


def _equal(left: pl.Expr, right: pl.Expr, node: Expression) -> pl.Expr:
    if node == nodes.Literal(()):
        return left.list.len() == 0
    return left == right


def _ordered(left: pl.Expr, operator: str, right: pl.Expr) -> pl.Expr:
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _arithmetic(left: pl.Expr, operator: str, right: pl.Expr) -> pl.Expr:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / pl.when(right != 0).then(right)
