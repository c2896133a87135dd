"""On which day a case came to a stage it has not left since."""

from collections.abc import Collection

import polars as pl


def reached_on(told: pl.DataFrame, stages: Collection[str]) -> pl.DataFrame:
    """The day on which each case came to one of `stages`, and stayed among them.

    told  case_id, since (a date), order (later is larger) and stage; a row for each
          time something was recorded of the case, the last of a case being how it
          stands.

    One row for each case that stands at one of them: case_id and day. A decision that
    was taken back, and made again, was reached when it was made again.
    """
    within = told.with_columns(inside=pl.col("stage").is_in(list(stages)))
    outside = (
        within.filter(~pl.col("inside"))
        .group_by("case_id")
        .agg(left=pl.col("order").max())
    )
    return (
        within.filter("inside")
        .join(outside, on="case_id", how="left")
        .filter(pl.col("left").is_null() | (pl.col("order") > pl.col("left")))
        .group_by("case_id")
        .agg(day=pl.col("since").min())
        .sort("case_id")
    )
