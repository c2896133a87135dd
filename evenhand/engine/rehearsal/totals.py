"""What a policy would do to a caseload, in figures: all, by unit, by band, by rule."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


# Of the ways to explain a change, as many as are told apart; most cases share a few.
WAYS = 40
LISTED = 100
KINDS: Mapping[str, str] = {
    "all": "changed",
    "up": "up",
    "down": "down",
    "unit": "other_unit",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """How many cases a policy says something else of, and what.

    forward, back   change their place in the order of all, whether or not the rules say
                    anything else of them: others go before them, or behind.
    in_queue_before, in_queue_after   ready, and nobody decides them.
    placed_before, placed_after       would be given to somebody this week; None where
                                      places were not given out.
    """

    cases: int
    changed: int
    up: int
    down: int
    other_unit: int
    units: int
    readied: int
    held: int
    otherwise: int
    needs: int
    alarms: int
    work: int
    points: int
    forward: int
    back: int
    in_queue_before: int
    in_queue_after: int
    placed_before: int | None = None
    placed_after: int | None = None


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit's cases, its queue and what of it would be placed; `places` a week."""

    unit: str
    places: int
    cases_before: int
    cases_after: int
    queue_before: int
    queue_after: int
    placed_before: int | None = None
    placed_after: int | None = None

    @property
    def weeks_before(self) -> float | None:
        """Weeks of work in the queue; None where there is a queue and no places."""
        return _weeks(self.queue_before, self.places)

    @property
    def weeks_after(self) -> float | None:
        """The same under the other policy."""
        return _weeks(self.queue_after, self.places)


@dataclass(frozen=True, slots=True)
class Move:
    """So many cases go from one unit, or one band, to another."""

    before: str | int | None
    after: str | int | None
    cases: int


@dataclass(frozen=True, slots=True)
class Explained:
    """So many cases changed by the same rules: those that no longer fire, and that do."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    cases: int
    up: int
    down: int
    other_unit: int


@dataclass(frozen=True, slots=True)
class Place:
    """One changed case: its place in the order of all, and the weeks until it is given.

    Weeks are None where it is not in a queue, or in one of a unit without places.
    """

    case_id: int
    before: int
    after: int
    weeks_before: float | None
    weeks_after: float | None


@dataclass(frozen=True, slots=True)
class Listed:
    """The first and the last changed cases in the new order, at most a hundred each.

    `last` has none of `first`. `number` is how many there are in all.
    """

    number: int
    first: tuple[Place, ...]
    last: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one comparison; groups are apart (`groups.py`).

    `unexplained_ways` counts the cases of ways to change that are not told apart.
    """

    totals: Totals
    units: tuple[UnitWork, ...]
    moves: tuple[Move, ...]
    bands: tuple[Move, ...]
    explained: tuple[Explained, ...]
    other_ways: int
    listed: Mapping[str, Listed]


def figures(changes: pl.DataFrame, places: Mapping[str, int]) -> Figures:
    """Count the changes: as `compare` answers, explained, and in queues.

    changes  with `case_id`; with `placed_before` and `placed_after` where places were
             given out.
    """
    placed = "placed_before" in changes.columns
    counts = changes.select(
        pl.len().alias("cases"),
        *(
            pl.col(name).sum()
            for name in Totals.__dataclass_fields__
            if name in changes.columns and changes.schema[name] == pl.Boolean
        ),
        forward=(pl.col("place_after") < pl.col("place_before")).sum(),
        back=(pl.col("place_after") > pl.col("place_before")).sum(),
        in_queue_before=pl.col("waits_before").sum(),
        in_queue_after=pl.col("waits_after").sum(),
    ).row(0, named=True)
    ways = (
        changes.lazy()
        .filter("changed")
        .group_by(
            pl.col("why_before").list.join("\x1f"),
            pl.col("why_after").list.join("\x1f"),
        )
        .agg(
            pl.len().alias("cases"),
            *(pl.col(n).sum() for n in ("up", "down", "other_unit")),
        )
        .sort("cases", "why_before", "why_after", descending=[True, False, False])
        .collect()
    )
    return Figures(
        totals=Totals(**counts),
        units=_units(changes, places, placed=placed),
        moves=_moves(changes, "unit", "other_unit"),
        bands=_moves(changes, "band", "up", "down"),
        explained=tuple(
            Explained(_ids(one), _ids(other), *numbers)
            for one, other, *numbers in ways.head(WAYS).iter_rows()
        ),
        other_ways=int(ways.slice(WAYS)["cases"].sum()),
        listed={name: _listed(changes, which) for name, which in KINDS.items()},
    )


def _units(
    changes: pl.DataFrame, places: Mapping[str, int], *, placed: bool
) -> tuple[UnitWork, ...]:
    found: dict[str, dict[str, int]] = {}
    for when in ("before", "after"):
        counted = changes.group_by(unit=f"unit_{when}").agg(
            pl.len().alias(f"cases_{when}"),
            pl.col(f"waits_{when}").sum().alias(f"queue_{when}"),
        )
        for row in counted.iter_rows(named=True):
            found.setdefault(row.pop("unit"), {}).update(row)
        if placed:
            given = changes.filter(f"placed_{when}").group_by(unit=f"placed_in_{when}")
            for unit, number in given.len().iter_rows():
                found.setdefault(unit, {})[f"placed_{when}"] = number
    for unit in places:
        found.setdefault(unit, {})
    names = [name for name in UnitWork.__dataclass_fields__ if "_" in name]
    least = {name: 0 for name in names if placed or not name.startswith("placed")}
    return tuple(
        UnitWork(unit=unit, places=places.get(unit, 0), **{**least, **numbers})
        for unit, numbers in sorted(found.items())
    )


def _moves(changes: pl.DataFrame, name: str, *which: str) -> tuple[Move, ...]:
    counted = (
        changes.filter(pl.any_horizontal(which))
        .group_by(before=f"{name}_before", after=f"{name}_after")
        .len()
        .sort("len", "before", "after", descending=[True, False, False])
    )
    return tuple(Move(*row) for row in counted.iter_rows())


def _listed(changes: pl.DataFrame, which: str) -> Listed:
    found = (
        changes.filter(which)
        .select(
            "case_id",
            "place_before",
            "place_after",
            *(
                pl.when(pl.col(name).is_finite()).then(pl.col(name)).round(1)
                for name in ("weeks_before", "weeks_after")
            ),
        )
        .sort("place_after")
    )
    first = found.head(LISTED)
    last = found.slice(LISTED).tail(LISTED)
    return Listed(
        found.height,
        tuple(Place(*row) for row in first.iter_rows()),
        tuple(Place(*row) for row in last.iter_rows()),
    )


def _ids(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("\x1f")) if joined else ()


def _weeks(queue: int, places: int) -> float | None:
    if not queue:
        return 0.0
    return queue / places if places else None
