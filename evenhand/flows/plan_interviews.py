"""A plan of interviews: read, find times, check, propose. Nobody is told anything here.

How urgent each case is comes from planning's outcomes; the rest from the appointment book.
Carried out by a job as the planning service; the plan's row holds all state, so that the
job can be run again from the start after it was killed.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.metadata import version

import polars as pl
from django.db import connection, transaction

from evenhand.appointments.models import InterviewPlan, PlanInput
from evenhand.appointments.plans.apply import store_planned
from evenhand.appointments.plans.gather import Posed, pose
from evenhand.appointments.plans.snapshots import store_input
from evenhand.appointments.plans.verdicts import may_plan_interviews
from evenhand.core.accounts import planning_service
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.interviewing.standards import interview_standard
from evenhand.engine.interviews.bound import bound
from evenhand.engine.interviews.lacking import lacking
from evenhand.engine.interviews.moves import MOVES, with_moves
from evenhand.engine.interviews.problem import Plan, Problem
from evenhand.engine.interviews.solve import solve, with_bound
from evenhand.engine.interviews.verify import faults
from evenhand.releases.queries import policy_of, release_in_force


Say = Callable[[str], None]
ENGINE = ("polars", "ortools", "evenhand")
State = InterviewPlan.State
SECONDS, MOST_SECONDS, BOUND_SECONDS = 30, 600, 120
MOST_WEEKS, MOST_SHARE, MOST_MOVES = 12, 0.5, 200
# Looking for whom to move takes so long at most.
MOVE_SECONDS, TRIES = 20.0, 5

_RANKED = """
SELECT o.case_id, o.band, o.claimed_on, cardinality(o.alarms) > 0
FROM planning_outcome o JOIN casework_case c ON c.id = o.case_id
WHERE upper_inf(o.valid) AND c.stage = 'ready_to_interview'
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks of a plan; None: as the policy says.

    notice_days      people are told so many days ahead, at least.
    weeks            how far ahead, from today.
    most_moves       so many at most of those who were told of a time may be put at
                     another, where somebody more can be interviewed; none: they all stay.
    emergency_share  of the rooms, kept for what cannot wait; from 0 up to a half.
    sites, units, bands   of these only; empty, of all.
    seconds          how long times are looked for.
    """

    notice_days: int | None = None
    weeks: int | None = None
    most_moves: int = 0
    emergency_share: float | None = None
    sites: Sequence[str] = ()
    units: Sequence[str] = ()
    bands: Sequence[int] = ()
    seconds: int = SECONDS


def create_interview_plan(
    wanted: Wanted, *, by: User, on: date, at: datetime
) -> InterviewPlan:
    """A plan that waits to be carried out.

    Refused for those who do not book interviews, and where what is wanted lies outside
    of what the policy allows: fewer days of notice, or weeks too far ahead.
    """
    may_plan_interviews(by).enforce()
    release = release_in_force(at)
    standard = interview_standard(policy_of(release))
    notice = (
        standard.least_notice.days if wanted.notice_days is None else wanted.notice_days
    )
    weeks = standard.horizon.days // 7 if wanted.weeks is None else wanted.weeks
    share = (
        standard.emergency_share
        if wanted.emergency_share is None
        else wanted.emergency_share
    )
    if notice < standard.least_notice.days:
        raise Refused(
            f"People are told at least {standard.least_notice.days} days ahead"
        )
    if not 1 <= weeks <= MOST_WEEKS or timedelta(weeks=weeks).days <= notice:
        raise Refused(
            f"Plan 1 to {MOST_WEEKS} weeks ahead, and further than people are told"
        )
    if not 0 <= share <= MOST_SHARE:
        raise Refused("Keep from none to half of the rooms for emergencies")
    if not 0 <= wanted.seconds <= MOST_SECONDS:
        raise Refused(f"Look for times for up to {MOST_SECONDS} seconds")
    if not 0 <= wanted.most_moves <= MOST_MOVES:
        raise Refused(f"Put at most {MOST_MOVES} people at another time")
    with transaction.atomic():
        plan = InterviewPlan.objects.create(
            mode=InterviewPlan.Mode.AGAIN
            if wanted.most_moves
            else InterviewPlan.Mode.NEW,
            most_moves=wanted.most_moves,
            from_on=on + timedelta(days=notice),
            to_on=on + timedelta(weeks=weeks),
            emergency_share=share,
            sites=sorted(set(wanted.sites)),
            units=sorted(set(wanted.units)),
            bands=sorted(set(wanted.bands)),
            seconds_allowed=wanted.seconds,
            versions={name: version(name) for name in ENGINE},
            release=release,
            asked_at=at,
            asked_by=by,
        )
        record_events(
            [Happening("interview_plan_started", {"plan": plan.pk})], by=by, at=at
        )
    return plan


def carry_out_plan(
    plan_id: int, *, at: datetime, say: Say = lambda words: None
) -> InterviewPlan:
    """Carry a plan out to what it proposes; one that is finished is left as it is.

    A failure is kept on the plan in words, and raised again for the log.
    """
    service = planning_service()
    with acting_as(service):
        plan = InterviewPlan.objects.select_related("release").get(pk=plan_id)
        if plan.state == State.PROPOSED:
            return plan
    try:
        _propose(plan, by=service, at=at, say=say)
    except Exception as failure:
        with acting_as(service):
            InterviewPlan.objects.filter(pk=plan_id).update(
                state=State.FAILED,
                finished_at=at,
                why_failed=str(failure)
                if isinstance(failure, Refused)
                else "Planning stopped unexpectedly. Nobody was booked; the log says "
                "more.",
            )
            record_events(
                [
                    Happening(
                        "interview_plan_failed",
                        {"plan": plan_id, "why": type(failure).__name__},
                    )
                ],
                by=service,
                at=at,
            )
        raise
    plan.refresh_from_db()
    return plan


def _propose(plan: InterviewPlan, *, by: User, at: datetime, say: Say) -> None:
    """Each step can be run again from its start; the last stores all, or nothing."""
    started = time.perf_counter()
    _now(plan, State.READING, by)
    say("Reading who is to be interviewed, and who is free")
    posed = _posed(plan, by=by)
    asked = posed.problem.interviews.height
    if posed.waiting["is_told"].all():
        raise Refused(
            "Nobody waits for an interview among the cases that were chosen, or none "
            "has been ranked yet"
        )
    _now(plan, State.PLANNING, by)
    say(
        f"Finding times for {asked:,} interviews among "
        f"{posed.problem.interviewers.height:,} interviewers"
    )
    until = time.perf_counter() + plan.seconds_allowed
    made = solve(
        posed.problem, go_on=lambda: time.perf_counter() < until, seed=plan.seed
    )
    until = time.perf_counter() + MOVE_SECONDS
    made, moves = (
        with_moves(
            posed.problem,
            made,
            most=plan.most_moves,
            go_on=lambda: time.perf_counter() < until,
        )
        if plan.most_moves
        else (made, pl.DataFrame(schema=MOVES))
    )
    _now(plan, State.CHECKING, by)
    say(f"Found {made.bookings.height:,} times; checking them")
    made = _checked(posed, made, seconds=min(2 * plan.seconds_allowed, BOUND_SECONDS))
    lacks = lacking(posed.problem, made)
    with acting_as(by):
        plan.planned.all().delete()
        PlanInput.objects.filter(plan=plan).delete()
        proposed = store_planned(plan, posed, made, lacks, moves)
        store_input(plan, posed.problem, made)
        record_events(
            [Happening("interview_plan_proposed", {"plan": plan.pk})], by=by, at=at
        )
        InterviewPlan.objects.filter(pk=plan.pk).update(
            state=State.PROPOSED,
            finished_at=at,
            why_failed="",
            seconds=round(time.perf_counter() - started, 2),
            ratio=made.ratio,
        )
    say(f"Proposed {proposed:,} interviews")


def _posed(plan: InterviewPlan, *, by: User) -> Posed:
    """The problem; what was told and would not stay as it is booked is left out of it."""
    standard = interview_standard(policy_of(plan.release))
    but: set[int] = set()
    for _ in range(TRIES):
        with acting_as(by):
            posed = pose(
                plan, _ranked(plan.asked_at.date()), standard=standard, but=but
            )
        told = posed.told
        stay = set(told_that_stay(posed.problem)["interview"]) if told.ids else set()
        gone = {number for ref, number in told.ids.items() if ref not in stay}
        if not gone:
            return posed
        but |= gone
    with acting_as(by):
        everybody = set(told.ids.values()) | but
        return pose(
            plan, _ranked(plan.asked_at.date()), standard=standard, but=everybody
        )


def told_that_stay(problem: Problem) -> pl.DataFrame:
    """Those of what is booked that stand as they are in the first plan: nobody plans yet."""
    only = replace(
        problem,
        interviews=problem.interviews.filter(
            pl.col("ref").is_in(problem.booked["interview"].implode())
        ),
        places=problem.places.filter(
            pl.col("interview").is_in(problem.booked["interview"].implode())
        ),
    )
    as_booked = ["interview", "day", "starts", "site", "mode", "interviewer"]
    return solve(only).bookings.join(problem.booked, on=as_booked, how="semi")


def _checked(posed: Posed, made: Plan, *, seconds: float) -> Plan:
    """The plan with its bound. Raises RuntimeError where it would break its own rules."""
    if seconds:
        # Where some that people were told of are moved, more may be worth more.
        loosened = replace(posed.problem, fixed=not made.bookings["moved"].any())
        made = with_bound(made, bound(loosened, seconds=seconds))
    wrong = list(faults(posed.problem, made))
    if wrong:
        raise RuntimeError(f"the plan breaks its own rules: {wrong[:5]}")
    return made


def _now(plan: InterviewPlan, state: str, by: User) -> None:
    """Say how far it is, so that it is seen."""
    with acting_as(by):
        InterviewPlan.objects.filter(pk=plan.pk).update(state=state)


def _ranked(on: date) -> pl.DataFrame:
    """How urgent each case is: case_id, band, waiting_days, alarm."""
    with connection.cursor() as cursor:
        cursor.execute(_RANKED)
        found = pl.DataFrame(
            cursor.fetchall(),
            schema={
                "case_id": pl.Int64,
                "band": pl.Int64,
                "claimed_on": pl.Date,
                "alarm": pl.Boolean,
            },
            orient="row",
        )
    waited = (pl.lit(on) - pl.col("claimed_on")).dt.total_days().clip(lower_bound=0)
    return found.select("case_id", "band", waited.alias("waiting_days"), "alarm")
