"""What one more place would gain in a run, among the cases the reader may see."""

from dataclasses import dataclass

import polars as pl

from evenhand.core.accounts import planning_service
from evenhand.core.viewing import acting_as
from evenhand.engine.allocation.gains import gains
from evenhand.engine.allocation.problem import Plan, Problem
from evenhand.engine.prioritisation.assess import assess
from evenhand.planning.gather import problem_of
from evenhand.planning.models import Run
from evenhand.planning.snapshots import read_snapshot
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of


@dataclass(frozen=True, slots=True)
class Gain:
    """One more place with somebody in this unit would place one case of this band.

    `skill` is the training they would hold, empty for none.
    """

    unit: str
    skill: str
    band: int


def gains_of_a_place(run: Run) -> list[Gain]:
    """The first case more for one more place, by unit and by training, in order.

    Worked out from the stored input and plan. Cases the viewer may not see are left
    out, and the places they have with them. Nothing is said of clearances: it would
    tell which cases ask for one.
    """
    seen = list(run.proposals.order_by("pk").values_list("case__ref", flat=True))
    with acting_as(planning_service()):
        gathered, placements = read_snapshot(run)
        release = PolicyRelease.objects.defer("bundle").get(pk=run.release_id)
        policy = policy_of(release)
        assessed = assess(program_of(release), gathered.facts, run.on)
    whole = problem_of(assessed, gathered, policy, on=run.on).problem
    is_seen = pl.col("case").is_in(pl.Series(seen, dtype=pl.String).implode())
    taken = (
        placements.filter(~is_seen & pl.col("person").is_not_null())
        .group_by("person")
        .agg(taken=pl.len().cast(pl.Int64))
    )
    known = placements.filter(is_seen)
    problem = Problem(
        whole.cases.join(known.select(ref="case"), on="ref", how="semi"),
        whole.people.join(taken, left_on="ref", right_on="person", how="left")
        .with_columns(capacity=pl.col("capacity") - pl.col("taken").fill_null(0))
        .drop("taken"),
        whole.max_share,
        whole.exempt_units,
    )
    found = gains(problem, Plan(known, {}, {}, 0, 0))
    told = {"", *policy.registers["skills"].values}
    return [
        Gain(unit, skill or "", band)
        for unit, skill, band in found.select("unit", "skill", "band").iter_rows()
        if (skill or "") in told
    ]
