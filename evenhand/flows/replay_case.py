"""Where a case stood on a past day and why: as known then, and as known on another day.

As known then: the facts recorded by the end of the day, put to the release in force at
that instant. As known on a later day: the same release, for what was in force on a past
day is no matter of what is known; and the facts put right as `planning.hindsight` says.

What was stored of the day is held to both questions that can be asked of it. Does it
come out the same, to the bit, from what its run had read? And is it what the rules say
of the day's end, or was something recorded after the run?
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import Case, CaseFacts, Stage
from evenhand.config.clock import LONDON
from evenhand.core.accounts import planning_service
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.prioritisation.assess import tables_of
from evenhand.engine.rules.explain import Reason, sentences
from evenhand.engine.rules.faults import Faulty
from evenhand.intake.models import TrackerRow
from evenhand.planning.hindsight import put_right
from evenhand.planning.models import Outcome
from evenhand.planning.replaying.again import Again, worked_out_again
from evenhand.planning.replaying.comparing import Said, said_of
from evenhand.releases.models import Period, PolicyRelease
from evenhand.releases.queries import policy_of


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the rules say of a case: what they read, what they said, and why.

    known_at  the instant up to which what was recorded counts.
    said      the fields of an outcome, as `comparing.FIELDS` names them.
    facts     every stored fact, by name; `since` when each was recorded so (as known
              then only).
    """

    known_at: datetime
    said: Said
    facts: Mapping[str, Any]
    since: Mapping[str, datetime]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReplayOfDay:
    """A case on one day, in full: `tell_replay` leaves out what a reader may not read.

    period   the time in which the release was in force; it says if it was withdrawn.
    then     None where the case was not known by the end of the day.
    stored   what was stored of the day, and what comes of it `again`.
    later    the day as known at another instant; None where none was asked for, or
             where, as known at it, there was no such case.
    """

    case: Case
    on: date
    release: PolicyRelease
    period: Period
    then: Replayed | None
    stored: Outcome | None
    again: Again | None
    later: Replayed | None
    later_at: datetime | None


def replay_case(
    case: Case, *, on: date, at: datetime, known_on: date | None = None
) -> ReplayOfDay:
    """The case as the rules had it at the end of a day; `at` is this instant.

    known_on  another day: the same, as known by its end.
    Refused for a day that is to come, for one on which no release was in force, and
    where what is known is known of an earlier day than it is about.
    """
    end = end_of(on, at)
    if end is None:
        raise Refused("Choose a day that is not in the future")
    later_at = end_of(known_on, at) if known_on else None
    if known_on and later_at is None:
        raise Refused("What will be known is not known yet: choose a day until today")
    if later_at is not None and later_at < end:
        raise Refused(
            "Choose a day on or after the one you ask about: what was known before it "
            "is what the rules read then"
        )
    period = (
        Period.objects.filter(during__contains=end)
        .select_related("release", "ended_by")
        .defer("release__bundle")
        .first()
    )
    if period is None:
        raise Refused("No policy release was in force on that day")
    stored = (
        Outcome.objects.filter(case=case, valid__contains=end)
        .select_related("run", "release")
        .defer("release__bundle")
        .first()
    )
    try:
        then = _facts(case, period.release, known_at=end)
        return ReplayOfDay(
            case=case,
            on=on,
            release=period.release,
            period=period,
            then=_replayed(
                then, period.release, on, end, since=_since(case, end, then)
            ),
            stored=stored,
            again=worked_out_again([stored])[stored.pk] if stored else None,
            later=_replayed(
                _put_right(case, then, period.release, on, end, later_at),
                period.release,
                on,
                later_at,
            )
            if later_at
            else None,
            later_at=later_at,
        )
    except Faulty as faulty:
        raise Refused(
            "What was known on that day cannot be put to the rules of that day: "
            + "; ".join(faulty.sentences[:3])
        ) from faulty


def end_of(day: date, at: datetime) -> datetime | None:
    """The last instant of a day in London; `at` for the present one; None if to come."""
    if day > at.astimezone(LONDON).date():
        return None
    midnight = datetime.combine(day + timedelta(days=1), time.min, LONDON)
    return min(midnight - timedelta(microseconds=1), at)


def _facts(
    case: Case, release: PolicyRelease, *, known_at: datetime | None
) -> pl.DataFrame:
    return facts_known_at(
        policy_of(release).vocabulary, known_at=known_at, case_ids=[case.pk]
    )


def _put_right(
    case: Case,
    then: pl.DataFrame,
    release: PolicyRelease,
    on: date,
    end: datetime,
    later_at: datetime,
) -> pl.DataFrame:
    """The facts of a day as known later; of a case registered since, its first ones."""
    present = _facts(case, release, known_at=later_at).filter(
        pl.col("stage") != Stage.VOID
    )
    if then.is_empty():
        return present.filter(pl.col("claimed_on") <= on)
    return put_right(
        then,
        present,
        policy_of(release).vocabulary,
        undone=_undone_between(case, end, later_at),
    )


def _undone_between(
    case: Case, end: datetime, later_at: datetime
) -> dict[int, datetime]:
    """When an import that had changed the case by the one instant was undone by the other."""
    with acting_as(planning_service()):
        last = (
            TrackerRow.objects.filter(
                case=case,
                of__carried_out_at__lte=end,
                of__undone_at__gt=end,
                of__undone_at__lte=later_at,
                about="cases",
                added=False,
            )
            .exclude(took={})
            .order_by("-of__undone_at")
            .values_list("of__undone_at", flat=True)
            .first()
        )
    return {} if last is None else {case.pk: last}


def _replayed(
    facts: pl.DataFrame,
    release: PolicyRelease,
    on: date,
    known_at: datetime,
    *,
    since: Mapping[str, datetime] | None = None,
) -> Replayed | None:
    if facts.is_empty():
        return None
    policy = policy_of(release)
    row = facts.row(0, named=True)
    return Replayed(
        known_at=known_at,
        said=said_of(facts, release=release, on=on)[row["case_id"]],
        facts={fact.name: row[fact.name] for fact in policy.vocabulary.stored()},
        since=since or {},
        reasons=tuple(sentences(policy, row, on, tables_of(policy))),
    )


def _since(case: Case, end: datetime, facts: pl.DataFrame) -> dict[str, datetime]:
    """From which instant on each fact has been recorded as it was at the end."""
    if facts.is_empty():
        return {}
    with acting_as(planning_service()):
        rows: Sequence[tuple[Any, Mapping[str, Any]]] = list(
            CaseFacts.objects.filter(case=case, valid__startswith__lte=end)
            .order_by("-valid")
            .values_list("valid", "values")
        )
    last = rows[0][1]
    found = dict.fromkeys(last, rows[0][0].lower)
    for name, value in last.items():
        for valid, values in rows[1:]:
            if values.get(name, NOTHING) != value:
                break
            found[name] = valid.lower
    return found


NOTHING = object()  # told apart from a fact that is recorded as missing
