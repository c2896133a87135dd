"""The compiled tables against the reference that defines them."""

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from evenhand.engine.rules.compile import compile_release
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.reference import evaluate_all
from tests.engine.rules.drawing import BASE, ON, VOCABULARY, caseloads, steps
from tests.engine.rules.releases import (
    release_of,
    rule_of,
    table_of,
    with_tables,
)


def as_said(value):
    return tuple(value) if isinstance(value, list) else value


def assert_agree(release, frame, on):
    program = compile_release(release)
    evaluated = program.evaluate(frame, on)
    assert evaluated.height == frame.height
    fired = program.fired_ids(evaluated).to_list()
    for index, facts in enumerate(frame.iter_rows(named=True)):
        outcomes = evaluate_all(release, facts, on)
        row = evaluated.row(index, named=True)
        for outcome in outcomes.values():
            for name, value in outcome.outputs.items():
                assert as_said(row[name]) == value, (name, facts)
        ids = [id_ for outcome in outcomes.values() for id_ in outcome.fired]
        assert fired[index] == ids, facts
        assert program.fired(row) == ids


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(steps(), caseloads())
def test_compiled_tables_agree_with_the_reference(steps, frame):
    assert_agree(with_tables(BASE, *steps), frame, ON)


def band_of(points):
    return [
        rule_of(f"R-{score}", f'count = ">= {score}"', f"i = {score}")
        for score in points
    ]


@pytest.mark.parametrize("hit", ["first", "sum", "unique"])
def test_table_of_more_rules_than_a_word_agrees_with_the_reference(hit):
    release = release_of(
        table_of(
            "many",
            hit,
            ["count", "needs"],
            '{ name = "i", type = "integer" }',
            *band_of(range(150, 0, -1)),
            rule_of("LIFT", 'needs = ["lift"]', "i = 1000"),
        ),
        vocabulary=VOCABULARY,
    )
    frame = pl.DataFrame(
        {
            "count": [None, 0, 1, 63, 64, 65, 66, 149, 150, 151],
            "needs": [["lift"], ["lift"], [], [], ["lift"], [], [], [], [], ["lift"]],
        }
    )
    assert_agree(release, frame, ON)


def test_list_of_more_members_than_a_word_agrees_with_the_reference():
    members = [f"member {number}" for number in range(150)]
    rules = [
        rule_of(f"M-{number}", f'words = ["{member}"]', f"t = '\"{member}\"'")
        for number, member in enumerate(members)
    ]
    release = release_of(
        table_of(
            "many",
            "collect",
            ["words"],
            '{ name = "t", type = "text" }',
            *rules,
            rule_of("NONE", "words = '[]'", "t = '\"none\"'"),
        ),
        vocabulary=VOCABULARY,
    )
    frame = pl.DataFrame(
        {
            "words": [
                None,
                [],
                ["stranger"],
                members[:2],
                [members[149], "stranger", members[0]],
                members[60:70],
                members,
            ]
        }
    )
    assert_agree(release, frame, ON)


def test_dates_and_numbers_far_apart_agree_with_the_reference():
    release = release_of(
        table_of(
            "t",
            "first",
            ["day", "huge", "months"],
            '{ name = "i", type = "integer" }',
            rule_of("A", "day = '< date(\"1900-01-01\")'", "i = 1"),
            rule_of("B", "huge = 'word = \"one\" and ? > 5'", "i = 2"),
            rule_of("C", 'months = "[1..3)"', "i = 3"),
            rule_of("D", "day = 'date(\"2026-10-01\"), null'", "i = 4"),
        ),
        vocabulary=VOCABULARY,
    )
    days = [date(1780, 5, 1), date(2026, 10, 1), date(2026, 11, 1), None]
    frame = pl.DataFrame(
        {
            "day": [*days, *days],
            "huge": [1, 10**14, None, 6, 5, 6, 7, 8],
            "word": ["one", "two", "one", None, "one", "one", "two", "one"],
        }
    )
    assert_agree(release, frame, ON)


