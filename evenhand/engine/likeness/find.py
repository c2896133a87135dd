"""Find who may be one person and which cases one family: few, the likeliest first."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from evenhand.engine.likeness.blocks import Candidates, candidates, every_pair
from evenhand.engine.likeness.compare import compared
from evenhand.engine.likeness.explain import with_evidence
from evenhand.engine.likeness.prepare import prepared, references
from evenhand.engine.likeness.problem import Problem
from evenhand.engine.likeness.weigh import weighed


SAME_PERSON, FAMILY = "same person", "family"
# Doublings of the odds from which a likeness is told, and in which words.
CONFIDENCES = {"very likely": 8.0, "likely": 4.0, "possible": 0.0}
MOST_OF_A_PERSON = 4
AT_ONCE = 250_000

Blocks = Callable[[pl.DataFrame, pl.DataFrame], Candidates]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and what it took.

    likenesses  one row each, by kind and then the likeliest first: kind, one and other
                (persons, one < other), case_one, case_other, weight (doublings of the
                odds), confidence, and evidence as `explain.Evidence` says
    compared    how many pairs were compared
    by_chance   how many of the likenesses chance would account for, by their own odds
    left_out    how many persons stood in blocks too big to be compared, by kind
    """

    likenesses: pl.DataFrame
    compared: int
    by_chance: float
    left_out: dict[str, int]


def find(problem: Problem, *, arriving: pl.Series | None = None) -> Found:
    """Everybody compared with whom they share something with.

    arriving: cases; then only pairs with somebody in one of them. The order of the
    rows changes nothing, nor does what few may know of change what others are told.
    """
    return _found(
        problem, lambda frame, refs: candidates(frame, refs, arriving=arriving)
    )


def find_among_all(problem: Problem) -> Found:
    """The same with every pair compared: slow, and what `find` is measured against."""
    return _found(problem, lambda frame, refs: every_pair(frame))


def _found(problem: Problem, blocks: Blocks) -> Found:
    frame, refs = prepared(problem), references(problem)
    among = blocks(frame, refs)
    counted = frame.filter(pl.col("restriction") == "")
    told = counted["sex"].drop_nulls()
    men = (told == "male").mean() if told.len() else None
    likely = [
        weighed(
            compared(frame, refs, among.pairs.slice(start, AT_ONCE)),
            persons=counted.height,
            men=min(max(float(men), 0.2), 0.8) if isinstance(men, float) else 0.5,
        ).filter((pl.col("one") >= 0) | (pl.col("kin") >= 0))
        for start in range(0, max(among.pairs.height, 1), AT_ONCE)
    ]
    kept = _kept(pl.concat(likely))
    chance = (1 / (1 + 2.0 ** kept["weight"])).sum()
    return Found(
        likenesses=with_evidence(kept, problem.persons),
        compared=among.pairs.height,
        by_chance=float(chance),
        left_out=among.left_out,
    )


def _kept(likely: pl.DataFrame) -> pl.DataFrame:
    """One kind a pair, one family a pair of cases, and the best few of each person."""
    same = likely.filter(pl.col("one") >= 0).with_columns(
        kind=pl.lit(SAME_PERSON), weight="one"
    )
    cases = [
        pl.min_horizontal("case", "case_2").alias("low"),
        pl.max_horizontal("case", "case_2").alias("high"),
    ]
    # Who stands in two cases makes them one family already.
    kin = (
        likely.filter(pl.col("kin") >= 0)
        .with_columns(*cases, kind=pl.lit(FAMILY), weight="kin")
        .join(same.select(*cases), on=["low", "high"], how="anti")
        .with_columns(mains=pl.col("main").cast(pl.Int8) + pl.col("main_2"))
        .sort(
            ["mains", "weight", "person", "person_2"],
            descending=[True, True, False, False],
        )
        .unique(["low", "high"], keep="first", maintain_order=True)
        .drop("low", "high", "mains")
    )
    both = pl.concat([same, kin]).with_columns(
        pl.col("weight").round(1),
        # Likenesses of each secrecy are chosen apart, so that none makes room for, or
        # takes the place of, one that its reader may not know of.
        secrecy=pl.concat_list("restriction", "restriction_2")
        .list.sort()
        .list.join(" "),
    )
    order = ["weight", "person", "person_2"]
    both = both.sort(order, descending=[True, False, False])
    ends = pl.concat(
        [
            both.select("kind", "secrecy", "person", "person_2", who=end)
            for end in ("person", "person_2")
        ]
    )
    # The place of each likeness among those of one person, best first.
    places = (
        ends.join(
            both.with_row_index("place").select("kind", "person", "person_2", "place"),
            on=["kind", "person", "person_2"],
        )
        .sort("place")
        .with_columns(rank=pl.int_range(pl.len()).over("kind", "secrecy", "who"))
        .group_by("kind", "person", "person_2")
        .agg(pl.col("rank").max())
        .filter(pl.col("rank") < MOST_OF_A_PERSON)
    )
    confidence = pl.lit("possible")
    for words, least in sorted(CONFIDENCES.items(), key=lambda pair: pair[1]):
        confidence = (
            pl.when(pl.col("weight") >= least).then(pl.lit(words)).otherwise(confidence)
        )
    return (
        both.join(places.drop("rank"), on=["kind", "person", "person_2"], how="semi")
        .with_columns(confidence=confidence)
        .sort(["kind", *order], descending=[True, True, False, False])
    )
