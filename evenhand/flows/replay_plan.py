"""Run a past plan again, from what it read or from what is known of it now.

From what it read: under the same engine versions it must be equal row by row; under
others the stored plan is verified again beside a new one: no faults, as many cases
placed in each band, no more departures. As known now: what would have come of it, had
been known then what is known now; a different plan is an answer and no fault.
"""

from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.allocation.problem import Plan
from evenhand.engine.allocation.verify import faults
from evenhand.engine.prioritisation.assess import assess
from evenhand.flows.plan_cases import ENGINE, allocate
from evenhand.intake.models import TrackerRow
from evenhand.planning.gather import Gathered, Posed, within
from evenhand.planning.hindsight import as_known_now
from evenhand.planning.models import Replay, Run, RunInput
from evenhand.planning.snapshots import read_snapshot
from evenhand.planning.verdicts import may_plan
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of


def replay(run: Run) -> dict[str, Any]:
    """Answer whether the plan is the same, under which versions, and what differs."""
    gathered, stored = read_snapshot(run)
    posed, plan = _again(run, gathered)
    same_engine = run.versions == {name: version(name) for name in ENGINE}
    if same_engine:
        same = plan.placements.equals(stored)
    else:
        same = not list(faults(posed.problem, replace(plan, placements=stored)))
    return {
        "run": run.pk,
        "same": same,
        "compared": "row by row" if same_engine else "no faults, and as much placed",
        "cases": stored.height,
        "differing": 0 if same else _differing(plan.placements, stored).height,
    }


def replay_as_known_now(run: Run) -> pl.DataFrame:
    """What would differ in the plan of that day, had been known what is known now.

    One row for each case that would be placed otherwise: case, in_plan_then and
    in_plan_now, and person_then and person_now (staff references, or null). Read as the
    planning service: it holds every case, whoever may see them.
    """
    then, stored = read_snapshot(run)
    release = PolicyRelease.objects.defer("bundle").get(pk=run.release_id)
    known = as_known_now(
        run, then, policy_of(release).vocabulary, undone=_undone_since(run)
    )
    _, plan = _again(run, known)
    return _differing(plan.placements, stored)


def create_replay(run: Run, *, by: User, at: datetime) -> Replay:
    """A replay that waits to be carried out; or the one of this run that does so now."""
    may_plan(by).enforce()
    if run.state not in (Run.State.PROPOSED, Run.State.ACCEPTED):
        raise Refused("A run can be worked out again once it has made its proposals")
    found, _ = Replay.objects.get_or_create(
        run=run, finished_at=None, defaults={"asked_at": at, "asked_by": by}
    )
    return found


def carry_out_replay(replay_id: int, *, at: datetime) -> None:
    """Work a run out again and keep the answer; one that is finished is left as it is.

    A failure is kept in words, and raised again for the log.
    """
    service = planning_service()
    with acting_as(service):
        asked = Replay.objects.select_related("run").get(pk=replay_id)
        if asked.finished_at is not None:
            return
    try:
        with acting_as(service):
            if not RunInput.objects.filter(run=asked.run).exists():
                raise Refused(
                    "This run has stored nothing that could be worked out again"
                )
            answer = replay(asked.run)
            Replay.objects.filter(pk=replay_id).update(
                finished_at=at,
                same=answer["same"],
                row_by_row=answer["compared"] == "row by row",
            )
    except Exception as failure:
        with acting_as(service):
            Replay.objects.filter(pk=replay_id).update(
                finished_at=at,
                why_failed=str(failure)
                if isinstance(failure, Refused)
                else "It stopped unexpectedly; the log says more.",
            )
        if not isinstance(failure, Refused):
            raise


def _again(run: Run, gathered: Gathered) -> tuple[Posed, Plan]:
    release = PolicyRelease.objects.defer("bundle").get(pk=run.release_id)
    assessed = assess(program_of(release), gathered.facts, run.on)
    assessed, gathered = within(run.unit.code if run.unit else "", assessed, gathered)
    posed, plan, _ = allocate(
        assessed,
        gathered,
        policy_of(release),
        on=run.on,
        leaving=run.person.name if run.person else "",
    )
    return posed, plan


def _undone_since(run: Run) -> dict[int, datetime]:
    """Cases changed by an import that the run read and that was undone afterwards."""
    rows = (
        TrackerRow.objects.filter(
            of__carried_out_at__lte=run.known_at,
            of__undone_at__gt=run.known_at,
            about="cases",
            added=False,
            case__isnull=False,
        )
        .exclude(took={})
        .order_by("of__undone_at")
        .values_list("case_id", "of__undone_at")
    )
    return {case: at for case, at in rows if case is not None and at is not None}


def _differing(plan: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """One row for each case that is in one plan alone, or with another person."""
    now, then = (
        each.select("case", "person", there=pl.lit(value=True))
        for each in (plan, stored)
    )
    return (
        now.join(then, on="case", how="full", suffix="_then", coalesce=True)
        .filter(
            ~pl.col("person").eq_missing(pl.col("person_then"))
            | pl.col("there").is_null()
            | pl.col("there_then").is_null()
        )
        .select(
            "case",
            pl.col("there_then").is_not_null().alias("in_plan_then"),
            pl.col("there").is_not_null().alias("in_plan_now"),
            "person_then",
            pl.col("person").alias("person_now"),
        )
        .sort("case")
    )
