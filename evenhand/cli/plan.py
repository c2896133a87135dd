"""rank, route and propose an allocation; show it; accept it; replay it

Runs at once, without a worker. `accept` acts as a named person and does only what that
person may do.
"""

import argparse
import json
import sys
from datetime import date

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Four verbs: run, show, accept and replay."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    run_verb = verbs.add_parser("run", help="rank, route and propose")
    run_verb.add_argument("--on", type=date.fromisoformat, help="the day planned for")
    show = verbs.add_parser("show", help="a run in figures")
    accept = verbs.add_parser("accept", help="accept what a run proposes")
    replay = verbs.add_parser("replay", help="run its stored input again and compare")
    for verb in (show, accept, replay):
        verb.add_argument("run_id", metavar="RUN", type=int)
    for verb in (show, accept):
        verb.add_argument("--as", dest="as_user", metavar="USERNAME", required=True)
    accept.add_argument("--because", default="")
    for verb in (run_verb, show, accept, replay):
        verb.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 1 when a replay differs, 2 when refused."""
    set_up_django()
    from evenhand.cli import plan_verbs
    from evenhand.core.verdict import Refused

    try:
        answer = getattr(plan_verbs, f"{args.verb}_run")(args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer))
    else:
        for name, value in answer.items():
            print(f"{name.replace('_', ' ')}: {value}")
    return 0 if answer.get("same", True) else 1
