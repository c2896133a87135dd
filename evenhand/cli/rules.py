"""Check rulebooks and put them to a file of facts; no database and no Django."""

import argparse
import datetime
import json
import sys
from collections import Counter
from pathlib import Path

from evenhand.engine.rules.checks import faults, publishable
from evenhand.engine.rules.faults import Fault, Faulty, Severity
from evenhand.engine.rules.release import Release


DONE, FAULTS_FOUND, BAD_INPUT = 0, 1, 2
UNREADABLE = {"not-found", "not-a-bundle"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="rules_command", required=True)
    check = commands.add_parser("check", help="say what is wrong with a policy folder")
    check.add_argument("policy", type=Path, help="a policy folder or a bundle (.zip)")
    _add_shared(check)


def run(args: argparse.Namespace) -> int:
    return _check(args)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on",
        type=datetime.date.fromisoformat,
        metavar="DATE",
        help="the day to stand on, as 2026-11-22 (default: today)",
    )
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")


def _day(args: argparse.Namespace) -> datetime.date:
    day: datetime.date | None = args.on
    # The command line is where the clock is read; nothing below it does.
    return day or datetime.date.today()  # noqa: DTZ011


def _check(args: argparse.Namespace) -> int:
    release: Release | None = None
    try:
        release = Release.read(args.policy)
        found = faults(release, _day(args))
    except Faulty as faulty:
        found = faulty.faults
        if {fault.code for fault in found} & UNREADABLE and len(found) == 1:
            print(found[0], file=sys.stderr)
            return BAD_INPUT
    counts = Counter(fault.severity for fault in found)
    for fault in found:
        print(f"{fault.severity}: {fault} [{fault.code}]")
    print(_verdict(release, found, counts))
    if args.json:
        print(
            json.dumps(
                {
                    "release": release.number if release else None,
                    "release_sha256": release.sha256 if release else None,
                    "tables": len(release.tables) if release else None,
                    "rules": sum(len(table.rules) for table in release.tables.values())
                    if release
                    else None,
                    "faults": counts["fault"],
                    "warnings": counts["warning"],
                    "demo_only": counts["demo only"],
                    "publishable": publishable(found),
                    "found": [
                        {
                            "code": fault.code,
                            "severity": fault.severity,
                            "where": fault.where,
                            "sentence": fault.sentence,
                        }
                        for fault in found
                    ],
                }
            )
        )
    return FAULTS_FOUND if counts["fault"] else DONE


def _verdict(
    release: Release | None, found: list[Fault], counts: Counter[Severity]
) -> str:
    if release is None:
        return f"Not readable: {len(found)} faults"
    rules = sum(len(table.rules) for table in release.tables.values())
    summary = (
        f"Release {release.number}: {len(release.tables)} tables, {rules} rules; "
        f"{counts['fault']} faults, {counts['warning']} warnings"
    )
    if counts["demo only"]:
        summary += f", {counts['demo only']} that only the demonstration may run with"
    return summary
