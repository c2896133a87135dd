"""A policy rehearsed: facts and two policies in, and what changes out, in figures."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from evenhand.engine.rehearsal.compare import compare, put
from evenhand.engine.rehearsal.groups import (
    GroupEffect,
    MovedBack,
    group_effects,
    moved_back,
)
from evenhand.engine.rehearsal.queues import in_queues
from evenhand.engine.rehearsal.totals import Figures, figures
from evenhand.engine.rehearsal.why import explain
from evenhand.engine.rules.compile import Program
from evenhand.engine.rules.derive import derive_column
from evenhand.engine.rules.release import Release


BY = ("nationality", "sex", "age", "disability", "accommodation")
RECORDED, NOT_RECORDED = "recorded", "not recorded"
NO_AGE = -1  # no date of birth is known
# Vulnerabilities that are recorded as, or may amount to, a disability: a physical or
# mental impairment with a long-term adverse effect (Equality Act 2010, section 6).
DISABILITIES = ("disability", "mental-health", "serious-illness", "care-needs")


@dataclass(frozen=True, slots=True)
class Standards:
    """How small a group is told of, how sure intervals are, and what is pointed out."""

    smallest_group: int
    confidence: float
    marked_difference: float
    ages_from: Sequence[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a rehearsal tells: figures, effects by group, and who is moved back."""

    figures: Figures
    groups: Mapping[str, tuple[GroupEffect, ...]]
    back: tuple[MovedBack, ...]


def rehearse(
    before: Program,
    after: Sequence[Program],
    facts: pl.DataFrame,
    on: datetime.date,
    *,
    ages_from: Sequence[int],
) -> list[pl.DataFrame]:
    """What each of some policies changes against one, case by case, with the rules why.

    facts  the stored facts of each case; case (reference), case_id, restriction, and
           `free`: nobody decides it; sorted by case for speed.

    A frame for each policy, one row a case: as `compare` answers, explained, with
    case_id, restriction, free, and the groups of `BY`.
    Raises Faulty where a fact is lacking, of the wrong type or out of vocabulary.
    """
    one = put(before, facts, on)
    groups = groups_of_cases(before.release, facts, on, ages_from)
    found = []
    for program in after:
        other = put(program, facts, on)
        changes = explain(compare(one, other), (before, one), (program, other))
        found.append(
            pl.concat(
                [changes, facts.select("case_id", "restriction", "free"), groups],
                how="horizontal",
            )
        )
    return found


def tell(
    changes: pl.DataFrame,
    places: Mapping[str, int],
    standards: Standards,
    *,
    counting: Collection[str] = (),
) -> Told:
    """What the changes come to, among cases without a restriction and those of `counting`.

    As in a world without the others: places in the order, queues and groups are counted
    among these alone.
    """
    seen = changes.filter(pl.col("restriction").is_in(["", *counting]))
    queued = in_queues(seen, places)
    groups = {
        by: group_effects(
            queued,
            by,
            least=standards.smallest_group,
            confidence=standards.confidence,
        )
        for by in BY
    }
    return Told(
        figures=figures(queued, places),
        groups=groups,
        back=tuple(
            each
            for by in BY
            for each in moved_back(
                by,
                groups[by],
                marked=standards.marked_difference,
                cases=seen.height,
            )
        ),
    )


def groups_of_cases(
    release: Release,
    facts: pl.DataFrame,
    on: datetime.date,
    ages_from: Sequence[int],
) -> pl.DataFrame:
    """The groups of each case, a column for each of `BY`; none is missing.

    Ages are those on the day of claim, by the first year of their group.
    """
    age = facts.select(
        derive_column(
            release.vocabulary.facts["age_at_claim"], release.registers, on
        ).alias("age")
    ).to_series()
    kinds = pl.lit(pl.Series(DISABILITIES))
    first = pl.lit(0)
    for year in sorted(ages_from):
        first = pl.when(pl.col("age") >= year).then(year).otherwise(first)
    return facts.with_columns(age).select(
        pl.col("nationality").cast(pl.String).fill_null(""),
        pl.col("sex").cast(pl.String).fill_null(NOT_RECORDED),
        pl.when(pl.col("age").is_null()).then(NO_AGE).otherwise(first).alias("age"),
        pl.when(
            pl.col("vulnerabilities")
            .cast(pl.List(pl.String))
            .list.set_intersection(kinds.implode())
            .list.len()
            > 0
        )
        .then(pl.lit(RECORDED))
        .otherwise(pl.lit(NOT_RECORDED))
        .alias("disability"),
        pl.col("accommodation").cast(pl.String).fill_null(NOT_RECORDED),
    )
