"""Before and after a plan, group by group: how many waited, how many were placed, who.

Shares come with an interval: Wilson's for one share, Newcombe's (his method 10, made of
Wilson's) for the difference between two, without a correction for continuity. E. B.
Wilson, Journal of the American Statistical Association 22 (1927), 209-212; R. G.
Newcombe, Statistics in Medicine 17 (1998), 873-890.

Groups of fewer than a given number of cases are told together as "others", and where
these are fewer still, the smallest group told is told with them: so neither they nor
what is left of the whole without the groups told is a small group.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the interval around it, in parts of one."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Days that some cases had waited: the one in the middle, and the longest.

    The longest of the whole is not told where it could be that of a few who are not
    told of by themselves.
    """

    middle: int
    longest: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """What a plan does to one group.

    key         of the group; None: several are told together, as many as `holds`.
    before      its cases without a decision maker before the plan.
    placed      those among them who get one by it.
    share       the share placed.
    difference  that share less the share of everybody else; None where there is nobody.
    placed_waited, left_waited   None where they are fewer than may be told of.
    """

    key: Any
    before: int
    placed: int
    share: Interval
    difference: Interval | None
    placed_waited: Waits | None
    left_waited: Waits | None
    holds: int = 1

    @property
    def after(self) -> int:
        """Cases that still have no decision maker after the plan."""
        return self.before - self.placed


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups told of, the others last, and the whole; None where it is too small."""

    told: tuple[Group, ...]
    whole: Group | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the distance of a group's share from everybody else's comes from.

    In parts of one: what the bands of its cases make, what their units make within the
    bands, and the rest, which neither explains. `band` and `unit` weigh most in it;
    None where that would tell of fewer cases than may be told of.
    """

    by_band: float
    by_unit: float
    rest: float
    band: int | None
    unit: str | None


def groups_of(cases: pl.DataFrame, by: str, *, least: int, confidence: float) -> Groups:
    """What a plan does to the groups of the column `by`, in the order of their keys.

    cases       `by` (never missing), placed (boolean), waiting_days; one row a case.
    least       the fewest cases that are told of by themselves.
    confidence  of the intervals, such as 0.95.
    """
    if cases.height < max(least, 1):
        return Groups((), None)
    sizes = dict(cases.group_by(by).len().iter_rows())
    apart = told_apart(sizes, least)
    told = pl.Series("key", sorted(apart), dtype=cases.schema[by])
    keyed = cases.select(
        pl.when(pl.col(by).is_in(told.implode())).then(by).alias("key"),
        "placed",
        "waiting_days",
    )
    rows = {row["key"]: row for row in _counted(keyed)}
    (all_of_it,) = _counted(keyed.with_columns(key=pl.lit(None)))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    order = [*sorted(apart), *([None] if None in rows else [])]
    groups = tuple(
        _group(
            rows[key],
            all_of_it,
            least,
            z,
            holds=len(sizes) - len(apart) if key is None else 1,
        )
        for key in order
    )
    whole = _group(all_of_it, all_of_it, least, z, holds=len(sizes))
    return Groups(groups, _without_a_longest_that_tells(whole, groups))


def told_apart(sizes: Mapping[Hashable, int], least: int) -> set[Any]:
    """The groups told by themselves: each of them, and the rest, is none or enough.

    sizes  cases in each group.
    """
    told = {key for key, size in sizes.items() if size >= least}
    whole = sum(sizes.values())
    for key in sorted(told, key=lambda key: (sizes[key], str(key))):
        rest = whole - sum(sizes[each] for each in told)
        if rest == 0 or rest >= least:
            break
        told.discard(key)
    return told


def wilson(some: int, whole: int, z: float) -> Interval:
    """The share of `some` in `whole` with Wilson's interval; `whole` is not 0."""
    share = some / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = (
        z
        / (1 + z * z / whole)
        * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    )
    # At the ends it reaches the share itself, whatever rounding makes of that.
    return Interval(
        share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
    )


def newcombe(some: int, whole: int, others: int, of: int, z: float) -> Interval:
    """The share of `some` in `whole` less that of `others` in `of`, with its interval."""
    one, other = wilson(some, whole, z), wilson(others, of, z)
    value = one.value - other.value
    return Interval(
        value,
        value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2),
        value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2),
    )


