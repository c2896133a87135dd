"""How long a group waits, when some of it waits still.

Those who wait still have waited so long at least: they are counted as waiting until the
last day that is known of them, and neither left out nor taken for done. So half of a
group has reached a stage by the day on which the share still waiting, by the estimate of
Kaplan and Meier (Journal of the American Statistical Association 53 (1958), 457-481),
first falls to a half.
"""

from collections.abc import Iterable, Mapping

import polars as pl


def days_until(waits: pl.DataFrame, shares: Iterable[float]) -> dict[float, int | None]:
    """By which day after its start each share of a group has reached a stage.

    waits   days (until the stage, or until the last day known) and reached (boolean);
            one row a wait, days not negative.
    shares  in parts of one.

    None where that share has not reached it in the time over which anybody was followed:
    more than that wait still, or left.
    """
    curve = still_waiting(waits)
    return {
        share: next(
            (
                day
                for day, still in curve.items()
                # The product of many fractions may stand a hair above what it is.
                if still <= 1 - share + 1e-12
            ),
            None,
        )
        for share in shares
    }


def still_waiting(waits: pl.DataFrame) -> Mapping[int, float]:
    """The share still waiting after each day on which somebody reached the stage.

    Whoever is known of up to a day only is still at risk on that day.
    """
    days = (
        waits.group_by("days")
        .agg(reached=pl.col("reached").sum(), gone=pl.len())
        .sort("days")
        .with_columns(before=waits.height - pl.col("gone").cum_sum() + pl.col("gone"))
        .filter(pl.col("reached") > 0)
        .with_columns(
            still=(1 - pl.col("reached") / pl.col("before")).cum_prod(),
        )
    )
    return dict(days.select("days", "still").iter_rows())
