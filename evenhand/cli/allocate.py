"""Give cases to people: which, to whom, and why; no database and no Django."""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from evenhand.engine.allocation.explain import reasons
from evenhand.engine.allocation.files import read_problem
from evenhand.engine.allocation.problem import Plan
from evenhand.engine.allocation.solve import solve
from evenhand.engine.allocation.verify import faults
from evenhand.engine.frame_files import may_be_written, write_frame
from evenhand.engine.frames import Unsound
from evenhand.engine.memory import peak_mib


DONE, FAULTS_FOUND, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cases", required=True, type=Path, metavar="FILE", help="csv or parquet"
    )
    parser.add_argument(
        "--people", required=True, type=Path, metavar="FILE", help="csv or parquet"
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="csv or parquet"
    )
    parser.add_argument(
        "--max-share",
        type=float,
        default=0.6,
        metavar="SHARE",
        help="of a person's places that one kind should fill at most (default: 0.6)",
    )
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")


def run(args: argparse.Namespace) -> int:
    try:
        return _allocate(args)
    except Unsound as unsound:
        for sentence in unsound.sentences:
            print(sentence, file=sys.stderr)
        return BAD_INPUT


def _allocate(args: argparse.Namespace) -> int:
    """1. Read. 2. Solve. 3. Check. 4. Explain. 5. Write, all or nothing."""
    clock = [time.perf_counter()]
    may_be_written(args.out)
    problem = read_problem(args.cases, args.people, args.max_share)
    clock.append(time.perf_counter())
    plan = solve(problem)
    clock.append(time.perf_counter())
    found = list(faults(problem, plan))
    clock.append(time.perf_counter())
    waiting: Counter[str] = Counter()
    if not found:
        told = reasons(problem, plan)
        waiting.update(told.filter(told["person"].is_null())["code"])
        clock.append(time.perf_counter())
        write_frame(told.select("case", "person", "reason"), args.out)
        clock.append(time.perf_counter())
    for sentence in found:
        print(f"fault: {sentence}", file=sys.stderr)
    _say(plan)
    if args.json:
        steps = ("read", "solve", "check", "explain", "write")
        spent = [
            after - before for before, after in zip(clock, clock[1:], strict=False)
        ]
        placements = plan.placements
        print(
            json.dumps(
                {
                    "cases": problem.cases.height,
                    "people": problem.people.height,
                    "places": int(problem.people["capacity"].sum()),
                    "placed": sum(plan.placed.values()),
                    "unplaced": problem.cases.height - sum(plan.placed.values()),
                    "placed_per_band": dict(plan.placed),
                    "bound_per_band": dict(plan.bound),
                    "gap_per_band": plan.gap,
                    "departures": plan.departures,
                    "departures_from": {
                        "owner": int(placements["left_owner"].sum()),
                        "first_unit": int(placements["other_unit"].sum()),
                        "language": int(placements["other_language"].sum()),
                    },
                    "beyond_share": plan.beyond_share,
                    "waiting_because": dict(sorted(waiting.items())),
                    "faults": found,
                    "seconds": round(clock[2] - clock[1], 3),
                    "seconds_in_all": round(clock[-1] - clock[0], 3),
                    "seconds_for": {
                        step: round(seconds, 3)
                        for step, seconds in zip(steps, spent, strict=False)
                    },
                    "peak_memory_mib": round(peak_mib(), 1),
                }
            )
        )
    return FAULTS_FOUND if found else DONE


def _say(plan: Plan) -> None:
    print("Band  Placed  At most")
    for band, placed in plan.placed.items():
        print(f"{band:>4}  {placed:>6,}  {plan.bound[band]:>7,}")
    print(
        f"{plan.departures:,} departures from owner, first unit or language;"
        f" {plan.beyond_share:,} cases beyond the share of one kind"
    )
