"""Interviews: the planner after 1, 10 and 60 seconds beside one program over everything.

Parts of it, in the time there is:

    python -m benchmarks.interviews --size 400 --grid 240 30 --seed 1 2 --budget 600
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import parameters_pb2

from benchmarks.results import Spent, exponent, machine, middle, report, table
from evenhand.engine.interviews.book import Book
from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.encode import encode
from evenhand.engine.interviews.greedy import fill, in_order
from evenhand.engine.interviews.linear import at_once
from evenhand.engine.interviews.problem import Problem
from evenhand.engine.interviews.program import Program
from evenhand.engine.interviews.solve import solve
from evenhand.engine.interviews.table import table_of
from evenhand.engine.interviews.verify import faults
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.interviews import interviews


SIZES, SEEDS, TIMES = (400, 1_000, 4_000, 16_000), (1, 2, 3, 4, 5), (1, 10, 60)
GROWTH = (1_000, 2_000, 4_000, 8_000)
HALF_DAY, HALF_HOUR = 240, 30
NAMES = {HALF_DAY: "half-days", 60: "hours", HALF_HOUR: "half-hours"}
REPEATS = 5
BOUND_SECONDS = 120
RIVALS = (
    ("HiGHS, all at once", parameters_pb2.SOLVER_TYPE_HIGHS),
    ("CP-SAT, all at once", parameters_pb2.SOLVER_TYPE_CP_SAT),
)
NOTES = (
    "Ratios of what a plan is worth to a bound that no plan exceeds (prices sought for"
    " up to {bound} s of the clock), medians over the seeds named. Seconds of the"
    " planner are those of the processor, on one core, from a problem in memory: other"
    " work lengthens them less. It is asked after each round, and the plan that stood"
    " before the time was up counts. The last plan of each run was checked by"
    " `verify.faults`: none. The programs over everything begin from the first plan,"
    " have one thread and the time stated by the clock, and ran for the first seed."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to run: grids in minutes, seconds of the planner, seconds in all."""

    sizes: Sequence[int]
    grids: Sequence[int]
    tight: Sequence[bool]
    seeds: Sequence[int]
    times: Sequence[int]
    rivals: bool
    growth: bool
    budget: float


