"""A share of the hours of a day is kept free for what cannot be foreseen."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.frames import Unsound
from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.solve import solve
from evenhand.engine.interviews.verify import faults
from tests.engine.interviews.brute import best_worth
from tests.engine.interviews.problems import (
    MONDAY,
    SITE,
    free,
    interview,
    place,
    problem,
    problems,
    rooms,
)
from tests.engine.interviews.test_solve import rounds


def _posed(told: tuple[int, ...] = ()) -> Problem:
    """Four interviews of two hours, and eight hours of one interviewer and one room."""
    return problem(
        interviews=[interview(ref) for ref in "ABCD"],
        places=[place(ref) for ref in "ABCD"],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        free=[free("interviewer", "DM-1")],
        rooms=[rooms()],
        booked=[
            {"interview": ref, "day": MONDAY, "starts": time(hour), "site": SITE,
             "mode": "in person", "interviewer": "DM-1", "told": True}
            for ref, hour in zip("ABCD", told, strict=False)
        ],
    )  # fmt: skip


@pytest.mark.parametrize(("share", "held"), [(0, 4), (0.1, 3), (0.25, 3), (0.5, 2)])
def test_share_is_not_planned(share: float, held: int) -> None:
    posed = replace(_posed(), kept_free=share)
    plan = solve(posed, go_on=rounds(3))
    assert plan.bookings.height == held
    assert list(faults(posed, plan)) == []


def test_what_people_were_told_of_stays_within_the_share() -> None:
    posed = replace(_posed(told=(9, 11, 13)), kept_free=0.5)
    plan = solve(posed, go_on=rounds(3))
    assert sorted(plan.bookings["interview"]) == ["A", "B", "C"]
    assert list(faults(posed, plan)) == []


def test_plan_beyond_the_share_is_a_fault() -> None:
    broken = faults(replace(_posed(), kept_free=0.5), solve(_posed()))
    assert any("kept for emergencies" in sentence for sentence in broken)


def test_share_of_everything_is_refused() -> None:
    with pytest.raises(Unsound, match="kept_free is 1"):
        replace(_posed(), kept_free=1.0)


@given(problems(most=3), st.sampled_from([0.1, 0.3]))
@settings(max_examples=30)
def test_best_of_all_plans_lies_between_plan_and_bound(
    drawn: Problem, share: float
) -> None:
    posed = replace(drawn, kept_free=share)
    plan = solve(posed, go_on=rounds(6))
    best = best_worth(posed)
    assert list(faults(posed, plan)) == []
    assert plan.objective <= best + 1e-6
    assert best <= bound(posed, seconds=2) * (1 + 1e-9) + 1e-6
