"""Each fault is planted in a good plan, and found by name."""

from dataclasses import replace

import polars as pl
import pytest

from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.solve import solve
from evenhand.engine.allocation.verify import bounds, faults
from tests.engine.allocation.problems import case, person, problem


@pytest.fixture
def of() -> Problem:
    return problem(
        [
            case("c1", "Leeds|Mersey", requires=["children"], kind="asylum"),
            case("c2", conflicts=["y"], owner="x"),
            case("c3", band=2, group="g"),
            case("c4", band=2, group="g"),
            case("c5", band=3),
            case("c6", "Mersey", band=3),
        ],
        [
            person("x", capacity=2, skills=["children"]),
            person("y", capacity=3),
            person("z", "Mersey"),
        ],
    )


@pytest.fixture
def plan(of: Problem) -> Plan:
    return solve(of)


def with_row(plan: Plan, ref: str, **changes: object) -> Plan:
    rows = [
        {**row, **changes} if row["case"] == ref else row
        for row in plan.placements.rows(named=True)
    ]
    return replace(plan, placements=pl.DataFrame(rows, schema=plan.placements.schema))


def found(of: Problem, plan: Plan) -> list[str]:
    return list(faults(of, plan))


def test_the_good_plan_has_no_faults(of, plan):
    assert found(of, plan) == []


@pytest.mark.parametrize(
    ("ref", "changes", "sentence"),
    [
        ("c1", {"person": "nobody"}, "case c1 is with nobody, who is not there"),
        ("c1", {"person": "y"}, "case c1 is with y, who does not hold children"),
        ("c2", {"person": "y"}, "case c2 is with y, who is in conflict with it"),
        ("c2", {"person": "z"}, "case c2 is with z, who works in none of its units"),
        ("c2", {"person": "y"}, "y has 3 places and is given 4 cases"),
        ("c1", {"unit": "Mersey"}, "case c1 is with x through Mersey, it should be Leeds"),
        ("c3", {"person": "x"}, "the linked cases g are not together"),
        ("c3", {"person": None}, "the linked cases g are not together"),
        ("c2", {"left_owner": True}, "case c2: its departures are not as marked"),
        ("c5", {"person": None}, "case c5 waits while y has a free place"),
        ("c5", {"person": None}, "band 3: 1 cases placed, the plan says 2"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(of, plan, ref, changes, sentence):
    assert sentence in found(of, with_row(plan, ref, **changes))


def test_a_case_left_out_or_there_twice_is_found(of, plan):
    fewer = replace(plan, placements=plan.placements.filter(pl.col("case") != "c5"))
    assert "case c5 is in the plan 0 times" in found(of, fewer)
    one = plan.placements.filter(pl.col("case") == "c5")
    twice = replace(plan, placements=pl.concat([plan.placements, one]))
    assert "case c5 is in the plan 2 times" in found(of, twice)


def test_a_case_from_elsewhere_is_found(of, plan):
    other = with_row(plan, "c5", case="c9")
    assert "case c9 is in the plan but not in the problem" in found(of, other)


@pytest.mark.parametrize("name", ["departures", "beyond_share"])
def test_a_wrong_total_is_found(of, plan, name):
    wrong = replace(plan, **{name: getattr(plan, name) + 1})
    assert len(found(of, wrong)) == 1


def test_a_less_urgent_case_in_the_place_of_a_more_urgent_one_is_found():
    of = problem([case("c1"), case("c2", band=2)], [person("x")])
    plan = solve(of)
    swapped = with_row(with_row(plan, "c1", person=None, unit=None), "c2", person="x")
    swapped = with_row(swapped, "c2", unit="Leeds")
    sentences = found(of, replace(swapped, placed={1: 0, 2: 1}))
    assert "case c1 waits while the less urgent c2 is placed" in sentences
    assert "band 1: 0 cases placed, 1 could be" in sentences


def test_bounds_count_the_reserved_share_first():
    of = problem(
        [case("c1"), case("c2", band=3, reserved=True), case("c3", band=2)],
        [person("x", capacity=2)],
    )
    assert bounds(of) == {0: 1, 1: 1, 2: 0}
