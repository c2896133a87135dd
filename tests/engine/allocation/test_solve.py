from collections import Counter

import polars as pl
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.allocation.solve import solve
from evenhand.engine.allocation.verify import bounds, faults
from tests.engine.allocation.problems import (
    best,
    case,
    given,
    person,
    problem,
    problems,
    worth,
)


def value(of: Problem, plan: Plan) -> tuple[object, ...]:
    people = {row["ref"]: row for row in of.people.rows(named=True)}
    return worth(of, {ref: by and people[by] for ref, by in given(plan).items()})


# What is true of every plan


@for_all(problems())
@settings(max_examples=75, deadline=None)
def test_solve_makes_no_faulty_plan(of):
    assert list(faults(of, solve(of))) == []


@for_all(problems(groups=True))
@settings(max_examples=75, deadline=None)
def test_solve_makes_no_faulty_plan_with_linked_cases(of):
    assert list(faults(of, solve(of))) == []


@for_all(problems())
@settings(max_examples=60, deadline=None)
def test_counts_per_band_are_those_of_the_maximum_flow(of):
    plan = solve(of)
    reserved = of.cases.filter("reserved")["ref"].to_list()
    band_of = dict(of.cases.select("ref", "band").iter_rows())
    got = Counter(
        0 if ref in reserved else band_of[ref] for ref, by in given(plan).items() if by
    )
    assert {tier: got[tier] for tier in bounds(of)} == bounds(of)
    assert plan.gap == {}


@for_all(problems(most_cases=5, most_people=3))
@settings(max_examples=60, deadline=None)
def test_solve_finds_the_best_of_all_plans(of):
    assert value(of, solve(of)) == best(of)


@for_all(problems(groups=True, most_cases=5, most_people=3))
@settings(max_examples=60, deadline=None)
def test_linked_cases_are_placed_as_many_per_band_as_any_plan_could_or_a_gap_is_stated(
    of,
):
    plan = solve(of)
    counts, best_counts = value(of, plan)[0], best(of)[0]
    assert counts >= best_counts
    assert counts == best_counts or plan.gap


@for_all(problems(groups=True), st.randoms())
@settings(max_examples=75, deadline=None)
def test_the_order_of_the_input_changes_nothing(of, random):
    def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
        return frame[random.sample(range(len(frame)), len(frame))]

    again = solve(
        Problem(shuffled(of.cases), shuffled(of.people), of.max_share, of.exempt_units)
    )
    plan = solve(of)
    assert again.placements.equals(plan.placements)
    assert again.bound == plan.bound


