"""A plan that breaks a law is caught, each law by its own sentence."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import polars as pl
import pytest

from evenhand.engine.interviews.problem import Plan, Problem
from evenhand.engine.interviews.solve import solve
from evenhand.engine.interviews.verify import faults
from tests.engine.interviews.problems import (
    MONDAY,
    OTHER,
    SITE,
    free,
    interview,
    place,
    problem,
    rooms,
)


def _posed() -> Problem:
    return problem(
        interviews=[
            interview(
                "A",
                language="Dari",
                interviewer_sex="female",
                interpreter_sex="female",
                representative="FIRM",
                latest_start=time(11),
                longest_journey=60,
                not_before=MONDAY,
            ),
            interview("B", needs=["children"]),
        ],
        places=[place("A", minutes=30), place("A", OTHER, minutes=90), place("B")],
        interviewers=[
            {"ref": "DM-1", "site": SITE, "sex": "female", "skills": ["children"],
             "week_limit": 2},
            {"ref": "DM-2", "site": OTHER, "sex": "male", "skills": []},
        ],
        interpreters=[
            {"ref": "INT-1", "sex": "female", "languages": ["Dari"], "by_video": True},
            {"ref": "INT-2", "sex": "male", "languages": ["Urdu"], "site": OTHER},
        ],
        free=[
            free("interviewer", "DM-1"),
            free("interviewer", "DM-2"),
            free("interpreter", "INT-1"),
            free("interpreter", "INT-2"),
            free("representative", "FIRM"),
        ],
        rooms=[rooms(), rooms(site=OTHER)],
    )  # fmt: skip


def _changed(plan: Plan, ref: str, **cells: Any) -> Plan:
    rows = [
        {**row, **cells} if row["interview"] == ref else row
        for row in plan.bookings.iter_rows(named=True)
    ]
    return replace(plan, bookings=pl.DataFrame(rows, schema=plan.bookings.schema))


def test_good_plan_has_no_faults() -> None:
    assert list(faults(_posed(), solve(_posed()))) == []


@pytest.mark.parametrize(
    ("ref", "cells", "words"),
    [
        ("A", {"interviewer": "DM-2"}, "asked for somebody female"),
        ("A", {"interviewer": "DM-2"}, "is at Mersey, and DM-2 at Derby"),
        ("B", {"interviewer": "DM-2"}, "needs children"),
        ("A", {"interpreter": "INT-2"}, "which INT-2 does not speak"),
        ("A", {"interpreter": None}, "has an interpreter and needs none"),
        ("A", {"interviewer": "DM-9"}, "who is not there"),
        ("A", {"starts": time(12), "ends": time(14)}, "starts after 11:00:00"),
        ("A", {"starts": time(9, 30), "ends": time(11, 30)}, "no step begins"),
        ("A", {"ends": time(10)}, "has less than its 120 minutes"),
        ("A", {"starts": time(16), "ends": time(18)}, "after the day does"),
        ("A", {"day": date(2026, 11, 22)}, "is before 2026-11-23"),
        ("A", {"site": OTHER}, "asks for 90 minutes' journey"),
        ("B", {"site": OTHER}, "is not to be held at Derby"),
        ("B", {"starts": time(9), "ends": time(11)}, "at one time"),
        ("B", {"starts": time(9), "ends": time(11)}, "has 1 places in person"),
        ("A", {"moved": True}, "says wrongly whether it was moved"),
    ],
)
def test_broken_law_is_named(ref: str, cells: dict[str, Any], words: str) -> None:
    plan = solve(_posed())
    first = _changed(plan, "A", starts=time(9), ends=time(11))
    both = _changed(first, "B", starts=time(11), ends=time(13))
    broken = list(faults(_posed(), _changed(both, ref, **cells)))
    assert any(words in sentence for sentence in broken), broken


def test_worth_and_bound_are_reckoned_again() -> None:
    plan = solve(_posed())
    assert any("is worth" in f for f in faults(_posed(), replace(plan, objective=1.0)))
    below = replace(plan, bound=plan.objective / 2)
    assert any("more than its bound" in f for f in faults(_posed(), below))


def test_interview_told_of_twice_or_not_at_all_is_named() -> None:
    plan = solve(_posed())
    twice = replace(plan, bookings=pl.concat([plan.bookings, plan.bookings[:1]]))
    gone = replace(plan, bookings=plan.bookings[1:])
    assert any("told of 2 times" in f for f in faults(_posed(), twice))
    assert any("neither booked nor left out" in f for f in faults(_posed(), gone))
