"""Interviews as release 1 asks for them, and the two lists of paragraph 339NA."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.interviewing.asking import (
    LISTS,
    NO_RULES,
    TABLES,
    interviews_asked,
    stages_listed,
    to_be_read,
)
from evenhand.engine.interviewing.standards import interview_standard
from evenhand.engine.prioritisation.assess import assess, tables_of
from evenhand.engine.rules.authorities import facts_behind
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.explain import sentences
from evenhand.engine.rules.nodes import Literal
from evenhand.engine.rules.release import Release, reads_of
from tests.policy.asking import CHILD_ALONE, SOMEBODY, frame_of
from tests.policy.conftest import ON
from tests.policy.test_fairness import PROGRAM, RELEASE, cases


def asks(
    release: Release, program: Program, on: datetime.date = ON, **facts: Any
) -> dict[str, Any]:
    [row] = interviews_asked(
        program, frame_of(release, [{**SOMEBODY, **facts}]), on
    ).rows(named=True)
    return row


def lists(program: Program, **facts: Any) -> dict[str, Any] | None:
    found = to_be_read(
        program, frame_of(program.release, [{**SOMEBODY, **facts}]), ON
    ).rows(named=True)
    return found[0] if found else None


def test_an_adult_ready_to_be_interviewed(release: Release, program: Program) -> None:
    assert asks(release, program) == {
        "kind": "substantive",
        "minutes": 210,
        "breaks": 2,
        "break_minutes": 15,
        "modes": ["in person", "video"],
        "needs": [],
        "as_child": False,
        "adult_needed": False,
        "may_be_proposed": True,
        "why_not": "",
        "rule_ids": ["IV-004", "IV-012", "IV-028", "IV-033", "IV-040", "IV-041"],
    }


def test_a_child_is_interviewed_with_an_adult_beside_them(
    release: Release, program: Program
) -> None:
    child = asks(release, program, **CHILD_ALONE)
    assert (child["minutes"], child["breaks"]) == (150, 2)
    assert child["adult_needed"]
    assert child["needs"] == ["children"]
    assert child["may_be_proposed"]


def test_who_turns_18_before_it_is_interviewed_as_the_adult_they_are(
    release: Release, program: Program
) -> None:
    day_before = datetime.date(2027, 2, 28)
    birthday = datetime.date(2027, 3, 1)
    assert asks(release, program, day_before, **CHILD_ALONE)["as_child"]
    grown = asks(release, program, birthday, **CHILD_ALONE)
    assert (grown["as_child"], grown["adult_needed"]) == (False, False)
    assert grown["minutes"] == 210


@pytest.mark.parametrize(
    "facts",
    [
        {"age_disputed": True},
        {"child_at_claim": True, "born_on": None, "turns_adult_on": None},
    ],
)
def test_in_doubt_a_person_is_interviewed_as_a_child(
    release: Release, program: Program, facts: dict[str, Any]
) -> None:
    doubtful = asks(release, program, **facts)
    assert doubtful["adult_needed"]
    assert "children" in doubtful["needs"]


@pytest.mark.parametrize(
    ("born_on", "proposed"),
    [(datetime.date(2014, 11, 24), False), (datetime.date(2014, 11, 23), True)],
)
def test_nobody_under_twelve_is_proposed(
    release: Release, program: Program, born_on: datetime.date, proposed: bool
) -> None:
    child = asks(
        release,
        program,
        child_at_claim=True,
        born_on=born_on,
        turns_adult_on=born_on.replace(year=2032),
    )
    assert child["may_be_proposed"] is proposed
    assert ("under twelve" in child["why_not"]) is not proposed


@pytest.mark.parametrize(
    ("stage", "blocks", "why_not"),
    [
        ("registered", (), "Screening"),
        ("screened", (), "to be sent"),
        ("questionnaire", (), "has not come back"),
        ("ready_to_interview", ("interview",), "stops the interview"),
        ("ready_to_interview", ("decision",), "stops any decision"),
        ("ready_to_interview", ("refusal",), ""),
        ("suspended", (), "Contact"),
        ("interviewed", (), "has been held"),
        ("served", (), "closed"),
    ],
)
def test_what_stands_in_the_way_is_said(
    release: Release,
    program: Program,
    stage: str,
    blocks: tuple[str, ...],
    why_not: str,
) -> None:
    found = asks(release, program, stage=stage, blocks=blocks)
    assert found["may_be_proposed"] is (not why_not)
    assert why_not in found["why_not"]


def test_a_part_heard_interview_is_followed_by_a_shorter_one(
    release: Release, program: Program
) -> None:
    heard = {"interviewed_on": datetime.date(2026, 10, 1)}
    assert asks(release, program, **heard)["kind"] == "follow-up"
    assert asks(release, program, **heard)["minutes"] == 120
    assert asks(release, program, **CHILD_ALONE, **heard)["minutes"] == 90
    assert asks(release, program, stage="interviewed", **heard)["kind"] == "none"


def test_the_interviewer_holds_what_the_account_needs(
    release: Release, program: Program
) -> None:
    by_both = asks(
        release,
        program,
        vulnerabilities=("trafficking", "torture"),
        open_barriers=("trafficking-referral",),
        blocks=("refusal",),
    )
    assert by_both["needs"] == ["trafficking"]
    assert (by_both["minutes"], by_both["breaks"]) == (240, 3)


def test_a_skill_the_interviewer_holds_is_one_there_is(release: Release) -> None:
    assert set(release.attributes["interviewer_needs"].values or ()) <= set(
        release.registers["skills"].values
    )


def test_stretches_and_breaks_keep_to_the_standard(release: Release) -> None:
    standard = interview_standard(release)
    for rule in release.tables["interview_length"].rules:
        minutes, breaks, each = (
            int(str(value.value))
            for name in ("interview_minutes", "interview_breaks", "break_minutes")
            if isinstance(value := rule.then[name], Literal)
        )
        stretch = datetime.timedelta(minutes=(minutes - breaks * each) / (breaks + 1))
        assert datetime.timedelta(minutes=each) >= standard.least_break, rule.id
        if "childs_interview" in rule.when:
            assert stretch <= standard.childs_stretch, rule.id


def test_standards_are_those_of_the_release_and_stand_without_one(
    release: Release,
) -> None:
    assert interview_standard(release) == interview_standard(None)
    other = replace(
        release,
        standards={
            **release.standards,
            "interviews": {**release.standards["interviews"], "notice_days": [21, 14]},
        },
    )
    found = interview_standard(other)
    assert (found.least_notice.days, found.best_notice.days) == (14, 21)


def test_under_a_release_without_such_rules_nothing_is_proposed(
    release: Release,
) -> None:
    silent = replace(
        release,
        tables={
            name: table
            for name, table in release.tables.items()
            if name not in (*TABLES, *LISTS)
        },
        steps=tuple(s for s in release.steps if s.name not in (*TABLES, *LISTS)),
    )
    program = compile_release(silent)
    found = asks(silent, program)
    assert (found["may_be_proposed"], found["why_not"]) == (False, NO_RULES)
    assert found["adult_needed"]
    assert lists(program, evidence_may_suffice=True) is None


def test_what_somebody_noted_is_to_be_read(program: Program) -> None:
    found = lists(program, evidence_may_suffice=True)
    assert found is not None
    assert "decision maker reads" in found["possible_grant"]
    assert found["unable"] is None
    assert lists(program, evidence_may_suffice=True, stage="interviewed") is None


def test_a_childs_statement_is_read_first_and_one_under_twelve_always(
    program: Program,
) -> None:
    ready = lists(program, **CHILD_ALONE)
    assert ready is not None
    assert (
        "Where a refusal is possible, there is an interview" in ready["possible_grant"]
    )
    young = {
        **CHILD_ALONE,
        "born_on": datetime.date(2017, 1, 1),
        "turns_adult_on": datetime.date(2035, 1, 1),
        "stage": "questionnaire",
    }
    found = lists(program, **young)
    assert found is not None
    assert "under twelve" in found["possible_grant"]
    assert lists(program, age_disputed=True) is None


@pytest.mark.parametrize(
    ("evidence", "step"),
    [
        ((), "Ask for medical evidence"),
        (None, "Ask for medical evidence"),
        (("chance-to-send-more",), "Ask for medical evidence"),
        (("medical-evidence",), "give the person the chance to send more"),
        (("medical-evidence", "chance-to-send-more"), "reads the whole file"),
    ],
)
def test_a_person_who_is_unfit_is_asked_for_evidence_and_given_the_chance_to_send_more(
    program: Program, evidence: tuple[str, ...] | None, step: str
) -> None:
    found = lists(
        program,
        open_barriers=("unfit-for-interview",),
        blocks=("interview",),
        fitness_evidence=evidence,
    )
    assert found is not None
    assert step in found["unable"]
    assert found["possible_grant"] is None


def test_medical_evidence_alone_puts_nobody_on_a_list(program: Program) -> None:
    assert lists(program, fitness_evidence=("medical-evidence",)) is None


@pytest.mark.parametrize("table", [*TABLES, *LISTS])
def test_no_question_about_interviews_reads_nationality_or_its_like(
    release: Release, table: str
) -> None:
    read = facts_behind(release, frozenset(reads_of(release.tables[table])))
    assert not read & {
        fact.name
        for fact in release.vocabulary.facts.values()
        if fact.characteristic in ("race", "sex", "religion")
    }


def test_only_cases_before_an_interview_are_read_for_a_list(release: Release) -> None:
    assert stages_listed(release) == {"questionnaire", "ready_to_interview"}
    table = release.tables["possible_grants"]
    anywhere = replace(table, rules=(replace(table.rules[0], when={}),))
    wide = replace(release, tables={**release.tables, "possible_grants": anywhere})
    assert stages_listed(wide) == set(release.registers["stages"].values)


def test_no_list_says_no(release: Release) -> None:
    for name in LISTS:
        table = release.tables[name]
        assert table.gaps, name
        assert all(rule.then for rule in table.rules)
        assert all("not a candidate" not in rule.because for rule in table.rules)


def test_why_a_case_is_where_it_is_tells_nothing_of_the_lists(
    release: Release, program: Program
) -> None:
    case = {**SOMEBODY, "evidence_may_suffice": True}
    [row] = assess(program, frame_of(release, [case]), ON).rows(named=True)
    told = [reason.table for reason in sentences(release, case, ON, tables_of(release))]
    assert not {id_ for id_ in row["fired"] if id_.startswith(("IV-", "WI-"))}
    assert not set(told) & {*TABLES, *LISTS}
    assert "route" in told


@given(st.lists(cases(), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_of_any_cases_the_answer_is_whole(some: list[dict[str, Any]]) -> None:
    found = interviews_asked(PROGRAM, frame_of(RELEASE, some), ON)
    assert found.height == len(some)
    for row, facts in zip(found.rows(named=True), some, strict=True):
        assert row["may_be_proposed"] is not bool(row["why_not"])
        if row["may_be_proposed"]:
            assert facts["stage"] == "ready_to_interview"
            assert not {"interview", "decision"} & set(facts["blocks"])
            assert row["minutes"] >= 90
            assert "in person" in row["modes"]
        assert row["adult_needed"] == ("children" in row["needs"])
        if facts["age_disputed"]:
            assert row["adult_needed"]
