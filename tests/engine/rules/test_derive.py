from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.rules.derive import derive, derive_column
from evenhand.engine.rules.nodes import Register
from evenhand.engine.rules.vocabulary import Derive, Fact


REGISTERS = {
    "areas": Register(
        "areas", "Areas", ("LS", "CF"), entries={"LS": "York", "CF": "Wales"}
    )
}


def fact_of(kind, *of):
    register = "areas" if kind == "lookup" else None
    values = ("York", "Wales") if kind == "lookup" else None
    return Fact("x", "integer", "X", values=values, derive=Derive(kind, of, register))


@pytest.mark.parametrize(
    ("kind", "bases", "on", "expected"),
    [
        ("days_since", [date(2026, 11, 1)], date(2026, 11, 22), 21),
        ("days_since", [date(2026, 11, 23)], date(2026, 11, 22), -1),
        ("months_since", [date(2026, 10, 22)], date(2026, 11, 22), 1),
        ("months_since", [date(2026, 10, 23)], date(2026, 11, 22), 0),
        ("months_since", [date(2026, 1, 31)], date(2026, 2, 28), 0),
        ("months_since", [date(2026, 1, 31)], date(2026, 3, 1), 1),
        ("years_since", [date(2008, 11, 22)], date(2026, 11, 22), 18),
        ("years_since", [date(2008, 11, 23)], date(2026, 11, 22), 17),
        ("years_since", [date(2008, 2, 29)], date(2026, 2, 28), 17),
        ("years_since", [date(2008, 2, 29)], date(2026, 3, 1), 18),
        ("years_between", [date(2004, 5, 1), date(2021, 4, 30)], date(2026, 1, 1), 16),
        ("before", [date(2026, 11, 23)], date(2026, 11, 22), True),
        ("before", [date(2026, 11, 22)], date(2026, 11, 22), False),
        ("lookup", ["LS"], date(2026, 1, 1), "York"),
        ("lookup", ["ZZ"], date(2026, 1, 1), None),
        ("days_since", [None], date(2026, 1, 1), None),
        ("years_between", [None, date(2021, 4, 30)], date(2026, 1, 1), None),
        ("before", [None], date(2026, 1, 1), None),
        ("lookup", [None], date(2026, 1, 1), None),
    ],
)
def test_derived_fact_is(kind, bases, on, expected):
    names = [f"base{index}" for index in range(len(bases))]
    fact = fact_of(kind, *names)
    assert derive(fact, dict(zip(names, bases, strict=True)), REGISTERS, on) == expected


DATES = st.one_of(
    st.none(),
    st.dates(date(1940, 1, 1), date(2040, 1, 1)),
    st.sampled_from([date(2004, 2, 29), date(2026, 1, 31), date(2026, 2, 28)]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        ["days_since", "months_since", "years_since", "years_between", "before"]
    ),
    st.lists(st.tuples(DATES, DATES), min_size=1, max_size=8),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_derived_column_agrees_with_one_case_at_a_time(kind, rows, on):
    names = ("a", "b") if kind == "years_between" else ("a",)
    fact = fact_of(kind, *names)
    frame = pl.DataFrame(rows, schema={"a": pl.Date, "b": pl.Date}, orient="row")
    column = frame.select(derive_column(fact, REGISTERS, on)).to_series().to_list()
    assert column == [derive(fact, {"a": a, "b": b}, REGISTERS, on) for a, b in rows]


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.dates(), st.dates())
def test_months_waited_never_fall_as_the_claim_gets_older(on, one, other):
    older, newer = sorted([one, other])
    months = fact_of("months_since", "a")
    assert derive(months, {"a": older}, {}, on) >= derive(months, {"a": newer}, {}, on)
