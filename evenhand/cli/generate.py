"""write a synthetic national caseload: invented people in published proportions

    evenhand generate --out DIR                 cases.csv, dependants.csv, staff.csv
    evenhand generate trackers --out DIR        the same caseload as units keep it
    evenhand generate second-monday --out DIR   those trackers a week later
    evenhand generate interviews --out DIR      four weeks of interviews to be planned

Trackers are one workbook a unit (one keeps a csv file), each in its unit's own layout and
words, with faults sown in known numbers. manifest.json counts them, and says what an
import is to answer; answers.csv says what comes of every row, and likenesses.csv who is
recorded twice, or has relatives with cases of their own. The second Monday takes the
arguments of the first, its day included, and adds to manifest.json what has changed, and
edits to make in between.
"""

import argparse
import datetime
import json
import sys
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evenhand.engine.frames import Unsound
from evenhand.engine.interviews.files import write_problem
from evenhand.synthetic import interviews
from evenhand.synthetic.aim import Aim, Registers, Unusable
from evenhand.synthetic.calibration import mixes
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.trackers.second_monday import second_monday
from evenhand.synthetic.trackers.trackers import first_monday, write
from evenhand.synthetic.workforce import fewest_decision_makers


POLICY = Path(__file__).resolve().parents[2] / "policy"
CASELOAD, TRACKERS, SECOND_MONDAY = "caseload", "trackers", "second-monday"
INTERVIEWS = "interviews"
GRIDS = (15, 30, 60, 120, 240)
SMALLEST, LARGEST = 50, 400_000
MOST_STAFF = 20_000
EARLIEST, LATEST = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to write, where, and how large."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "what", nargs="?", choices=[CASELOAD, TRACKERS, SECOND_MONDAY, INTERVIEWS],
        default=CASELOAD,
        help="what to write; the caseload unless given",
    )  # fmt: skip
    parser.add_argument("--out", required=True, type=Path, help="folder to write to")
    parser.add_argument(
        "--cases", default="120000", help=f"{SMALLEST} to {LARGEST} cases"
    )
    parser.add_argument(
        "--staff", help="decision makers; 1,300 for every 120,000 cases unless given"
    )
    parser.add_argument("--seed", default="1", help="the same seed, the same caseload")
    parser.add_argument("--on", help="the day it is true on; today unless given")
    parser.add_argument("--mix", default=mixes()[0], help=" or ".join(mixes()))
    parser.add_argument(
        "--policy", type=Path, default=POLICY, help="folder whose registers to use"
    )
    parser.add_argument(
        "--tidy", action="store_true", help="trackers in which no faults are sown"
    )
    parser.add_argument(
        "--size",
        default="4000",
        help=f"{interviews.SMALLEST} to {interviews.LARGEST} interviews",
    )
    parser.add_argument(
        "--tight", action="store_true", help="interviews with fewer hours to hold them"
    )
    parser.add_argument(
        "--grid",
        type=int,
        choices=GRIDS,
        default=240,
        help="minutes of a step in which interviews are planned; a half-day unless given",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when written, 2 when it cannot be; a sentence goes to stderr."""
    try:
        started = time.perf_counter()
        if args.what == INTERVIEWS:
            answer, sentence = _write_interviews(args)
        elif args.what == CASELOAD:
            answer, sentence = _write_caseload(_aim(args), args)
        else:
            answer, sentence = _write_trackers(_aim(args), args)
    except Unusable as problem:
        print(problem, file=sys.stderr)
        return 2
    except Unsound as unsound:
        for sentence in unsound.sentences:
            print(sentence, file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"--out {args.out}: {problem.strerror}", file=sys.stderr)
        return 2
    seconds = round(time.perf_counter() - started, 2)
    if args.json:
        print(json.dumps(answer | {"out": str(args.out), "seconds": seconds}))
    else:
        print(f"{sentence} in {args.out} ({seconds} s)")
    return 0


def _write_caseload(aim: Aim, args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    if args.tidy:
        raise Unusable("--tidy: a caseload is always tidy; give it with trackers")
    made = caseload(aim)
    made.write(args.out)
    counts = ("seed", "on", "mix", "cases", "dependants", "staff", "decision_makers")
    answer = {name: made.manifest[name] for name in (*counts, "situations")}
    return answer, (
        f"{aim.cases:,} cases, {answer['dependants']:,} dependants and "
        f"{answer['staff']:,} staff as on {aim.on}"
    )


def _write_trackers(aim: Aim, args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    monday = first_monday(aim, caseload(aim), tidy=args.tidy)
    if args.what == SECOND_MONDAY:
        monday = second_monday(monday)
    manifest = write(monday, args.out)
    counts = (
        "seed", "on", "mix", "monday", "tidy", "dependants", "staff", "likenesses",
        "expected",
    )  # fmt: skip
    answer = {name: manifest[name] for name in counts}
    answer["workbooks"] = len(manifest["workbooks"])
    return answer, (
        f"{answer['expected']['rows']:,} rows in {answer['workbooks']} trackers and "
        f"{answer['staff']:,} staff as on {monday.on}"
    )


def _write_interviews(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    size = _number("--size", args.size, interviews.SMALLEST, interviews.LARGEST)
    seed = _number("--seed", args.seed, 0, 2**63 - 1)
    problem = interviews.interviews(
        size, Chance(seed), minutes=args.grid, tight=args.tight
    )
    write_problem(problem, args.out)
    answer = {
        "seed": seed,
        "interviews": size,
        "interviewers": problem.interviewers.height,
        "interpreters": problem.interpreters.height,
        "days": len(problem.grid.days),
        "tight": args.tight,
        "grid": args.grid,
    }
    return answer, (
        f"{size:,} interviews, {answer['interviewers']:,} interviewers and"
        f" {answer['interpreters']:,} interpreters over {answer['days']} days"
    )


def _aim(args: argparse.Namespace) -> Aim:
    cases = _number("--cases", args.cases, SMALLEST, LARGEST)
    fewest = fewest_decision_makers()
    staff = max(fewest, round(cases * 1300 / 120_000))
    if args.staff is not None:
        staff = _number("--staff", args.staff, fewest, MOST_STAFF)
    if args.mix not in mixes():
        raise Unusable(f"--mix {args.mix}: choose {' or '.join(mixes())}")
    seed = _number("--seed", args.seed, 0, 2**63 - 1)
    registers = Registers(args.policy)
    return Aim(cases, staff, _day(args.on), args.mix, Chance(seed), registers)


def _number(option: str, text: str, low: int, high: int) -> int:
    try:
        number = int(text)
    except ValueError:
        raise Unusable(f"{option} {text}: not a whole number") from None
    if not low <= number <= high:
        raise Unusable(f"{option} {text}: give {low:,} to {high:,}")
    return number


def _day(text: str | None) -> datetime.date:
    if text is None:
        return datetime.datetime.now(ZoneInfo("Europe/London")).date()
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"--on {text}: not a date written like 2026-11-23") from None
    if not EARLIEST <= day < LATEST:
        raise Unusable(f"--on {text}: give a day from {EARLIEST} to before {LATEST}")
    return day
