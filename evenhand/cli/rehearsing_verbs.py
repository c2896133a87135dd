"""What `evenhand rules rehearse` does once Django is ready."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.cli.named import user_named
from evenhand.config.clock import now
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rehearsal.rehearse import Told
from evenhand.engine.rehearsal.totals import Place
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release
from evenhand.flows.rehearse import Asked, ask_to_rehearse, carry_out_rehearsal
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.queries import cases_among, told_of
from evenhand.releases.drafts.queries import draft_by_id, policy_of_draft
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import release_by_number


def rehearse(args: argparse.Namespace) -> dict[str, Any]:
    """Rehearse at once, and answer what would come of it as the person may see it."""
    started = time.perf_counter()
    user, at = user_named(args.as_user), now()

    def say(words: str) -> None:
        spent = time.perf_counter() - started
        print(f"  {spent:6.1f} s  {words}", file=sys.stderr, flush=True)

    with acting_as(user):
        waiting = ask_to_rehearse(_asked(args), by=user, at=at)
    done = carry_out_rehearsal(waiting.pk, at=now(), say=say)
    if done.state != Rehearsal.State.DONE:
        raise Refused(done.why_failed)
    with acting_as(user):
        told = told_of(done)
        assert told is not None
        record_look(
            Look.Kind.VIEW, by=user, at=now(), what=f"{done}: by command", rows=None
        )
        cases = _cases(done, told)
    return {
        "rehearsal": done.pk,
        "of": done.title,
        "sha256": done.sha256,
        "against": done.against.number,
        "on": str(done.on),
        "known_at": done.read_at.isoformat() if done.read_at else None,
        "totals": asdict(told.figures.totals),
        "units": [
            {
                **asdict(unit),
                "weeks_before": unit.weeks_before,
                "weeks_after": unit.weeks_after,
            }
            for unit in told.figures.units
        ],
        "moves": [asdict(move) for move in told.figures.moves],
        "bands": [asdict(move) for move in told.figures.bands],
        "moved_back": [asdict(back) for back in told.back],
        "groups": {
            by: [asdict(effect) for effect in effects]
            for by, effects in told.groups.items()
        },
        **cases,
        "seconds": round(time.perf_counter() - started, 2),
    }


def in_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """The same for reading, without the groups that nothing points out."""
    totals = answer["totals"]
    yield (
        f"Rehearsal {answer['rehearsal']}: {answer['of']}, on {answer['on']}, "
        f"compared with release {answer['against']}"
    )
    yield (
        f"{totals['changed']:,} of {totals['cases']:,} cases change: "
        f"{totals['other_unit']:,} to another unit, {totals['up']:,} to a higher band, "
        f"{totals['down']:,} to a lower one"
    )
    for move in (*answer["moves"], *answer["bands"]):
        yield f"  from {move['before']} to {move['after']}: {move['cases']:,}"
    for unit in answer["units"]:
        if unit["queue_before"] != unit["queue_after"]:
            yield (
                f"  {unit['unit'] or 'no unit'}: queue {unit['queue_before']:,} to "
                f"{unit['queue_after']:,}, weeks of work {_weeks(unit['weeks_before'])} "
                f"to {_weeks(unit['weeks_after'])}"
            )
    for back in answer["moved_back"]:
        yield f"  moved back: {back['by']} {back['key']} ({back['measure']})"


def _asked(args: argparse.Namespace) -> Asked:
    against: PolicyRelease | None = None
    if args.against is not None:
        against = release_by_number(args.against)
        if against is None:
            raise Refused(f"There is no release {args.against}")
    policy, what = _policy(args.policy)
    return Asked(
        policy=policy,
        on=args.on,
        against=against,
        with_allocation=args.with_allocation,
        **what,
    )


def _policy(named: str) -> tuple[Release, dict[str, Any]]:
    """A draft by its number, else a folder or a bundle."""
    try:
        if named.isdecimal():
            draft = draft_by_id(int(named))
            if draft is None:
                raise Refused(f"There is no draft {named}")
            return policy_of_draft(draft), {"title": draft.title, "draft": draft}
        policy = Release.read(Path(named))
    except Faulty as faulty:
        raise Refused("\n".join(faulty.sentences)) from None
    return policy, {"title": policy.title or Path(named).name}


def _cases(rehearsal: Rehearsal, told: Told) -> dict[str, list[dict[str, Any]]]:
    """The first and the last hundred changes that the person may see."""
    listed = told.figures.listed["all"]
    found = cases_among(
        rehearsal, [place.case_id for place in (*listed.first, *listed.last)]
    )

    def rows(places: tuple[Place, ...]) -> list[dict[str, Any]]:
        return [
            {
                "case": row.case.ref,
                "what": row.what,
                "band": [row.band_before, row.band_after],
                "unit": [row.unit_before, row.unit_after],
                "place": [place.before, place.after],
                "rules": [row.why_before, row.why_after],
            }
            for place in places
            if (row := found.get(place.case_id)) is not None
        ]

    return {"first": rows(listed.first), "last": rows(listed.last)}


def _weeks(weeks: float | None) -> str:
    return "no places" if weeks is None else f"{weeks:.1f}"
