"""Count a day: every stage by every group, for each set of restrictions."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import polars as pl

from evenhand.core.counted import sets_of
from evenhand.engine.proof.delivered import delivered
from evenhand.planning.models import Delivery, ProofDay, Standing
from evenhand.planning.proof.cohorts import waits_by, who_stood
from evenhand.planning.proof.gather import Known
from evenhand.planning.proof.standards import (
    BY,
    PRIORITY,
    STAGES,
    promised,
    proof_standards,
)
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, program_of


SUPPORTED = ("support", "accommodation")


def counts_of(
    day: ProofDay, known: Callable[[date], Known | None]
) -> tuple[list[Delivery], list[Standing]]:
    """What is to be stored of a day; `known`: what was known by the end of a day.

    None where nothing was, as before the first policy was in force.
    """
    present = known(day.of)
    if present is None:
        return [], []
    present = with_supported(present, day.release)
    followed = proof_standards(policy_of(day.release))["followed_days"]
    earlier = {}
    for stage in STAGES:
        then = known(day.of - timedelta(days=int(followed[stage])))
        if then is not None:
            earlier[stage] = with_supported(then, day.release)
    sets = list(sets_of(present.cases["restriction"]))
    return (
        list(_deliveries(day, present, sets)),
        list(_standings(day, earlier, present, sets, followed)),
    )


def with_supported(known: Known, release: PolicyRelease) -> Known:
    """The cases with `supported`, as the table of the release says of each.

    The support and the home that are recorded say it, where the release has no table.
    """
    program, cases = program_of(release), known.cases
    if "supported" in program.release.tables:
        said = program.evaluate(cases.select(SUPPORTED), known.on, ("supported",))
        column = said["supported"]
    else:
        column = ~cases["support"].is_in(["none", "not recorded"])
    return Known(
        known.on,
        cases.with_columns(supported=column.fill_null(value=False)),
        known.bands,
        known.latest,
    )


def _deliveries(
    day: ProofDay, present: Known, sets: list[tuple[str, ...]]
) -> Iterator[Delivery]:
    policy = policy_of(day.release)
    standards = proof_standards(policy)
    for stage in STAGES:
        for by in BY:
            waits = waits_by(
                present, by, stage, older_months=int(standards["older_months"])
            )
            days = promised(policy, stage, by)
            for counting in sets:
                for group in delivered(
                    _among(waits, counting).drop("restriction"),
                    on=day.of,
                    promised=days,
                    least=int(standards["smallest_group"]),
                ):
                    yield Delivery(
                        day=day,
                        counting=list(counting),
                        stage=stage,
                        by=by,
                        key=group.key or "",
                        holds=group.holds,
                        waits=group.waits,
                        reached=group.reached,
                        left=group.left,
                        promised=days,
                        due=group.due,
                        within=group.within,
                        over=group.over,
                        middle=group.middle,
                        ninetieth=group.ninetieth,
                    )


def _standings(
    day: ProofDay,
    earlier: dict[str, Known],
    present: Known,
    sets: list[tuple[str, ...]],
    followed: dict[str, int],
) -> Iterator[Standing]:
    months = int(proof_standards(policy_of(day.release))["older_months"])
    for stage, then in earlier.items():
        for by in PRIORITY:
            stood = who_stood(then, present, by, stage, older_months=months)
            for counting in sets:
                counted = (
                    _among(stood, counting)
                    .group_by("key")
                    .agg(
                        stood=(~pl.col("gone")).sum(),
                        came=pl.col("came").sum(),
                        gone=pl.col("gone").sum(),
                    )
                    .sort("key")
                )
                for row in counted.iter_rows(named=True):
                    yield Standing(
                        day=day,
                        counting=list(counting),
                        stage=stage,
                        by=by,
                        followed=int(followed[stage]),
                        **row,
                    )


def _among(rows: pl.DataFrame, counting: tuple[str, ...]) -> pl.DataFrame:
    return rows.filter(pl.col("restriction").is_in(["", *counting]))
