"""Every name known, every cell of the right type, every value in its register."""

from collections.abc import Iterator
from decimal import Decimal

from evenhand.engine.rules import nodes
from evenhand.engine.rules.faults import Fault
from evenhand.engine.rules.nodes import (
    Expression,
    Output,
    Rule,
    Table,
    Test,
    Total,
    Type,
    Value,
)
from evenhand.engine.rules.release import Release


NUMBERS = ("integer", "decimal")


def faults_of_types(release: Release) -> Iterator[Fault]:
    """Unknown names, wrong types and values outside their registers, cell by cell."""
    for step in release.steps:
        if isinstance(step, Total):
            yield from _faults_of_total(release, step)
        else:
            yield from _faults_of_table(release, step)


def faults_of_test(
    release: Release, where: str, column: str, test: Test
) -> Iterator[Fault]:
    """What is wrong with one cell of a condition column, whose name is known."""
    yield from _Cell(release, where, column).test(test)


def faults_of_output(
    release: Release, where: str, output: Output, expression: Expression
) -> Iterator[Fault]:
    """What is wrong with one cell of an output."""
    yield from _Cell(release, where, None).output(output, expression)


def place_of(table: Table, rule: Rule | None = None, column: str = "") -> str:
    """ "rulebooks/routing.toml, table route, rule RT-014, column nationality" """
    where = f"rulebooks/{table.rulebook}.toml, table {table.name}"
    if rule is not None:
        where += f", rule {rule.id}"
    return f"{where}, {column}" if column else where


def _faults_of_total(release: Release, total: Total) -> Iterator[Fault]:
    where = f"rulebooks/{total.rulebook}.toml, total {total.name}"
    if not total.of:
        yield Fault("missing-key", where, "adds nothing up: it has no of")
    for name in total.of:
        type_ = release.type_of(name)
        if type_ is None:
            yield Fault("unknown-name", where, f"adds {name}, which nothing sets")
        elif type_ not in NUMBERS:
            yield Fault("wrong-type", where, f"adds {name}, which is {type_}")


def _faults_of_table(release: Release, table: Table) -> Iterator[Fault]:
    for name in table.inputs:
        if release.type_of(name) is None:
            yield Fault(
                "unknown-name",
                place_of(table, column=f"input {name}"),
                f"{name} is neither in the vocabulary nor set by another table",
            )
    for output in table.outputs:
        where = place_of(table, column=f"output {output.name}")
        if table.hit == "sum" and output.type not in NUMBERS:
            yield Fault("wrong-type", where, f"is {output.type}; a sum adds numbers")
        if table.hit == "collect" and output.type not in ("text", "texts"):
            yield Fault("wrong-type", where, f"is {output.type}; collect lists texts")
    for rule in table.rules:
        for column, test in rule.when.items():
            if release.type_of(column) is not None:
                where = place_of(table, rule, f"column {column}")
                yield from faults_of_test(release, where, column, test)
        if not rule.then:
            yield Fault("does-nothing", place_of(table, rule), "gives no output")
        for output in table.outputs:
            if output.name in rule.then:
                where = place_of(table, rule, f"output {output.name}")
                yield from faults_of_output(
                    release, where, output, rule.then[output.name]
                )


