"""rank, route and propose an allocation; show, open, accept, override or undo it, or cut over

Runs at once, without a worker. Whoever opens, accepts, overrides or undoes acts as a
named person, and does only what that person may do: `accept` says what has still to be
opened first, and does nothing until it is.
"""

import argparse
import json
import sys
from datetime import date

from evenhand.cli import cut_over
from evenhand.config.django import set_up_django


NAMED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nine verbs: run, show, open, accept, override, take-back, undo, replay, cutover."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    run_verb = verbs.add_parser("run", help="rank, route and propose")
    run_verb.add_argument("--on", type=date.fromisoformat, help="the day planned for")
    run_verb.add_argument(
        "--unit", default="", help="the code of a unit: its cases and people alone"
    )
    run_verb.add_argument(
        "--places",
        choices=("week", "caseload"),
        default="week",
        help="give out the week's places, or fill caseloads",
    )
    show = verbs.add_parser("show", help="a run in figures")
    opening = verbs.add_parser("open", help="read one proposal; that you did is kept")
    accept = verbs.add_parser("accept", help="accept what a run proposes, or a part")
    override = verbs.add_parser("override", help="give a case elsewhere, or leave it")
    take_back = verbs.add_parser(
        "take-back", help="propose again what was left as it was"
    )
    undo = verbs.add_parser("undo", help="give back what was accepted, as a whole")
    replay = verbs.add_parser("replay", help="run its stored input again and compare")
    acting = (show, opening, accept, override, take_back, undo)
    replay.add_argument(
        "--as-known-now",
        action="store_true",
        help="plan that day with what is known of it now: corrected, and without what "
        "was undone",
    )
    replay.add_argument(
        "--as",
        dest="as_user",
        metavar="USERNAME",
        help="name the cases that this person may see",
    )
    for verb in (*acting, replay):
        verb.add_argument("run_id", metavar="RUN", type=int)
    for verb in (opening, override, take_back):
        verb.add_argument("case", metavar="CASE", help="the reference of a case")
    for verb in acting:
        verb.add_argument("--as", dest="as_user", metavar="USERNAME", required=True)
    accept.add_argument("--unit", default="", help="the code of a unit: only its part")
    accept.add_argument(
        "--case",
        dest="cases",
        metavar="REF",
        action="append",
        default=[],
        help="only this case; again for more",
    )
    override.add_argument(
        "--to", metavar="PERSON", help="the staff reference of another person"
    )
    override.add_argument("--unit", help="the code of a unit, to find somebody there")
    override.add_argument(
        "--leave", action="store_true", help="leave the case as it is"
    )
    for verb in (accept, override):
        verb.add_argument(
            "--part",
            action="store_true",
            help="although linked cases, as they were named, are parted by it",
        )
        verb.add_argument("--reason", default="", help="a reason's code in the policy")
    for verb in (accept, override, take_back, undo):
        verb.add_argument("--because", default="", metavar="TEXT", help="in your words")
    for verb in (run_verb, *acting, replay):
        verb.add_argument("--json", action="store_true")
    cut_over.add_arguments(
        verbs.add_parser("cutover", help="move a specialism to its unit, in phases")
    )


def run(args: argparse.Namespace) -> int:
    """Answer 0 when done, 1 when a replay differs, 2 when refused."""
    set_up_django()
    from evenhand.cli import cut_over_verbs, plan_verbs
    from evenhand.core.verdict import Refused

    try:
        if args.verb == "cutover":
            answer = cut_over_verbs.VERBS[args.phase_verb](args)
        else:
            answer = getattr(plan_verbs, f"{args.verb.replace('-', '_')}_run")(args)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        details = plan_verbs.details_of(refusal) | cut_over_verbs.details_of(refusal)
        if details and args.json:
            print(json.dumps({"refused": str(refusal), **details}))
        else:
            for lines in details.values():
                print("\n".join(f"  {line}" for line in lines[:NAMED]), file=sys.stderr)
                if len(lines) > NAMED:
                    print(f"  and {len(lines) - NAMED:,} more", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answer))
    else:
        for name, value in answer.items():
            _say(name.replace("_", " "), value)
    return 0 if answer.get("same", True) else 1


def _say(name: str, value: object) -> None:
    """One answer; a list on lines of its own, below how many there are."""
    if not isinstance(value, list):
        print(f"{name}: {'' if value is None else value}")
        return
    print(f"{name}: {len(value):,}")
    for row in value:
        parts = (
            [f"{of.replace('_', ' ')} {said}" for of, said in row.items()]
            if isinstance(row, dict)
            else row
            if isinstance(row, list | tuple)
            else [row]
        )
        print(f"  {', '.join(str(part) for part in parts)}")
