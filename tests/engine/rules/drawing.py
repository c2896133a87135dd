"""Random tables and random cases, of every type and with every gap."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import polars as pl
from hypothesis import strategies as st

from evenhand.engine.rules import nodes
from evenhand.engine.rules.nodes import Output, Rule, Table, Total
from evenhand.engine.rules.release import Release
from tests.engine.rules.releases import release_of, rule_of, table_of


ON = date(2026, 11, 22)
DAYS = st.integers(-3, 3).map(lambda days: ON + timedelta(days=days))
OLD_DAYS = st.sampled_from(
    [date(2000, 2, 29), date(2004, 2, 29), date(2008, 11, 22), date(2008, 11, 23)]
)
COUNTRIES = ("Albania", "India", "Iraq", "Nigeria")
NEEDS = ("interpreter", "lift", "carer", "quiet")
WORDS = ("one", "two", "three")
VOCABULARY = """
version = 1
[[fact]]
name = "country"
type = "text"
title = "Country"
values_from = "nationalities"
may_be_missing = true
[[fact]]
name = "other_country"
type = "text"
title = "Other country"
values = ["Iraq", "India"]
may_be_missing = true
[[fact]]
name = "word"
type = "text"
title = "Word"
may_be_missing = true
[[fact]]
name = "flag"
type = "boolean"
title = "Flag"
may_be_missing = true
[[fact]]
name = "count"
type = "integer"
title = "Count"
may_be_missing = true
[[fact]]
name = "huge"
type = "integer"
title = "Huge"
may_be_missing = true
[[fact]]
name = "rate"
type = "decimal"
title = "Rate"
may_be_missing = true
[[fact]]
name = "day"
type = "date"
title = "Day"
may_be_missing = true
[[fact]]
name = "born_on"
type = "date"
title = "Born on"
may_be_missing = true
[[fact]]
name = "needs"
type = "texts"
title = "Needs"
values = ["interpreter", "lift", "carer", "quiet"]
may_be_missing = true
[[fact]]
name = "words"
type = "texts"
title = "Words"
may_be_missing = true
[[fact]]
name = "area"
type = "text"
title = "Area"
values_from = "areas"
may_be_missing = true
[[fact]]
name = "region"
type = "text"
title = "Region"
derive = { lookup = { register = "areas", of = "area" } }
[[fact]]
name = "months"
type = "integer"
title = "Months"
derive = { months_since = "day" }
[[fact]]
name = "days"
type = "integer"
title = "Days"
derive = { days_since = "day" }
[[fact]]
name = "age"
type = "integer"
title = "Age"
derive = { years_since = "born_on" }
[[fact]]
name = "age_then"
type = "integer"
title = "Age then"
derive = { years_between = ["born_on", "day"] }
[[fact]]
name = "early"
type = "boolean"
title = "Early"
derive = { before = "day" }
"""
BASE: Release = release_of(
    table_of(
        "none",
        "first",
        ["flag"],
        '{ name = "x", type = "boolean" }',
        rule_of("X", "", "x = true"),
    ),
    vocabulary=VOCABULARY,
)
NUMBERS = ("count", "huge", "rate", "months", "days", "age", "age_then")
TEXTS = ("country", "other_country", "word", "region")
DATES = ("day", "born_on")
LISTS = ("needs", "words")
FLAGS = ("flag", "early")
FACTS = (*NUMBERS, *TEXTS, *DATES, *LISTS, *FLAGS)

numbers = st.one_of(
    st.integers(-3, 3).map(Decimal),
    st.sampled_from(
        [Decimal("0.5"), Decimal("-1.25"), Decimal(10**12), Decimal("0.000001")]
    ),
)


def kind_of(name: str, release: Release = BASE) -> str:
    """The type of a name, with numbers as one."""
    type_ = release.type_of(name)
    return "number" if type_ in ("integer", "decimal") else str(type_)


@cache
def literals(kind: str, name: str = "") -> st.SearchStrategy[nodes.Literal]:
    values: dict[str, st.SearchStrategy[object]] = {
        "number": numbers,
        "boolean": st.booleans(),
        "date": st.one_of(DAYS, OLD_DAYS),
        "texts": st.just(()),
    }
    texts = {
        "country": COUNTRIES,
        "other_country": ("Iraq", "India"),
        "region": ("Yorkshire", "Wales"),
        "needs": NEEDS,
    }.get(name, WORDS)
    return values.get(kind, st.sampled_from(texts)).map(nodes.Literal)


@cache
def expressions(
    kind: str, names: tuple[str, ...], this: bool, depth: int = 2
) -> st.SearchStrategy[nodes.Expression]:
    """Expressions of a kind over these names (and over ? when a cell has one)."""
    choices: list[st.SearchStrategy[nodes.Expression]] = [literals(kind)]
    alike = [name for name in names if kind_of(name) == kind]
    if alike:
        choices.append(st.sampled_from(alike).map(nodes.Name))
    if depth:
        inner = expressions(kind, names, False, depth - 1)
        if kind == "number":
            choices.append(
                st.builds(
                    nodes.Arithmetic,
                    inner,
                    st.sampled_from(["+", "-", "*", "/"]),
                    inner,
                )
            )
            choices.append(inner.map(nodes.Negated))
        if kind != "boolean":
            choices.append(
                st.builds(nodes.If, conditions(names, depth - 1), inner, inner)
            )
        else:
            choices.append(conditions(names, depth - 1))
    return st.one_of(choices)


@cache
def conditions(
    names: tuple[str, ...], depth: int
) -> st.SearchStrategy[nodes.Expression]:
    choices: list[st.SearchStrategy[nodes.Expression]] = [
        st.booleans().map(nodes.Literal)
    ]
    for kind in ("number", "date"):
        operand = expressions(kind, names, False, 0)
        choices.append(
            st.builds(
                nodes.Compare,
                operand,
                st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
                operand,
            )
        )
    text = expressions("text", names, False, 0)
    choices.append(st.builds(nodes.Compare, text, st.sampled_from(["=", "!="]), text))
    lists = [name for name in names if name in LISTS]
    if lists:
        choices.append(
            st.builds(nodes.Contains, st.sampled_from(lists).map(nodes.Name), text)
        )
    if names:
        choices.append(
            st.builds(
                nodes.Compare,
                st.sampled_from(names).map(nodes.Name),
                st.sampled_from(["=", "!="]),
                st.just(nodes.Literal(None)),
            )
        )
    if depth:
        inner = conditions(names, depth - 1)
        pair = st.tuples(inner, inner)
        choices.extend([pair.map(nodes.And), pair.map(nodes.Or), inner.map(nodes.Not)])
    return st.one_of(choices)


@cache
def conditions_of(column: str, kind: str) -> st.SearchStrategy[nodes.Expression]:
    """Conditions that speak of their own column as ?."""
    this = st.just(nodes.Input())
    null = st.just(nodes.Literal(None))
    equality = st.sampled_from(["=", "!="])
    choices: list[st.SearchStrategy[nodes.Expression]] = [
        st.builds(nodes.Compare, this, equality, null)
    ]
    if kind in ("number", "date"):
        order = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
        choices.append(st.builds(nodes.Compare, this, order, literals(kind)))
        choices.append(st.builds(nodes.Compare, literals(kind), order, this))
        choices.append(
            st.builds(nodes.Compare, this, order, expressions(kind, FACTS, False, 1))
        )
    if kind == "number":
        twice = st.builds(nodes.Arithmetic, this, st.just("*"), literals(kind))
        choices.append(st.builds(nodes.Compare, twice, st.just(">"), literals(kind)))
    if kind == "text":
        choices.append(st.builds(nodes.Compare, this, equality, literals(kind, column)))
    if kind == "boolean":
        choices.append(this)
    if kind == "texts":
        choices.append(st.builds(nodes.Contains, this, literals("text", column)))
        choices.append(
            st.builds(nodes.Contains, this, st.sampled_from(TEXTS).map(nodes.Name))
        )
        choices.append(st.builds(nodes.Compare, this, equality, literals("texts")))
    leaf = st.one_of(choices)
    pair = st.tuples(leaf, leaf)
    return st.one_of(leaf, pair.map(nodes.And), pair.map(nodes.Or), leaf.map(nodes.Not))


@cache
def cells_of(column: str, kind: str, depth: int) -> st.SearchStrategy[nodes.Test]:
    choices: list[st.SearchStrategy[nodes.Test]] = [
        st.just(nodes.Missing()),
        st.just(nodes.Anything()),
        conditions_of(column, kind).map(nodes.Holds),
    ]
    if kind == "texts":
        values = literals("text", column).map(lambda literal: literal.value)
        some = st.lists(values, min_size=1, max_size=3).map(tuple)
        choices.append(some.map(nodes.HasAny))
        choices.append(literals(kind).map(nodes.Equals))
    else:
        plain = literals(kind, column)
        choices.append(plain.map(nodes.Equals))
        choices.append(expressions(kind, FACTS, False, 1).map(nodes.Equals))
        if kind in ("number", "date"):
            order = st.sampled_from(["<", "<=", ">", ">="])
            ends = st.one_of(plain, expressions(kind, FACTS, False, 0))
            choices.append(st.builds(nodes.Compared, order, ends))
            choices.append(
                st.builds(nodes.Within, ends, ends, st.booleans(), st.booleans())
            )
    if depth:
        inner = st.lists(cells_of(column, kind, 0), min_size=1, max_size=3).map(tuple)
        choices.extend([inner.map(nodes.AnyOf), inner.map(nodes.NoneOf)])
    return st.one_of(choices)


OUTPUTS: dict[str, tuple[tuple[str, str], ...]] = {
    "first": (
        ("i", "integer"),
        ("d", "decimal"),
        ("t", "text"),
        ("c", "text"),
        ("b", "boolean"),
        ("on", "date"),
        ("l", "texts"),
    ),
    "sum": (("i", "integer"), ("d", "decimal")),
    "collect": (("t", "text"), ("l", "texts")),
}
OUTPUTS["unique"] = OUTPUTS["first"]
KIND = {"integer": "number", "decimal": "number"}
# None ends, has ended, has ended with another in its place, or does not.
AUTHORITIES = st.lists(
    st.sampled_from(["A-RACE", "A-RACE", "A-OLD", "A-WAS", "A-NEXT"]), max_size=2
).map(tuple)
RANGES = st.sampled_from([None, None, None, date(2026, 11, 1), ON, date(2026, 12, 1)])


@cache
def outputs_of(name: str, type_: str) -> st.SearchStrategy[nodes.Expression]:
    nothing = st.just(nodes.Literal(None))
    if type_ == "integer":
        whole = st.integers(-5, 5).map(Decimal).map(nodes.Literal)
        counted = st.sampled_from(["count", "months", "age"]).map(nodes.Name)
        added = st.builds(
            nodes.Arithmetic, counted, st.sampled_from(["+", "-", "*"]), whole
        )
        chosen = st.builds(nodes.If, conditions(FACTS, 0), whole, added)
        return st.one_of(whole, whole, counted, added, chosen, nothing)
    if type_ == "texts":
        lists = st.lists(st.sampled_from(WORDS), max_size=3, unique=True)
        return st.one_of(
            lists.map(tuple).map(nodes.Literal),
            st.sampled_from(LISTS).map(nodes.Name),
            nothing,
        )
    if name == "c":
        return st.sampled_from(COUNTRIES).map(nodes.Literal)
    return st.one_of(
        literals(KIND.get(type_, type_)),
        expressions(KIND.get(type_, type_), FACTS, False, 1),
        nothing,
    )


@st.composite
def tables(
    draw: st.DrawFn, name: str, columns: tuple[tuple[str, str], ...], most: int = 6
) -> Table:
    """A table over some of these (column, kind) pairs, of any hit policy."""
    hit = draw(st.sampled_from(["first", "unique", "collect", "sum"]))
    inputs = draw(
        st.lists(st.sampled_from(columns), min_size=1, max_size=4, unique=True)
    )
    outputs = tuple(
        Output(f"{name}_{short}", type_, COUNTRIES if short == "c" else None)
        for short, type_ in OUTPUTS[hit]
    )
    literal_only = draw(st.booleans())
    rules = []
    for number in range(draw(st.integers(1, most))):
        some = draw(st.lists(st.sampled_from(inputs), max_size=3, unique=True))
        then = {}
        for output in outputs:
            short = output.name.removeprefix(f"{name}_")
            expression = draw(outputs_of(short, output.type))
            if literal_only and not isinstance(expression, nodes.Literal):
                continue
            if draw(st.integers(0, 5)):
                then[output.name] = expression
        rules.append(
            Rule(
                id=f"{name}-{number}",
                title="drawn",
                when={column: draw(cells_of(column, kind, 1)) for column, kind in some},
                then=then,
                from_on=draw(RANGES),
                ended_on=draw(RANGES),
                authority=draw(AUTHORITIES),
            )
        )
    return Table(
        name=name,
        title=name,
        hit=hit,
        inputs=tuple(column for column, _ in inputs),
        outputs=outputs,
        rules=tuple(rules),
    )


@st.composite
def steps(draw: st.DrawFn) -> tuple[list[Table], list[Total]]:
    """Two tables, the second of which reads what the first sets, and a total."""
    facts = tuple((name, kind_of(name)) for name in FACTS)
    first = draw(tables("a", facts))
    set_by_first = tuple(
        (
            output.name,
            "texts" if first.hit == "collect" else KIND.get(output.type, output.type),
        )
        for output in first.outputs
        if not output.name.endswith("_c")
    )
    second = draw(
        tables("b", (*set_by_first, ("count", "number"), ("flag", "boolean")))
    )
    numeric = tuple(
        output.name
        for table in (first, second)
        for output in table.outputs
        if output.type in ("integer", "decimal")
    )
    chosen = (
        draw(st.lists(st.sampled_from(numeric), min_size=1, unique=True))
        if (numeric)
        else []
    )
    totals = [Total("all", tuple(chosen))] if chosen else []
    return [first, second], totals


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), values, values, values)


CASES = st.fixed_dictionaries(
    {
        "country": maybe(st.sampled_from(COUNTRIES)),
        "other_country": maybe(st.sampled_from(["Iraq", "India"])),
        "word": maybe(st.sampled_from([*WORDS, "other", ""])),
        "flag": maybe(st.booleans()),
        "count": maybe(st.integers(-4, 4)),
        "huge": maybe(st.sampled_from([-1, 0, 2, 10**12 - 1, 10**12, 10**12 + 1])),
        "rate": maybe(numbers),
        "day": maybe(st.one_of(DAYS, OLD_DAYS)),
        "born_on": maybe(st.one_of(DAYS, OLD_DAYS)),
        "needs": maybe(st.lists(st.sampled_from(NEEDS), max_size=3, unique=True)),
        "words": maybe(st.lists(st.sampled_from([*WORDS, "x"]), max_size=3)),
        "area": maybe(st.sampled_from(["LS", "BD", "CF"])),
    }
)
DTYPES: dict[str, tuple[pl.DataType, ...]] = {
    "country": (pl.Enum(COUNTRIES), pl.String(), pl.Enum(COUNTRIES[::-1])),
    "other_country": (pl.String(), pl.Categorical()),
    "word": (pl.String(),),
    "flag": (pl.Boolean(),),
    "count": (pl.Int64(), pl.Int8(), pl.Int32()),
    "huge": (pl.Int64(),),
    "rate": (pl.Decimal(38, 6), pl.Decimal(30, 8)),
    "day": (pl.Date(),),
    "born_on": (pl.Date(),),
    "needs": (pl.List(pl.String), pl.List(pl.Enum(NEEDS))),
    "words": (pl.List(pl.String),),
    "area": (pl.String(), pl.Enum(("CF", "BD", "LS"))),
}


@st.composite
def caseloads(draw: st.DrawFn) -> pl.DataFrame:
    """Some cases in any of the column types that are taken."""
    rows = draw(st.lists(CASES, min_size=1, max_size=6))
    return pl.DataFrame(
        {
            name: pl.Series(
                name, [row[name] for row in rows], dtype=draw(st.sampled_from(types))
            )
            for name, types in DTYPES.items()
        }
    )
