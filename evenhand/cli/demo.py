"""set up a synthetic national caseload, plan it, and serve it

Each size has a database of its own, so that asking for another size loses nothing; the
same size again starts at once.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from evenhand.cli.serve import port, serve


DEFAULT_CASES = 30_000
SEED = "1"
ROOT = Path(__file__).resolve().parents[2]
LATEST = ROOT / ".local" / "demo" / "latest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many cases, and whether to serve them."""
    parser.add_argument("--cases", type=int, default=DEFAULT_CASES)
    parser.add_argument("--no-serve", action="store_true")
    parser.add_argument("--port", type=port, default=8000)


def run(args: argparse.Namespace) -> int:
    """Answer 0 when set up (and, unless told otherwise, when serving has ended)."""
    started = time.perf_counter()

    def say(words: str) -> None:
        seconds = time.perf_counter() - started
        print(f"{seconds:7.1f} s  {words}", file=sys.stderr, flush=True)

    os.environ["EVENHAND_MODE"] = "demo"
    if not os.environ.get("DATABASE_URL"):
        os.environ["EVENHAND_DATABASE"] = f"evenhand_demo_{args.cases}"
    from evenhand.config.django import set_up_django

    say("Starting the database")
    set_up_django()
    made = fill(args.cases, say)
    if not made:
        return 2
    if name := os.environ.get("EVENHAND_DATABASE"):
        LATEST.parent.mkdir(parents=True, exist_ok=True)
        LATEST.write_text(name)
    say("The demo is ready")
    return 0 if args.no_serve else serve("127.0.0.1", args.port)


def fill(cases: int, say: Callable[[str], None]) -> bool:
    """Generate, import and plan, unless the database holds a caseload already."""
    from evenhand.casework.models import Case
    from evenhand.cli import generate
    from evenhand.config.clock import day_to_plan, now, today
    from evenhand.config.prepare import prepare_database
    from evenhand.core.viewing import acting_as
    from evenhand.flows.find_likenesses import find_likenesses
    from evenhand.flows.import_caseload import import_caseload
    from evenhand.flows.plan_cases import carry_out, create_run
    from evenhand.flows.set_up import set_up_policy
    from evenhand.planning.models import Run

    prepare_database()
    service, release = set_up_policy(ROOT / "policy", at=now(), demo=True)
    with acting_as(service):
        there = Case.objects.count()
        planned = Run.objects.filter(finished_at__isnull=False).exists()
    if there and planned:
        say(f"{there:,} cases are there already")
        return True
    if not there:
        folder = ROOT / ".local" / "demo" / str(cases)
        say(f"Writing a synthetic caseload of {cases:,} cases")
        parser = argparse.ArgumentParser()
        generate.add_arguments(parser)
        wanted = ["--out", str(folder), "--cases", str(cases), "--seed", SEED]
        if generate.run(parser.parse_args([*wanted, "--on", str(today())])):
            return False
        say("Bringing it in")
        import_caseload(folder, by=service, at=now(), say=say)
        say("Comparing everybody who came in")
        find_likenesses(at=now(), say=say)
    say(f"Planning the week under {release}")
    with acting_as(service):
        waiting = create_run(on=day_to_plan(), by=service, at=now())
    carry_out(waiting.pk, at=now(), say=say)
    return True
