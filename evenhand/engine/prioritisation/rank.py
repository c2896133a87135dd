"""A total order of cases: by band, then the longest wait, then the reference."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import polars as pl


ORDER = ("band", "claimed_on", "ref")


def ranked(assessed: pl.DataFrame) -> pl.DataFrame:
    """Cases in the order in which they are to be given out, with ``rank`` from 1.

    ``assessed`` has ``band`` (1 first), ``claimed_on``, and ``ref`` or else ``case``,
    which no two cases share; so the order is total, and shuffling the input changes
    nothing. A case whose band no rule set comes last.
    """
    by = [
        name if name in assessed.columns or name != "ref" else "case" for name in ORDER
    ]
    return assessed.sort(by, nulls_last=True).with_row_index("rank", offset=1)


def ranks(assessed: pl.DataFrame) -> pl.Series:
    """The place of each case in the same order, from 1, without moving any row.

    For a caseload that only changes a little, and where the rest of a row is long.
    """
    ref = "ref" if "ref" in assessed.columns else "case"
    days = assessed["claimed_on"].to_physical()
    first, last = days.min() or 0, days.max() or 0
    assert isinstance(first, int)
    assert isinstance(last, int)
    bands = assessed["band"] - (assessed["band"].min() or 0)
    # Band and day in one small number, which is much quicker to sort than two columns.
    key = (
        bands.fill_null((bands.max() or 0) + 1) * (last - first + 1) + days - first  # type: ignore[operator]
    ).to_numpy()
    if assessed[ref].is_sorted():
        # Refs that rise with the rows settle ties by themselves in a stable sort.
        narrow = len(key) and key.max() < 1 << 16
        order = np.argsort(key.astype(np.uint16) if narrow else key, kind="stable")
    else:
        keys = pl.DataFrame({"key": key, "ref": assessed[ref]})
        order = keys.select(pl.arg_sort_by("key", "ref")).to_series().to_numpy()
    places = np.empty(assessed.height, dtype=np.uint32)
    places[order] = np.arange(1, assessed.height + 1, dtype=np.uint32)
    return pl.Series("rank", places)


def with_reserved_share(
    ranked: pl.DataFrame, places_by_unit: Mapping[str, int], share: float
) -> pl.DataFrame:
    """Mark the cases that reserved places are for, in a column ``reserved``.

    In each unit ``share`` of its places, rounded down, are for the longest waiting
    cases that are ready and prefer that unit, whatever their band. ``ranked`` has
    ``claimed_on``, ``routed_units`` (or ``units``), ``ready`` where not all are, and
    ``ref`` or ``case``. Rows and their order stay. Raises ValueError unless share is
    from 0 to 1.

    A reserve keeps older cases of low bands from starving; how large it is, is policy.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    units = "routed_units" if "routed_units" in ranked.columns else "units"
    ref = "ref" if "ref" in ranked.columns else "case"
    # Exact, so that 0.1 of 10 places is 1 and not a hair less.
    exact = Fraction(str(share))
    reserve = {
        unit: int(max(places, 0) * exact) for unit, places in places_by_unit.items()
    }
    rows = pl.DataFrame(
        {
            "row": pl.int_range(ranked.height, dtype=pl.UInt32, eager=True),
            "unit": ranked[units].list.first().cast(pl.String),
            "claimed_on": ranked["claimed_on"],
            "ref": ranked[ref],
        }
    )
    if "ready" in ranked.columns:
        rows = rows.filter(ranked["ready"].fill_null(False))
    places = pl.DataFrame(
        {"unit": list(reserve), "reserve": list(reserve.values())},
        schema={"unit": pl.String, "reserve": pl.Int64},
    )
    chosen = (
        rows.join(places, on="unit")
        .sort("claimed_on", "ref")
        .filter(pl.int_range(pl.len()).over("unit") < pl.col("reserve"))
    )
    marked = pl.Series("row", range(ranked.height), dtype=pl.UInt32).is_in(
        chosen["row"].implode()
    )
    return ranked.with_columns(marked.alias("reserved"))
