"""Find others for the cases of somebody who leaves, is away, or must not have one.

A run on the part concerned, by the same engine under the same rules: it proposes, and
no case changes hands until a person accepts (accept_plan.py). One transaction, so that
a process that is killed leaves nothing behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version

import polars as pl

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Case, Conflict
from evenhand.core.accounts import planning_service
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.prioritisation.assess import assess
from evenhand.flows.plan_cases import ENGINE, allocate
from evenhand.planning.apply import store_proposals
from evenhand.planning.gather import Gathered, gather
from evenhand.planning.models import Run
from evenhand.planning.snapshots import store_snapshot
from evenhand.planning.verdicts import may_reallocate
from evenhand.releases.queries import policy_of, program_of, release_in_force
from evenhand.workforce.models import StaffMember
from evenhand.workforce.services import record_absence


SAME_CLICK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Away:
    """An absence: from a day, up to but not including another."""

    from_on: date
    to_on: date


def reallocate_person(
    person: StaffMember,
    *,
    why: Run.Why,
    away: Away | None = None,
    by: User,
    on: date,
    at: datetime,
) -> Run:
    """Propose other owners for all undecided cases of a person who leaves or is away.

    `away` is recorded as an absence, so that the person's places follow. Refused for
    those who may not; the same asked again within a minute is one run.
    """
    if why not in (Run.Why.LEAVES, Run.Why.AWAY):
        raise Refused("Say whether the person is leaving or away")
    if (why == Run.Why.AWAY) != (away is not None):
        raise Refused("Give the days of an absence, and only of an absence")
    with acting_as(by):
        may_reallocate(by, person).enforce()
        if away is not None:
            record_absence(person, from_on=away.from_on, to_on=away.to_on, by=by, at=at)
        again = just_asked(person, why=why, case=None, by=by, at=at)
        return again or propose_others(person, why=why, case=None, by=by, on=on, at=at)


def reallocate_case(case: Case, *, by: User, on: date, at: datetime) -> Run:
    """Propose another owner for a case whose owner has a conflict of interest.

    Refused for those who may not, and where the case has no such owner or is decided.
    """
    with acting_as(by):
        person = case.owner
        if person is None:
            raise Refused(
                "This case has no decision maker, so the week's run places it"
            )
        may_reallocate(by, person).enforce()
        if case.stage not in UNDECIDED:
            raise Refused("This case has been decided already")
        if not Conflict.objects.filter(
            case=case, staff_member=person, ended_at=None
        ).exists():
            raise Refused(f"No conflict of {person} with this case is declared")
        why = Run.Why.CONFLICT
        again = just_asked(person, why=why, case=case, by=by, at=at)
        return again or propose_others(person, why=why, case=case, by=by, on=on, at=at)


def just_asked(
    person: StaffMember, *, why: Run.Why, case: Case | None, by: User, at: datetime
) -> Run | None:
    """The run of a first click; the person is locked, so that clicks take turns."""
    StaffMember.objects.select_for_update().get(pk=person.pk)
    return (
        Run.objects.filter(
            person=person,
            why=why,
            case=case,
            started_by=by,
            started_at__gt=at - SAME_CLICK,
            state=Run.State.PROPOSED,
        )
        .order_by("-pk")
        .first()
    )


def propose_others(
    person: StaffMember,
    *,
    why: Run.Why,
    case: Case | None,
    by: User,
    on: date,
    at: datetime,
) -> Run:
    """The run that proposes others for a person's undecided cases, or for one of them."""
    release = release_in_force(at)
    run = Run.objects.create(
        why=why,
        person=person,
        case=case,
        on=on,
        known_at=at,
        release=release,
        versions={name: version(name) for name in ENGINE},
        state=Run.State.PROPOSED,
        started_at=at,
        started_by=by,
        finished_at=at,
    )
    policy = policy_of(release)
    with acting_as(planning_service()):
        gathered = _without(
            person,
            gather(policy, on=on, case_ids=_concerned(person, case)),
        )
        assessed = assess(program_of(release), gathered.facts, on)
        _, plan, proposals = allocate(
            assessed, gathered, policy, on=on, leaving=person.name
        )
        store_proposals(run, proposals, gathered.facts)
        store_snapshot(run, gathered, plan)
    record_events(
        [Happening("reallocation_proposed", {"run": run.pk}, run.case_id)],
        by=by,
        at=at,
    )
    return run


def _concerned(person: StaffMember, case: Case | None) -> Sequence[int]:
    if case is not None:
        return [case.pk]
    return list(
        Case.objects.filter(owner=person, stage__in=sorted(UNDECIDED))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _without(person: StaffMember, gathered: Gathered) -> Gathered:
    """What was read, without the person whose cases they are."""
    ids = gathered.facts["case_id"].implode()
    return Gathered(
        facts=gathered.facts,
        standing=gathered.standing.filter(pl.col("case_id").is_in(ids)),
        people=gathered.people.filter(pl.col("ref") != person.ref),
    )
