"""Interview problems in a folder of files, and plans written to one.

grid.toml   days = [2026-11-23, ...], opens = 09:00:00, closes = 17:00:00, minutes = 240
NAME.csv or NAME.parquet   each frame of `problem.FRAMES`; booked and spent may be left out.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path

import polars as pl

from evenhand.engine.frame_files import FORMATS, raise_wrong, read_frame, write_frame
from evenhand.engine.frames import TEXTS, Unsound
from evenhand.engine.interviews.grid import Grid
from evenhand.engine.interviews.problem import (
    FRAMES,
    NEEDED,
    Plan,
    Problem,
)


GRID = "grid.toml"
MAY_BE_LEFT_OUT = ("booked", "spent")
KEYS = {
    "interviews": "ref",
    "interviewers": "ref",
    "interpreters": "ref",
    "booked": "interview",
}
LEAST: Mapping[str, Mapping[str, int]] = {
    "interviews": {"band": 1, "waiting_days": 0, "minutes": 1},
    "rooms": {"count": 0},
    "spent": {"count": 0},
}


def read_problem(
    folder: Path, *, fixed: bool = True, kept_free: float = 0.0
) -> Problem:
    """The problem in a folder; `fixed`: what people were told of stays; `kept_free`: the
    share of each day's hours that is kept for emergencies.

    Raises Unsound with sentences that name file, row and column.
    """
    if not folder.is_dir():
        raise Unsound([f"{folder}: there is no such folder"])
    wrong: list[str] = []
    grid = _read_grid(folder / GRID, wrong)
    frames = {}
    for name, columns in FRAMES.items():
        path = _file_of(folder, name)
        if name in MAY_BE_LEFT_OUT and not path.is_file():
            frames[name] = pl.DataFrame(schema=dict(columns))
            continue
        # A list of languages is needed as a column, and may be empty in a cell.
        filled = [column for column in NEEDED[name] if columns[column] != TEXTS]
        frames[name] = read_frame(
            path,
            columns,
            NEEDED[name],
            wrong,
            least=LEAST.get(name, {}),
            never_empty=filled,
            key=KEYS.get(name),
        )
    raise_wrong(wrong)
    assert grid is not None
    return Problem(
        grid=grid,
        interviews=frames["interviews"],
        places=frames["places"],
        interviewers=frames["interviewers"],
        interpreters=frames["interpreters"],
        free=frames["free"],
        rooms=frames["rooms"],
        booked=frames["booked"],
        spent=frames["spent"],
        fixed=fixed,
        kept_free=kept_free,
    )


def write_problem(problem: Problem, folder: Path) -> None:
    """Write the files that `read_problem` reads. Raises Unsound."""
    _make(folder)
    days = ", ".join(day.isoformat() for day in problem.grid.days)
    (folder / GRID).write_text(
        f"days = [{days}]\n"
        f"opens = {problem.grid.opens.isoformat()}\n"
        f"closes = {problem.grid.closes.isoformat()}\n"
        f"minutes = {problem.grid.minutes}\n",
        encoding="utf-8",
    )
    for name in FRAMES:
        write_frame(_flat(getattr(problem, name)), folder / f"{name}.csv")


def write_plan(
    plan: Plan,
    reasons: pl.DataFrame,
    folder: Path,
    moves: pl.DataFrame | None = None,
) -> None:
    """Write bookings.csv, left_out.csv with the reason of each, and moves.csv with what
    each disturbance buys, if any was looked for. Raises Unsound."""
    _make(folder)
    write_frame(_flat(plan.bookings), folder / "bookings.csv")
    write_frame(
        plan.left_out.join(reasons, on="interview", how="left", maintain_order="left"),
        folder / "left_out.csv",
    )
    if moves is not None:
        write_frame(_flat(moves), folder / "moves.csv")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unsound([f"{folder} cannot be made: {error.strerror}"]) from None


def _file_of(folder: Path, name: str) -> Path:
    found = [folder / f"{name}{suffix}" for suffix in FORMATS]
    return next((path for path in found if path.is_file()), found[0])


def _read_grid(path: Path, wrong: list[str]) -> Grid | None:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        wrong.append(f"{path.name} cannot be read: {error}")
        return None
    days, times = said.get("days"), (said.get("opens"), said.get("closes"))
    minutes = said.get("minutes")
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        wrong.append(f"{path.name}, days: not a list of days as 2026-11-23")
    elif not all(isinstance(at, time) for at in times):
        wrong.append(f"{path.name}, opens and closes: not times as 09:00:00")
    elif type(minutes) is not int:
        wrong.append(f"{path.name}, minutes: not a whole number")
    else:
        try:
            return Grid(tuple(days), said["opens"], said["closes"], minutes)
        except Unsound as unsound:
            wrong += [f"{path.name}: {sentence}" for sentence in unsound.sentences]
    return None


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as texts with "|" between, times to the minute, yes and no."""
    return frame.with_columns(
        *(
            pl.col(name).list.join("|")
            for name, kind in frame.schema.items()
            if kind == TEXTS
        ),
        *(
            pl.col(name).dt.strftime("%H:%M")
            for name, kind in frame.schema.items()
            if kind == pl.Time
        ),
        *(
            pl.when(pl.col(name))
            .then(pl.lit("yes"))
            .otherwise(pl.lit("no"))
            .alias(name)
            for name, kind in frame.schema.items()
            if kind == pl.Boolean
        ),
    )
