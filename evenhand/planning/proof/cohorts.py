"""Waits by group, each from the day on which the group's clock starts.

A claim's clock starts with the claim. For a band, and for older cases, it starts on the
day on which a case came among them: else a band one comes to by waiting would look slow
by the years before it.
"""

import polars as pl

from evenhand.casework.cases.stages import OPEN
from evenhand.planning.proof.gather import Known


NO_UNIT = "none"
_COLUMNS = ("restriction", "key", "start", "reached_on", "left_on")


def waits_by(known: Known, by: str, stage: str, *, older_months: int) -> pl.DataFrame:
    """One row a wait for a stage: restriction, key, start, reached_on and left_on."""
    cases = known.cases.with_columns(
        reached_on=pl.col(f"{stage}_on"), left_on=_left(stage)
    )
    start, left = pl.col("start"), pl.col("left_on")
    if by == "band":
        found = (
            known.bands.join(cases, on="case_id")
            .with_columns(
                key=pl.col("band").cast(pl.String),
                left_on=pl.min_horizontal("left_on", "end"),
            )
            .filter(left.is_null() | (left >= start))
        )
    elif by == "older":
        older = _older_on(older_months)
        found = pl.concat(
            [
                cases.with_columns(
                    key=pl.lit("others"),
                    start=pl.col("claimed_on"),
                    left_on=pl.min_horizontal("left_on", older),
                ),
                cases.with_columns(key=pl.lit("older"), start=older).filter(
                    left.is_null() | (left >= start)
                ),
            ]
        )
    else:
        found = cases.with_columns(start=pl.col("claimed_on"))
        found = (
            found.join(known.latest.select("case_id", key=_unit()), on="case_id")
            if by == "unit"
            else found.with_columns(key=_key(by))
        )
    return found.select(_COLUMNS)


def who_stood(
    then: Known, later: Known, by: str, stage: str, *, older_months: int
) -> pl.DataFrame:
    """Who waited for a stage on an earlier day, in the group of that day.

    One row a case: restriction, key, came (by the later day) and gone (otherwise).
    Before a case is given to somebody, those alone who were ready for it then.
    """
    reached, left = pl.col("reached_on"), pl.col("left_on")
    waiting = then.cases.filter(
        pl.col("stage").is_in(sorted(OPEN)) & pl.col(f"{stage}_on").is_null()
    ).join(then.latest, on="case_id", how="left")
    if stage == "given":
        waiting = waiting.filter(pl.col("ready"))
    if stage in ("given", "interviewed"):
        waiting = waiting.filter(pl.col("decided_on").is_null())
    if by == "band":
        waiting = waiting.with_columns(key=pl.col("band").cast(pl.String))
    elif by == "older":
        is_older = _older_on(older_months) <= then.on
        waiting = waiting.with_columns(key=_either(is_older, "older"))
    else:
        waiting = waiting.with_columns(key=_key(by))
    came_to = later.cases.select(
        "case_id", reached_on=f"{stage}_on", left_on=_left(stage)
    ).filter(reached.is_null() | (reached > then.on))
    return (
        waiting.select("case_id", "restriction", "key")
        .drop_nulls("key")
        .join(came_to, on="case_id")
        .select(
            "restriction",
            "key",
            came=reached.is_not_null() & (left.is_null() | (reached <= left)),
            gone=left.is_not_null() & (reached.is_null() | (left < reached)),
        )
    )


def _left(stage: str) -> pl.Expr:
    """When a wait ends otherwise; a decision without an interview ends that for it."""
    if stage in ("given", "interviewed"):
        return pl.min_horizontal("left_on", "decided_on")
    return pl.col("left_on")


def _older_on(months: int) -> pl.Expr:
    return pl.col("claimed_on").dt.offset_by(f"{months}mo")


def _key(by: str) -> pl.Expr:
    if by == "all":
        return pl.lit("all")
    return _either(pl.col(by), by)


def _unit() -> pl.Expr:
    return pl.when(pl.col("unit") == "").then(pl.lit(NO_UNIT)).otherwise("unit")


def _either(is_so: pl.Expr, key: str) -> pl.Expr:
    return pl.when(is_so).then(pl.lit(key)).otherwise(pl.lit("others"))
