"""What of a replay a reader may read, as the page of the case has it (docs/adr/0020).

For pages and the command line alike, so that neither tells more than the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.casework.evidence.verdicts import sees_evidence
from evenhand.core.models import User
from evenhand.engine.rules.explain import Reason
from evenhand.engine.rules.release import Release
from evenhand.flows.replay_case import Replayed, ReplayOfDay
from evenhand.planning.models import Outcome
from evenhand.planning.outcomes import FIELDS
from evenhand.planning.queries import readable, reads_points
from evenhand.planning.replaying.comparing import Said, differing, stored_in
from evenhand.releases.queries import policy_of


# What tells of a fact that few may read, when it is held to the reasons one may read.
NOT_FOR_ALL = frozenset({"points", "requires", "fired"})
# Facts of evidence that was noted, or not: the second must tell a decision maker nothing.
EVIDENCE = "casework.evidence"


@dataclass(frozen=True, slots=True)
class FactTold:
    """One fact: its value, where it comes from, and since when it was recorded so.

    read   whether a rule that fired read it, itself or through what is worked out of it.
    """

    name: str
    title: str
    value: Any
    source: str
    since: datetime | None
    read: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules say, as far as the reader may read it; no points: they may not."""

    known_at: datetime
    said: Said
    points: int | None
    fired: tuple[str, ...]
    reasons: tuple[Reason, ...]
    facts: tuple[FactTold, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One field, or fact, that differs: what it was and what it is."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ReplayTold:
    """A replay as its reader may read it.

    same       whether the stored outcome comes out the same, to the bit, from what its
               run read; None where nothing was stored of the day.
    differing  the fields in which it does not, and `why` (`planning.replaying.again`).
    since_run  what the rules say of the day's end and the stored outcome does not:
               something was recorded, or a day passed, after the run.
    changed    what the day as known later says otherwise than as known then;
               `put_right` the facts that were put right in between.
    """

    replay: ReplayOfDay
    then: Told | None
    stored: Outcome | None
    same: bool | None
    differing: tuple[str, ...]
    why: str
    since_run: tuple[Change, ...]
    later: Told | None
    changed: tuple[Change, ...]
    put_right: tuple[Change, ...]


def tell_replay(replay: ReplayOfDay, *, reader: User) -> ReplayTold:
    """Leave out what this reader may not read."""
    policy = policy_of(replay.release)
    fields = readable_fields(reader)
    then = _told(replay.then, policy, reader)
    later = _told(replay.later, policy, reader)
    again, stored = replay.again, replay.stored
    return ReplayTold(
        replay=replay,
        then=then,
        stored=stored,
        same=again.same if again else None,
        differing=tuple(n for n in again.differing if n in fields) if again else (),
        why=again.why if again else "",
        since_run=_changes(stored_in(stored), then.said, fields)
        if stored and then
        else (),
        later=later,
        changed=_changes(then.said, later.said, fields) if then and later else (),
        put_right=_facts_changed(then, later) if then and later else (),
    )


def readable_fields(reader: User) -> tuple[str, ...]:
    """The fields of an outcome that a reader may be told of."""
    return tuple(
        name for name in FIELDS if reads_points(reader) or name not in NOT_FOR_ALL
    )


def _told(replayed: Replayed | None, policy: Release, reader: User) -> Told | None:
    if replayed is None:
        return None
    reasons = readable(replayed.reasons, policy, reader=reader)
    bases = {
        base
        for reason in reasons
        for name in reason.facts_read
        for base in policy.vocabulary.bases(name)
    }
    return Told(
        known_at=replayed.known_at,
        said={name: replayed.said[name] for name in readable_fields(reader)},
        points=replayed.said["points"] if reads_points(reader) else None,
        fired=tuple(reason.rule_id for reason in reasons),
        reasons=reasons,
        facts=tuple(
            FactTold(
                name=fact.name,
                title=fact.title,
                value=replayed.facts[fact.name],
                source=fact.source,
                since=replayed.since.get(fact.name),
                read=fact.name in bases,
            )
            for fact in policy.vocabulary.stored()
            if (not fact.access or fact.access in reader.clearances)
            and (fact.source != EVIDENCE or sees_evidence(reader))
        ),
    )


def _changes(before: Said, after: Said, fields: tuple[str, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(name, before[name], after[name])
        for name in differing(before, after, fields)
    )


def _facts_changed(then: Told, later: Told) -> tuple[Change, ...]:
    now: Mapping[str, Any] = {fact.name: fact.value for fact in later.facts}
    return tuple(
        Change(fact.title, fact.value, now[fact.name])
        for fact in then.facts
        if now[fact.name] != fact.value
    )
