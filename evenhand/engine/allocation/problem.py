"""The problem and the plan: frozen frames in, a frozen frame out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from evenhand.engine.frames import TEXTS, Unsound, shaped


CASE_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "ref": pl.String,
    "band": pl.Int64,
    "waiting_days": pl.Int64,
    "units": TEXTS,
    "kind": pl.String,
    "language": pl.String,
    "requires": TEXTS,
    "owner": pl.String,
    "group": pl.String,
    "conflicts": TEXTS,
    "reserved": pl.Boolean,
}
PERSON_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "ref": pl.String,
    "unit": pl.String,
    "also_units": TEXTS,
    "skills": TEXTS,
    "languages": TEXTS,
    "capacity": pl.Int64,
}
NEEDED_OF_CASES = ("ref", "band", "waiting_days", "units")
NEEDED_OF_PEOPLE = ("ref", "unit", "capacity")


@dataclass(frozen=True, slots=True)
class Problem:
    """Cases that wait and people who have places for them this week.

    cases   one row per case, columns of `CASE_COLUMNS`; those not in `NEEDED_OF_CASES`
            may be left out. `band` counts from 1, the most urgent. `units` and
            `requires` are lists, the preferred unit first. `owner` is the present or
            previous decision maker; `conflicts` are people who must not have it.
            Cases of one `group` go together to one person, or wait together.
            `reserved` cases (the share kept for the longest waiting) are placed before
            band 1, the longest waiting first, and are counted in their own band.
    people  one row per person, columns of `PERSON_COLUMNS`. `skills` are those valid
            on the day, clearances included; `capacity` is places left this week.
    max_share     of a person's places that one kind of case should fill at most: a
                  preference, never a reason to leave a case waiting.
    exempt_units  home units whose people are specialists, outside that preference.

    The frames are put in order of `ref`, so that any order of input is one problem.
    A name repeated in a list counts once.
    Raises Unsound for missing columns, double references, bands below 1, and waiting
    days or capacities that are missing or negative.
    """

    cases: pl.DataFrame
    people: pl.DataFrame
    max_share: float = 0.6
    exempt_units: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        cases = shaped(self.cases, CASE_COLUMNS, NEEDED_OF_CASES, "cases")
        people = shaped(self.people, PERSON_COLUMNS, NEEDED_OF_PEOPLE, "people")
        wrong = [
            *_doubtful(cases, "case", {"band": 1, "waiting_days": 0}),
            *_doubtful(people, "person", {"capacity": 0}),
        ]
        if not 0 < self.max_share <= 1:
            wrong.append(
                f"max_share is {self.max_share}: it is a share, above 0 up to 1"
            )
        if wrong:
            raise Unsound(wrong)
        object.__setattr__(self, "cases", cases.sort("ref"))
        object.__setattr__(self, "people", people.sort("ref"))

    def share_of(self, capacity: int) -> int:
        """How many places of `capacity` one kind may fill without breaking variety.

        At least one: whoever has a single place may be given a case.
        """
        return max(1, int(Fraction(str(self.max_share)) * capacity))


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is given which case.

    placements  one row per case, in the order in which cases were considered:
                case, person (null: unplaced), unit (the first of the case's units the
                person works in; null: unplaced), rank (1 is first), band,
                left_owner, other_unit, other_language (the three departures from
                what is preferred; false for an unplaced case).
    placed, bound   cases per band: placed, and the most that could be, band by band
                in order, were linked cases free to part. They differ (`gap`) only
                where groups do not fit.
    departures  of the placed cases, added up.
    beyond_share  cases beyond the share of one kind in their person's places.
    """

    placements: pl.DataFrame
    placed: Mapping[int, int]
    bound: Mapping[int, int]
    departures: int
    beyond_share: int

    @property
    def gap(self) -> dict[int, int]:
        """Cases fewer than the bound, for each band where there are any."""
        return {
            band: most - self.placed.get(band, 0)
            for band, most in self.bound.items()
            if most != self.placed.get(band, 0)
        }


def _doubtful(frame: pl.DataFrame, what: str, least: Mapping[str, int]) -> list[str]:
    wrong = []
    if frame["ref"].null_count():
        wrong.append(f"a {what} has no ref")
    doubled = frame.filter(pl.col("ref").is_duplicated())["ref"].unique().sort()
    wrong += [f"{what} {ref} is there more than once" for ref in doubled.drop_nulls()]
    for name, lowest in least.items():
        low = frame.filter(pl.col(name).is_null() | (pl.col(name) < lowest))
        wrong += [
            f"{what} {ref}: {name} is {'missing' if value is None else value},"
            f" it must be {lowest} or more"
            for ref, value in low.select("ref", name).iter_rows()
        ]
    return wrong
