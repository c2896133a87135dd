"""Trackers brought in one after the other, each an import of its own, and one answer."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evenhand.config.clock import now
from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.import_tracker import carry_out, read, receive
from evenhand.flows.jobs import start_looking_for_likenesses
from evenhand.intake.models import Import
from evenhand.intake.queries import Totals, totals
from evenhand.workforce.models import Unit


Say = Callable[[str], None]
COUNTED = ("rows", "accepted", "unchanged", "conflicts", "quarantined")
S = Import.State


def import_trackers(args: argparse.Namespace, say: Say) -> int:
    """Bring the files in; answer 0, or 1 where a file was refused.

    Prints the totals over all files and, with several, for each of them.
    """
    by = User.objects.get(username=args.as_user) if args.as_user else planning_service()
    unit = None
    if args.unit:
        unit = Unit.objects.filter(code__iexact=args.unit).first()
        if unit is None:
            raise Refused(f"There is no unit “{args.unit}”")
    answers = [
        bring_in_file(path, unit=unit, by=by, dry_run=args.dry_run, say=say)
        for path in args.files
    ]
    if any(found["state"] == S.IN for found in answers):
        start_looking_for_likenesses()
    answer = _summed(answers)
    if args.json:
        print(json.dumps(answer))
    else:
        _in_words(answer)
    return 1 if any(found["state"] in REFUSED for found in answers) else 0


REFUSED = (S.REFUSED.value, S.TO_BE_MAPPED.value)


def bring_in_file(
    path: Path, *, unit: Unit | None, by: User, dry_run: bool, say: Say
) -> dict[str, Any]:
    """Bring one file in, or try it out; answer what became of it, in the words of JSON.

    Refused where the file cannot be opened at all.
    """
    started = time.perf_counter()
    say(path.name)
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise Refused(f"{path.name} cannot be opened: {problem.strerror}") from None
    found = receive(path.name, data, unit=unit, by=by, at=now())
    del data
    if found.state != S.REFUSED:
        found = read(found, at=now(), say=say)
    if found.state == S.JUDGED and not dry_run:
        found = carry_out(found, by=by, at=now(), say=say)
    if found.state in REFUSED:
        print(f"{path.name}: {found.why}", file=sys.stderr)
    with acting_as(by):
        count = totals(found)
    return {
        "file": path.name,
        "import": found.pk,
        "unit": found.unit.code if found.unit else None,
        "unit_because": found.unit_because,
        "state": found.state,
        "why": found.why,
        "times": found.times,
        "seconds": round(time.perf_counter() - started, 2),
        "warnings": dict(count.warnings),
        "dependants": dict(count.dependants),
        **_counts(count),
    }


def _counts(count: Totals) -> dict[str, Any]:
    return {name: getattr(count, name) for name in COUNTED} | {
        "reasons": dict(count.reasons)
    }


def _summed(answers: list[dict[str, Any]]) -> dict[str, Any]:
    reasons: Counter[str] = Counter()
    dependants: Counter[str] = Counter()
    for answer in answers:
        reasons.update(answer["reasons"])
        dependants.update(answer["dependants"])
    return {
        "files": answers,
        "seconds": round(sum(answer["seconds"] for answer in answers), 2),
        "dependants": dict(dependants),
        **{name: sum(answer[name] for answer in answers) for name in COUNTED},
        "reasons": dict(reasons.most_common()),
    }


def _in_words(answer: dict[str, Any]) -> None:
    for found in answer["files"]:
        whose = found["unit"] or "no unit"
        because = f" ({found['unit_because']})" if found["unit_because"] else ""
        print(f"{found['file']}: {whose}{because}: {S(found['state']).label}")
    for name in COUNTED:
        print(f"{name}: {answer[name]:,}")
    if answer["dependants"]:
        told = [f"{count:,} {name}" for name, count in answer["dependants"].items()]
        print(f"dependants: {', '.join(told)}")
    for reason, count in answer["reasons"].items():
        print(f"  {reason.replace('_', ' ')}: {count:,}")
