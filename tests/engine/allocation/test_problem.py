import polars as pl
import pytest

from evenhand.engine.allocation.problem import Problem
from evenhand.engine.frames import Unsound
from tests.engine.allocation.problems import case, person, problem


def refused(cases, people, **rest):
    with pytest.raises(Unsound) as refusal:
        problem(cases, people, **rest)
    return refusal.value.sentences


def test_problem_refuses_a_reference_there_twice():
    assert refused([case("c1"), case("c1")], []) == ["case c1 is there more than once"]
    assert refused([], [person("x"), person("x")]) == [
        "person x is there more than once"
    ]


def test_problem_refuses_numbers_out_of_range():
    assert refused(
        [case("c1", band=0, waiting_days=None)], [person("x", capacity=-1)]
    ) == [
        "case c1: band is 0, it must be 1 or more",
        "case c1: waiting_days is missing, it must be 0 or more",
        "person x: capacity is -1, it must be 0 or more",
    ]


def test_problem_refuses_a_missing_reference():
    assert refused([case(None)], []) == ["a case has no ref"]


@pytest.mark.parametrize("share", [0, 1.2])
def test_problem_refuses_a_share_that_is_none(share):
    assert len(refused([], [], max_share=share)) == 1


def test_problem_names_a_missing_column():
    with pytest.raises(Unsound, match="the cases have no column units"):
        Problem(
            pl.DataFrame({"ref": ["c1"], "band": [1], "waiting_days": [1]}),
            pl.DataFrame({"ref": ["x"], "unit": ["A"], "capacity": [1]}),
        )


def test_problem_fills_columns_that_may_be_left_out():
    of = Problem(
        pl.DataFrame(
            {"ref": ["c1"], "band": [1], "waiting_days": [1], "units": [["A"]]}
        ),
        pl.DataFrame({"ref": ["x"], "unit": ["A"], "capacity": [1]}),
    )
    assert of.cases.row(0, named=True)["requires"] == []
    assert of.people.row(0, named=True)["also_units"] == []


@pytest.mark.parametrize(
    ("share", "places", "most"), [(0.6, 10, 6), (0.6, 1, 1), (0.29, 100, 29), (1, 7, 7)]
)
def test_share_of_counts_whole_places_exactly(share, places, most):
    assert problem([], [], max_share=share).share_of(places) == most
