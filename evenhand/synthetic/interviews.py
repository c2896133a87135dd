"""Interviews to plan: an invented four weeks of them, with the people and rooms.

Proportions: ten interviews an interviewer, twenty-seven an interpreter, one site to
330; three interviews a week at most for an interviewer; people free in about a third of
their half-days. Languages fall off as in the caseload, and the rarer are spoken by few.
A child is heard with a responsible adult, by somebody trained for it.
"""

from datetime import date, time, timedelta
from typing import Any

import numpy as np
import polars as pl

from evenhand.engine.interviews.grid import Grid
from evenhand.engine.interviews.problem import (
    ADULT,
    BY_VIDEO,
    FRAMES,
    IN_PERSON,
    INTERPRETER,
    INTERVIEWER,
    REPRESENTATIVE,
    Problem,
)
from evenhand.synthetic.draws import Chance


SMALLEST, LARGEST = 40, 40_000
HALF_DAY = 240
MONDAY = date(2026, 11, 23)
WORKING_DAYS = 20
HALVES = ((time(9), time(13)), (time(13), time(17)))
BANDS = (0.06, 0.12, 0.22, 0.3, 0.3)
# The shares of the languages of those who wait, the largest first.
LANGUAGES = {
    "Albanian": 15.6, "Arabic": 13.2, "Kurdish Sorani": 10.1, "Persian": 6.5,
    "Pashto": 6.4, "Bengali": 4.4, "Tigrinya": 4.5, "Dari": 3.5, "Urdu": 2.4,
    "Vietnamese": 2.6, "Punjabi": 2.4, "Turkish": 1.1, "Kurdish Kurmanji": 1.6,
    "Spanish": 2.2, "Mandarin": 1.5, "Tamil": 1.2, "Georgian": 1.1, "Nepali": 1.0,
    "Amharic": 0.6, "Oromo": 0.5, "Somali": 0.8, "Russian": 0.5, "Sylheti": 0.7,
    "Kurdish Bahdini": 0.9, "Zaghawa": 0.3,
}  # fmt: skip
NO_INTERPRETER = 0.09
TIGHT_INTERVIEWERS, TIGHT_INTERPRETERS = 0.75, 0.7

Rows = list[dict[str, Any]]


def interviews(
    size: int, chance: Chance, *, minutes: int = HALF_DAY, tight: bool = False
) -> Problem:
    """A problem of `size` interviews on a grid of steps of so many minutes.

    tight  fewer hours: a quarter less of interviewers', a third less of interpreters'.
    """
    grid = Grid(
        days=tuple(_working_days(MONDAY, WORKING_DAYS)),
        opens=time(9),
        closes=time(17),
        minutes=minutes,
    )
    sites = [f"SITE-{number:02}" for number in range(1, max(2, round(size / 333)) + 1)]
    asked = _asked(chance.stream("interviews"), size, grid)
    interviewers = _interviewers(chance.stream("interviewers"), size, sites)
    interpreters = _interpreters(chance.stream("interpreters"), size, sites)
    _owners(chance.stream("owners"), asked, interviewers)
    return Problem(
        grid=grid,
        interviews=_frame("interviews", asked),
        places=_frame("places", _places(chance.stream("places"), asked, sites)),
        interviewers=_frame("interviewers", interviewers),
        interpreters=_frame("interpreters", interpreters),
        free=_frame(
            "free",
            [
                *_hours(chance, INTERVIEWER, interviewers, grid, 0.36, tight),
                *_hours(chance, INTERPRETER, interpreters, grid, 0.5, tight),
                *_companions(chance, asked, grid),
            ],
        ),
        rooms=_frame("rooms", _rooms(chance.stream("rooms"), size, sites, grid)),
    )


