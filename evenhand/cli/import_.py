"""bring in what is kept in files: units' trackers, and staff

    evenhand import tracker FILE... [--unit U] [--dry-run] [--as USER] [--json]
    evenhand import staff FILE

A tracker is xlsx or csv, in the unit's own layout. Its rows come in one by one; what
cannot is kept apart with the reason. The same files again change nothing. Needs a
prepared database with a policy in force.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evenhand.config.django import set_up_django


KINDS = ("tracker", "staff")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is brought in, and the files it is in."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("what", choices=KINDS, help="what the files hold")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--unit", metavar="U", help="whose tracker it is, by its code")
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would happen, and stop"
    )
    parser.add_argument(
        "--as", dest="as_user", metavar="USER", help="in whose name; the service's own"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when brought in, 1 when a file was refused, 2 when nothing could be."""
    set_up_django()
    from evenhand.core.models import User
    from evenhand.core.verdict import Refused

    started = time.perf_counter()

    def say(words: str) -> None:
        seconds = time.perf_counter() - started
        print(f"  {seconds:6.1f} s  {words}", file=sys.stderr, flush=True)

    ways = {"tracker": _trackers, "staff": _staff}
    try:
        return ways[args.what](args, say)
    except User.DoesNotExist:
        print(
            f"There is no account “{args.as_user}”."
            if args.as_user
            else "No policy is in force yet: set the database up first.",
            file=sys.stderr,
        )
        return 2
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2


Say = Callable[[str], None]


def _trackers(args: argparse.Namespace, say: Say) -> int:
    from evenhand.cli.import_trackers import import_trackers

    if not args.files:
        print("Say which file: evenhand import tracker FILE...", file=sys.stderr)
        return 2
    return import_trackers(args, say)


def _staff(args: argparse.Namespace, say: Say) -> int:
    from evenhand.config.clock import now
    from evenhand.core.accounts import planning_service
    from evenhand.flows.import_staff import import_staff
    from evenhand.flows.staff_file.table import Faulty

    if len(args.files) != 1:
        print("Say which file: evenhand import staff FILE", file=sys.stderr)
        return 2
    try:
        added, there = import_staff(args.files[0], by=planning_service(), at=now())
    except Faulty as faulty:
        return _told(faulty, args)
    _answer({"staff": added, "staff_already_there": there}, args)
    return 0


def _told(faulty: Any, args: argparse.Namespace) -> int:
    for fault in faulty.faults:
        print(fault, file=sys.stderr)
    shown = len(faulty.faults)
    more = f", of which {shown} are shown" if faulty.total > shown else ""
    faults = "1 fault" if faulty.total == 1 else f"{faulty.total} faults"
    print(f"{faults}{more}. Nothing was written.", file=sys.stderr)
    if args.json:
        told = [str(fault) for fault in faulty.faults]
        print(json.dumps({"faults": told, "total": faulty.total}))
    return 2


def _answer(answer: dict[str, Any], args: argparse.Namespace) -> None:
    if args.json:
        print(json.dumps(answer))
    else:
        for name, value in answer.items():
            print(f"{name.replace('_', ' ')}: {value:,}")
