"""`evenhand import tracker` answers in counts that add up, and says what it refused."""

import json
from pathlib import Path

import pytest

from evenhand import cli
from evenhand.casework.models import Case
from evenhand.core.viewing import acting_as
from tests.cast import Cast
from tests.tracker_files import row, tracker


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Liverpool tracker.xlsx"
    rows = [row("SYN-1"), row("SYN-2", **{"Nat.": "Ruritania"}), row("SYN-3")]
    path.write_bytes(tracker(rows))
    return path


def asked(
    capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, dict[str, object], str]:
    code = cli.main(["import", "tracker", *words, "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def test_json_ends_with_counts_that_add_up(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, tried, _ = asked(capsys, str(file), "--dry-run", "--as", "dana")
    with acting_as(cast.dana):
        assert not Case.objects.exists()
    code, answer, told = asked(capsys, str(file), "--as", "dana")
    assert code == 0
    last = ("rows", "accepted", "unchanged", "conflicts", "quarantined", "reasons")
    assert tuple(answer)[-6:] == last
    assert [answer[name] for name in last] == [3, 2, 0, 0, 1, {"word_unknown": 1}]
    assert [tried[name] for name in last] == [answer[name] for name in last]
    assert "Liverpool is in the name of the file" in told, "the unit is told, and how"
    again = asked(capsys, str(file), "--as", "dana")[1]
    assert [again[name] for name in last[:5]] == [3, 0, 2, 0, 1]


def test_those_who_came_with_somebody_are_counted_apart(
    cast: Cast, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    family = tmp_path / "Liverpool dependants.csv"
    lines = [
        "HO Ref;Relationship;Surname;Forename(s);D.O.B",
        "SYN-1;child;Sayed;Amal;03/02/2015",
        "SYN-1;child;Sayed;Nour;23/07/2017",
        "SYN-9;child;Nobody;Known;13/05/2016",
    ]
    family.write_text("\n".join(lines), encoding="utf-8")
    _, answer, _ = asked(capsys, str(file), str(family), "--as", "dana")
    assert answer["rows"] == 3
    assert answer["dependants"] == {"new": 2, "quarantined": 1}
    _, again, _ = asked(capsys, str(family), "--as", "dana", "--dry-run")
    assert again["dependants"] == {"unchanged": 2, "quarantined": 1}


def test_several_files_are_summed_and_a_refused_one_is_named(
    cast: Cast, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "Mersey.xlsx"
    bad.write_bytes(b"not a workbook")
    code, answer, told = asked(capsys, str(file), str(bad), "--as", "dana")
    assert code == 1
    assert answer["rows"] == 3
    assert [found["state"] for found in answer["files"]] == ["in", "refused"]  # type: ignore[attr-defined, index]
    assert "Mersey.xlsx: " in told


def test_who_may_not_import_is_told(
    cast: Cast, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "tracker", str(file), "--as", "amira"]) == 2
    assert "brought in by workflow managers" in capsys.readouterr().err
    assert cli.main(["import", "tracker", str(file), "--as", "ghost"]) == 2
    assert "no account “ghost”" in capsys.readouterr().err
    assert cli.main(["import", "tracker", str(file), "--unit", "NARNIA"]) == 2
    assert "no unit “NARNIA”" in capsys.readouterr().err
