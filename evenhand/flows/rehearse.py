"""Rehearse a policy: put it to the caseload beside the release in force, and decide nothing.

Asked for by a person, carried out by a job as the planning service; the rehearsal's row
holds all state, so the job can be run again from the start after it was killed. What
comes of it is kept beside the case load and touches none of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl
from django.db.models import Q

from evenhand.casework.cases.stages import OPEN
from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import Case
from evenhand.config.clock import LONDON
from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.rehearsal.access import access_of_rules
from evenhand.engine.rehearsal.compare import put
from evenhand.engine.rehearsal.rehearse import Standards, rehearse
from evenhand.engine.rules.compile import Program, compile_release
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.vocabulary import Vocabulary
from evenhand.flows.plan_cases import allocate
from evenhand.planning.effects.queries import effects_standards
from evenhand.planning.gather import Gathered, standing_now
from evenhand.planning.models import Rehearsal, Run
from evenhand.planning.places import places_for
from evenhand.planning.rehearsals.queries import policy_rehearsed, under_way_of
from evenhand.planning.rehearsals.services import ask_for_rehearsal
from evenhand.planning.rehearsals.store import store_cases, store_figures
from evenhand.planning.rehearsals.verdicts import may_rehearse
from evenhand.releases.models import PolicyDraft, PolicyRelease
from evenhand.releases.queries import policy_of, program_of, release_in_force
from evenhand.workforce.capacity import weekly_places


AHEAD = timedelta(days=366)
FAULTS_TOLD = 5
DAY = timedelta(days=1)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be rehearsed, and on what.

    on               the day to stand on; None: today. A day that is past: on its facts,
                     as they were known at its end. A day to come: on those of now.
    against          the release to compare with; None: the one in force.
    with_allocation  whether the week's places are given out under either policy.
    """

    policy: Release
    title: str
    draft: PolicyDraft | None = None
    release: PolicyRelease | None = None
    on: date | None = None
    against: PolicyRelease | None = None
    with_allocation: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a rehearsal reads.

    facts     as `gather.Gathered` has them, with `restriction` and `free`.
    standing  of the same cases, as `gather.Gathered` has it.
    places    new cases a week by unit.
    """

    facts: pl.DataFrame
    standing: pl.DataFrame
    places: Mapping[str, int]


def ask_to_rehearse(asked: Asked, *, by: User, at: datetime) -> Rehearsal:
    """A rehearsal that waits to be carried out; or the same one that is under way.

    Refused for those who may not ask, for a day far ahead, for places given out on a
    past day, and for a policy that cannot be worked with.
    """
    today = at.astimezone(LONDON).date()
    on = asked.on or today
    if on > today + AHEAD:
        raise Refused("Rehearse on a day that is past, or of the year to come")
    if on < today and asked.with_allocation:
        raise Refused(
            "Places can be given out on the caseload as it stands, and not on a past "
            "day's: who had which case then is not kept with its facts"
        )
    may_rehearse(by).enforce()
    _compiled(asked.policy)
    against = asked.against or release_in_force(at)
    same = (
        under_way_of(asked.policy.sha256)
        .filter(against=against, on=on, with_allocation=asked.with_allocation)
        .first()
    )
    return same or ask_for_rehearsal(
        asked.policy,
        title=asked.title,
        draft=asked.draft,
        release=asked.release,
        against=against,
        on=on,
        known_at=_end_of(on) if on < today else None,
        with_allocation=asked.with_allocation,
        by=by,
        at=at,
    )


def carry_out_rehearsal(
    rehearsal_id: int, *, at: datetime, say: Say = lambda words: None
) -> Rehearsal:
    """Carry a rehearsal out; one that is finished is left as it is.

    A failure is kept on its row in words, and raised again for the log unless it is a
    refusal.
    """
    service = planning_service()
    with acting_as(service):
        rehearsal = (
            Rehearsal.objects.select_for_update(of=("self",))
            .select_related("against")
            .get(pk=rehearsal_id)
        )
        if rehearsal.state == Rehearsal.State.DONE:
            return rehearsal
    try:
        _carry_out(rehearsal, at=at, by=service, say=say)
    except Exception as failure:
        with acting_as(service):
            Rehearsal.objects.filter(pk=rehearsal_id).update(
                state=Rehearsal.State.FAILED,
                finished_at=at,
                why_failed=str(failure)
                if isinstance(failure, Refused)
                else "It stopped unexpectedly. Nothing was changed; the log says more.",
            )
        if not isinstance(failure, Refused):
            raise
    rehearsal.refresh_from_db()
    return rehearsal


def _carry_out(rehearsal: Rehearsal, *, at: datetime, by: User, say: Say) -> None:
    """Two transactions that say how far it is, and one that keeps what came of it."""
    State = Rehearsal.State
    with acting_as(by):
        before, after = (
            program_of(rehearsal.against),
            _compiled(policy_rehearsed(rehearsal)),
        )
        policy = policy_of(rehearsal.against)
    _now(rehearsal, State.READING, by)
    say("Reading the facts of every open case")
    with acting_as(by):
        read = _read(rehearsal, before.release, after.release)
    _now(rehearsal, State.COMPARING, by)
    say(f"Comparing {read.facts.height:,} cases under either policy")
    standards = _standards(policy)
    try:
        (changes,) = rehearse(
            before,
            [after],
            read.facts,
            rehearsal.on,
            ages_from=standards.ages_from,
        )
    except Faulty as faulty:
        raise Refused(_told(faulty)) from None
    if rehearsal.with_allocation:
        _now(rehearsal, State.ALLOCATING, by)
        say("Giving out the week’s places under either policy")
        changes = _with_places(rehearsal, changes, (before, after), read, by=by)
    with acting_as(by):
        rehearsal.figures.all().delete()
        rehearsal.cases.all().delete()
        store_figures(rehearsal, changes, read.places, standards)
        stored = store_cases(
            rehearsal,
            changes,
            (
                access_of_rules(before.release, beside=after.release),
                access_of_rules(after.release, beside=before.release),
            ),
        )
        say(f"Kept {stored:,} cases that would change")
        Rehearsal.objects.filter(pk=rehearsal.pk).update(
            state=State.DONE,
            read_at=rehearsal.known_at or at,
            finished_at=at,
            why_failed="",
        )


def _now(rehearsal: Rehearsal, state: Rehearsal.State, by: User) -> None:
    """Say how far it is; a job that runs again after a failure has not finished."""
    with acting_as(by):
        Rehearsal.objects.filter(pk=rehearsal.pk).update(
            state=state, finished_at=None, why_failed=""
        )


def _read(rehearsal: Rehearsal, before: Release, after: Release) -> Read:
    """Facts that either policy reads, of open cases; who has them; and the places."""
    vocabulary = Vocabulary(
        after.vocabulary.version, {**before.vocabulary.facts, **after.vocabulary.facts}
    )
    facts = facts_known_at(vocabulary, known_at=rehearsal.known_at).filter(
        pl.col("stage").is_in(sorted(OPEN))
    )
    standing = standing_now().drop("version")
    free = pl.col("owner").is_null()
    if rehearsal.known_at is not None:
        nobody = list(
            Case.objects.filter(
                Q(owned_since=None) | Q(owned_since__gt=rehearsal.on)
            ).values_list("pk", flat=True)
        )
        free = pl.col("case_id").is_in(nobody)
    places = weekly_places(rehearsal.on).group_by("unit").agg(pl.col("places").sum())
    return Read(
        facts=facts.join(
            standing.select("case_id", "restriction", free=free), on="case_id"
        ).sort("case"),
        standing=standing.join(facts, on="case_id", how="semi"),
        places={unit: int(number) for unit, number in places.iter_rows()},
    )


def _with_places(
    rehearsal: Rehearsal,
    changes: pl.DataFrame,
    programs: tuple[Program, Program],
    read: Read,
    *,
    by: User,
) -> pl.DataFrame:
    """The changes with who would be given a place under either policy, and in which unit.

    A case that is given one under one policy alone is changed, whatever is said of it.
    """
    found = changes
    for when, program in zip(("before", "after"), programs, strict=True):
        with acting_as(by):
            people = places_for(Run.Places.WEEK, program.release, on=rehearsal.on)
        facts = read.facts.drop("restriction", "free")
        assessed = put(program, facts, rehearsal.on).drop("unit")
        gathered = Gathered(facts=facts, standing=read.standing, people=people)
        _, plan, _ = allocate(assessed, gathered, program.release, on=rehearsal.on)
        given = plan.placements.select(
            "case", pl.col("unit").alias(f"placed_in_{when}")
        )
        found = found.join(given, on="case", how="left", maintain_order="left")
    placed = {
        f"placed_{when}": pl.col(f"placed_in_{when}").is_not_null()
        for when in ("before", "after")
    }
    return (
        found.with_columns(**placed)
        .with_columns(
            placed=~pl.col("placed_before") & pl.col("placed_after"),
            unplaced=pl.col("placed_before") & ~pl.col("placed_after"),
        )
        .with_columns(changed=pl.col("changed") | pl.col("placed") | pl.col("unplaced"))
    )


def _standards(policy: Release) -> Standards:
    of = effects_standards(policy)
    return Standards(
        smallest_group=int(of["smallest_group"]),
        confidence=float(of["confidence"]),
        marked_difference=float(of["marked_difference"]),
        ages_from=tuple(of["ages_from"]),
    )


def _compiled(policy: Release) -> Program:
    try:
        return compile_release(policy)
    except Faulty as faulty:
        raise Refused(_told(faulty)) from None


def _told(faulty: Faulty) -> str:
    told = "; ".join(faulty.sentences[:FAULTS_TOLD])
    return f"This policy cannot be rehearsed until it is put right: {told}"


def _end_of(on: date) -> datetime:
    """The last instant that belongs to a day in London, near enough for what is known."""
    return datetime.combine(on + DAY, time.min, LONDON) - timedelta(microseconds=1)
