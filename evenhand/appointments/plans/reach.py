"""How many could be interviewed at all: whoever waits far behind is not put to the planner.

A planner that is given everybody who waits spends its time on those who cannot be reached.
Who is left aside would need more interviewers, or interpreters of their language, than
there are in the weeks of the plan, even if nobody before them could be booked at all.
"""

import polars as pl


# So much more than could be booked is put to the planner, for some will not fit.
SPARE, AT_LEAST = 1.5, 20


def within_reach(
    waiting: pl.DataFrame, *, interviews: int, interpreters: dict[str, int]
) -> pl.Series:
    """Which of those who wait, in order, are put to the planner: one boolean a row.

    interviews    that all interviewers, and all rooms, could hold in these weeks.
    interpreters  interviews that those who have a language could interpret, by language.
    """
    reached = pl.DataFrame(
        {
            "language": list(interpreters),
            "most": [int(SPARE * count) + AT_LEAST for count in interpreters.values()],
        },
        schema={"language": pl.String, "most": pl.Int64},
    )
    nobody = pl.col("most").is_null() | (pl.col("most") <= AT_LEAST)
    place = pl.int_range(pl.len()).over("language")
    fits = (
        waiting.select("language", "interpreted")
        .join(reached, on="language", how="left", maintain_order="left")
        .select(
            ~pl.col("interpreted")
            # Where nobody has the language, that is the reason to be told of.
            | pl.when(nobody).then(place < AT_LEAST).otherwise(place < pl.col("most"))
        )
        .to_series()
    )
    among = fits.cast(pl.Int64).cum_sum()
    return fits & (among <= int(SPARE * interviews) + AT_LEAST)