def _asked(rng: np.random.Generator, size: int, grid: Grid) -> Rows:
    names, shares = list(LANGUAGES), np.array(list(LANGUAGES.values()))
    spoken = rng.choice(names, size, p=shares / shares.sum())
    firms, adults = max(2, size // 25), max(2, size // 50)
    rows: Rows = []
    for number in range(size):
        child, woman = rng.random() < 0.077, rng.random() < 0.155
        wishes = rng.random(4)
        sex = "female" if woman else "male"
        first = int(rng.integers(0, min(10, len(grid.days))))
        rows.append(
            {
                "ref": f"I{number + 1:06}",
                "band": int(rng.choice(len(BANDS), p=BANDS)) + 1,
                "waiting_days": int(rng.gamma(2, 180)) + 20,
                "minutes": _length(rng, grid, child=child),
                "language": None if rng.random() < NO_INTERPRETER else spoken[number],
                "interviewer_sex": sex
                if wishes[0] < (0.4 if woman else 0.04)
                else None,
                "interpreter_sex": sex
                if wishes[1] < (0.3 if woman else 0.03)
                else None,
                "needs": ["children"]
                if child
                else (["trafficking"] if wishes[2] < 0.08 else []),
                "not_before": grid.days[first],
                "latest_start": time(14) if wishes[3] < 0.1 else None,
                "representative": f"FIRM-{int(rng.integers(firms)):04}"
                if rng.random() < 0.6
                else None,
                "adult": f"ADULT-{int(rng.integers(adults)):04}" if child else None,
                "longest_journey": 90 if child else 150,
            }
        )
    return rows


def _length(rng: np.random.Generator, grid: Grid, *, child: bool) -> int:
    if grid.minutes >= HALF_DAY:
        return HALF_DAY
    if child:
        return 150
    return int(rng.choice([60, 90, 120, 150, 180, 210, 240], p=[
        0.03, 0.07, 0.2, 0.2, 0.2, 0.15, 0.15,
    ]))  # fmt: skip


def _owners(rng: np.random.Generator, asked: Rows, interviewers: Rows) -> None:
    for row in asked:
        if rng.random() < 0.15:
            row["owner"] = interviewers[int(rng.integers(len(interviewers)))]["ref"]


def _places(rng: np.random.Generator, asked: Rows, sites: list[str]) -> Rows:
    rows: Rows = []
    for row in asked:
        home, other = rng.choice(len(sites), 2, replace=False)
        held = [(sites[home], IN_PERSON, int(rng.integers(10, 80)))]
        if rng.random() < 0.35:
            held.append((sites[other], IN_PERSON, int(rng.integers(40, 140))))
        if rng.random() < 0.6:
            held.append((sites[home], BY_VIDEO, held[0][2]))
        rows += [
            {
                "interview": row["ref"],
                "site": site,
                "mode": mode,
                "journey_minutes": journey,
            }
            for site, mode, journey in held
        ]
    return rows


def _interviewers(rng: np.random.Generator, size: int, sites: list[str]) -> Rows:
    trained = (("children", 0.2), ("trafficking", 0.25))
    return [
        {
            "ref": f"DM-{number + 1:05}",
            "site": sites[number % len(sites)],
            "sex": "female" if rng.random() < 0.55 else "male",
            "skills": [skill for skill, share in trained if rng.random() < share],
            "by_video": bool(rng.random() < 0.6),
            "week_limit": 3,
        }
        for number in range(max(4, size // 10))
    ]


def _interpreters(rng: np.random.Generator, size: int, sites: list[str]) -> Rows:
    names, shares = list(LANGUAGES), np.array(list(LANGUAGES.values()))
    rows: Rows = []
    for number in range(max(10, round(size * 150 / 4000))):
        # Each language has somebody before any has a second.
        first = (
            names[number] if number < len(names)
            else str(rng.choice(names, p=shares / shares.sum()))
        )  # fmt: skip
        further = rng.choice(names, int(rng.integers(0, 2)), replace=False)
        rows.append(
            {
                "ref": f"INT-{number + 1:05}",
                "sex": "female" if rng.random() < 0.4 else "male",
                "languages": sorted({first, *map(str, further)}),
                "site": sites[int(rng.integers(len(sites)))],
                "by_video": bool(rng.random() < 0.9),
                "week_limit": None,
            }
        )
    return rows


def _hours(
    chance: Chance, kind: str, people: Rows, grid: Grid, share: float, tight: bool
) -> Rows:
    rng = chance.stream(f"hours of each {kind}")
    fewer = TIGHT_INTERVIEWERS if kind == INTERVIEWER else TIGHT_INTERPRETERS
    drawn = rng.random((len(people), len(grid.days), len(HALVES)))
    free = drawn < share * (fewer if tight else 1.0)
    return _intervals(kind, [row["ref"] for row in people], grid, free)


def _companions(chance: Chance, asked: Rows, grid: Grid) -> Rows:
    rows: Rows = []
    for kind, share in ((REPRESENTATIVE, 0.6), (ADULT, 0.5)):
        refs = sorted({row[kind] for row in asked if row.get(kind)})
        rng = chance.stream(f"hours of each {kind}")
        free = rng.random((len(refs), len(grid.days), len(HALVES))) < share
        rows += _intervals(kind, refs, grid, free)
    return rows


def _intervals(kind: str, refs: list[str], grid: Grid, free: Any) -> Rows:
    return [
        {"kind": kind, "ref": refs[who], "day": grid.days[day], "starts": starts,
         "ends": ends}
        for who, day, half in np.argwhere(free)
        for starts, ends in [HALVES[half]]
    ]  # fmt: skip


def _rooms(rng: np.random.Generator, size: int, sites: list[str], grid: Grid) -> Rows:
    in_person = _shared_out(rng, round(size * 96 / 4000), len(sites))
    by_video = _shared_out(rng, round(size * 34 / 4000), len(sites))
    return [
        {"site": site, "mode": mode, "day": day, "starts": grid.opens,
         "ends": grid.closes, "count": counts[index]}
        for index, site in enumerate(sites)
        for mode, counts in ((IN_PERSON, in_person), (BY_VIDEO, by_video))
        for day in grid.days
    ]  # fmt: skip


def _shared_out(rng: np.random.Generator, rooms: int, sites: int) -> list[int]:
    share = rng.dirichlet(np.full(sites, 4.0))
    return [max(1, round(float(part) * rooms)) for part in share]


def _working_days(first: date, count: int) -> list[date]:
    found: list[date] = []
    day = first
    while len(found) < count:
        if day.weekday() < 5:
            found.append(day)
        day += timedelta(days=1)
    return found


def _frame(name: str, rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(
        {
            column: pl.Series([row.get(column) for row in rows], dtype=kind)
            for column, kind in FRAMES[name].items()
        }
    )
