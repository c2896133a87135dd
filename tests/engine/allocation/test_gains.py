import polars as pl
from hypothesis import assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from evenhand.engine.allocation.gains import (
    gained_by,
    gains,
    gains_of_people,
    planned,
)
from evenhand.engine.allocation.problem import Problem
from evenhand.engine.allocation.solve import solve
from tests.engine.allocation.problems import (
    SKILLS,
    UNITS,
    case,
    given,
    person,
    problem,
    problems,
)


def placed(of: Problem) -> set[str]:
    return {ref for ref, by in given(solve(of)).items() if by}


def without_conflicts(of: Problem) -> Problem:
    cases = of.cases.with_columns(conflicts=pl.lit([], dtype=pl.List(pl.String)))
    return Problem(cases, of.people, of.max_share, of.exempt_units)


@for_all(problems(), st.sampled_from(UNITS), st.sampled_from((None, *SKILLS)))
@settings(max_examples=50, deadline=None)
def test_a_gain_is_what_one_more_person_there_would_place(of, unit, skill):
    of = without_conflicts(of)
    newcomer = person("new", unit, 1, skills=[skill] if skill else [])
    more = Problem(
        of.cases,
        pl.concat([of.people, pl.DataFrame([newcomer], schema=of.people.schema)]),
    )
    found = gains(planned(of, solve(of))).filter(
        pl.col("unit") == unit, pl.col("skill").eq_missing(skill)
    )
    expected = placed(more) - placed(of)
    required = {skill for some in of.cases["requires"] for skill in some}
    assume(skill is None or skill in required)
    assert set(found["case"]) == expected


@for_all(problems())
@settings(max_examples=50, deadline=None)
def test_a_gain_of_a_person_is_what_one_more_place_would_place(of):
    of = without_conflicts(of)
    found = dict(gains_of_people(planned(of, solve(of))).iter_rows())
    for ref in of.people.filter(pl.col("capacity") > 0)["ref"]:
        one_more = of.people.with_columns(
            pl.col("capacity") + (pl.col("ref") == ref).cast(pl.Int64)
        )
        gained = placed(Problem(of.cases, one_more)) - placed(of)
        assert gained == ({found[ref]} if ref in found else set())


def test_a_place_may_gain_through_a_chain():
    of = problem(
        [case("c1", "Leeds|Wales"), case("c2", "Leeds", band=2)], [person("x")]
    )
    found = gains(planned(of, solve(of))).filter(pl.col("unit") == "Wales")
    assert found["case"].to_list() == ["c2"]


@for_all(
    problems(),
    st.sampled_from(UNITS),
    st.sampled_from((None, *SKILLS)),
    st.integers(1, 4),
)
@settings(max_examples=50, deadline=None)
def test_one_more_person_gains_what_the_problem_solved_with_them_places(
    of, unit, skill, places
):
    of = without_conflicts(of)
    newcomer = person("new", unit, places, skills=[skill] if skill else [])
    more = solve(
        Problem(
            of.cases,
            pl.concat([of.people, pl.DataFrame([newcomer], schema=of.people.schema)]),
        )
    )
    plan = solve(of)
    gained = {band: more.placed[band] - plan.placed[band] for band in plan.placed}
    (found,) = gained_by(planned(of, plan), [(unit, skill, places)])
    assert found == {band: number for band, number in gained.items() if number}


@for_all(problems(groups=True), st.sampled_from(UNITS), st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_one_more_person_takes_nothing_from_any_band(of, unit, places):
    (found,) = gained_by(planned(of, solve(of)), [(unit, None, places)])
    assert all(number > 0 for number in found.values())
    assert sum(found.values()) <= places


def test_several_places_of_one_more_person_are_counted_by_band():
    of = problem(
        [case("c1"), case("c2", band=2), case("c3", band=2, requires=["children"])],
        [person("x")],
    )
    newcomers = [("Leeds", None, 5), ("Leeds", "children", 5), ("Nowhere", None, 5)]
    assert gained_by(planned(of, solve(of)), newcomers) == [{2: 1}, {2: 2}, {}]