def run(*, small: bool = False) -> None:
    """Run everything and report it; with `small`, 400 interviews and nothing written."""
    _run(
        Asked(
            sizes=SIZES[:1] if small else SIZES,
            grids=(HALF_DAY, HALF_HOUR),
            tight=(False, True),
            seeds=SEEDS[:1] if small else SEEDS,
            times=TIMES[:2] if small else TIMES,
            rivals=not small,
            growth=not small,
            budget=24 * 3_600,
        ),
        write=not small,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", nargs="+", type=int, default=SIZES)
    parser.add_argument("--grid", nargs="+", type=int, default=[HALF_DAY, HALF_HOUR])
    parser.add_argument("--seed", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--time", nargs="+", type=int, default=TIMES)
    parser.add_argument("--hours", nargs="+", choices=["loose", "tight"],
                        default=["loose", "tight"])  # fmt: skip
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--budget", type=float, default=24 * 3_600,
                        help="seconds after which no further instance is begun")  # fmt: skip
    parser.add_argument("--write", action="store_true", help="add it to RESULTS.md")
    args = parser.parse_args()
    asked = Asked(
        sizes=args.size,
        grids=args.grid,
        tight=[name == "tight" for name in args.hours],
        seeds=args.seed,
        times=args.time,
        rivals=args.rivals,
        growth=args.growth,
        budget=args.budget,
    )
    _run(asked, write=args.write)


def _run(asked: Asked, *, write: bool) -> None:
    started, until = machine(), time.monotonic() + asked.budget
    sections: list[tuple[str, str]] = []
    if asked.growth:
        sections.append(("Growth of the first plan", _growth()))
        print(*sections[0], sep="\n", flush=True)
    for size in asked.sizes:
        for minutes in asked.grids:
            for tight in asked.tight:
                found = _section(asked, size, minutes, tight, until)
                if found is not None:
                    print(*found, sep="\n", flush=True)
                    sections.append(found)
    notes = f"{started} {NOTES.format(bound=BOUND_SECONDS)}"
    if write:
        report("Interviews", notes, sections)


def _section(
    asked: Asked, size: int, minutes: int, tight: bool, until: float
) -> tuple[str, str] | None:
    ratios: dict[str, list[float]] = {}
    booked: dict[str, list[int]] = {}
    rivals: list[tuple[object, ...]] = []
    seeds = []
    for seed in asked.seeds:
        if time.monotonic() > until:
            break
        seeds.append(seed)
        problem = interviews(size, Chance(seed), minutes=minutes, tight=tight)
        most = bound(problem, seconds=BOUND_SECONDS)
        for name, worth, held in _planned(problem, asked.times):
            ratios.setdefault(name, []).append(worth / most)
            booked.setdefault(name, []).append(held)
        if asked.rivals and seed == asked.seeds[0]:
            rivals = [
                _all_at_once(problem, name, by, most, max(asked.times))
                for name, by in RIVALS
            ]
    if not seeds:
        return None
    rows = [
        (
            name,
            round(middle(booked[name])) if booked[name][0] else "",
            f"{middle(ratios[name]):.5f}",
            f"{min(ratios[name]):.5f} to {max(ratios[name]):.5f}",
        )
        for name in ratios
    ]
    heading = (
        f"{size:,} interviews, {NAMES[minutes]}{', tight' if tight else ''},"
        f" seeds {', '.join(map(str, seeds))}"
    )
    header = ("Method", "Booked", "Ratio to the bound", "From and to")
    return heading, table(header, [*rows, *rivals])


def _planned(problem: Problem, times: Sequence[int]) -> list[tuple[str, float, int]]:
    """Name, worth and, of the last plan, how many are booked, at each time."""
    started = time.process_time()
    trace: list[tuple[float, float]] = []

    def each(worth: float) -> None:
        trace.append((time.process_time() - started, worth))

    plan = solve(problem, go_on=lambda: trace[-1][0] < max(times), each=each)
    assert not list(faults(problem, plan))
    first, rest = trace[0], trace[1:]
    rows = [(f"Greedy: the first plan ({first[0]:.1f} s)", first[1], 0)]
    for at in times:
        before = [worth for spent, worth in rest if spent <= at]
        held = plan.bookings.height if at == max(times) else 0
        rows.append((f"The planner, {at} s", before[-1] if before else first[1], held))
    return [(name.partition(" (")[0], worth, held) for name, worth, held in rows]


def _all_at_once(
    problem: Problem, name: str, by: int, most: float, seconds: int
) -> tuple[object, ...]:
    """One exact program of all hours, from the first plan, in the time it is given."""
    book = Book(encode(problem))
    waited = dict(enumerate(problem.interviews["waiting_days"]))
    order = in_order(book.encoded.asked, waited)
    fill(book, order)
    was = {one.index: book.release(one) for one in order if one.index in book.bookings}
    everybody = np.ones(len(order), dtype=bool)
    steps = np.arange(problem.grid.steps)
    told = table_of(book.encoded, book.told)
    program = Program(book, told, everybody, steps)
    with Spent() as spent:
        found = at_once(program.model, seconds=seconds, start=program.start(was), by=by)
    worth = 0.0 if found is None else float(found @ program.model.worth)
    held = 0 if found is None else int(found[program.columns].sum())
    return (
        f"{name}, {spent.seconds:.0f} s ({spent.processor:.0f} s of the processor)",
        held,
        f"{worth / most:.5f}",
        "",
    )


def _growth() -> str:
    rows: list[tuple[object, ...]] = []
    firsts: list[float] = []
    for size in GROWTH:
        problem = interviews(size, Chance(1))
        spent = []
        for _ in range(REPEATS):
            with Spent() as one:
                solve(problem)
            spent.append(one.processor)
        firsts.append(middle(spent))
        rows.append((size, middle(spent), max(spent)))
    rows.append(("exponent", exponent(GROWTH, firsts), ""))
    return table(
        ("Interviews, half-days", "Processor seconds, median of 5", "Slowest"), rows
    )


if __name__ == "__main__":
    main()
