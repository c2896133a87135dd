from datetime import date

from evenhand.engine.rules.explain import sentences
from tests.engine.rules.releases import release_of, rule_of, table_of
from tests.engine.rules.test_checks import SOUND


ON = date(2026, 11, 22)
CASE = {
    "case": "EH-1",
    "claimed_on": date(2024, 4, 1),
    "detained": False,
    "stage": "screened",
    "high_harm": True,
    "nationality": "India",
}


def reasons_for(release, **facts):
    return {
        reason.rule_id: reason for reason in sentences(release, {**CASE, **facts}, ON)
    }


def test_each_fired_rule_has_a_sentence_with_what_it_read_and_did():
    reasons = reasons_for(release_of(SOUND))
    assert list(reasons) == ["S-1", "W-2", "P-1", "P-2", "R-1", "B-1"]
    waiting = reasons["W-2"]
    assert waiting.facts_read == {"waiting_months": 31}
    assert (
        waiting.sentence
        == "Rule W-2 (months waiting 31). Waiting_points: 20".replace(
            "Waiting_points", "waiting points"
        )
    )
    assert reasons["S-1"].facts_said == "detained no, stage screened"
    assert reasons["R-1"].effect == "units: NSA"


def test_reason_that_reads_a_fact_of_narrow_access_says_so():
    reasons = reasons_for(release_of(SOUND))
    assert reasons["P-2"].access == "high-harm"
    assert {reason.access for id_, reason in reasons.items() if id_ != "P-2"} == {None}


def test_reason_that_rests_on_narrow_access_through_an_attribute_says_so():
    release = release_of(
        table_of(
            "danger",
            "first",
            ["high_harm"],
            '{ name = "danger", type = "boolean" }',
            rule_of("D-1", "high_harm = true", "danger = true"),
            rule_of("D-2", "", "danger = false"),
        )
        + table_of(
            "care",
            "first",
            ["danger"],
            '{ name = "care", type = "text" }',
            rule_of("C-1", "danger = true", "care = '\"two people\"'"),
            rule_of("C-2", "", "care = '\"one person\"'"),
        )
    )
    assert reasons_for(release)["C-1"].access == "high-harm"
    assert reasons_for(release, high_harm=False)["C-2"].access is None


def test_missing_facts_are_said_to_be_not_stated():
    release = release_of(
        table_of(
            "t",
            "first",
            ["children"],
            '{ name = "x", type = "boolean", title = "Alone" }',
            rule_of("A", 'children = "null"', "x = true"),
        )
    )
    assert reasons_for(release)["A"].sentence == (
        "Rule A (children not stated). Alone: yes"
    )


def test_rule_that_reads_nothing_says_what_it_does():
    release = release_of(
        table_of(
            "t",
            "first",
            ["children"],
            '{ name = "d", type = "date" }',
            rule_of("A", "", "d = 2021-07-23"),
        )
    )
    assert reasons_for(release)["A"].sentence == "Rule A. d: 23 July 2021"
