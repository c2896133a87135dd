"""FEEL cells: text in, nodes out, or a sentence about what was found instead."""

import datetime
import json
from decimal import Decimal
from functools import cache
from typing import Any, NoReturn

from lark import Lark, Token, Transformer, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, VisitError

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Expression, Test


# More than any rule needs, and little enough that reading, checking and explaining a
# cell written to do harm ends at once.
LONGEST = 20_000
DEEPEST = 60
SHOWN = 150


class CellFault(ValueError):
    """A cell does not say anything FEEL can mean; the text is a sentence."""


def parse_test(cell: str) -> Test:
    """Read a cell of a condition column, for example ``[6..12)`` or ``not("NSA")``.

    Raises CellFault. Source: DMN 1.5, section 10.3 (unary tests).
    """
    if cell.strip() == "-":
        return nodes.Anything()
    return _any_of(_read(cell, "cell"))


def parse_expression(cell: str) -> Expression:
    """Read a cell of an output column, for example ``points + 10``.

    Raises CellFault. ``?`` is refused, since an output stands under no input.
    """
    expression = _value(_read(cell, "expression"), cell)
    if _speaks_of_input(expression):
        raise CellFault(
            f"found ? in {shown(cell)!r}, but an output has no column to speak of"
        )
    return expression


@cache
def _parser() -> Lark:
    return Lark.open(
        "feel.lark",
        rel_to=__file__,
        parser="lalr",
        start=["cell", "expression"],
        maybe_placeholders=False,
    )


class _Negation(tuple[Any, ...]):
    """``not(...)`` as read, before it is known to be a test or a condition."""


def _read(cell: str, start: str) -> Any:
    if not cell.strip():
        raise CellFault("found an empty cell, where a test or a value was expected")
    if len(cell) > LONGEST:
        raise CellFault(
            f"found a cell of {len(cell):,} characters; at most {LONGEST:,} are read"
        )
    if _brackets(cell) > DEEPEST:
        raise CellFault(
            f"found more than {DEEPEST} brackets inside one another in "
            f"{shown(cell)!r}; say it in several rules"
        )
    try:
        tree = _parser().parse(cell, start=start)
        if _depth(tree) > DEEPEST:
            raise CellFault(
                f"found more than {DEEPEST} steps inside one another; "
                "say it in several rules, or let an earlier table work part of it out"
            )
        return _Builder(cell).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, CellFault):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise CellFault(_what_went_wrong(cell, error)) from None


def _brackets(cell: str) -> int:
    """How deep its brackets go, at the most; those inside texts count as well."""
    deepest = depth = 0
    for mark in cell:
        if mark in "([":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ")]":
            depth -= 1
    return deepest


