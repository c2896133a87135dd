"""What a policy would do to the people of each group, against everybody else.

Shares come with Newcombe's interval (`engine.groups`); means with Welch's for the
difference between two (B. L. Welch, Biometrika 34 (1947), 28-35), its quantile by the
expansion of G. W. Hill, Communications of the ACM 13 (1970), 617-619.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

import polars as pl

from evenhand.engine.groups import Interval, newcombe, told_apart, wilson


# A case waits longer, or less long, where its weeks in the queue differ by so much.
A_WEEK = 1.0
SHARES = ("up", "down", "other_unit", "longer", "sooner")
MEANS = ("places", "weeks")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those it can be said of; the share, and less that of everybody else.

    `share` is None where it can be said of nobody; `difference` also where nobody else
    is there.
    """

    some: int
    of: int
    share: Interval | None
    difference: Interval | None


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of so many cases, and what it is more than everybody else's."""

    of: int
    mean: float | None
    difference: Interval | None


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """What changes for one group; `key` None: for `holds` groups, told together.

    up, down, other_unit   of its cases.
    longer, sooner         wait a week more, or less; of those in a queue before and after.
    places                 places back in the order of all, on average; forward is below 0.
    weeks                  weeks more until they are given out, of those in a queue of a
                           unit with places before and after.
    """

    key: Any
    cases: int
    holds: int
    shares: Mapping[str, Share]
    means: Mapping[str, Mean]


@dataclass(frozen=True, slots=True)
class MovedBack:
    """A group that a policy moves back beyond chance: by which measure of its effect."""

    by: str
    key: Any
    measure: str


def group_effects(
    changes: pl.DataFrame, by: str, *, least: int, confidence: float
) -> tuple[GroupEffect, ...]:
    """What changes for each group of the column `by`, in the order of their keys.

    changes  in queues, with `by`, never missing.
    least    the fewest cases that are told of by themselves; fewer are told together, and
             nothing where all are fewer.
    """
    if changes.height < max(least, 1):
        return ()
    sizes = dict(changes.group_by(by).len().iter_rows())
    apart = told_apart(sizes, least)
    told = pl.Series("key", sorted(apart), dtype=changes.schema[by])
    counted = (
        _measured(changes)
        .with_columns(key=pl.when(pl.col(by).is_in(told.implode())).then(by))
        .group_by("key")
        .agg(*_sums())
    )
    rows = {row.pop("key"): row for row in counted.to_dicts()}
    whole = {
        name: sum(row[name] for row in rows.values())
        for name in next(iter(rows.values()))
    }
    order = [*sorted(apart), *([None] if None in rows else [])]
    return tuple(
        _effect(
            key,
            rows[key],
            {name: whole[name] - number for name, number in rows[key].items()},
            holds=len(sizes) - len(apart) if key is None else 1,
            confidence=confidence,
        )
        for key in order
    )


def moved_back(
    by: str, effects: tuple[GroupEffect, ...], *, marked: float, cases: int
) -> list[MovedBack]:
    """The groups told by themselves that are moved back markedly and beyond chance.

    More of them than of everybody else go to a lower band, or wait a week longer, by
    `marked` of their cases and with the whole interval above nothing; or they go further
    back in the order of all than everybody else, by `marked` of its length.
    """
    return [
        MovedBack(by, effect.key, measure)
        for effect in effects
        if effect.key is not None
        for measure, difference, least in (
            ("down", effect.shares["down"].difference, marked),
            ("longer", effect.shares["longer"].difference, marked),
            ("places", effect.means["places"].difference, marked * cases),
        )
        if difference is not None and difference.value >= least and difference.low > 0
    ]


def student(z: float, freedom: float) -> float:
    """The quantile of Student's distribution where the normal one's is z (Hill)."""
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    )


def _measured(changes: pl.DataFrame) -> pl.DataFrame:
    """What is summed: conditions, and differences that are missing where not said."""
    both = pl.col("waits_before") & pl.col("waits_after")
    more = pl.col("weeks_after") - pl.col("weeks_before")
    return changes.with_columns(
        in_both=both,
        # Infinite less infinite is not a number: neither longer nor sooner.
        longer=both & (more >= A_WEEK) & more.is_not_nan(),
        sooner=both & (more <= -A_WEEK),
        places=(pl.col("place_after") - pl.col("place_before")).cast(pl.Float64),
        weeks=pl.when(both & more.is_finite()).then(more),
    )


def _sums() -> list[pl.Expr]:
    return [
        pl.len().alias("cases"),
        pl.col("in_both").sum(),
        *(pl.col(name).sum() for name in SHARES),
        *(
            each
            for name in MEANS
            for each in (
                pl.col(name).count().alias(f"{name}_of"),
                pl.col(name).sum().alias(f"{name}_sum"),
                (pl.col(name) ** 2).sum().alias(f"{name}_squares"),
            )
        ),
    ]


def _effect(
    key: Any,
    row: Mapping[str, Any],
    others: Mapping[str, Any],
    *,
    holds: int,
    confidence: float,
) -> GroupEffect:
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    return GroupEffect(
        key=key,
        cases=row["cases"],
        holds=holds,
        shares={
            name: _share(
                row, others, name, "cases" if name in SHARES[:3] else "in_both", z
            )
            for name in SHARES
        },
        means={name: _mean(row, others, name, z) for name in MEANS},
    )


def _share(
    row: Mapping[str, Any], others: Mapping[str, Any], name: str, of: str, z: float
) -> Share:
    some, whole = row[name], row[of]
    return Share(
        some=some,
        of=whole,
        share=wilson(some, whole, z) if whole else None,
        difference=newcombe(some, whole, others[name], others[of], z)
        if whole and others[of]
        else None,
    )


def _mean(
    row: Mapping[str, Any], others: Mapping[str, Any], name: str, z: float
) -> Mean:
    number, mean, spread = _moments(row, name)
    there, other, other_spread = _moments(others, name)
    difference = None
    if number > 1 and there > 1:
        value, parts = mean - other, (spread / number, other_spread / there)
        half = sqrt(sum(parts))
        if half:
            freedom = sum(parts) ** 2 / (
                parts[0] ** 2 / (number - 1) + parts[1] ** 2 / (there - 1)
            )
            half *= student(z, freedom)
        difference = Interval(value, value - half, value + half)
    return Mean(of=number, mean=mean if number else None, difference=difference)


def _moments(row: Mapping[str, Any], name: str) -> tuple[int, float, float]:
    """How many, their mean, and the variance of whatever they are drawn from."""
    number = int(row[f"{name}_of"])
    if not number:
        return 0, 0.0, 0.0
    mean = row[f"{name}_sum"] / number
    if number == 1:
        return 1, mean, 0.0
    spread = (row[f"{name}_squares"] - number * mean * mean) / (number - 1)
    return number, mean, max(0.0, spread)