class _Cell:
    """The checks of one cell; ``column`` is what ``?`` stands for."""

    def __init__(self, release: Release, where: str, column: str | None) -> None:
        self.release = release
        self.where = where
        self.column = column
        self.type = release.type_of(column) if column else None
        self.faults: list[Fault] = []

    def test(self, test: Test) -> list[Fault]:
        self._test(test)
        return self.faults

    def output(self, output: Output, expression: Expression) -> list[Fault]:
        type_ = self._type(expression)
        if type_ is not None and not _fits(type_, output.type):
            self._fault(
                "wrong-type",
                f"gives {_a(type_)}, where {_a(output.type)} was expected",
            )
        self._in_register(expression, output.values, output.name)
        return self.faults

    def _fault(self, code: str, sentence: str) -> None:
        self.faults.append(Fault(code, self.where, sentence))

    def _test(self, test: Test) -> None:
        match test:
            case nodes.AnyOf(tests) | nodes.NoneOf(tests):
                for part in tests:
                    self._test(part)
            case nodes.HasAny(values):
                self._expect_column("texts", "asks for members of a list")
                if self.type == "texts":
                    for value in values:
                        self._value_in_register(value, self.column)
            case nodes.Equals(nodes.Literal(())):
                self._expect_column("texts", "asks for an empty list")
            case nodes.Equals(value):
                self._compare_column(value, "=")
            case nodes.Compared(operator, value):
                self._compare_column(value, operator)
            case nodes.Within(low, high, _, _):
                self._compare_column(low, "a range")
                self._compare_column(high, "a range")
                match low, high:
                    case nodes.Literal(a), nodes.Literal(b):
                        if type(a) is type(b) and a > b:  # type: ignore[operator]
                            self._fault(
                                "empty-range", f"runs from {a} down to {b}: no value"
                            )
            case nodes.Holds(condition):
                type_ = self._type(condition)
                if type_ not in (None, "boolean"):
                    self._fault(
                        "wrong-type",
                        f"is {_a(type_)}, where a condition was expected",
                    )

    def _expect_column(self, expected: Type, doing: str) -> None:
        if self.type != expected:
            self._fault("wrong-type", f"{doing}, but {self.column} is {self.type}")

    def _compare_column(self, value: Expression, operator: str) -> None:
        assert self.type is not None
        if operator != "=" and self.type not in (*NUMBERS, "date"):
            self._fault(
                "wrong-type",
                f"compares by order, but {self.column} is {self.type}; "
                "only numbers and dates have an order",
            )
            return
        type_ = self._type(value)
        if type_ is not None and not _comparable(type_, self.type):
            self._fault(
                "wrong-type",
                f"found {_a(type_)}, where {_a(self.type)} was expected "
                f"({self.column} is {self.type})",
            )
        elif self.type == "texts" and type_ is not None:
            self._fault(
                "wrong-type",
                f"compares whole lists; write the members of {self.column} looked for",
            )
        else:
            self._in_register(value, self.release.values_of(self.column or ""), None)

    def _type(self, expression: Expression) -> Type | None:
        """The type of an expression; None when it is missing or already refused."""
        match expression:
            case nodes.Literal(value):
                return _type_of_literal(value)
            case nodes.Input():
                return self.type
            case nodes.Name(name):
                type_ = self.release.type_of(name)
                if type_ is None:
                    self._fault(
                        "unknown-name",
                        f"{name} is neither in the vocabulary nor set by another "
                        'table (a text stands in "double quotes")',
                    )
                return type_
            case nodes.Arithmetic(left, operator, right):
                types = [self._number(left), self._number(right)]
                whole = operator != "/" and "decimal" not in types
                return "integer" if whole else "decimal"
            case nodes.Negated(operand):
                return self._number(operand)
            case nodes.And(parts) | nodes.Or(parts):
                for part in parts:
                    self._condition(part)
                return "boolean"
            case nodes.Not(operand):
                self._condition(operand)
                return "boolean"
            case nodes.If(condition, then, otherwise):
                self._condition(condition)
                types_ = self._type(then), self._type(otherwise)
                known = [type_ for type_ in types_ if type_ is not None]
                if len(known) == 2 and not _comparable(known[0], known[1]):
                    self._fault(
                        "wrong-type",
                        f"gives {_a(known[0])} in one case and {_a(known[1])} "
                        "in the other",
                    )
                if "decimal" in known:
                    return "decimal"
                return known[0] if known else None
            case nodes.Contains(whole, part):
                whole_type, part_type = self._type(whole), self._type(part)
                if whole_type not in (None, "texts"):
                    self._fault(
                        "wrong-type",
                        f"looks for members in {_a(whole_type)}, not a list",
                    )
                if part_type not in (None, "text"):
                    self._fault(
                        "wrong-type",
                        f"looks for {_a(part_type)} in a list of texts",
                    )
                self._in_register(part, self._values(whole), _name_of(whole))
                return "boolean"
            case nodes.Compare(left, operator, right):
                self._comparison(left, operator, right)
                return "boolean"

    def _comparison(self, left: Expression, operator: str, right: Expression) -> None:
        a, b = self._type(left), self._type(right)
        if a is None or b is None:
            return
        if not _comparable(a, b):
            self._fault("wrong-type", f"compares {_a(a)} with {_a(b)}")
        elif operator not in ("=", "!=") and a not in (*NUMBERS, "date"):
            self._fault("wrong-type", f"compares {_a(a)} by order")
        elif a == "texts" and nodes.Literal(()) not in (left, right):
            self._fault("wrong-type", "compares whole lists; use list contains()")
        else:
            self._in_register(right, self._values(left), _name_of(left))
            self._in_register(left, self._values(right), _name_of(right))

    def _number(self, expression: Expression) -> Type:
        type_ = self._type(expression)
        if type_ not in (None, *NUMBERS):
            self._fault("wrong-type", f"reckons with {_a(type_)}")
        return "decimal" if type_ == "decimal" else "integer"

    def _condition(self, expression: Expression) -> None:
        type_ = self._type(expression)
        if type_ not in (None, "boolean"):
            self._fault("wrong-type", f"found {_a(type_)}, where a condition goes")

    def _values(self, expression: Expression) -> tuple[str, ...] | None:
        match expression:
            case nodes.Input():
                return self.release.values_of(self.column or "")
            case nodes.Name(name):
                return self.release.values_of(name)
        return None

    def _in_register(
        self, expression: Expression, values: tuple[str, ...] | None, name: str | None
    ) -> None:
        if values is None:
            return
        match expression:
            case nodes.Literal(str() as text):
                self._one_of(text, values, name or self.column)
            case nodes.Literal(tuple() as texts):
                for text in texts:
                    self._one_of(text, values, name or self.column)
            case nodes.If(_, then, otherwise):
                self._in_register(then, values, name)
                self._in_register(otherwise, values, name)

    def _value_in_register(self, value: str, name: str | None) -> None:
        values = self.release.values_of(name or "")
        if values is not None:
            self._one_of(value, values, name)

    def _one_of(self, text: str, values: tuple[str, ...], name: str | None) -> None:
        if text not in values:
            self._fault(
                "outside-register",
                f"{text!r} is not one of the values of {name}: {_some(values)}",
            )


