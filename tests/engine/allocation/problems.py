"""Small problems by hand and by chance, and the best plan for one by trying them all."""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from hypothesis import strategies as st

from evenhand.engine.allocation.problem import (
    CASE_COLUMNS,
    PERSON_COLUMNS,
    Plan,
    Problem,
)


Row = dict[str, Any]

UNITS = ("Leeds", "Mersey", "Wales")
SKILLS = ("children", "detained")
LANGUAGES = ("Arabic", "Tigrinya")
KINDS = ("asylum", "family")


def case(ref: str, units: str = "Leeds", **rest: Any) -> Row:
    """A case of band 1 that has waited 10 days; units as "Leeds|Mersey"."""
    return {
        "ref": ref,
        "band": 1,
        "waiting_days": 10,
        "units": units.split("|") if units else [],
        "kind": None,
        "language": None,
        "requires": [],
        "owner": None,
        "group": None,
        "conflicts": [],
        "reserved": False,
        **rest,
    }


def person(ref: str, unit: str = "Leeds", capacity: int = 1, **rest: Any) -> Row:
    """A person with one place, in Leeds."""
    return {
        "ref": ref,
        "unit": unit,
        "also_units": [],
        "skills": [],
        "languages": [],
        "capacity": capacity,
        **rest,
    }


def problem(cases: Iterable[Row], people: Iterable[Row], **rest: Any) -> Problem:
    return Problem(
        pl.DataFrame(list(cases), schema=dict(CASE_COLUMNS)),
        pl.DataFrame(list(people), schema=dict(PERSON_COLUMNS)),
        **rest,
    )


def given(plan: Plan) -> dict[str, str | None]:
    """Who was given each case."""
    return dict(plan.placements.select("case", "person").iter_rows())


def some(values: tuple[str, ...], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


@st.composite
def problems(
    draw: st.DrawFn, groups: bool = False, most_cases: int = 12, most_people: int = 4
) -> Problem:
    """Problems in which places are short and everything meets everything."""
    people = [
        person(
            f"p{index}",
            draw(st.sampled_from(UNITS)),
            draw(st.integers(0, 3)),
            also_units=draw(some(UNITS, 1)),
            skills=draw(some(SKILLS, 2)),
            languages=draw(some(LANGUAGES, 1)),
        )
        for index in range(draw(st.integers(0, most_people)))
    ]
    refs = tuple(f"p{index}" for index in range(most_people + 1))
    cases = [
        case(
            f"c{index}",
            "|".join(draw(some(UNITS, 2))),
            band=draw(st.integers(1, 3)),
            waiting_days=draw(st.integers(0, 3)),
            kind=draw(st.sampled_from((None, *KINDS))),
            language=draw(st.sampled_from((None, *LANGUAGES))),
            requires=draw(some(SKILLS, 1)),
            owner=draw(st.sampled_from((None, *refs))),
            group=draw(st.sampled_from((None, "g", "h"))) if groups else None,
            conflicts=draw(some(refs, 2)),
            reserved=draw(st.integers(0, 5)) == 0,
        )
        for index in range(draw(st.integers(0, most_cases)))
    ]
    share = draw(st.sampled_from((0.3, 0.6, 1)))
    exempt = frozenset(draw(some(UNITS, 1)))
    return problem(cases, people, max_share=share, exempt_units=exempt)


def best(of: Problem) -> tuple[Any, ...]:
    """What the best plan comes to, by trying them all: for the smallest problems.

    (placed per band, which in order of urgency, departures, beyond a share); lower is
    better throughout. Placed per tier: the reserved share, then the bands.
    """
    cases = of.cases.rows(named=True)
    people = of.people.rows(named=True)
    choices = [
        [None, *(each for each in people if may_take(each, row))] for row in cases
    ]
    return min(
        worth(of, dict(zip((row["ref"] for row in cases), taken, strict=True)))
        for taken in itertools.product(*choices)
        if _possible(cases, people, taken)
    )


def may_take(of: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return (
        bool(set(row["units"]) & {of["unit"], *of["also_units"]})
        and set(row["requires"]) <= set(of["skills"])
        and of["ref"] not in row["conflicts"]
    )


def _possible(
    cases: list[Row], people: list[Row], taken: tuple[Row | None, ...]
) -> bool:
    for each in people:
        if sum(1 for taker in taken if taker is each) > each["capacity"]:
            return False
    holders: dict[str, set[str | None]] = {}
    for row, taker in zip(cases, taken, strict=True):
        if row["group"] is not None:
            holders.setdefault(row["group"], set()).add(taker and taker["ref"])
    return all(len(found) == 1 for found in holders.values())


def worth(of: Problem, taken: Mapping[str, Row | None]) -> tuple[Any, ...]:
    """As `best`, for one way of placing the cases."""
    cases = of.cases.rows(named=True)

    def tier(row: Row) -> int:
        return 0 if row["reserved"] else row["band"]

    order = sorted(cases, key=lambda row: (tier(row), -row["waiting_days"], row["ref"]))
    placed = [(row, taken[row["ref"]]) for row in cases if taken[row["ref"]]]
    counts = [-sum(tier(row) == band for row, _ in placed) for band in range(4)]
    departures = sum(
        (row["owner"] is not None and row["owner"] != by["ref"])
        + (row["language"] is not None and row["language"] not in by["languages"])
        + (row["units"][0] not in {by["unit"], *by["also_units"]})
        for row, by in placed
    )
    beyond = 0
    for each in of.people.rows(named=True):
        if each["unit"] in of.exempt_units:
            continue
        allowed = of.share_of(each["capacity"])
        for kind in KINDS:
            held = sum(row["kind"] == kind and by == each for row, by in placed)
            beyond += max(0, held - allowed)
    which = [0 if taken[row["ref"]] else 1 for row in order]
    return counts, which, departures, beyond