def test_empty_caseload_has_every_column_and_no_rows():
    release = release_of(
        table_of(
            "t",
            "collect",
            ["needs", "day"],
            '{ name = "out", type = "text" }',
            rule_of(
                "A", 'needs = ["lift"], day = \'> date("2020-01-01")\'', "out = '\"x\"'"
            ),
        ),
        vocabulary=VOCABULARY,
    )
    frame = pl.DataFrame(schema={"needs": pl.List(pl.String), "day": pl.Date})
    evaluated = compile_release(release).evaluate(frame, ON)
    assert evaluated.shape == (0, 2)
    assert evaluated.columns == ["out", "t.fired"]
    assert compile_release(release).fired_ids(evaluated).to_list() == []


SEX = table_of(
    "t",
    "first",
    ["sex", "waiting_months"],
    '{ name = "x", type = "boolean" }',
    rule_of("A", 'sex = ["male"], waiting_months = "> 3"', "x = true"),
)


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (
            pl.DataFrame({"sex": ["male"]}),
            "fact claimed_on: is needed and no column has it",
        ),
        (
            pl.DataFrame({"sex": [None, "male"], "claimed_on": [ON, ON]}),
            "fact sex: is not stated for 1 cases",
        ),
        (
            pl.DataFrame({"sex": ["Male", "male"], "claimed_on": [ON, ON]}),
            "fact sex: has values that are not in its register: 'Male'",
        ),
        (
            pl.DataFrame({"sex": ["male"], "claimed_on": ["2020-01-01"]}),
            "fact claimed_on: is String, where date was expected",
        ),
        (
            pl.DataFrame({"sex": [1], "claimed_on": [ON]}),
            "fact sex: is Int64, where text was expected",
        ),
    ],
)
def test_frame_with_a_bad_fact_is_refused_by_name(frame, sentence):
    program = compile_release(release_of(SEX))
    with pytest.raises(Faulty) as faulty:
        program.evaluate(frame, ON)
    assert faulty.value.sentences == [sentence]


def test_tables_not_asked_for_are_not_evaluated_and_their_facts_not_needed():
    release = release_of(
        SEX
        + table_of(
            "u",
            "first",
            ["x", "detained"],
            '{ name = "y", type = "integer" }',
            rule_of("B", "x = true", "y = 1"),
        )
        + table_of(
            "v",
            "first",
            ["nationality"],
            '{ name = "z", type = "integer" }',
            rule_of("C", "", "z = 1"),
        )
    )
    program = compile_release(release)
    frame = pl.DataFrame(
        {"sex": ["male"], "claimed_on": [date(2020, 1, 1)], "detained": [False]}
    )
    assert program.evaluate(frame, ON, ["u"]).columns == [
        "x",
        "y",
        "t.fired",
        "u.fired",
    ]
    given = pl.DataFrame({"x": [True, False], "detained": [False, False]})
    assert program.evaluate(given, ON, ["u"])["y"].to_list() == [1, None]


def test_derived_fact_that_is_given_is_not_worked_out_again():
    program = compile_release(release_of(SEX))
    frame = pl.DataFrame({"sex": ["male", "male"], "waiting_months": [2, 4]})
    assert program.evaluate(frame, ON)["x"].to_list() == [None, True]


def test_release_with_wrong_types_is_not_compiled():
    release = release_of(SEX.replace('"> 3"', "true"))
    with pytest.raises(Faulty, match="waiting_months is integer"):
        compile_release(release)


def test_fired_counts_names_every_rule_with_its_cases():
    program = compile_release(release_of(SEX))
    frame = pl.DataFrame({"sex": ["male"] * 3, "waiting_months": [2, 4, 5]})
    assert program.fired_counts(program.evaluate(frame, ON)) == {"A": 2}
