"""let other systems in, and grant and revoke the tokens with which they call the API

    evenhand tokens add-system USERNAME --name NAME --as ADMINISTRATOR --because WHY
    evenhand tokens grant USERNAME --name NAME --scope SCOPE ... --as ... --because WHY
    evenhand tokens revoke USERNAME --name NAME --as ADMINISTRATOR --because WHY
    evenhand tokens list --as USERNAME [--json]

`grant` prints the token, this once; it is kept nowhere.
"""

import argparse
import json
import sys
from datetime import date

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Four verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    adding = verbs.add_parser("add-system", help="let another system in")
    granting = verbs.add_parser("grant", help="grant a token, shown this once")
    revoking = verbs.add_parser("revoke", help="end a token now")
    listing = verbs.add_parser("list", help="systems and their tokens")
    for verb in (adding, granting, revoking):
        verb.add_argument("system", metavar="USERNAME", help="of the system")
        verb.add_argument("--name", required=True)
        verb.add_argument("--because", required=True, metavar="WHY")
    adding.add_argument("--cleared-for", action="append", default=[], metavar="KIND")
    granting.add_argument(
        "--scope", action="append", default=[], help="appointments:read or :write"
    )
    granting.add_argument(
        "--expires-on",
        type=date.fromisoformat,
        metavar="DAY",
        help="90 days unless given",
    )
    granting.add_argument("--per-minute", type=int, default=600, metavar="CALLS")
    for verb in (adding, granting, revoking, listing):
        verb.add_argument("--as", dest="as_user", metavar="USERNAME", required=True)
        verb.add_argument("--json", action="store_true", help="answer in JSON")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 2 when refused."""
    set_up_django()
    from evenhand.cli.tokens_verbs import VERBS
    from evenhand.core.verdict import Refused

    try:
        answer, lines = VERBS[args.verb](args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join(lines))
    return 0
