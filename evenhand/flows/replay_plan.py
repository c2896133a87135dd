"""Run a past plan again from its stored input, and say whether it comes out the same.

Under the same engine versions it must be equal row by row; under others the stored plan
is verified again beside a new one: no faults, as many cases placed in each band, no
more departures.
"""

from dataclasses import replace
from importlib.metadata import version
from typing import Any

import polars as pl

from evenhand.engine.allocation.verify import faults
from evenhand.engine.prioritisation.assess import assess
from evenhand.flows.plan_cases import ENGINE, allocate
from evenhand.planning.models import Run
from evenhand.planning.snapshots import read_snapshot
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of


def replay(run: Run) -> dict[str, Any]:
    """Answer whether the plan is the same, under which versions, and what differs."""
    release = PolicyRelease.objects.defer("bundle").get(pk=run.release_id)
    gathered, stored = read_snapshot(run)
    assessed = assess(program_of(release), gathered.facts, run.on)
    posed, plan, _ = allocate(
        assessed,
        gathered,
        policy_of(release),
        on=run.on,
        leaving=run.person.name if run.person else "",
    )
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
        "differing": 0 if same else _differing(plan.placements, stored),
    }


def _differing(plan: pl.DataFrame, stored: pl.DataFrame) -> int:
    both = plan.select("case", "person").join(
        stored.select("case", "person"), on="case", how="full", suffix="_stored"
    )
    return both.filter(
        ~pl.col("person").eq_missing(pl.col("person_stored"))
        | pl.col("case").is_null()
        | pl.col("case_stored").is_null()
    ).height