def _depth(tree: Any) -> int:
    """How many levels a parse tree has, counted without recursion."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [
            part for node in level if isinstance(node, Tree) for part in node.children
        ]
    return deepest


_EXPECTED = {
    "NUMBER": "a number",
    "STRING": 'a text in "double quotes"',
    "NAME": "the name of a fact",
    "ORDER": "a comparison such as <",
    "EQUALITY": "=",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "OVER": "/",
    "RPAR": ")",
    "LPAR": "(",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": "a comma",
    "$END": "the end of the cell",
    "__ANON_0": "..",
    "THEN": "then",
    "ELSE": "else",
    "AND": "and",
    "OR": "or",
    "CONTAINS": "contains",
}
_VALUE_STARTS = {"NUMBER", "STRING", "NAME"}


def shown(cell: str) -> str:
    """A cell as far as a sentence about it quotes it."""
    return cell if len(cell) <= SHOWN else f"{cell[:SHOWN]} ..."


def _what_went_wrong(cell: str, error: UnexpectedInput) -> str:
    at_end = isinstance(getattr(error, "token", None), Token) and (
        error.token.type == "$END"  # type: ignore[attr-defined]
    )
    if at_end:
        found = "the end of the cell"
    else:
        start = error.pos_in_stream or 0
        piece = (
            cell[start]
            if isinstance(error, UnexpectedCharacters)
            else shown(str(getattr(error, "token", cell[start])))
        )
        found = f"{piece!r} at character {start + 1}"
    accepted = set(
        getattr(error, "accepts", None)
        or getattr(error, "expected", None)
        or getattr(error, "allowed", None)
        or ()
    )
    if accepted >= _VALUE_STARTS:
        expected = "a value or a test"
    else:
        words = sorted({_EXPECTED[name] for name in accepted if name in _EXPECTED})
        expected = " or ".join(words[:4]) or "something else"
    hint = ""
    if "'" in cell:
        hint = '; texts stand in "double quotes"'
    return f"found {found} of {shown(cell)!r}, where {expected} was expected{hint}"


class _Builder(Transformer[Token, Any]):
    """Turns the parse tree into nodes, from the leaves up."""

    def __init__(self, cell: str) -> None:
        super().__init__()
        self.source = cell

    def cell(self, tests: list[Any]) -> Test:
        return _any_of(tuple(map(self._test, tests)))

    def compared(self, parts: list[Any]) -> Test:
        operator, value = parts
        return nodes.Compared(str(operator), self._value(value))  # type: ignore[arg-type]

    def range(self, parts: list[Any]) -> Test:
        opening, low, high, closing = parts
        return nodes.Within(
            self._value(low), self._value(high), opening == "[", closing == "]"
        )

    def grouped(self, parts: list[Any]) -> Any:
        return self._value(parts[1])

    def if_(self, parts: list[Any]) -> Expression:
        condition, then, otherwise = map(self._value, parts)
        return nodes.If(condition, then, otherwise)

    def or_(self, parts: list[Any]) -> Expression:
        return nodes.Or(tuple(map(self._value, parts)))

    def and_(self, parts: list[Any]) -> Expression:
        return nodes.And(tuple(map(self._value, parts)))

    def compare(self, parts: list[Any]) -> Expression:
        left, operator, right = parts
        return nodes.Compare(
            self._value(left),
            str(operator),  # type: ignore[arg-type]
            self._value(right),
        )

    def arithmetic(self, parts: list[Any]) -> Expression:
        left, operator, right = parts
        return nodes.Arithmetic(
            self._value(left),
            str(operator),  # type: ignore[arg-type]
            self._value(right),
        )

    def negated(self, parts: list[Any]) -> Expression:
        operand = self._value(parts[-1])
        match operand:
            case nodes.Literal(Decimal() as number):
                return nodes.Literal(-number)
        return nodes.Negated(operand)

    def number(self, parts: list[Any]) -> Expression:
        number = Decimal(str(parts[0]))
        if -number.as_tuple().exponent > nodes.DECIMAL_PLACES:  # type: ignore[operator]
            self._refuse(
                f"{shown(parts[0])} has more than {nodes.DECIMAL_PLACES} decimal places"
            )
        if number.adjusted() >= nodes.WHOLE_DIGITS:
            self._refuse(f"{shown(parts[0])} has more than {nodes.WHOLE_DIGITS} digits")
        return nodes.Literal(number)

    def text(self, parts: list[Any]) -> Expression:
        try:
            return nodes.Literal(json.loads(str(parts[0]), strict=False))
        except json.JSONDecodeError:
            self._refuse(f"found an escape that texts do not have in {shown(parts[0])}")

    def true(self, _: list[Any]) -> Expression:
        return nodes.Literal(True)

    def false(self, _: list[Any]) -> Expression:
        return nodes.Literal(False)

    def null(self, _: list[Any]) -> Expression:
        return nodes.Literal(None)

    def input(self, _: list[Any]) -> Expression:
        return nodes.Input()

    def date(self, parts: list[Any]) -> Expression:
        written = next(str(part) for part in parts if part.type == "STRING")[1:-1]
        try:
            return nodes.Literal(datetime.date.fromisoformat(written))
        except ValueError:
            self._refuse(
                f'found {shown(written)!r}, where a date such as "2021-07-23" was expected'
            )

    def contains(self, parts: list[Any]) -> Expression:
        whole, part = map(self._value, _without_brackets(parts))
        return nodes.Contains(whole, part)

    def not_(self, parts: list[Any]) -> _Negation:
        return _Negation(map(self._test, _without_brackets(parts)))

    def list_(self, parts: list[Any]) -> Expression:
        texts: list[str] = []
        for part in map(self._value, _without_brackets(parts)):
            match part:
                case nodes.Literal(str() as text):
                    texts.append(text)
                case _:
                    self._refuse("a list in a cell may hold texts only")
        return nodes.Literal(tuple(texts))

    def name(self, parts: list[Any]) -> Expression:
        return nodes.Name(str(parts[0]))

    def _test(self, part: Any) -> Test:
        match part:
            case _Negation():
                return nodes.NoneOf(tuple(part))
            case (
                nodes.Anything()
                | nodes.Missing()
                | nodes.Equals()
                | nodes.Compared()
                | nodes.Within()
                | nodes.HasAny()
                | nodes.Holds()
                | nodes.AnyOf()
                | nodes.NoneOf()
            ):
                return part
            case nodes.Literal(None):
                return nodes.Missing()
        if _speaks_of_input(part) or _is_condition(part):
            return nodes.Holds(part)
        return nodes.Equals(part)

    def _value(self, part: Any) -> Expression:
        return _value(part, self.source)

    def _refuse(self, sentence: str) -> NoReturn:
        raise CellFault(f"{sentence}, in {shown(self.source)!r}")


def _without_brackets(parts: list[Any]) -> list[Any]:
    return [part for part in parts if not isinstance(part, Token)]


def _any_of(tests: Any) -> Test:
    if not isinstance(tests, tuple):
        return tests  # type: ignore[no-any-return]
    return tests[0] if len(tests) == 1 else nodes.AnyOf(tests)


def _value(part: Any, cell: str) -> Expression:
    """The expression that was read; ``not(x)`` of one condition becomes Not."""
    match part:
        case _Negation():
            if len(part) != 1:
                raise CellFault(
                    f"found not() of several tests inside a condition in {shown(cell)!r}, "
                    "where one condition was expected"
                )
            match part[0]:
                case nodes.Holds(condition) | nodes.Equals(condition):
                    return nodes.Not(condition)
                case nodes.Missing():
                    return nodes.Not(nodes.Literal(None))
            raise CellFault(
                f"found a test inside not() in {shown(cell)!r}, where a condition "
                "was expected"
            )
        case nodes.Compared() | nodes.Within() | nodes.AnyOf() | nodes.NoneOf():
            raise CellFault(
                f"found a test in {shown(cell)!r}, where a value was expected"
            )
    return part  # type: ignore[no-any-return]


def _speaks_of_input(node: Expression | Test) -> bool:
    return isinstance(node, nodes.Input) or any(
        map(_speaks_of_input, nodes.expressions_in(node))
    )


def _is_condition(node: Expression | Test) -> bool:
    return isinstance(
        node, nodes.Compare | nodes.And | nodes.Or | nodes.Not | nodes.Contains
    )
