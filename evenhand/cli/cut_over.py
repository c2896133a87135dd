"""The words of `evenhand plan cutover`: propose, confirm, show, carry-out, reverse, call-off.

    evenhand plan cutover propose --title T --to UNIT --because TEXT --as USER
    evenhand plan cutover confirm ... the same ... --cases N
    evenhand plan cutover show [NUMBER] --as USER
    evenhand plan cutover carry-out NUMBER PHASE --cases N --as USER
    evenhand plan cutover reverse NUMBER PHASE --because TEXT [--others] --as USER
    evenhand plan cutover call-off NUMBER PHASE --because TEXT --as USER

Proposing changes nothing. What changes something names the number of cases, as the page
does, and is refused where there are others by now.
"""

import argparse
from datetime import date


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Six verbs."""
    verbs = parser.add_subparsers(dest="phase_verb", required=True)
    propose = verbs.add_parser("propose", help="what it would do; changes nothing")
    confirm = verbs.add_parser("confirm", help="plan what was proposed")
    show = verbs.add_parser("show", help="every cut-over, or one with its phases")
    carry_out = verbs.add_parser("carry-out", help="move the cases of a phase")
    reverse = verbs.add_parser("reverse", help="move the cases of a phase back")
    call_off = verbs.add_parser("call-off", help="call off a phase that waits")
    for verb in (propose, confirm):
        _add_what_is_asked(verb)
    show.add_argument("number", metavar="NUMBER", type=int, nargs="?")
    for verb in (carry_out, reverse, call_off):
        verb.add_argument("number", metavar="NUMBER", type=int)
        verb.add_argument("phase", metavar="PHASE", type=int)
    for verb in (confirm, carry_out):
        verb.add_argument(
            "--cases",
            metavar="N",
            type=int,
            required=True,
            help="how many cases it is about, as was shown",
        )
    for verb in (reverse, call_off):
        verb.add_argument("--because", default="", metavar="TEXT", help="in your words")
    reverse.add_argument(
        "--others",
        action="store_true",
        help="move those back on which nothing was built, and leave the others",
    )
    for verb in (propose, confirm, show, carry_out, reverse, call_off):
        verb.add_argument("--as", dest="as_user", metavar="USERNAME", required=True)
        verb.add_argument("--json", action="store_true")


def _add_what_is_asked(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--title", required=True, help="what it is called")
    verb.add_argument(
        "--to", required=True, metavar="UNIT", help="the code of the unit that receives"
    )
    verb.add_argument(
        "--from",
        dest="from_units",
        metavar="UNIT",
        action="append",
        default=[],
        help="a unit that gives cases up; again for more; none: all others",
    )
    verb.add_argument(
        "--rule",
        dest="rules",
        metavar="RULE",
        action="append",
        default=[],
        help="only those that this rule sends there; again for more",
    )
    verb.add_argument("--phases", type=int, default=1, metavar="N")
    verb.add_argument(
        "--first-on", type=date.fromisoformat, help="the day of the first phase"
    )
    verb.add_argument(
        "--days-apart", type=int, default=14, metavar="N", help="between two phases"
    )
    verb.add_argument(
        "--most", type=int, metavar="N", help="at most so many cases in a phase"
    )
    verb.add_argument(
        "--review-on",
        type=date.fromisoformat,
        help="when it is looked back on; else as the policy says, after the last phase",
    )
    verb.add_argument(
        "--owner", metavar="USERNAME", help="who answers for it; else who asks"
    )
    verb.add_argument("--because", default="", metavar="TEXT", help="in your words")
