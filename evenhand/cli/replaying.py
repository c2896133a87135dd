"""where a case stood on a past day and why, as known then and as known on another day

    evenhand rules replay --case REF --on DATE [--as-known-on DATE] [--as USERNAME] [--json]

`--as` shows what that person may read; without it all is shown, as to the planning
service. Needs the database, unlike the other verbs of `rules`.
"""

import argparse
import json
import sys
from datetime import date

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A case, the day, and perhaps the day as of which it is known."""
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--case", required=True, metavar="REF", help="the reference of a case"
    )
    parser.add_argument(
        "--on",
        required=True,
        type=date.fromisoformat,
        metavar="DATE",
        help="the day, as 2026-03-03",
    )
    parser.add_argument(
        "--as-known-on",
        dest="known_on",
        type=date.fromisoformat,
        metavar="DATE",
        help="and apart, as known at the end of this day",
    )
    parser.add_argument(
        "--as",
        dest="as_user",
        metavar="USERNAME",
        help="show what this person may read",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 1 where what was stored comes out otherwise, 2 when refused."""
    set_up_django()
    from evenhand.cli.replaying_verbs import in_lines, replay
    from evenhand.core.verdict import Refused

    try:
        answer = replay(args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(in_lines(answer)))
    return 1 if answer["same"] is False else 0
