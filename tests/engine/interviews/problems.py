"""Small interview problems, written by hand and drawn at random."""

from datetime import date, time, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from evenhand.engine.interviews.grid import Grid
from evenhand.engine.interviews.problem import FRAMES, Problem


MONDAY = date(2026, 11, 23)
SITE, OTHER = "Mersey", "Derby"


def grid(days: int = 1, minutes: int = 60) -> Grid:
    """So many days from a Monday, nine to five."""
    return Grid(
        tuple(MONDAY + timedelta(days=number) for number in range(days)),
        time(9),
        time(17),
        minutes,
    )


def problem(on: Grid | None = None, **rows: list[dict[str, Any]]) -> Problem:
    """A problem of these rows; columns that are not given are empty."""
    frames = {
        name: pl.DataFrame(
            {
                column: pl.Series(
                    [row.get(column) for row in rows.get(name, [])], dtype=kind
                )
                for column, kind in columns.items()
            }
        )
        for name, columns in FRAMES.items()
    }
    return Problem(grid=on or grid(), **frames)


def interview(ref: str = "A", **more: Any) -> dict[str, Any]:
    """An interview of two hours that needs nobody but an interviewer."""
    return {"ref": ref, "band": 1, "waiting_days": 100, "minutes": 120, **more}


def place(ref: str = "A", site: str = SITE, mode: str = "in person", minutes: int = 0):
    """Where it may be held."""
    return {"interview": ref, "site": site, "mode": mode, "journey_minutes": minutes}


def free(kind: str, ref: str, starts: int = 9, ends: int = 17, day: date = MONDAY):
    """Hours in which somebody is free."""
    return {
        "kind": kind,
        "ref": ref,
        "day": day,
        "starts": time(starts),
        "ends": time(ends),
    }


def rooms(
    count: int = 1, site: str = SITE, mode: str = "in person", day: date = MONDAY
):
    """Rooms from nine to five."""
    return {"site": site, "mode": mode, "day": day, "starts": time(9), "ends": time(17),
            "count": count}  # fmt: skip


SEXES = st.sampled_from([None, "female", "male"])
HOURS = st.tuples(st.integers(9, 15), st.integers(1, 8)).map(
    lambda pair: (pair[0], min(17, pair[0] + pair[1]))
)


@st.composite
def problems(draw: st.DrawFn, most: int = 6) -> Problem:
    """Problems of a few interviews, people and rooms over two days, tight enough to
    make some of them wait."""
    on = grid(days=2, minutes=draw(st.sampled_from([60, 240])))
    count = draw(st.integers(1, most))
    interviewers = [f"DM-{number}" for number in range(draw(st.integers(1, 3)))]
    interpreters = [f"INT-{number}" for number in range(draw(st.integers(0, 2)))]
    companions = ["FIRM-0", "FIRM-1"]
    asked = [
        interview(
            f"I{number}",
            band=draw(st.integers(1, 6)),
            waiting_days=draw(st.integers(0, 900)),
            minutes=draw(st.sampled_from([60, 120, 180, 240])),
            language=draw(st.sampled_from([None, "Tigrinya", "Dari"])),
            interviewer_sex=draw(SEXES),
            interpreter_sex=draw(st.sampled_from([None, None, "female"])),
            needs=draw(st.sampled_from([[], [], ["children"]])),
            not_before=draw(
                st.sampled_from([None, MONDAY, MONDAY + timedelta(days=1)])
            ),
            latest_start=draw(st.sampled_from([None, time(13)])),
            representative=draw(st.sampled_from([None, *companions])),
            owner=draw(st.sampled_from([None, *interviewers])),
            conflicts=draw(st.sampled_from([[], interviewers[:1]])),
        )
        for number in range(count)
    ]
    places = [
        place(f"I{number}", site, mode, draw(st.integers(0, 90)))
        for number in range(count)
        for site, mode in draw(
            st.lists(
                st.sampled_from(
                    [(SITE, "in person"), (OTHER, "in person"), (SITE, "video")]
                ),
                min_size=1,
                unique=True,
            )
        )
    ]
    return problem(
        on,
        interviews=asked,
        places=places,
        interviewers=[
            {
                "ref": ref,
                "site": draw(st.sampled_from([SITE, OTHER])),
                "sex": draw(st.sampled_from(["female", "male"])),
                "skills": draw(st.sampled_from([[], ["children"]])),
                "by_video": draw(st.booleans()),
                "week_limit": draw(st.sampled_from([None, 1, 2])),
            }
            for ref in interviewers
        ],
        interpreters=[
            {
                "ref": ref,
                "sex": draw(st.sampled_from(["female", "male"])),
                "languages": draw(
                    st.sampled_from([["Tigrinya"], ["Dari"], ["Dari", "Tigrinya"]])
                ),
                "site": SITE,
                "by_video": draw(st.booleans()),
            }
            for ref in interpreters
        ],
        free=[
            free(kind, ref, *draw(HOURS), day=day)
            for kind, refs in (
                ("interviewer", interviewers),
                ("interpreter", interpreters),
                ("representative", companions),
            )
            for ref in refs
            for day in on.days
        ],
        rooms=[
            rooms(draw(st.integers(0, 2)), site, mode, day)
            for site, mode in (
                (SITE, "in person"),
                (OTHER, "in person"),
                (SITE, "video"),
            )
            for day in on.days
        ],
    )
