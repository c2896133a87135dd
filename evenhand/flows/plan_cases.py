"""A planning run: gather, rank and route, allocate, propose. Nothing is decided here.

Started by a person, carried out by a job as the planning service; the run's row holds
all state, so the job can be run again from the start after it was killed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.metadata import version

import polars as pl
from django.db import transaction

from evenhand.core.accounts import planning_service
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.allocation.explain import Wording, reasons
from evenhand.engine.allocation.problem import Plan
from evenhand.engine.allocation.solve import solve
from evenhand.engine.allocation.verify import faults
from evenhand.engine.prioritisation.assess import assess
from evenhand.engine.rules.release import Release
from evenhand.planning.apply import store_proposals
from evenhand.planning.effects.store import effects, store_effects
from evenhand.planning.gather import Gathered, Posed, gather, problem_of, within
from evenhand.planning.models import Gain, Run, RunInput, Touch
from evenhand.planning.outcomes import store_outcomes
from evenhand.planning.places import full_caseload
from evenhand.planning.prices import price
from evenhand.planning.snapshots import store_snapshot
from evenhand.planning.touches.counting import touches
from evenhand.planning.verdicts import may_plan
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of, release_in_force
from evenhand.workforce.models import Unit
from evenhand.workforce.queries import unit_names


Say = Callable[[str], None]
PAST, AHEAD = timedelta(days=7), timedelta(days=21)
ENGINE = ("polars", "ortools", "evenhand")


def create_run(
    *,
    on: date,
    by: User,
    at: datetime,
    unit: Unit | None = None,
    places: str = Run.Places.WEEK,
    night_of: date | None = None,
) -> Run:
    """A run that waits to be carried out, of the nation or of one unit.

    Gives out the week's places, or fills caseloads. `night_of`: it is the one that the
    schedule starts in that night, of which there can be no second.
    Refused for those who do not plan, and for a day that is past or far ahead: what
    the rules say on that day is what everybody sees from then on.
    """
    may_plan(by).enforce()
    if not -PAST <= on - at.date() <= AHEAD:
        raise Refused("Plan for a day of this week or of the two weeks to come")
    release = release_in_force(at)
    if places == Run.Places.CASELOAD:
        full_caseload(policy_of(release))
    with transaction.atomic():
        run = Run.objects.create(
            on=on,
            unit=unit,
            places=places,
            night_of=night_of,
            known_at=at,
            release=release,
            versions={name: version(name) for name in ENGINE},
            started_at=at,
            started_by=by,
        )
        record_events([Happening("run_started", {"run": run.pk})], by=by, at=at)
    return run


def carry_out(run_id: int, *, at: datetime, say: Say = lambda words: None) -> Run:
    """Carry a run out to its proposals; a run that is finished is left as it is.

    A failure is kept on the run in words, and raised again for the log.
    """
    service = planning_service()
    with acting_as(service):
        run = (
            Run.objects.select_for_update(of=("self",))
            .select_related("unit")
            .get(pk=run_id)
        )
        if run.state in (Run.State.PROPOSED, Run.State.ACCEPTED):
            return run
    try:
        _propose(run, at=at, by=service, say=say)
    except Exception as failure:
        with acting_as(service):
            Run.objects.filter(pk=run_id).update(
                state=Run.State.FAILED,
                finished_at=at,
                why_failed=str(failure)
                if isinstance(failure, Refused)
                else "The run stopped unexpectedly. Nothing was changed; "
                "the log says more.",
            )
            record_events(
                [
                    Happening(
                        "run_failed", {"run": run.pk, "why": type(failure).__name__}
                    )
                ],
                by=service,
                at=at,
            )
        raise
    run.refresh_from_db()
    return run


def _propose(run: Run, *, at: datetime, by: User, say: Say) -> None:
    """Two transactions, so that progress is seen; each can be run again from its start.

    1. Gather, rank and route.
    2. Store the outcomes that changed, and the proposals with the input they rest on.

    So a run that fails has changed nothing.
    """
    with acting_as(by):
        release = PolicyRelease.objects.defer("bundle").get(pk=run.release_id)
        policy, program = policy_of(release), program_of(release)
        Run.objects.filter(pk=run.pk).update(state=Run.State.RANKING)
    with acting_as(by):
        say("Reading the facts of every open case")
        unit = run.unit.code if run.unit else ""
        gathered = gather(policy, on=run.on, unit=unit, places=run.places)
        say(f"Ranking and routing {gathered.facts.height:,} cases")
        assessed = assess(program, gathered.facts, run.on)
        Run.objects.filter(pk=run.pk).update(state=Run.State.ALLOCATING)
    concerned, gathered = within(unit, assessed, gathered)
    posed, plan, proposals = allocate(concerned, gathered, policy, on=run.on)
    say(
        f"Allocated {sum(plan.placed.values()):,} of {posed.own.height:,} cases "
        f"that are ready to {gathered.people.height:,} decision makers"
    )
    say("Working out what one more place or person would gain")
    priced = price(run, posed, plan, people=gathered.people, policy=policy)
    with acting_as(by):
        changed = store_outcomes(assessed, run=run, at=at)
        say(f"Stored {changed:,} changed outcomes")
        run.proposals.all().delete()
        RunInput.objects.filter(run=run).delete()
        run.gains.all().delete()
        run.effects.all().delete()
        store_proposals(run, proposals, gathered.facts)
        store_effects(run, effects(posed, plan.placements, gathered.facts))
        store_snapshot(run, gathered, plan)
        Gain.objects.bulk_create(priced)
        if run.unit is None:
            run.touches.all().delete()
            Touch.objects.bulk_create(touches(run, assessed, gathered.standing))
        record_events([Happening("run_proposed", {"run": run.pk})], by=by, at=at)
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.PROPOSED, known_at=at, finished_at=at, why_failed=""
        )


def allocate(
    assessed: pl.DataFrame,
    gathered: Gathered,
    policy: Release,
    *,
    on: date,
    leaving: str = "",
) -> tuple[Posed, Plan, pl.DataFrame]:
    """Solve the problem, check the plan, and put its reasons into words, one row a case.

    `leaving`: the name of the person whom the cases gathered leave. Proposals have the
    band and the share of their own case, however it ranks with what is linked to it.
    Raises RuntimeError where a plan would break its own rules.
    """
    posed = problem_of(assessed, gathered, policy, on=on, moving=bool(leaving))
    problem = posed.problem
    plan = solve(problem)
    wrong = list(faults(problem, plan))
    if wrong:
        raise RuntimeError(f"the plan breaks its own rules: {wrong[:5]}")
    wording = replace(
        _wording(gathered, policy), linked=posed.linked, stays_with=leaving
    )
    proposals = (
        plan.placements.drop("band")
        .join(
            reasons(problem, plan, wording=wording).select("case", "code", "reason"),
            on="case",
        )
        .join(posed.own.select("case", "band", "reserved"), on="case", how="left")
        .with_columns(
            why_not=pl.when(pl.col("person").is_null())
            .then("code")
            .otherwise(pl.lit("")),
        )
    )
    return posed, plan, proposals


def _wording(gathered: Gathered, policy: Release) -> Wording:
    """People by name, units by title; nothing that tells of a clearance or a total."""
    names = dict(gathered.people.select("ref", "name").iter_rows())
    titles = {
        register: {
            code: str(value["title"])
            for code, value in (policy.registers[register].attributes or {}).items()
        }
        for register in ("units", "skills", "clearances")
    }
    names |= titles["units"] | unit_names()
    names |= {
        code: f"the training “{title}”" for code, title in titles["skills"].items()
    }
    return Wording(names, untold=frozenset(titles["clearances"]), counts=False)
