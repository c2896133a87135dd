"""what a policy would do to the caseload, beside the release in force

    evenhand rules rehearse DRAFT_OR_FOLDER --as USERNAME [--on DATE] [--against N]
                            [--with-allocation] [--json]

Of a draft by its number, or of a policy folder or bundle (.zip). At once, without a
worker; kept like any other rehearsal, in the name of whoever asks, and counted among the
cases that they may see. A past day is rehearsed on the facts known at its end. Needs the
database, unlike `check` and `evaluate`.
"""

import argparse
import json
import sys
from datetime import date

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A draft or a folder, who asks, the day, the release beside it."""
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "policy",
        metavar="DRAFT_OR_FOLDER",
        help="the number of a draft, or a policy folder or bundle (.zip)",
    )
    parser.add_argument(
        "--as",
        dest="as_user",
        required=True,
        metavar="USERNAME",
        help="who asks, and may see what is counted",
    )
    parser.add_argument(
        "--on",
        type=date.fromisoformat,
        metavar="DATE",
        help="the day to rehearse on, as 2026-11-22 (default: today)",
    )
    parser.add_argument(
        "--against",
        type=int,
        metavar="N",
        help="the release to compare with (default: the one in force)",
    )
    parser.add_argument(
        "--with-allocation",
        action="store_true",
        help="give out the week's places under either policy as well",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 2 when refused."""
    set_up_django()
    from evenhand.cli.rehearsing_verbs import in_lines, rehearse
    from evenhand.core.verdict import Refused

    try:
        answer = rehearse(args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(in_lines(answer)))
    return 0
