"""What was promised to each group, and what it got: nobody who waits is left out.

Every wait is followed from its start until the stage is reached, or until it ends
otherwise (the claim was withdrawn, the case went to another group), or until the day
that is looked at. A promise is held to those alone for whom it has come due: who started
that many days ago or longer, and did not leave before. Whoever waits beyond it is among
them, as one for whom it was not kept.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from evenhand.engine.groups import told_apart
from evenhand.engine.proof.waiting import days_until


@dataclass(frozen=True, slots=True)
class Delivered:
    """One group: how many waits, what became of them, and how long they took.

    key      of the group; None: `holds` groups that are too small, together.
    left     waits that ended otherwise.
    due      waits for which the promise has come due; `within` those that kept it, and
             `over` those still waiting beyond it. None where nothing is promised.
    middle, ninetieth   days by which half, and nine in ten, have reached the stage;
             None where so many have not.
    """

    key: str | None
    holds: int
    waits: int
    reached: int
    left: int
    due: int | None
    within: int | None
    over: int | None
    middle: int | None
    ninetieth: int | None

    @property
    def waiting(self) -> int:
        """Waits that go on."""
        return self.waits - self.reached - self.left


def delivered(
    waits: pl.DataFrame, *, on: datetime.date, promised: int | None, least: int
) -> list[Delivered]:
    """Each group in the order of its key, those that are too small together and last.

    waits     key, start, reached_on and left_on (dates; the last two may be missing),
              one row a wait. What happens after `on` is not known on it.
    promised  days from the start.
    least     the fewest waits that are told of by themselves; fewer in all: nothing.
    """
    found = _followed(waits, on)
    if found.height < max(least, 1):
        return []
    sizes = dict(found.group_by("key").len().iter_rows())
    apart = told_apart(sizes, least)
    return list(_told(found, sizes, apart, on, promised))


def _told(
    found: pl.DataFrame,
    sizes: dict[str, int],
    apart: set[str],
    on: datetime.date,
    promised: int | None,
) -> Iterator[Delivered]:
    parts = found.filter(pl.col("key").is_in(sorted(apart))).partition_by(
        "key", as_dict=True
    )
    for key in sorted(apart):
        yield _group(key, 1, parts[key,], on, promised)
    others = found.filter(~pl.col("key").is_in(sorted(apart)))
    if others.height:
        yield _group(None, len(sizes) - len(apart), others, on, promised)


def _followed(waits: pl.DataFrame, on: datetime.date) -> pl.DataFrame:
    """Waits that have begun by the day, each with the days over which it is known."""
    start, reached, left = pl.col("start"), pl.col("reached_on"), pl.col("left_on")
    return (
        waits.filter((start <= on) & (reached.is_null() | (reached >= start)))
        .with_columns(
            reached_on=pl.when(reached <= on).then(reached),
            left_on=pl.when(left <= on).then(left),
        )
        .with_columns(
            reached=reached.is_not_null() & (left.is_null() | (reached <= left)),
        )
        .with_columns(
            left=left.is_not_null() & ~pl.col("reached"),
            until=pl.when("reached")
            .then(reached)
            .otherwise(pl.coalesce(left, pl.lit(on))),
        )
        .with_columns(days=(pl.col("until") - start).dt.total_days().clip(0))
    )


def _group(
    key: str | None,
    holds: int,
    some: pl.DataFrame,
    on: datetime.date,
    promised: int | None,
) -> Delivered:
    days = days_until(some, (0.5, 0.9))
    due = within = over = None
    if promised is not None:
        came_due = (pl.lit(on) - pl.col("start")).dt.total_days() >= promised
        left_first = pl.col("left") & (pl.col("days") < promised)
        in_time = pl.col("reached") & (pl.col("days") <= promised)
        held = some.filter(came_due & ~left_first)
        due, within = held.height, held.filter(in_time).height
        over = some.filter(
            ~pl.col("reached") & ~pl.col("left") & (pl.col("days") > promised)
        ).height
    return Delivered(
        key=key,
        holds=holds,
        waits=some.height,
        reached=int(some["reached"].sum()),
        left=int(some["left"].sum()),
        due=due,
        within=within,
        over=over,
        middle=days[0.5],
        ninetieth=days[0.9],
    )
