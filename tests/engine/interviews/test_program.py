"""The program of all hours is exact: its best is the best of all plans."""

import numpy as np
from hypothesis import given, settings

from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.bound import priced, relaxed_of
from evenhand.engine.interviews.encode import encode
from evenhand.engine.interviews.linear import Prices, chosen
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.program import Program
from evenhand.engine.interviews.table import Flags, table_of
from tests.engine.interviews.brute import best_worth
from tests.engine.interviews.problems import (
    SITE,
    free,
    interview,
    place,
    problem,
    problems,
    rooms,
)


def _program(posed: Problem, near: Flags | None = None) -> Program:
    book = Book(encode(posed))
    return Program(
        book,
        table_of(book.encoded, book.told),
        np.ones(posed.interviews.height, dtype=bool),
        np.arange(posed.grid.steps),
        near=near,
    )


@given(problems(most=3))
@settings(max_examples=60)
def test_program_of_all_hours_is_worth_the_best_of_all_plans(posed: Problem) -> None:
    program = _program(posed)
    if not program.model.columns:
        assert best_worth(posed) == 0
        return
    found = chosen(program.model, gap=0.0, nodes=10_000, seconds=60)
    assert found is not None
    book = program.book
    for index, booking in program.bookings(found):
        assert book.fits(book.encoded.asked[index], booking)
        book.take(book.encoded.asked[index], booking)
    assert abs(book.value - best_worth(posed)) < 1e-6


@given(problems(most=3))
@settings(max_examples=40)
def test_any_prices_give_a_bound(posed: Problem) -> None:
    book = Book(encode(posed))
    relaxed = relaxed_of(book, table_of(book.encoded, book.told))
    best, rng = best_worth(posed), np.random.default_rng(1)
    drawn = rng.integers(0, 1_200, relaxed.model.rows).astype(np.float64)
    assert best <= priced(relaxed, drawn).bound + 1e-6
    if relaxed.model.columns:
        found = Prices(relaxed.model, accuracy=1e-5).better(rounds=300)
        assert best <= priced(relaxed, found).bound + 1e-6


@given(problems(most=4))
@settings(max_examples=40)
def test_bookings_are_found_again_as_columns(posed: Problem) -> None:
    program = _program(posed)
    if not program.model.columns:
        return
    found = chosen(program.model, gap=0.0, nodes=10_000, seconds=60)
    assert found is not None
    columns = program.start(dict(program.bookings(found)))
    assert abs(found @ program.model.worth - program.model.worth[columns].sum()) < 1e-6
    rows, entries, much = program.model.matrix()
    start = np.bincount(columns, minlength=program.model.columns)
    drawn = np.bincount(
        rows, weights=much * start[entries], minlength=program.model.rows
    )
    assert (drawn <= program.model.most + 1e-6).all()


def test_ways_left_aside_are_not_in_the_program() -> None:
    posed = problem(
        interviews=[interview("A")],
        places=[place("A")],
        interviewers=[{"ref": "DM-1", "site": SITE}],
        free=[free("interviewer", "DM-1")],
        rooms=[rooms()],
    )
    near = np.zeros((1, posed.grid.steps), dtype=bool)
    near[0, 3] = True
    assert _program(posed).ways.start[_program(posed).ways.time].tolist() == [
        0, 1, 2, 3, 4, 5, 6,
    ]  # fmt: skip
    only = _program(posed, near).ways
    assert only.start[only.time].tolist() == [3]
