"""What `evenhand rules replay` does once Django is ready."""

import argparse
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from evenhand.casework.cases.queries import case_by_ref
from evenhand.cli.named import user_named
from evenhand.config.clock import now
from evenhand.core.accounts import planning_service
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.words import said
from evenhand.flows.replay_case import replay_case
from evenhand.flows.tell_replay import ReplayTold, Told, readable_fields, tell_replay
from evenhand.planning.replaying.comparing import stored_in


def replay(args: argparse.Namespace) -> dict[str, Any]:
    """The case on that day, for JSON; that it was looked at is recorded."""
    user, at = (
        user_named(args.as_user) if args.as_user else planning_service(),
        now(),
    )
    with acting_as(user):
        case = case_by_ref(args.case)
        if case is None:
            raise Refused(f"There is no case {args.case}")
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at,
            what=f"Replay of {args.on}",
            case_id=case.pk,
        )
        told = tell_replay(
            replay_case(case, on=args.on, at=at, known_on=args.known_on), reader=user
        )
    stored = told.stored
    return {
        "case": case.ref,
        "on": str(args.on),
        "release": {
            "number": told.replay.release.number,
            "sha256": told.replay.release.sha256,
            "in_force_from": _plain(told.replay.period.during.lower),
            "in_force_until": _plain(told.replay.period.during.upper),
        },
        "as_known_on": str(args.known_on or args.on),
        **_side(told.later if args.known_on else told.then),
        "as_known_then": _side(told.then) if args.known_on else None,
        "stored": {
            "run": stored.run_id,
            "on": str(stored.on),
            "known_at": _plain(stored.run.known_at),
            **_plain(
                {
                    n: v
                    for n, v in stored_in(stored).items()
                    if n in readable_fields(user)
                }
            ),
        }
        if stored
        else None,
        "same": told.same,
        "differing": list(told.differing),
        "differs_in": told.why,
        "since_the_run": _changes(told, "since_run"),
        "changed": _changes(told, "changed"),
        "put_right": _changes(told, "put_right"),
    }


def in_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """The same for reading."""
    yield f"{answer['case']} on {answer['on']}, release {answer['release']['number']}"
    if answer["as_known_then"]:
        yield from _side_in_lines("as known then", answer["as_known_then"])
    yield from _side_in_lines(f"as known on {answer['as_known_on']}", answer)
    stored = answer["stored"]
    if stored is None:
        yield "stored: no outcome"
    elif answer["same"]:
        yield f"stored by run {stored['run']}: the same, to the bit"
    else:
        yield (
            f"stored by run {stored['run']}: NOT the same "
            f"({', '.join(answer['differing']) or 'in what you may not read'}); "
            f"changed since: {answer['differs_in'] or 'not known'}"
        )
    for words in ("since_the_run", "changed", "put_right"):
        for change in answer[words]:
            yield (
                f"{words.replace('_', ' ')}: {change['what']} from "
                f"{said(change['before'])} to {said(change['after'])}"
            )


def _side_in_lines(words: str, side: Mapping[str, Any]) -> Iterator[str]:
    if not side["known"]:
        yield f"{words}: there was no such case"
        return
    points = "" if side["points"] is None else f", {side['points']} points"
    yield f"{words}: band {side['band']}{points}, {', '.join(side['units'])}"
    yield f"  rules: {', '.join(side['fired'])}"
    for name, fact in side["facts"].items():
        yield f"  {name}: {said(fact['value'])} ({fact['source']})"


def _side(told: Told | None) -> dict[str, Any]:
    if told is None:
        return {"known": False}
    values = dict(told.said)
    return {
        "known": True,
        "known_at": _plain(told.known_at),
        "band": values.pop("band"),
        "points": told.points,
        "units": values.pop("routed_units"),
        "fired": list(told.fired),
        **_plain({n: v for n, v in values.items() if n not in ("points", "fired")}),
        "reasons": [reason.sentence for reason in told.reasons],
        "facts": {
            fact.name: {
                "value": _plain(fact.value),
                "source": fact.source,
                "recorded_since": _plain(fact.since),
                "read": fact.read,
            }
            for fact in told.facts
        },
    }


def _changes(told: ReplayTold, name: str) -> list[dict[str, Any]]:
    return [
        {
            "what": change.name,
            "before": _plain(change.before),
            "after": _plain(change.after),
        }
        for change in getattr(told, name)
    ]


def _plain(value: Any) -> Any:
    """As JSON has it: dates as 2026-03-03, instants with their zone."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
    return value
