"""the outbox: send what is due, and record what arrived or came back

    evenhand messages send
    evenhand messages delivered KEY...
    evenhand messages returned KEY --because "Gone away"

KEY is the one in the file or the Message-ID that a provider carried. The worker sends by
itself, each minute; `send` is for a machine without one.
"""

import argparse
import sys
from uuid import UUID

from evenhand.config.django import set_up_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three verbs: send, delivered, returned."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("send", help="send what is due, each by its way")
    delivered = verbs.add_parser("delivered", help="it arrived")
    delivered.add_argument("keys", metavar="KEY", type=UUID, nargs="+")
    returned = verbs.add_parser("returned", help="it came back, or was refused")
    returned.add_argument("keys", metavar="KEY", type=UUID, nargs=1)
    returned.add_argument("--because", required=True, metavar="WORDS")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 1 where a message did not leave, 2 when refused."""
    set_up_django()
    from evenhand.cli.messages_verbs import record, send
    from evenhand.core.verdict import Refused

    try:
        if args.verb == "send":
            return send()
        return record(args.keys, because=getattr(args, "because", None))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
