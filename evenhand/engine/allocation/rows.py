"""The frames row by row, for the checker and the sentences; the solver has no use of it."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl


class CaseRow(NamedTuple):
    """One row of a problem's cases."""

    ref: str
    band: int
    waiting_days: int
    units: list[str]
    kind: str | None
    language: str | None
    requires: list[str]
    owner: str | None
    group: str | None
    conflicts: list[str]
    reserved: bool

    @property
    def tier(self) -> int:
        """Its band, or 0 for the reserved share."""
        return 0 if self.reserved else self.band


class PersonRow(NamedTuple):
    """One row of a problem's people."""

    ref: str
    unit: str | None
    also_units: list[str]
    skills: list[str]
    languages: list[str]
    capacity: int

    @property
    def units(self) -> set[str]:
        """The home unit and the others."""
        home = set() if self.unit is None else {self.unit}
        return home.union(self.also_units)


class PlacementRow(NamedTuple):
    """One row of a plan."""

    case: str
    person: str | None
    unit: str | None
    rank: int
    band: int
    left_owner: bool
    other_unit: bool
    other_language: bool


def case_rows(frame: pl.DataFrame) -> Iterator[CaseRow]:
    """The cases, in the order of the frame."""
    return map(CaseRow._make, frame.select(CaseRow._fields).iter_rows())


def person_rows(frame: pl.DataFrame) -> Iterator[PersonRow]:
    """The people, in the order of the frame."""
    return map(PersonRow._make, frame.select(PersonRow._fields).iter_rows())


def placement_rows(frame: pl.DataFrame) -> Iterator[PlacementRow]:
    """The placements, in the order of the frame."""
    return map(PlacementRow._make, frame.select(PlacementRow._fields).iter_rows())