def origin_of(cases: pl.DataFrame, by: str, key: object, *, least: int) -> Origin:
    """Where the distance of one group from everybody else comes from.

    What the group's share would be were its cases placed as everybody else's of the
    same band are; then of the same band and unit; then as it is (E. M. Kitagawa,
    Journal of the American Statistical Association 50 (1955), 1168-1194). A band or
    unit in which nobody else is counts as everybody else's of the band, or of all.

    cases  `by`, placed, band and unit, one row a case; the group and some others.
    """
    inside = cases.filter(pl.col(by) == key)
    others = cases.filter(pl.col(by) != key)
    rate = _share(others["placed"])
    of_band = others.group_by("band").agg(band_rate=pl.col("placed").mean())
    of_both = others.group_by("band", "unit").agg(both_rate=pl.col("placed").mean())
    expected = (
        inside.join(of_band, on="band", how="left")
        .join(of_both, on=["band", "unit"], how="left")
        .with_columns(pl.col("band_rate").fill_null(rate))
        .with_columns(pl.col("both_rate").fill_null(pl.col("band_rate")))
    )
    as_bands, as_both = _share(expected["band_rate"]), _share(expected["both_rate"])
    return Origin(
        by_band=rate - as_bands,
        by_unit=as_bands - as_both,
        rest=as_both - _share(inside["placed"]),
        band=_weighs_most(inside, others, "band", least),
        unit=_weighs_most(inside, others, "unit", least),
    )


def _weighs_most(
    inside: pl.DataFrame, others: pl.DataFrame, by: str, least: int
) -> Any:
    """What more of the group are in than of others, and in which fewer are placed."""
    rate = _share(others["placed"])
    weighed = (
        inside.group_by(by)
        .agg(size=pl.len())
        .join(
            others.group_by(by).agg(there=pl.len(), placed=pl.col("placed").mean()),
            on=by,
        )
        .with_columns(
            weight=(pl.col("size") / inside.height - pl.col("there") / others.height)
            * (rate - pl.col("placed"))
        )
        .filter((pl.col("size") >= least) & (pl.col("weight") > 0))
        .sort("weight", by, descending=[True, False])
    )
    return weighed[by][0] if weighed.height else None


def _counted(keyed: pl.DataFrame) -> list[dict[str, Any]]:
    placed, days = pl.col("placed"), pl.col("waiting_days")
    return (
        keyed.group_by("key")
        .agg(
            before=pl.len(),
            placed=placed.sum(),
            placed_middle=days.filter("placed").median(),
            placed_longest=days.filter("placed").max(),
            left_middle=days.filter(~placed).median(),
            left_longest=days.filter(~placed).max(),
        )
        .to_dicts()
    )


def _group(
    row: dict[str, Any], whole: dict[str, Any], least: int, z: float, *, holds: int
) -> Group:
    before, placed = row["before"], row["placed"]
    others = whole["before"] - before
    return Group(
        key=row["key"],
        before=before,
        placed=placed,
        share=wilson(placed, before, z),
        difference=newcombe(placed, before, whole["placed"] - placed, others, z)
        if others
        else None,
        placed_waited=_waits(row, "placed", placed, least),
        left_waited=_waits(row, "left", before - placed, least),
        holds=holds,
    )


def _waits(row: dict[str, Any], which: str, number: int, least: int) -> Waits | None:
    if number < max(least, 1):
        return None
    return Waits(int(row[f"{which}_middle"] + 0.5), row[f"{which}_longest"])


def _without_a_longest_that_tells(whole: Group, groups: tuple[Group, ...]) -> Group:
    def of(waits: Waits | None, some: list[tuple[int, Waits | None]]) -> Waits | None:
        told = all(waits is not None for number, waits in some if number)
        return replace(waits, longest=None) if waits and not told else waits

    return replace(
        whole,
        placed_waited=of(
            whole.placed_waited, [(g.placed, g.placed_waited) for g in groups]
        ),
        left_waited=of(whole.left_waited, [(g.after, g.left_waited) for g in groups]),
    )


def _share(of: pl.Series) -> float:
    found = of.mean()
    assert isinstance(found, float)
    return found
