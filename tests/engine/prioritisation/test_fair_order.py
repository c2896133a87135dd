"""The laws of the order, on the policy that ships: generative, case against case."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.engine.prioritisation.assess import assess
from evenhand.engine.prioritisation.rank import ranked
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.vocabulary import Fact


POLICY = Path(__file__).parents[3] / "policy"
ON = date(2026, 11, 22)
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@cache
def program() -> Program:
    return compile_release(Release.read(POLICY))


def values_of(fact: Fact) -> st.SearchStrategy[object]:
    match fact.type:
        case "text":
            values = st.sampled_from(fact.values or ("one", "two"))
        case "texts":
            values = st.lists(
                st.sampled_from(fact.values or ("one", "two")), max_size=2, unique=True
            )
        case "boolean":
            values = st.booleans()
        case "date":
            values = st.dates(date(2015, 1, 1), ON)
        case _:
            values = st.integers(0, 40)
    return st.one_of(st.none(), values) if fact.may_be_missing else values


def cases() -> st.SearchStrategy[dict[str, object]]:
    facts = program().release.vocabulary.stored()
    return st.fixed_dictionaries({fact.name: values_of(fact) for fact in facts})


DTYPES = {
    "text": pl.String,
    "texts": pl.List(pl.String),
    "boolean": pl.Boolean,
    "integer": pl.Int64,
    "date": pl.Date,
}


def assessed(*rows: dict[str, object], on: date = ON) -> pl.DataFrame:
    """These cases, each called by its place: c0, c1 ..."""
    columns = {
        fact.name: pl.Series([row[fact.name] for row in rows], dtype=DTYPES[fact.type])
        for fact in program().release.vocabulary.stored()
    }
    names = [f"c{index}" for index in range(len(rows))]
    return assess(program(), pl.DataFrame({"ref": names, **columns}), on)


def order_of(*rows: dict[str, object]) -> list[str]:
    return ranked(assessed(*rows))["ref"].to_list()


@SLOW
@given(st.data(), st.integers(1, 4000))
def test_older_case_never_ranks_below_the_same_case_claimed_later(data, days):
    case = data.draw(cases())
    older = {**case, "claimed_on": case["claimed_on"] - timedelta(days=days)}
    assert order_of(case, older) == ["c1", "c0"]


@SLOW
@given(st.data(), st.integers(1, 4))
def test_nobody_loses_rank_on_a_birthday(data, number):
    """Only the day on which somebody turns 18 differs: before it, on it, after it."""
    case = data.draw(cases())
    others = [data.draw(cases()) for _ in range(number)]
    orders = {
        tuple(order_of({**case, "turns_adult_on": ON + timedelta(days=shift)}, *others))
        for shift in (1, 0, -1)
    }
    assert len(orders) == 1


@SLOW
@given(st.data())
def test_case_is_placed_alike_the_day_before_and_on_a_birthday(data):
    case = data.draw(cases())
    born = date(2008, 11, 22)
    case = {**case, "born_on": born, "turns_adult_on": date(2026, 11, 22)}
    case["claimed_on"] = date(2026, 3, 1)
    day_before = assessed(case, on=date(2026, 11, 21)).row(0, named=True)
    birthday = assessed(case, on=date(2026, 11, 22)).row(0, named=True)
    for name in ("points", "band", "routed_units"):
        assert day_before[name] == birthday[name]
