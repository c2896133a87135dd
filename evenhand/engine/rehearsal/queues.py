"""Where each case stands before and after: in the order of all, and in its unit's queue.

The order of all is by band, then by the longest wait. In the queue of a unit are the
cases whose first unit it is, that are ready and have nobody who decides them. Weeks are
their place in it over the places a week of the unit: as if nobody new arrived, nobody of
another unit helped, and nothing were kept for the longest waits.
"""

from collections.abc import Mapping

import polars as pl

from evenhand.engine.prioritisation.rank import ranks


NEVER = float("inf")  # weeks in the queue of a unit that has no places


def in_queues(changes: pl.DataFrame, places: Mapping[str, int]) -> pl.DataFrame:
    """The changes with `place`, `waits` and `weeks`, each `_before` and `_after`.

    changes  as `compare` answers, and `free`: nobody decides the case. Places are
             counted among these cases alone.
    places   new cases that each unit can take in a week.

    `waits` is whether the case is in the queue of its unit, `weeks` when it is given
    out; missing where it is not in the queue.
    """
    return _at(_at(changes, "before", places), "after", places)


def _at(changes: pl.DataFrame, when: str, places: Mapping[str, int]) -> pl.DataFrame:
    place = ranks(
        changes.select("case", "claimed_on", band=f"band_{when}").with_columns(
            pl.col("band").cast(pl.Int64)
        )
    )
    waits = changes["free"] & changes[f"ready_{when}"]
    a_week = changes[f"unit_{when}"].replace_strict(
        list(places), list(places.values()), default=0, return_dtype=pl.Float64
    )
    queued = pl.DataFrame(
        {
            "row": pl.int_range(changes.height, dtype=pl.UInt32, eager=True),
            "place": place,
            "unit": changes[f"unit_{when}"],
            "a_week": a_week,
        }
    ).filter(waits)
    weeks = queued.sort("place").select(
        "row",
        weeks=pl.when(pl.col("a_week") > 0)
        .then(pl.int_range(1, pl.len() + 1).over("unit") / pl.col("a_week"))
        .otherwise(NEVER),
    )
    told = (
        pl.DataFrame({"row": pl.int_range(changes.height, dtype=pl.UInt32, eager=True)})
        .join(weeks, on="row", how="left", maintain_order="left")
        .get_column("weeks")
    )
    return changes.with_columns(
        place.cast(pl.Int64).alias(f"place_{when}"),
        waits.alias(f"waits_{when}"),
        told.alias(f"weeks_{when}"),
    )
