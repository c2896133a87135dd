"""Synthetic allocation problems of published shapes, from a seed. All data invented.

Sizes are national: 120,000 cases, 1,300 people in 20 units, 60 nationalities that give
languages, 15 % of cases with a present or previous owner, 12 % that need a skill.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from evenhand.engine.allocation.problem import Problem


BAND_SHARES = (0.06, 0.14, 0.20, 0.25, 0.35)
SKILLS = ("children", "detained", "high-profile", "trafficking")
SKILL_NEED = (0.08, 0.02, 0.01, 0.04)
SKILL_HELD = (0.20, 0.10, 0.10, 0.25)
KINDS = ("asylum", "further submissions", "family")
KIND_SHARES = (0.7, 0.2, 0.1)

SHAPES: Mapping[str, str] = {
    "plain": "as described above",
    "scarce skill": "one case in five needs a skill that one person in fifty holds",
    "overloaded unit": "40 % of cases name one unit of the twenty",
    "ties": "all cases have waited one of three lengths of time",
    "zero places": "half of the people have no places",
    "many conflicts": "one case in ten conflicts with one to three people of its units",
    "many kinds": "60 kinds of case instead of three",
    "groups": "5 % of cases in linked groups of two to four, each of one band",
    "mixed groups": "the same with a band for each member at random",
}


def problem(
    shape: str, *, cases: int, people: int, places: int, seed: int, units: int = 20
) -> Problem:
    """A problem of the shape; places are shared out evenly but for a random fifth.

    places is the total aimed at; each person has at least one before the shape speaks.
    """
    rng = np.random.default_rng([seed, cases, people, sorted(SHAPES).index(shape)])
    units = min(units, people)
    unit_names = np.array([f"U{index:02}" for index in range(units)])
    weights = rng.dirichlet(np.full(units, 8.0))
    home = np.concatenate(
        [np.arange(units), rng.choice(units, people - units, p=weights)]
    )
    return Problem(
        _cases(shape, rng, cases, home, weights, unit_names),
        _people(shape, rng, people, places, home, unit_names),
    )


def _people(
    shape: str,
    rng: np.random.Generator,
    people: int,
    places: int,
    home: np.ndarray,
    unit_names: np.ndarray,
) -> pl.DataFrame:
    second = rng.choice(len(unit_names), people)
    both = rng.random(people) < 0.15
    held = rng.random((people, len(SKILLS))) < SKILL_HELD
    if shape == "scarce skill":
        held[:, 0] = rng.random(people) < 0.02
    tongues = rng.integers(0, 45, (people, 2))
    spoken = rng.random((people, 2)) < (0.5, 0.2)
    mean = places / people
    capacity = np.maximum(1, np.rint(mean * rng.uniform(0.8, 1.2, people)))
    if shape == "zero places":
        capacity[rng.random(people) < 0.5] = 0
    return pl.DataFrame(
        {
            "ref": [f"P{index:05}" for index in range(people)],
            "unit": unit_names[home],
            "also_units": [
                [str(unit_names[unit])] if also else []
                for unit, also in zip(second, both, strict=True)
            ],
            "skills": [
                [skill for skill, has in zip(SKILLS, row, strict=True) if has]
                for row in held
            ],
            "languages": [
                [f"L{tongue:02}" for tongue, can in zip(*pair, strict=True) if can]
                for pair in zip(tongues, spoken, strict=True)
            ],
            "capacity": capacity.astype(np.int64),
        },
        schema_overrides={
            name: pl.List(pl.String) for name in ("also_units", "skills", "languages")
        },
    )


def _cases(
    shape: str,
    rng: np.random.Generator,
    cases: int,
    home: np.ndarray,
    weights: np.ndarray,
    unit_names: np.ndarray,
) -> pl.DataFrame:
    units = len(unit_names)
    first = rng.choice(units, cases, p=weights)
    if shape == "overloaded unit":
        first[rng.random(cases) < 0.4] = 0
    second = (first + rng.integers(1, 4, cases)) % units
    two = rng.random(cases) < 0.3
    nationality = np.minimum(rng.geometric(0.07, cases) - 1, 59)
    language = (nationality * 7 + (rng.random(cases) < 0.3)) % 45
    need = rng.random((cases, len(SKILLS))) < SKILL_NEED
    if shape == "scarce skill":
        need[:, 0] = rng.random(cases) < 0.2
    waiting = rng.gamma(1.4, 260, cases).astype(np.int64)
    if shape == "ties":
        waiting = rng.choice([100, 200, 400], cases)
    kinds = [f"K{index:02}" for index in range(60)] if shape == "many kinds" else KINDS
    shares = None if shape == "many kinds" else KIND_SHARES
    kind = np.array(kinds)[rng.choice(len(kinds), cases, p=shares)]
    band = rng.choice(np.arange(1, 6), cases, p=BAND_SHARES)
    by_unit = [np.flatnonzero(home == unit) for unit in range(units)]
    owner = np.where(
        rng.random(cases) < 0.15,
        [int(rng.choice(by_unit[unit])) for unit in first],
        -1,
    )
    group = np.full(cases, -1)
    if shape in ("groups", "mixed groups"):
        ends = np.cumsum(rng.integers(2, 5, cases // 60))
        members = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        group[: len(members)] = members
        lead = np.searchsorted(ends, np.arange(len(members)), side="right")
        leader = np.concatenate([[0], ends[:-1]])[lead]
        for column in (first, second, two, language):
            column[: len(members)] = column[leader]
        need[: len(members)] = need[leader]
        if shape == "groups":
            band[: len(members)] = band[leader]
    conflicts: list[list[str]] = [[]] * cases
    if shape == "many conflicts":
        for index in np.flatnonzero(rng.random(cases) < 0.1):
            near = by_unit[first[index]]
            some = rng.choice(near, min(len(near), int(rng.integers(1, 4))))
            conflicts[index] = [f"P{person:05}" for person in some]
    return pl.DataFrame(
        {
            "ref": [f"C{index:06}" for index in rng.permutation(cases)],
            "band": band,
            "waiting_days": waiting,
            "units": [
                [str(unit_names[one]), str(unit_names[other])]
                if also
                else [str(unit_names[one])]
                for one, other, also in zip(first, second, two, strict=True)
            ],
            "kind": kind,
            "language": [f"L{tongue:02}" for tongue in language],
            "requires": [
                [skill for skill, has in zip(SKILLS, row, strict=True) if has]
                for row in need
            ],
            "owner": [f"P{person:05}" if person >= 0 else None for person in owner],
            "group": [f"G{one:05}" if one >= 0 else None for one in group],
            "conflicts": conflicts,
        },
        schema_overrides={
            "requires": pl.List(pl.String),
            "conflicts": pl.List(pl.String),
            "owner": pl.String,
            "group": pl.String,
        },
    )
