"""Interpreters are booked for a share of their hours as even as it can be, at no cost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings

from evenhand.engine.interviews.before import booked_before
from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.encode import bits, encode
from evenhand.engine.interviews.fair import even_out, interpreter_load
from evenhand.engine.interviews.greedy import fill
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.solve import plan_of, solve
from evenhand.engine.interviews.verify import faults
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.interviews import interviews
from tests.engine.interviews.problems import (
    MONDAY,
    SITE,
    free,
    grid,
    interview,
    place,
    problem,
    problems,
    rooms,
)


def _posed(**more: Any) -> Problem:
    """Four interviews in Dari over two days, and two interpreters free for all of it."""
    days = [MONDAY, MONDAY + timedelta(days=1)]
    return problem(
        grid(days=2),
        interviews=[interview(ref, language="Dari") for ref in "ABCD"],
        places=[place(ref) for ref in "ABCD"],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        interpreters=[
            {"ref": ref, "languages": ["Dari"], "by_video": True}
            for ref in ("INT-1", "INT-2")
        ],
        free=[
            free(kind, ref, day=day)
            for day in days
            for kind, ref in (
                ("interviewer", "DM-1"),
                ("interpreter", "INT-1"),
                ("interpreter", "INT-2"),
            )
        ],
        rooms=[rooms(day=day) for day in days],
        **more,
    )


def _taken(problem: Problem) -> dict[str | None, int]:
    counted = solve(problem).bookings["interpreter"].value_counts()
    return dict(counted.iter_rows())


def test_bookings_are_shared_between_those_who_could() -> None:
    assert _taken(_posed()) == {"INT-1": 2, "INT-2": 2}


def test_interpreter_whom_people_were_told_of_stays() -> None:
    told = [
        {
            "interview": ref, "day": MONDAY, "starts": start, "site": SITE,
            "mode": "in person", "interviewer": "DM-1", "interpreter": "INT-1",
            "told": True,
        }
        for ref, start in zip("ABCD", solve(_posed()).bookings["starts"], strict=True)
    ]  # fmt: skip
    assert _taken(_posed(booked=told)) == {"INT-1": 4}


@given(problems())
@settings(max_examples=40)
def test_evening_out_costs_nothing_and_breaks_nothing(posed: Problem) -> None:
    book = Book(encode(posed))
    fixed = booked_before(book)
    fill(book, book.encoded.asked)
    worth, before = book.value, _squares(book)
    even_out(book, fixed=fixed)
    assert abs(book.value - worth) < 1e-6
    assert _squares(book) <= before + 1e-9
    assert list(faults(posed, plan_of(book))) == []


def _squares(book: Book) -> float:
    offered = [0] * len(book.encoded.interpreters.refs)
    for people in book.encoded.interpreters.free:
        for bit in bits(people):
            offered[bit] += 1
    taken = [0] * len(offered)
    for index, booking in book.bookings.items():
        if booking.interpreter is not None:
            taken[booking.interpreter] += book.encoded.asked[index].steps
    return sum(
        mine**2 / hours for mine, hours in zip(taken, offered, strict=True) if hours
    )


def test_load_is_told_of_teams_and_not_of_a_few() -> None:
    assert interpreter_load(_posed(), solve(_posed())) is None
    posed = interviews(200, Chance(1))
    plan = solve(posed)
    load = interpreter_load(posed, plan)
    assert load is not None
    assert 0 <= load.lower <= load.middle <= load.upper <= 1
    nobody = replace(plan, bookings=plan.bookings.filter(pl.lit(value=False)))
    empty = interpreter_load(posed, nobody)
    assert empty is not None
    assert empty.upper == 0
