"""set up a synthetic national caseload, plan it, and serve it

Each size has a database of its own, so that asking for another size loses nothing; the
same size again starts at once.
"""

import argparse
import json
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
    from evenhand.casework.searching.services import refresh_search_words
    from evenhand.cli import generate
    from evenhand.cli.import_trackers import bring_in_file
    from evenhand.config.clock import day_to_plan, now, today
    from evenhand.config.prepare import prepare_database
    from evenhand.core.viewing import acting_as
    from evenhand.flows.fill_book import fill_book
    from evenhand.flows.fill_evidence import fill_evidence
    from evenhand.flows.fill_interviews import fill_interviews
    from evenhand.flows.fill_past_interviews import fill_past_interviews
    from evenhand.flows.find_likenesses import find_likenesses
    from evenhand.flows.import_staff import import_staff
    from evenhand.flows.plan_cases import carry_out, create_run
    from evenhand.flows.set_up import set_up_policy, share_out_owners
    from evenhand.planning.models import Run

    prepare_database()
    service, release = set_up_policy(ROOT / "policy", at=now(), demo=True)
    with acting_as(service):
        there = Case.objects.count()
        planned = Run.objects.filter(finished_at__isnull=False).exists()
    if there and planned:
        say(f"{there:,} cases are there already")
        refresh_search_words()
        share_out_owners(at=now())
        if fill_book(seed=int(SEED), by=service, on=today(), at=now()):
            say("Opened an appointment book")
        fill_past_interviews(seed=int(SEED), by=service, on=today(), at=now())
        return True
    if not planned:
        # What a killed process left half done is gone over again and changes nothing.
        folder = ROOT / ".local" / "demo" / str(cases)
        say(f"Writing {cases:,} synthetic cases as units keep them")
        parser = argparse.ArgumentParser()
        generate.add_arguments(parser)
        wanted = ["trackers", "--out", str(folder), "--cases", str(cases)]
        wanted += ["--seed", SEED, "--on", str(today())]
        if generate.run(parser.parse_args(wanted)):
            return False
        say("Bringing in the staff")
        import_staff(folder / "staff.csv", by=service, at=now())
        share_out_owners(at=now())
        for path in _trackers(folder):
            bring_in_file(path, unit=None, by=service, dry_run=False, say=say)
        say("Comparing everybody who came in")
        find_likenesses(at=now(), say=say)
        say("Finding the words by which people are searched for")
        refresh_search_words()
    say("Opening an appointment book")
    fill_book(seed=int(SEED), by=service, on=today(), at=now())
    fill_evidence(seed=int(SEED), by=service, on=today(), at=now())
    say("Making up a year of interviews that were held")
    fill_past_interviews(seed=int(SEED), by=service, on=today(), at=now())
    say(f"Planning the week under {release}")
    with acting_as(service):
        waiting = create_run(on=day_to_plan(), by=service, at=now())
    carry_out(waiting.pk, at=now(), say=say)
    fill_interviews(by=service, on=today(), at=now(), say=say)
    return True


def _trackers(folder: Path) -> list[Path]:
    """The files of the trackers just written; cases before those who came with them."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [
        folder / name
        for book in manifest["workbooks"]
        for name in book.get("files") or [book["file"]]
    ]
