"""Run a past plan again from its stored input, and say whether it comes out the same.

Under the same engine versions it must be equal row by row; under others the stored plan
is verified again: no faults, and as many cases placed in each band.
"""

from importlib.metadata import version
from typing import Any

import polars as pl

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
    _, plan, _ = allocate(
        assessed, gathered, policy_of(release), on=run.on, moving=bool(run.why)
    )
    same_engine = run.versions == {name: version(name) for name in ENGINE}
    if same_engine:
        same = plan.placements.equals(stored)
    else:
        same = _placed_by_band(plan.placements) == _placed_by_band(stored)
    return {
        "run": run.pk,
        "same": same,
        "compared": "row by row" if same_engine else "cases placed in each band",
        "cases": stored.height,
        "differing": 0 if same else _differing(plan.placements, stored),
    }


def _placed_by_band(placements: pl.DataFrame) -> dict[int, int]:
    return dict(
        placements.filter(pl.col("person").is_not_null())
        .group_by("band")
        .len()
        .sort("band")
        .iter_rows()
    )


def _differing(plan: pl.DataFrame, stored: pl.DataFrame) -> int:
    both = plan.select("case", "person").join(
        stored.select("case", "person"), on="case", how="full", suffix="_stored"
    )
    return both.filter(
        ~pl.col("person").eq_missing(pl.col("person_stored"))
        | pl.col("case").is_null()
        | pl.col("case_stored").is_null()
    ).height
