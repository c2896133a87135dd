"""Interviews: the planner in 0, 1, 10 and 60 seconds beside one program over everything."""

import time

from ortools.math_opt import parameters_pb2

from benchmarks.results import exponent, machine, middle, report, table
from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.encode import encode
from evenhand.engine.interviews.greedy import fill, in_order
from evenhand.engine.interviews.improve import Program
from evenhand.engine.interviews.linear import chosen
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.solve import solve
from evenhand.engine.interviews.verify import faults
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.interviews import interviews


SIZE = 4_000
TIMES = (0, 1, 10, 60)
BOUND_SECONDS = 120
RIVAL_SECONDS = 60
SEEDS = (1, 2, 3, 4, 5)
GROWTH = (1_000, 2_000, 4_000, 8_000)
HALF_DAY, HALF_HOUR = 240, 30
RIVALS = (
    ("HiGHS, all at once", parameters_pb2.SOLVER_TYPE_HIGHS),
    ("CP-SAT, all at once", parameters_pb2.SOLVER_TYPE_CP_SAT),
)


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, a tenth, one seed, nothing written."""
    started = machine()
    size, seeds = (SIZE // 10, SEEDS[:1]) if small else (SIZE, SEEDS)
    sections = [
        (
            f"{size:,} interviews, {name}",
            _ratios(
                [interviews(size, Chance(seed), minutes=minutes, tight=tight)
                 for seed in seeds],
                rivals=minutes == HALF_DAY,
            ),
        )
        for name, minutes, tight in (
            ("half-days", HALF_DAY, False),
            ("half-days, tight", HALF_DAY, True),
            ("half-hours", HALF_HOUR, False),
        )
    ]  # fmt: skip
    sections.append(("Growth of the first plan", _growth(small=small)))
    notes = (
        f"{started} Ratios of what a plan is worth to a bound no plan exceeds (prices"
        f" sought for {BOUND_SECONDS} s), medians over seeds {seeds}. Every plan was"
        " checked by `verify.faults`: none."
    )
    if small:
        for heading, body in sections:
            print(heading, body, sep="\n", end="\n\n")
    else:
        report("Interviews", notes, sections)


def _ratios(problems: list[Problem], *, rivals: bool) -> str:
    most = [bound(problem, seconds=BOUND_SECONDS) for problem in problems]
    rows = []
    for seconds in TIMES:
        found = [_planned(problem, seconds) for problem in problems]
        rows.append(_row(f"The planner, {seconds} s", found, most))
    if rivals:
        for name, by in RIVALS:
            found = [_all_at_once(problems[0], by)]
            rows.append(_row(f"{name}, {RIVAL_SECONDS} s (seed 1)", found, most))
    return table(("Method", "Booked", "Ratio to the bound", "Seconds"), rows)


def _row(
    name: str, found: list[tuple[float, int, float]], most: list[float]
) -> tuple[object, ...]:
    ratios = [value / top for (value, _, _), top in zip(found, most, strict=False)]
    return (
        name,
        round(middle([booked for _, booked, _ in found])),
        f"{middle(ratios):.5f}",
        middle([seconds for _, _, seconds in found]),
    )


def _planned(problem: Problem, seconds: float) -> tuple[float, int, float]:
    started = time.perf_counter()
    plan = solve(problem, go_on=lambda: time.perf_counter() < started + seconds)
    spent = time.perf_counter() - started
    assert not list(faults(problem, plan))
    return plan.objective, plan.bookings.height, spent


def _all_at_once(problem: Problem, by: int) -> tuple[float, int, float]:
    """One exact program of all hours, from the first plan, in the time it is given."""
    started = time.perf_counter()
    book = Book(encode(problem))
    order = in_order(
        book.encoded.asked, dict(enumerate(problem.interviews["waiting_days"]))
    )
    fill(book, order)
    was = {one.index: book.release(one) for one in order if one.index in book.bookings}
    program = Program(book, order, frozenset(range(problem.grid.steps)))
    found = chosen(
        program.model,
        seconds=RIVAL_SECONDS,
        gap=1e-5,
        start=program.start(was),
        by=by,
    )
    picked = [] if found is None else program.ways.keys() & set(found)
    value = sum(program.model.worth[column] for column in picked)
    return value, len(picked), time.perf_counter() - started


def _growth(*, small: bool) -> str:
    sizes = [size // 10 for size in GROWTH] if small else list(GROWTH)
    seconds = []
    for size in sizes:
        problem = interviews(size, Chance(1))
        spent = []
        for _ in range(5):
            started = time.perf_counter()
            solve(problem)
            spent.append(time.perf_counter() - started)
        seconds.append(middle(spent))
    rows = [*zip(sizes, seconds, strict=True), ("exponent", exponent(sizes, seconds))]
    return table(("Interviews", "Seconds"), rows)
