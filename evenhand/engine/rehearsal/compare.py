"""Two policies put to the same cases on the same day, and what differs, case by case."""

import datetime
from typing import Any

import polars as pl

from evenhand.engine.prioritisation.assess import assess
from evenhand.engine.rules.compile import Program


NO_UNIT = ""
# What the rules say of a case where a policy has no table that says it.
_UNSAID: dict[str, tuple[pl.DataType, Any]] = {
    "points": (pl.Int64(), 0),
    "band": (pl.Int64(), None),
    "routed_units": (pl.List(pl.String), []),
    "requires": (pl.List(pl.String), []),
    "alarms": (pl.List(pl.String), []),
    "ready": (pl.Boolean(), True),
    "held_by": (pl.String(), ""),
    "kind_of_work": (pl.String(), ""),
    "supported": (pl.Boolean(), None),
}
_LAST_OF_ALL = 1_000  # where no rule set a band


def put(program: Program, facts: pl.DataFrame, on: datetime.date) -> pl.DataFrame:
    """What a policy says of every case on a day: one row a case, in the same order.

    facts  the stored facts, `case`, and other columns, which are passed through.

    As `assess` answers with the rules that fired as masks, whatever the policy leaves
    unsaid filled in, and `unit`, the first of the units (empty: none).
    Raises Faulty where a fact is lacking, of the wrong type or out of vocabulary.
    """
    found = assess(program, facts, on, spelt_out=False)
    return found.with_columns(
        (pl.col(name).cast(kind) if name in found.columns else pl.lit(value, kind))
        .fill_null(value)
        .alias(name)
        if value is not None
        else (
            pl.col(name).cast(kind) if name in found.columns else pl.lit(None, kind)
        ).alias(name)
        for name, (kind, value) in _UNSAID.items()
        if name not in found.columns or found.schema[name] != kind
    ).with_columns(
        unit=pl.col("routed_units").list.first().fill_null(NO_UNIT),
    )


def compare(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What the second policy says otherwise than the first, one row a case.

    before, after  as `put` answers, of the same cases in the same order.

    case and claimed_on; band, unit and ready `_before` and `_after`; and whether a case
    is `up` (in a higher band) or `down`, goes to `other_unit` first, names `units`
    otherwise, is `readied` or `held`, asks for other `needs`, raises other `alarms`, is
    other `work`, has other `points`, is held `otherwise`, or is `changed` in any of it.
    """
    one, other = before, after
    band, new_band = (each["band"].fill_null(_LAST_OF_ALL) for each in (one, other))
    changed = pl.DataFrame(
        {
            "up": new_band < band,
            "down": new_band > band,
            "other_unit": one["unit"] != other["unit"],
            "units": _lists_differ(one, other, "routed_units", ordered=True),
            "readied": ~one["ready"] & other["ready"],
            "held": one["ready"] & ~other["ready"],
            "otherwise": one["held_by"] != other["held_by"],
            "needs": _lists_differ(one, other, "requires"),
            "alarms": _lists_differ(one, other, "alarms"),
            "work": one["kind_of_work"] != other["kind_of_work"],
            "points": one["points"] != other["points"],
            "supported": one["supported"].ne_missing(other["supported"]),
        }
    )
    said = ("band", "unit", "ready")
    return pl.DataFrame(
        [
            before["case"],
            before["claimed_on"],
            *(one[name].alias(f"{name}_before") for name in said),
            *(other[name].alias(f"{name}_after") for name in said),
            *changed.get_columns(),
            changed.select(changed=pl.any_horizontal(pl.all())).to_series(),
        ]
    )


def _lists_differ(
    before: pl.DataFrame, after: pl.DataFrame, name: str, *, ordered: bool = False
) -> pl.Series:
    """Where two lists of texts are not the same; in any order unless it is `ordered`."""
    both = pl.DataFrame({"one": before[name], "other": after[name]})
    differ = both.select(pl.col("one").ne_missing(pl.col("other"))).to_series()
    if ordered or not differ.any():
        return differ
    # Sorting takes longer than all the rest, and few differ at all.
    rows = differ.arg_true()
    sorted_ = both[rows].select(
        pl.col("one").list.sort().ne_missing(pl.col("other").list.sort())
    )
    return differ.scatter(rows, sorted_.to_series())
