"""plan interviews, from files or in the database; offer, book and cancel them

    evenhand interviews plan --problem DIR --out DIR    no database, and no Django
    evenhand interviews plan                            those who wait, in the database

DIR holds grid.toml and a csv or parquet file for each table of the problem, as
docs/guide/interviews.md describes them; evenhand generate interviews writes one.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

from evenhand.cli import booking
from evenhand.engine.frames import Unsound
from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.explain import reasons
from evenhand.engine.interviews.fair import interpreter_load
from evenhand.engine.interviews.files import read_problem, write_plan
from evenhand.engine.interviews.moves import with_moves
from evenhand.engine.interviews.problem import Plan
from evenhand.engine.interviews.solve import solve, with_bound
from evenhand.engine.interviews.verify import faults
from evenhand.engine.memory import peak_mib


# Looking for moves takes as long as planning did, and this at least.
MOVE_SECONDS = 10.0
DONE, FAULTS_FOUND, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="interviews_command", required=True)
    plan = commands.add_parser(
        "plan", help="say who is interviewed when, where, by whom"
    )
    plan.add_argument("--problem", type=Path, metavar="DIR")
    plan.add_argument("--out", type=Path, metavar="DIR")
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
    plan.add_argument(
        "--moves",
        type=_count,
        default=0,
        metavar="N",
        help="move at most so many that people were told of, and say what each buys",
    )
    plan.add_argument(
        "--keep-free",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="of each day's interviewer and room hours, for emergencies (default: 0)",
    )
    plan.add_argument("--json", action="store_true", help="end with one line of JSON")
    booking.add_arguments_of_plan(plan)
    booking.add_verbs(commands)


def run(args: argparse.Namespace) -> int:
    if args.interviews_command != "plan" or args.problem is None:
        return booking.run(args)
    if args.out is None:
        print("Say with --out where the plan is written", file=sys.stderr)
        return BAD_INPUT
    try:
        return _plan(args)
    except Unsound as unsound:
        for sentence in unsound.sentences:
            print(sentence, file=sys.stderr)
        return BAD_INPUT


def _plan(args: argparse.Namespace) -> int:
    """1. Read. 2. Solve. 3. Disturb. 4. Bound. 5. Check. 6. Explain. 7. Write."""
    problem = read_problem(
        args.problem, fixed=not args.move_told, kept_free=args.keep_free
    )
    started = time.perf_counter()
    until = started + args.seconds
    plan = solve(problem, go_on=lambda: time.perf_counter() < until, seed=args.seed)
    before, moves = plan, None
    if args.moves:
        until = time.perf_counter() + max(args.seconds, MOVE_SECONDS)
        plan, moves = with_moves(
            problem, plan, most=args.moves, go_on=lambda: time.perf_counter() < until
        )
    seconds = time.perf_counter() - started
    if args.bound_seconds:
        # Where some that people were told of are moved, more may be worth more.
        loosened = replace(problem, fixed=False) if args.moves else problem
        plan = with_bound(plan, bound(loosened, seconds=args.bound_seconds))
    found = list(faults(problem, plan))
    for sentence in found:
        print(f"fault: {sentence}", file=sys.stderr)
    told = reasons(problem, plan)
    if not found:
        write_plan(plan, told, args.out, moves)
    load = interpreter_load(problem, plan)
    asked = Counter(problem.interviews["band"])
    booked = Counter(plan.bookings["band"])
    _say(plan, asked, booked)
    if load is not None:
        print(
            f"Interpreters: half are booked for {load.lower:.0%} to {load.upper:.0%} of"
            " the hours they offered"
        )
    if moves is not None:
        print(
            f"{moves.height:,} told of another time, and as many heard who were not:"
            f" worth {plan.objective - before.objective:,.0f} together (moves.csv)"
        )
    if args.json:
        print(
            json.dumps(
                {
                    "interviews": problem.interviews.height,
                    "booked": {band: booked[band] for band in sorted(asked)},
                    "left_out": plan.left_out.height,
                    "left_out_because": dict(sorted(Counter(told["code"]).items())),
                    "moved": int(plan.bookings["moved"].sum()),
                    "moves": None
                    if moves is None
                    else moves.select(
                        "interview", "heard_instead", "band", "worth_gained"
                    ).to_dicts(),
                    "objective_without_moves": round(before.objective, 4),
                    "interpreter_load": None if load is None else asdict(load),
                    "kept_free": args.keep_free,
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


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a share as 0.05") from None
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError("give a share from 0 to less than 1, as 0.05")
    return share


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds") from None
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("give 0 to 86,400 seconds")
    return seconds
