"""The verbs of `evenhand interviews` that act on the appointment book in the database.

Whoever offers, books, cancels or accepts acts as a named person, and does only what that
person may do. This module says what can be asked, and knows neither Django nor a database.
"""

import argparse
import json
import sys
from collections.abc import Callable

from evenhand.config.django import set_up_django


Verb = argparse.ArgumentParser
DONE, REFUSED = 0, 2
NAMED = 20
CAUSES = (
    *("claimant", "representative", "interviewer", "interpreter", "adult", "site"),
    *("barrier", "replanned", "error"),
)


def add_arguments_of_plan(plan: Verb) -> None:
    """What a plan of the database can be asked for, where no --problem is given."""
    asked = plan.add_argument_group("in the database, where no --problem is given")
    asked.add_argument("--weeks", type=int, metavar="N", help="how far ahead")
    asked.add_argument(
        "--notice-days",
        type=int,
        metavar="N",
        help="people are told so many days ahead",
    )
    asked.add_argument(
        "--emergency-share", type=float, metavar="SHARE", help="of rooms, kept free"
    )
    for name, what in (("site", "site"), ("unit", "unit whose cases are planned")):
        asked.add_argument(
            f"--{name}",
            dest=f"{name}s",
            action="append",
            default=[],
            metavar="CODE",
            help=f"only this {what}; again for more",
        )
    asked.add_argument(
        "--band",
        dest="bands",
        type=int,
        action="append",
        default=[],
        metavar="N",
        help="only this band; again for more",
    )
    asked.add_argument("--as", dest="as_user", default="", metavar="USERNAME")


def add_verbs(commands: "argparse._SubParsersAction[Verb]") -> None:
    """show, open, accept, undo, offer, book, cancel and today."""
    show = commands.add_parser("show", help="a plan in figures")
    opening = commands.add_parser(
        "open", help="read one proposal; that you did is kept"
    )
    accept = commands.add_parser("accept", help="book what a plan proposes, or a part")
    undo = commands.add_parser("undo", help="cancel together what was accepted")
    for verb in (show, opening, accept, undo):
        verb.add_argument("plan_id", metavar="PLAN", type=int)
    offer = commands.add_parser("offer", help="the best times for a case, and why")
    book = commands.add_parser("book", help="book one of the times that are offered")
    for verb in (opening, offer, book):
        verb.add_argument("case", metavar="CASE", help="the reference of a case")
    for verb in (offer, book):
        verb.add_argument("--site", default="", metavar="CODE")
        verb.add_argument("--mode", choices=("in person", "video"))
        verb.add_argument(
            "--from", dest="from_on", metavar="DAY", help="no sooner, as 2027-01-11"
        )
        verb.add_argument(
            "--short-notice", action="store_true", help="as they agreed to"
        )
    book.add_argument(
        "--offer",
        type=int,
        choices=(1, 2, 3),
        default=1,
        help="which of the three, as `offer` numbers them with the same words",
    )
    cancel = commands.add_parser(
        "cancel", help="cancel an interview, and tell everybody"
    )
    cancel.add_argument(
        "interview", metavar="INTERVIEW", help="its UID, or the reference of its case"
    )
    cancel.add_argument("--cause", choices=CAUSES, required=True)
    accept.add_argument(
        "--case",
        dest="cases",
        action="append",
        default=[],
        metavar="REF",
        help="only this case; again for more",
    )
    accept.add_argument("--band", dest="bands", type=int, action="append", default=[])
    accept.add_argument("--site", dest="sites", action="append", default=[])
    undo.add_argument(
        "--act", type=int, default=1, help="which act of accepting; 1 is the first"
    )
    for verb in (accept, undo, book, cancel):
        verb.add_argument("--because", default="", metavar="TEXT", help="in your words")
    this_day = commands.add_parser(
        "today", help="who comes: at your site, to you, or at a site you name"
    )
    this_day.add_argument("--site", default="", metavar="CODE")
    this_day.add_argument("--on", default="", metavar="DAY", help="as 2027-01-11")
    for verb in (show, opening, accept, undo, offer, book, cancel, this_day):
        verb.add_argument("--as", dest="as_user", metavar="USERNAME", required=True)
        verb.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 2 when refused, with a sentence."""
    set_up_django()
    from evenhand.cli import booking_verbs
    from evenhand.core.verdict import Refused

    verbs: dict[str, Callable[[argparse.Namespace], dict[str, object]]] = (
        booking_verbs.VERBS
    )
    try:
        answer = verbs[args.interviews_command](args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        details = booking_verbs.details_of(refusal)
        if args.json:
            print(json.dumps({"refused": str(refusal), **details}))
        else:
            for lines in details.values():
                print("\n".join(f"  {line}" for line in lines[:NAMED]), file=sys.stderr)
        return REFUSED
    if args.json:
        print(json.dumps(answer))
        return DONE
    for name, value in answer.items():
        _say(name.replace("_", " "), value)
    return DONE


def _say(name: str, value: object) -> None:
    if isinstance(value, dict):
        print(f"{name}:")
        for of, number in value.items():
            print(f"  {str(of).replace('_', ' ')}: {number}")
        return
    if not isinstance(value, list):
        print(f"{name}: {'' if value is None else value}")
        return
    print(f"{name}: {len(value):,}")
    for row in value:
        parts = row.values() if isinstance(row, dict) else row
        told = parts if not isinstance(parts, str) else [parts]
        print(f"  {', '.join(str(part) for part in told if part is not None)}")
