"""bring a caseload in from files: all of it, or nothing and a list of what is wrong

    evenhand import caseload --cases FILE --staff FILE [--dependants FILE]

The same files again change nothing. Needs a prepared database with a policy in force.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is brought in, and the files it is in."""
    parser.add_argument("what", choices=["caseload"], help="what the files hold")
    parser.add_argument("--cases", type=Path, required=True, metavar="FILE")
    parser.add_argument("--staff", type=Path, required=True, metavar="FILE")
    parser.add_argument("--dependants", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when brought in, 2 when refused; faults go to stderr, one a line."""
    set_up_django()
    from evenhand.config.clock import now
    from evenhand.core.accounts import planning_service
    from evenhand.core.models import User
    from evenhand.core.verdict import Refused
    from evenhand.flows.import_caseload import CaseloadFiles, Faulty, import_caseload

    started = time.perf_counter()

    def say(words: str) -> None:
        seconds = time.perf_counter() - started
        print(f"  {seconds:6.1f} s  {words}", file=sys.stderr, flush=True)

    files = CaseloadFiles(args.cases, args.staff, args.dependants)
    try:
        done = import_caseload(files, by=planning_service(), at=now(), say=say)
    except Faulty as faulty:
        for fault in faulty.faults:
            print(fault, file=sys.stderr)
        shown = len(faulty.faults)
        more = f", of which {shown} are shown" if faulty.total > shown else ""
        print(f"{faulty.total} faults{more}. Nothing was written.", file=sys.stderr)
        if args.json:
            told = [str(fault) for fault in faulty.faults]
            print(json.dumps({"faults": told, "total": faulty.total}))
        return 2
    except User.DoesNotExist:
        print("No policy is in force yet: set the database up first.", file=sys.stderr)
        return 2
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    answer = asdict(done) | {"seconds": round(time.perf_counter() - started, 2)}
    if args.json:
        print(json.dumps(answer))
    else:
        for name, value in answer.items():
            print(f"{name.replace('_', ' ')}: {value:,}")
    return 0
