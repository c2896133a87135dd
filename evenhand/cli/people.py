"""who may be recorded twice, and which cases may be of one family

    evenhand people likenesses --as USERNAME [--find] [--json]

Shows what that person may see, the likeliest first, and joins nobody. `--find` compares
everybody first, as is done after each import.
"""

import argparse
import json
import sys

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One verb: likenesses."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    likenesses = verbs.add_parser("likenesses", help="suggestions, the likeliest first")
    likenesses.add_argument("--as", dest="as_user", metavar="USERNAME", required=True)
    likenesses.add_argument(
        "--find", action="store_true", help="compare everybody first"
    )
    likenesses.add_argument("--most", type=int, default=50, metavar="N")
    likenesses.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when shown, 2 when refused."""
    set_up_django()
    from evenhand.cli.people_verbs import likenesses
    from evenhand.core.verdict import Refused

    try:
        answer = likenesses(args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    for one in answer["likenesses"]:
        print(f"{one['kind']}, {one['confidence']}: {' and '.join(one['cases'])}")
        for sign, pieces in (("+", one["for"]), ("-", one["against"])):
            for words in pieces:
                print(f"  {sign} {words}")
    if not answer["likenesses"]:
        print("Nobody is suggested.")
    return 0