def _name_of(expression: Expression) -> str | None:
    return expression.name if isinstance(expression, nodes.Name) else None


def faults_of_example(
    release: Release, where: str, facts: dict[str, Value]
) -> Iterator[Fault]:
    """Names, types and values of an example's facts."""
    for name, value in facts.items():
        type_ = release.type_of(name)
        if type_ is None:
            yield Fault("unknown-name", where, f"states {name}, which is no fact")
            continue
        found = _type_of_literal(value)
        if found is None or not _fits(found, type_):
            yield Fault(
                "wrong-type", where, f"states {name} = {value!r}, but it is {type_}"
            )
            continue
        values = release.values_of(name)
        texts = value if isinstance(value, tuple) else (value,)
        for text in texts if values is not None else ():
            if text not in (values or ()):
                yield Fault(
                    "outside-register",
                    where,
                    f"{text!r} is not one of the values of {name}: "
                    f"{_some(values or ())}",
                )


def _type_of_literal(value: Value) -> Type | None:
    match value:
        case None:
            return None
        case bool():
            return "boolean"
        case str():
            return "text"
        case tuple():
            return "texts"
        case int():
            return "integer"
        case Decimal():
            return "integer" if value == value.to_integral_value() else "decimal"
    return "date"


def _fits(found: Type, expected: Type) -> bool:
    return found == expected or (found, expected) == ("integer", "decimal")


def _comparable(a: Type, b: Type) -> bool:
    return a == b or (a in NUMBERS and b in NUMBERS)


def _a(type_: Type | None) -> str:
    article = "an" if type_ == "integer" else "a"
    return "a list of texts" if type_ == "texts" else f"{article} {type_}"


def _some(values: tuple[str, ...]) -> str:
    shown = ", ".join(values[:6])
    return f"{shown} ..." if len(values) > 6 else shown
