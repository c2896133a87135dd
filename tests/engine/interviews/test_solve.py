"""Plans that break no law, get better and stay the same for the same seed."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from hypothesis import given, settings

from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.grid import Grid
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.solve import solve, with_bound
from evenhand.engine.interviews.verify import faults
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.interviews import interviews
from tests.engine.interviews.brute import best_worth
from tests.engine.interviews.problems import (
    MONDAY,
    OTHER,
    SITE,
    free,
    grid,
    interview,
    place,
    problem,
    problems,
    rooms,
)


def rounds(count: int) -> Callable[[], bool]:
    """Go on for so many rounds."""
    left = iter(range(count))
    return lambda: next(left, None) is not None


@given(problems())
def test_plan_breaks_no_law(posed: Problem) -> None:
    assert list(faults(posed, solve(posed, go_on=rounds(2)))) == []


@given(problems(most=3))
@settings(max_examples=40)
def test_best_of_all_plans_lies_between_plan_and_bound(posed: Problem) -> None:
    plan = solve(posed, go_on=rounds(6))
    best = best_worth(posed)
    most = bound(posed, seconds=2)
    assert plan.objective <= best + 1e-6
    assert best <= most * (1 + 1e-9) + 1e-6


@given(problems())
@settings(max_examples=30)
def test_rounds_never_make_a_plan_worse(posed: Problem) -> None:
    assert solve(posed, go_on=rounds(4)).objective >= solve(posed).objective - 1e-6


@pytest.mark.parametrize("minutes", [30, 240])
def test_generated_weeks_are_planned_close_to_their_bound(minutes: int) -> None:
    posed = interviews(120, Chance(3), minutes=minutes)
    first, plan = solve(posed), solve(posed, go_on=rounds(12))
    plan = with_bound(plan, bound(posed, seconds=10))
    assert list(faults(posed, plan)) == []
    assert plan.objective > first.objective
    assert plan.ratio is not None
    assert plan.ratio > (0.99 if minutes == 240 else 0.9)


def test_where_nobody_can_be_heard_the_plan_is_empty() -> None:
    for posed in (problem(), problem(interviews=[interview("A", language="Dari")])):
        plan = solve(posed, go_on=rounds(14))
        assert plan.bookings.is_empty()
        assert plan.left_out.height == posed.interviews.height
        assert bound(posed, seconds=1) == 0


def test_each_round_is_told_and_the_last_is_the_plan() -> None:
    told: list[float] = []
    plan = solve(interviews(80, Chance(5)), go_on=rounds(5), each=told.append)
    assert len(told) == 6
    assert told == sorted(told)
    assert told[-1] == pytest.approx(plan.objective)


def test_same_rounds_and_seed_give_the_same_plan() -> None:
    posed = interviews(80, Chance(5), minutes=60)
    one, other = (solve(posed, go_on=rounds(5), seed=7) for _ in range(2))
    assert one.bookings.equals(other.bookings)


def _pair(**more: object) -> Problem:
    """Two interviews, one interviewer, one room, four hours for both together."""
    rows = {
        "interviews": [interview("A", band=2), interview("B", band=1)],
        "places": [place("A"), place("B")],
        "interviewers": [{"ref": "DM-1", "site": SITE}],
        "free": [free("interviewer", "DM-1", 9, 13)],
        "rooms": [rooms()],
    }
    return problem(**{**rows, **more})  # type: ignore[arg-type]


def test_bookings_that_touch_do_not_clash() -> None:
    plan = solve(_pair())
    assert sorted(plan.bookings["starts"]) == [time(9), time(11)]
    assert list(faults(_pair(), plan)) == []


def test_more_urgent_goes_first_where_both_cannot() -> None:
    posed = _pair(free=[free("interviewer", "DM-1", 9, 11)])
    plan = solve(posed)
    assert plan.bookings["interview"].to_list() == ["B"]
    assert plan.left_out["interview"].to_list() == ["A"]


def test_first_plan_in_the_way_is_mended() -> None:
    # Taken by urgency alone, B has the only hours that A could be heard in.
    posed = problem(
        interviews=[
            interview("A", band=2, latest_start=time(9)),
            interview("B", band=1),
        ],
        places=[place("A"), place("B")],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        free=[free("interviewer", "DM-1", 9, 13)],
        rooms=[rooms()],
    )
    assert solve(posed).bookings.height == 1
    assert solve(posed, go_on=rounds(4)).bookings.height == 2


def test_room_without_hours_is_not_booked() -> None:
    assert solve(_pair(rooms=[])).bookings.is_empty()


def test_interviewer_elsewhere_takes_part_by_video_only() -> None:
    people = [{"ref": "DM-1", "site": OTHER, "by_video": True}]
    assert solve(_pair(interviewers=people)).bookings.is_empty()
    by_video = solve(
        _pair(
            interviewers=people,
            places=[place("A", mode="video"), place("B", mode="video")],
            rooms=[rooms(mode="video")],
        )
    )
    assert by_video.bookings.height == 2


def test_child_waits_where_nobody_is_trained_or_the_adult_is_not_free() -> None:
    child = [interview("A", needs=["children"], adult="ADULT-1"), interview("B")]
    trained = [{"ref": "DM-1", "site": SITE, "skills": ["children"]}]
    adult = free("adult", "ADULT-1", 9, 13)
    hours = free("interviewer", "DM-1", 9, 13)
    assert "A" not in set(solve(_pair(interviews=child)).bookings["interview"])
    alone = _pair(interviews=child, interviewers=trained)
    assert "A" not in set(solve(alone).bookings["interview"])
    together = _pair(interviews=child, interviewers=trained, free=[adult, hours])
    assert "A" in set(solve(together).bookings["interview"])


def test_what_people_were_told_of_stays() -> None:
    told = {
        "interview": "A", "day": MONDAY, "starts": time(9), "site": SITE,
        "mode": "in person", "interviewer": "DM-1", "told": True,
    }  # fmt: skip
    posed = _pair(free=[free("interviewer", "DM-1", 9, 11)], booked=[told])
    plan = solve(posed, go_on=rounds(3))
    assert plan.bookings["interview"].to_list() == ["A"]
    moving = problem(
        interviews=[interview("A", band=2), interview("B", band=1)],
        places=[place("A"), place("B")],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        free=[free("interviewer", "DM-1", 9, 11)],
        rooms=[rooms()],
        booked=[told],
    )
    object.__setattr__(moving, "fixed", False)
    assert solve(moving, go_on=rounds(3)).bookings["interview"].to_list() == ["B"]


def test_owner_interviews_where_they_can() -> None:
    posed = problem(
        interviews=[interview("A", owner="DM-2")],
        places=[place("A")],
        interviewers=[{"ref": "DM-1", "site": SITE}, {"ref": "DM-2", "site": SITE}],
        free=[free("interviewer", "DM-1"), free("interviewer", "DM-2", 13, 17)],
        rooms=[rooms()],
    )
    (booking,) = solve(posed).bookings.iter_rows(named=True)
    assert (booking["interviewer"], booking["with_owner"]) == ("DM-2", True)


def test_week_limit_is_kept() -> None:
    people = [{"ref": "DM-1", "site": SITE, "week_limit": 1}]
    assert solve(_pair(interviewers=people)).bookings.height == 1


def test_interviews_beside_the_problem_count_in_their_week() -> None:
    two_weeks = [MONDAY, MONDAY + timedelta(days=7)]
    posed = problem(
        Grid(tuple(two_weeks), time(9), time(17), 60),
        interviews=[interview("A"), interview("B"), interview("C")],
        places=[place("A"), place("B"), place("C")],
        interviewers=[{"ref": "I", "site": SITE, "week_limit": 2}],
        free=[free("interviewer", "I", day=day) for day in two_weeks],
        rooms=[rooms(2, day=day) for day in two_weeks],
        spent=[
            {
                "kind": "interviewer",
                "ref": "I",
                "day": MONDAY + timedelta(days=4),
                "count": 1,
            }
        ],
    )
    plan = solve(posed)
    assert sorted(plan.bookings["day"]) == [MONDAY, two_weeks[1], two_weeks[1]]
    assert not list(faults(posed, plan))


def test_longest_wait_goes_first_in_a_band() -> None:
    posed = _pair(
        interviews=[
            interview("A", waiting_days=10),
            interview("B", waiting_days=400),
        ],
        free=[free("interviewer", "DM-1", 9, 11)],
    )
    assert solve(posed).bookings["interview"].to_list() == ["B"]


def test_interview_stays_within_its_day() -> None:
    posed = problem(
        grid(days=2),
        interviews=[interview("A", minutes=240)],
        places=[place("A")],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        free=[
            free("interviewer", "DM-1", 15, 17),
            free("interviewer", "DM-1", 9, 11, day=MONDAY + timedelta(days=1)),
        ],
        rooms=[rooms(), rooms(day=MONDAY + timedelta(days=1))],
    )
    assert solve(posed).bookings.is_empty()
