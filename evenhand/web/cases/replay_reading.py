"""A replay of one day made ready for its page: lines of words, nothing left to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.engine.rules.release import Release
from evenhand.engine.rules.spoken import Words
from evenhand.flows.tell_replay import Change, FactTold, ReplayTold, Told
from evenhand.releases.queries import policy_of
from evenhand.web.cases.why import ReasonGroup, ReasonShown, grouped, units_in_order
from evenhand.web.formats import listed
from evenhand.web.titles import Titles


SOURCES = {
    "casework.cases": "The case",
    "casework.people": "The person’s record",
    "casework.barriers": "Its barriers",
    "casework.evidence": "Notes of evidence",
}
FIELDS = {
    "claimed_on": "Date of claim",
    "points": "Points",
    "band": "Band",
    "routed_units": "Units",
    "requires": "Who may decide it",
    "alarms": "To be looked at",
    "kind_of_work": "Kind of work",
    "ready": "Ready to be given out",
    "held_by": "Held by",
    "fired": "Rules that fired",
}
# The facts of a release by the fields of an outcome, where they have other names.
ATTRIBUTES = {"routed_units": "units", "kind_of_work": "kind"}


@dataclass(frozen=True, slots=True)
class Side:
    """The day as known at one instant: where the case stood, and why."""

    known_at: datetime
    band: str
    points: int | None
    units: str
    alarms: list[str]
    groups: list[ReasonGroup]
    others: list[ReasonShown]


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as it was read then, and as it is known later where that differs."""

    title: str
    then: str
    since: datetime | None
    source: str
    read: bool
    later: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What it was, and what it is."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReplayPage:
    """What the page shows; `later` None where the day is known alike, or was not asked."""

    told: ReplayTold
    then: Side | None
    later: Side | None
    since_run: list[ChangeLine]
    changed: list[ChangeLine]
    differing: str
    put_right: list[FactLine]
    read: list[FactLine]
    others: list[FactLine]


def replay_page(told: ReplayTold) -> ReplayPage:
    """Put a replay in words, under the titles of the release of that day."""
    policy = policy_of(told.replay.release)
    lines = _facts(told, policy)
    return ReplayPage(
        told=told,
        then=_side(told.then, policy),
        later=_side(told.later, policy),
        since_run=_changes(told.since_run, policy),
        changed=_changes(told.changed, policy),
        differing=listed([FIELDS[name].lower() for name in told.differing]),
        put_right=[line for line in lines if line.later],
        read=[line for line in lines if line.read],
        others=[line for line in lines if not line.read],
    )


def _side(told: Told | None, policy: Release) -> Side | None:
    if told is None:
        return None
    titles = Titles(policy)
    groups, others = grouped(told.reasons, policy)
    return Side(
        known_at=told.known_at,
        band=titles.band(told.said["band"]),
        points=told.points,
        units=units_in_order(told.said["routed_units"], policy),
        alarms=[titles.of("alarms", alarm) for alarm in told.said["alarms"]],
        groups=groups,
        others=others,
    )


def _facts(told: ReplayTold, policy: Release) -> list[FactLine]:
    """Facts as known then, else as known later; those that were read come first."""
    side = told.then or told.later
    if side is None:
        return []
    later: dict[str, FactTold] = (
        {fact.name: fact for fact in told.later.facts} if told.later else {}
    )
    return [
        FactLine(
            title=fact.title,
            then=_said(policy, fact.name, fact.value),
            since=fact.since,
            source=SOURCES.get(fact.source, fact.source),
            read=fact.read or (fact.name in later and later[fact.name].read),
            later=_said(policy, fact.name, later[fact.name].value)
            if fact.name in later and later[fact.name].value != fact.value
            else "",
        )
        for fact in side.facts
    ]


def _changes(changes: Iterable[Change], policy: Release) -> list[ChangeLine]:
    return [
        ChangeLine(
            FIELDS[change.name],
            _said(policy, change.name, change.before),
            _said(policy, change.name, change.after),
        )
        for change in changes
    ]


def _said(policy: Release, name: str, value: Any) -> str:
    if name == "band":
        return Titles(policy).band(value)
    words = Words(policy, ATTRIBUTES.get(name, name))
    if isinstance(value, list):
        return ", ".join(words.value(part) for part in value) or "none"
    return words.value(value) or "none"
