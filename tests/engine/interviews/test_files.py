"""Problems come in files, and what is wrong in them is said by file, row and column."""

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from evenhand.cli import main
from evenhand.engine.frames import Unsound
from evenhand.engine.interviews.files import read_problem, write_problem
from evenhand.engine.interviews.problem import BOOKED, FRAMES
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.interviews import interviews


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A problem of forty interviews on a grid of an hour."""
    write_problem(interviews(40, Chance(1), minutes=60), tmp_path / "problem")
    return tmp_path / "problem"


def test_what_was_written_is_read_again(folder: Path) -> None:
    made, read = interviews(40, Chance(1), minutes=60), read_problem(folder)
    assert read.grid == made.grid
    for name in FRAMES:
        assert getattr(read, name).equals(getattr(made, name)), name


@pytest.mark.parametrize(
    ("file", "column", "cell", "words"),
    [
        ("interviews.csv", "band", "0", "row 2, column band"),
        ("interviews.csv", "not_before", "soon", '"soon" is not a day as 2026-11-22'),
        ("interviews.csv", "latest_start", "noon", '"noon" is not a time as 09:30'),
        ("free.csv", "starts", "", "row 2, column starts: is empty"),
        ("rooms.csv", "count", "many", '"many" is not a whole number'),
        ("interviewers.csv", "by_video", "perhaps", '"perhaps" is not yes or no'),
    ],
)
def test_wrong_cell_is_named(
    folder: Path, file: str, column: str, cell: str, words: str
) -> None:
    path = folder / file
    with path.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    rows[0][column] = cell
    with path.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(Unsound) as refused:
        read_problem(folder)
    assert any(words in sentence for sentence in refused.value.sentences)


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("days = [", "cannot be read"),
        ("days = []\nopens = 09:00:00\ncloses = 17:00:00\nminutes = 60", "no days"),
        ("days = 3", "not a list of days"),
        ('days = [2026-11-23]\nopens = "9"\ncloses = 17:00:00', "not times"),
        (
            "days = [2026-11-23]\nopens = 09:00:00\ncloses = 17:00:00\nminutes = 7",
            "no whole number of steps",
        ),
    ],
)
def test_wrong_grid_is_named(folder: Path, toml: str, words: str) -> None:
    (folder / "grid.toml").write_text(toml)
    with pytest.raises(Unsound, match=words):
        read_problem(folder)


def test_command_plans_what_the_generator_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, out = tmp_path / "problem", tmp_path / "plan"
    words = ["generate", "interviews", "--size", "60", "--grid", "30", "--out"]
    assert main([*words, str(problem)]) == 0
    capsys.readouterr()
    plan = ["interviews", "plan", "--problem", str(problem), "--out", str(out)]
    assert main([*plan, "--seconds", "1", "--bound-seconds", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["interviews"] == 60
    assert sum(answer["booked"].values()) + answer["left_out"] == 60
    assert 0 < answer["ratio"] <= 1
    assert answer["faults"] == []
    with (out / "left_out.csv").open(newline="") as opened:
        assert all(row["reason"] for row in csv.DictReader(opened))
    with (out / "bookings.csv").open(newline="") as opened:
        assert len(list(csv.DictReader(opened))) == sum(answer["booked"].values())


def _planned(
    capsys: pytest.CaptureFixture[str], problem: Path, out: Path, *more: str
) -> dict[str, Any]:
    """What the command says of a plan in its line of JSON."""
    words = ["interviews", "plan", "--problem", str(problem), "--out", str(out)]
    assert main([*words, "--seconds", "0", "--json", *more]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_command_says_what_each_disturbance_buys(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan"
    _planned(capsys, folder, out, "--bound-seconds", "0")
    told = pl.read_csv(out / "bookings.csv").filter(pl.col("band") > 2)
    columns = [name for name in BOOKED if name in told.columns]
    told.select(columns).with_columns(told=pl.lit("yes")).write_csv(
        folder / "booked.csv"
    )
    answer = _planned(capsys, folder, out, "--moves", "3", "--bound-seconds", "2")
    assert answer["faults"] == []
    assert len(answer["moves"]) == answer["moved"] <= 3
    gained = sum(move["worth_gained"] for move in answer["moves"])
    assert answer["objective"] == pytest.approx(
        answer["objective_without_moves"] + gained, abs=1e-3
    )
    assert answer["ratio"] <= 1
    assert pl.read_csv(out / "moves.csv").height == len(answer["moves"])


def test_command_keeps_hours_free_and_tells_the_load(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan"
    whole = _planned(capsys, folder, out, "--bound-seconds", "0")
    half = _planned(capsys, folder, out, "--bound-seconds", "0", "--keep-free", "0.8")
    assert sum(half["booked"].values()) < sum(whole["booked"].values())
    assert half["kept_free"] == 0.8
    load = whole["interpreter_load"]
    assert 0 <= load["lower"] <= load["middle"] <= load["upper"] <= 1
    with pytest.raises(SystemExit):
        _planned(capsys, folder, out, "--keep-free", "1")
    assert "give a share from 0" in capsys.readouterr().err


def test_folder_that_is_not_there_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["interviews", "plan", "--problem", str(tmp_path / "none"), "--out"]
    assert main([*words, str(tmp_path / "plan")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