@for_all(problems(), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_one_more_place_never_lowers_what_is_placed_up_to_any_band(of, which):
    more = of.people.with_columns(
        pl.col("capacity") + (pl.col("ref") == f"p{which}").cast(pl.Int64)
    )
    before = solve(of)
    after = solve(Problem(of.cases, more, of.max_share, of.exempt_units))
    placed_before = {ref for ref, by in given(before).items() if by}
    placed_after = {ref for ref, by in given(after).items() if by}
    assert placed_before <= placed_after
    assert len(placed_after) <= len(placed_before) + 1


@for_all(problems(groups=True))
@settings(max_examples=50, deadline=None)
def test_a_person_without_places_gets_nothing(of):
    none = set(of.people.filter(pl.col("capacity") == 0)["ref"])
    assert none.isdisjoint(given(solve(of)).values())


# By hand: which cases


def test_a_case_with_a_choice_of_units_makes_room_for_one_without():
    plan = solve(
        problem(
            [case("c1", "A|B", waiting_days=90), case("c2", "A", waiting_days=5)],
            [person("x", "A"), person("y", "B")],
        )
    )
    assert given(plan) == {"c1": "y", "c2": "x"}
    assert plan.departures == 1


def test_the_only_place_goes_to_the_more_urgent_band():
    plan = solve(
        problem([case("c1", band=2, waiting_days=900), case("c2")], [person("x")])
    )
    assert given(plan) == {"c1": None, "c2": "x"}


def test_within_a_band_the_longest_waiting_goes_first():
    plan = solve(
        problem(
            [case("c1", waiting_days=10), case("c2", waiting_days=11)], [person("x")]
        )
    )
    assert given(plan) == {"c1": None, "c2": "x"}


def test_ties_go_by_reference():
    plan = solve(problem([case("c2"), case("c1")], [person("x")]))
    assert given(plan) == {"c1": "x", "c2": None}


def test_the_reserved_share_goes_before_band_one():
    plan = solve(
        problem([case("c1"), case("c2", band=5, reserved=True)], [person("x")])
    )
    assert given(plan) == {"c1": None, "c2": "x"}
    assert plan.placed == {1: 0, 5: 1}


def test_a_case_needs_all_it_requires():
    plan = solve(
        problem(
            [case("c1", requires=["children", "detained"])],
            [
                person("x", skills=["children"]),
                person("y", skills=["detained", "children"]),
            ],
        )
    )
    assert given(plan) == {"c1": "y"}


def test_a_secondary_unit_is_a_unit():
    plan = solve(problem([case("c1", "Wales")], [person("x", also_units=["Wales"])]))
    assert given(plan) == {"c1": "x"}
    assert plan.departures == 0


def test_a_conflict_that_would_cost_a_place_is_met_in_the_choice_of_cases():
    plan = solve(
        problem(
            [
                case("c1", conflicts=["y"]),
                case("c2", conflicts=["y"]),
                case("c3", band=2),
            ],
            [person("x"), person("y")],
        )
    )
    assert given(plan) == {"c1": "x", "c2": None, "c3": "y"}


# By hand: with whom


def test_the_owner_keeps_the_case_where_that_costs_nobody_a_place():
    plan = solve(problem([case("c1", owner="y")], [person("x"), person("y")]))
    assert given(plan) == {"c1": "y"}


def test_an_owner_in_conflict_does_not_keep_the_case():
    plan = solve(
        problem([case("c1", owner="y", conflicts=["y"])], [person("x"), person("y")])
    )
    assert given(plan) == {"c1": "x"}
    assert plan.departures == 1


def test_the_language_is_looked_for():
    plan = solve(
        problem(
            [case("c1", language="Tigrinya")],
            [person("x"), person("y", languages=["Tigrinya"])],
        )
    )
    assert given(plan) == {"c1": "y"}


def test_departures_are_a_plain_sum():
    plan = solve(
        problem(
            [case("c1", "A|B", owner="x", language="Tigrinya")],
            [
                person("x", "B", languages=[]),
                person("y", "A", languages=["Tigrinya"]),
            ],
        )
    )
    assert given(plan) == {"c1": "y"}  # leaves the owner: one; x would be two
    assert plan.departures == 1


def test_kinds_are_mixed_where_that_costs_nothing():
    plan = solve(
        problem(
            [case(f"c{n}", kind="family" if n < 5 else "asylum") for n in range(10)],
            [person("x", capacity=5), person("y", capacity=5)],
        )
    )
    assert plan.beyond_share == 0


def test_a_specialist_in_children_with_ten_places_has_ten_children():
    plan = solve(
        problem(
            [case(f"c{n}", kind="child", requires=["children"]) for n in range(10)],
            [person("x", capacity=10, skills=["children"])],
            max_share=0.6,
        )
    )
    assert set(given(plan).values()) == {"x"}
    assert plan.beyond_share == 4


def test_a_departure_outweighs_any_loss_of_variety():
    plan = solve(
        problem(
            [case(f"c{n}", kind="child", owner="x") for n in range(10)],
            [person("x", capacity=10), person("y", capacity=10)],
            max_share=0.1,
        )
    )
    assert set(given(plan).values()) == {"x"}


def test_specialist_units_are_outside_variety():
    of = problem(
        [case(f"c{n}", kind="child") for n in range(10)],
        [person("x", capacity=10)],
        exempt_units=frozenset({"Leeds"}),
    )
    assert solve(of).beyond_share == 0


# By hand: linked cases


def test_two_siblings_go_to_the_person_with_two_places():
    plan = solve(
        problem(
            [case("c1", group="g"), case("c2", group="g")],
            [person("x"), person("y", capacity=2)],
        )
    )
    assert given(plan) == {"c1": "y", "c2": "y"}


def test_linked_cases_that_nobody_has_room_for_wait_together():
    plan = solve(
        problem(
            [case("c1", group="g"), case("c2", group="g"), case("c3", band=4)],
            [person("x"), person("y")],
        )
    )
    assert given(plan)["c1"] is None
    assert given(plan)["c2"] is None
    assert given(plan)["c3"] is not None


def test_a_less_urgent_case_stands_back_so_that_linked_ones_fit():
    plan = solve(
        problem(
            [
                case("c1", "A|B", group="g"),
                case("c2", "A|B", group="g"),
                case("c3", "A", band=2),
                case("c4", "B", band=2),
            ],
            [person("x", "A", 2), person("y", "B", 2)],
        )
    )
    assert plan.placed == {1: 2, 2: 1}
    assert plan.gap == {2: 1}


def test_others_move_on_along_a_chain_to_make_room_for_linked_cases():
    plan = solve(
        problem(
            [
                case("c1", "A|B", group="g"),
                case("c2", "A|B", group="g"),
                case("c3", "A|C", band=2),
                case("c4", "C|B", band=2),
            ],
            [person("x", "A", 2), person("y", "B", 1), person("z", "C", 1)],
        )
    )
    assert plan.placed == {1: 2, 2: 2}


def test_a_group_of_one_is_a_single_case():
    plan = solve(problem([case("c1", group="g")], [person("x")]))
    assert given(plan) == {"c1": "x"}


def test_no_cases_or_no_people_is_a_plan_of_nothing():
    assert given(solve(problem([], [person("x")]))) == {}
    assert given(solve(problem([case("c1")], []))) == {"c1": None}


def test_a_national_week_stays_far_inside_the_integers():
    """Costs grow with the cases placed, not with bands or days: no weights to run out."""
    plan = solve(
        problem(
            [
                case(f"c{n:04}", band=1 + n % 1000, waiting_days=10**9 - n, kind="k")
                for n in range(2000)
            ],
            [person("x", capacity=1500)],
        )
    )
    assert sum(plan.placed.values()) == 1500
