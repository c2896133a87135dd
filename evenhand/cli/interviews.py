"""plan interviews from a folder of files; no database and no Django

    evenhand interviews plan --problem DIR --out DIR

DIR holds grid.toml and a csv or parquet file for each table of the problem, as
docs/guide/interviews.md describes them; evenhand generate interviews writes one.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from evenhand.engine.frames import Unsound
from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.explain import reasons
from evenhand.engine.interviews.files import read_problem, write_plan
from evenhand.engine.interviews.problem import Plan
from evenhand.engine.interviews.solve import solve, with_bound
from evenhand.engine.interviews.verify import faults
from evenhand.engine.memory import peak_mib


DONE, FAULTS_FOUND, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="interviews_command", required=True)
    plan = commands.add_parser(
        "plan", help="say who is interviewed when, where, by whom"
    )
    plan.add_argument("--problem", required=True, type=Path, metavar="DIR")
    plan.add_argument("--out", required=True, type=Path, metavar="DIR")
    plan.add_argument(
        "--seconds",
        type=_seconds,
        default=10.0,
        metavar="N",
        help="how long to make the plan better (default: 10; 0: the first plan)",
    )
    plan.add_argument(
        "--bound-seconds",
        type=_seconds,
        default=30.0,
        metavar="N",
        help="how long to seek the most any plan could be worth (default: 30; 0: not)",
    )
    plan.add_argument("--seed", type=int, default=1, metavar="S")
    plan.add_argument(
        "--move-told",
        action="store_true",
        help="bookings that people were told of may be moved, at a price",
    )
    plan.add_argument("--json", action="store_true", help="end with one line of JSON")


def run(args: argparse.Namespace) -> int:
    try:
        return _plan(args)
    except Unsound as unsound:
        for sentence in unsound.sentences:
            print(sentence, file=sys.stderr)
        return BAD_INPUT


def _plan(args: argparse.Namespace) -> int:
    """1. Read. 2. Solve. 3. Bound. 4. Check. 5. Explain. 6. Write."""
    problem = read_problem(args.problem, fixed=not args.move_told)
    started = time.perf_counter()
    until = started + args.seconds
    plan = solve(problem, go_on=lambda: time.perf_counter() < until, seed=args.seed)
    seconds = time.perf_counter() - started
    if args.bound_seconds:
        plan = with_bound(plan, bound(problem, seconds=args.bound_seconds))
    found = list(faults(problem, plan))
    for sentence in found:
        print(f"fault: {sentence}", file=sys.stderr)
    told = reasons(problem, plan)
    if not found:
        write_plan(plan, told, args.out)
    asked = Counter(problem.interviews["band"])
    booked = Counter(plan.bookings["band"])
    _say(plan, asked, booked)
    if args.json:
        print(
            json.dumps(
                {
                    "interviews": problem.interviews.height,
                    "booked": {band: booked[band] for band in sorted(asked)},
                    "left_out": plan.left_out.height,
                    "left_out_because": dict(sorted(Counter(told["code"]).items())),
                    "moved": int(plan.bookings["moved"].sum()),
                    "objective": round(plan.objective, 4),
                    "bound": None if plan.bound is None else round(plan.bound, 4),
                    "ratio": None if plan.ratio is None else round(plan.ratio, 6),
                    "faults": found,
                    "seconds": round(seconds, 3),
                    "peak_memory_mib": round(peak_mib(), 1),
                }
            )
        )
    return FAULTS_FOUND if found else DONE


def _say(plan: Plan, asked: Counter[int], booked: Counter[int]) -> None:
    print("Band  Booked      Of")
    for band in sorted(asked):
        print(f"{band:>4}  {booked[band]:>6,}  {asked[band]:>6,}")
    if plan.ratio is not None:
        print(f"Worth {plan.ratio:.2%} of the most that any plan could be")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds") from None
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("give 0 to 86,400 seconds")
    return seconds
