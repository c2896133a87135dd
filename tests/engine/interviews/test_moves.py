"""What each disturbance of people who were told of a time buys."""

from datetime import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.interviews.moves import with_moves
from evenhand.engine.interviews.problem import BOOKED, Plan, Problem
from evenhand.engine.interviews.solve import solve
from evenhand.engine.interviews.verify import faults
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


def _always() -> bool:
    return True


def _posed(**other: Any) -> Problem:
    """A was told of 9; B, more urgent, can begin at 9 only; A might as well at 11."""
    return problem(
        interviews=[
            interview("A", band=2),
            interview("B", band=1, latest_start=time(9), **other),
        ],
        places=[place("A"), place("B")],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        free=[free("interviewer", "DM-1", 9, 13)],
        rooms=[rooms()],
        booked=[
            {"interview": "A", "day": MONDAY, "starts": time(9), "site": SITE,
             "mode": "in person", "interviewer": "DM-1", "told": True}
        ],
    )  # fmt: skip


def test_move_is_told_with_whom_it_serves_and_what_it_is_worth() -> None:
    posed = _posed()
    before = solve(posed)
    assert before.bookings["interview"].to_list() == ["A"]
    plan, moves = with_moves(posed, before, most=5, go_on=_always)
    (move,) = moves.iter_rows(named=True)
    assert (move["interview"], move["told_starts"], move["starts"]) == (
        "A", time(9), time(11),
    )  # fmt: skip
    assert (move["heard_instead"], move["band"]) == ("B", 1)
    assert move["worth_gained"] == pytest.approx(plan.objective - before.objective)
    assert list(faults(posed, plan)) == []


def test_nobody_is_moved_beyond_what_is_allowed_or_for_nothing() -> None:
    posed = _posed()
    before = solve(posed)
    same, none = with_moves(posed, before, most=0, go_on=_always)
    assert none.is_empty()
    assert same.bookings.equals(before.bookings)
    nobody = _posed(interviewer_sex="female")
    assert with_moves(nobody, solve(nobody), most=5, go_on=_always)[1].is_empty()


@given(problems(), st.integers(0, 3))
@settings(max_examples=40)
def test_told_are_still_heard_and_gains_add_up(drawn: Problem, most: int) -> None:
    posed, before = _told(drawn)
    plan, moves = with_moves(posed, before, most=most, go_on=_always)
    assert list(faults(posed, plan)) == []
    assert moves.height <= most
    assert (moves["worth_gained"] > 0).all()
    gained = plan.objective - before.objective
    assert abs(moves["worth_gained"].sum() - gained) < 1e-6
    assert set(before.bookings["interview"]) <= set(plan.bookings["interview"])
    assert int(plan.bookings["moved"].sum()) == moves.height


def _told(drawn: Problem) -> tuple[Problem, Plan]:
    """The same problem, where half of a first plan has been told to people."""
    first = solve(drawn)
    told = first.bookings.gather_every(2)
    frames = {
        name: getattr(drawn, name)
        for name in (
            "interviews",
            "places",
            "interviewers",
            "interpreters",
            "free",
            "rooms",
        )
    }
    columns = [name for name in BOOKED if name in told.columns]
    booked = told.select(columns).with_columns(told=True)
    posed = Problem(grid=drawn.grid, **frames, booked=booked)
    return posed, solve(posed)
