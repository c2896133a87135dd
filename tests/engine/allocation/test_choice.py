"""A choice made by hand is judged by the same rules, in plain words."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from evenhand.engine.allocation.choice import against_person, against_unit
from evenhand.engine.allocation.explain import Wording
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.rows import CaseRow, PersonRow
from evenhand.engine.allocation.verify import faults


CASE = CaseRow(
    ref="A",
    band=1,
    waiting_days=400,
    units=["LIVERPOOL"],
    kind=None,
    language=None,
    requires=["children"],
    owner=None,
    group=None,
    conflicts=["cy"],
    reserved=False,
)
AMIRA = PersonRow("amira", "LIVERPOOL", [], ["children"], [], 1)


def said(*objections) -> list[tuple[str, bool]]:
    return [(objection.code, objection.hard) for objection in objections]


def test_nothing_speaks_against_whom_the_rules_would_choose() -> None:
    assert against_person(CASE, AMIRA, child=True) == []


def test_training_and_conflicts_are_hard_and_come_first() -> None:
    cy = AMIRA._replace(ref="cy", skills=[], capacity=0)
    found = against_person(CASE, cy, child=False, wording=Wording({"cy": "Cy Low"}))
    assert said(*found) == [("requires", True), ("conflict", True), ("places", False)]
    assert found[0].sentence == "Cy Low does not hold children"


def test_another_unit_is_a_preference_for_adults_and_a_rule_for_children() -> None:
    leeds = AMIRA._replace(unit="LEEDS")
    assert said(*against_person(CASE, leeds, child=False)) == [("unit", False)]
    assert said(*against_person(CASE, leeds, child=True)) == [("unit", True)]
    assert said(*against_unit(CASE, "LEEDS", [leeds], child=True)) == [("unit", True)]


def test_clearance_that_few_may_know_of_is_not_named() -> None:
    case = CASE._replace(requires=["high-harm"])
    (found,) = against_person(
        case, AMIRA, child=False, wording=Wording(untold=frozenset({"high-harm"}))
    )
    assert found.hard
    assert "harm" not in found.sentence
    (of_unit,) = against_unit(case, "LIVERPOOL", [AMIRA], child=False)
    assert "harm" not in of_unit.sentence


def test_unit_without_people_or_places_says_so() -> None:
    assert said(*against_unit(CASE, "LIVERPOOL", [], child=False)) == [
        ("nobody there", True)
    ]
    full = AMIRA._replace(capacity=0)
    assert said(*against_unit(CASE, "LIVERPOOL", [full], child=False)) == [
        ("places", False)
    ]


texts = st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3)


@given(
    units=texts.filter(bool),
    requires=texts,
    conflicts=st.lists(st.sampled_from(["p", "q"]), unique=True),
    unit=st.sampled_from(["a", "b", "d"]),
    skills=texts,
    capacity=st.integers(0, 2),
)
def test_objections_are_those_of_the_verifier(
    units: list[str],
    requires: list[str],
    conflicts: list[str],
    unit: str,
    skills: list[str],
    capacity: int,
) -> None:
    """No objection at all exactly where the verifier finds a plan of it faultless."""
    case = CASE._replace(units=units, requires=requires, conflicts=conflicts)
    person = PersonRow("p", unit, [], skills, [], capacity)
    problem = Problem(pl.DataFrame([case._asdict()]), pl.DataFrame([person._asdict()]))
    placements = pl.DataFrame(
        [
            {
                "case": "A",
                "person": "p",
                "unit": unit,
                "rank": 1,
                "band": 1,
                "left_owner": False,
                "other_unit": unit != units[0],
                "other_language": False,
            }
        ]
    )
    plan = Plan(placements, {1: 1}, {1: 1}, int(unit != units[0]), 0)
    wrong = [fault for fault in faults(problem, plan) if "case A is with" in fault]
    full = capacity < 1
    found = against_person(case, person, child=True)
    assert bool(wrong) == any(objection.hard for objection in found)
    assert full == any(objection.code == "places" for objection in found)
