import json
import subprocess
import sys

import polars as pl
import pytest

from evenhand.cli import main


CASES = """\
ref,band,waiting_days,units,kind,language,requires,owner,group,conflicts
c1,1,90,A|B,asylum,Tigrinya,,x,,
c2,1,5,A,asylum,,,,,y
c3,2,70,A,family,,children|detained,,,
"""
PEOPLE = """\
ref,unit,also_units,skills,languages,capacity
x,A,,children,Tigrinya|Arabic,1
y,B,C|D,,,1
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


def allocate(folder, out="out.csv", cases="cases.csv", people="people.csv", *more):
    files = {"--cases": cases, "--people": people, "--out": out}
    words = [
        word for flag, name in files.items() for word in (flag, str(folder / name))
    ]
    return main(["allocate", *words, *more])


def test_allocate_writes_case_person_reason(folder, capsys):
    assert allocate(folder, "out.csv", "cases.csv", "people.csv", "--json") == 0
    rows = pl.read_csv(folder / "out.csv").rows(named=True)
    assert [(row["case"], row["person"]) for row in rows] == [
        ("c1", "y"),
        ("c2", "x"),
        ("c3", None),
    ]
    assert rows[2]["reason"] == (
        "It waits: nobody in A holds children and detained. x lacks only one of these."
    )
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer["placed_per_band"] == {"1": 2, "2": 0}
    assert answer["bound_per_band"] == {"1": 2, "2": 0}
    assert answer["departures"] == 3
    assert answer["faults"] == []
    assert answer["seconds"] >= 0
    assert answer["peak_memory_mib"] > 0


def test_allocate_reads_and_writes_parquet(folder):
    for name in ("cases", "people"):
        frame = pl.read_csv(folder / f"{name}.csv")
        lists = [c for c in ("units", "requires", "skills") if c in frame.columns]
        frame.with_columns(pl.col(lists).str.split("|")).write_parquet(
            folder / f"{name}.parquet"
        )
    assert allocate(folder) == 0
    assert allocate(folder, "out.parquet", "cases.parquet", "people.parquet") == 0
    written = pl.read_csv(folder / "out.csv")
    assert pl.read_parquet(folder / "out.parquet").equals(written)


def test_allocate_gives_the_same_file_for_any_order_of_rows(folder):
    assert allocate(folder) == 0
    header, *rows = CASES.splitlines()
    (folder / "turned.csv").write_text("\n".join([header, *reversed(rows)]) + "\n")
    assert allocate(folder, "again.csv", "turned.csv") == 0
    assert (folder / "again.csv").read_bytes() == (folder / "out.csv").read_bytes()


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("cases", "c2,1,5", "c2,first,5", 'row 3, column band: "first" is not a whole number'),
        ("cases", "c2,1,5", "c2,0,5", 'row 3, column band: "0" must be 1 or more'),
        ("cases", "c2,1,5", "c2,,5", "row 3, column band: is empty"),
        ("cases", "c2,1,5", "c2,1,5.5", 'row 3, column waiting_days: "5.5" is not'),
        ("cases", "c3,2", "c1,2", "row 4, column ref: c1 is in row 2 too"),
        ("cases", "c3,2", ",2", "row 4, column ref: is empty"),
        ("cases", "c3,2", "c3,2,2", "row 4: 11 cells where the header has 10"),
        ("cases", "requires", "requries", "column requries: not a column that is known"),
        ("cases", ",units", ",unit", "column units: this column is needed"),
        ("cases", "kind", "units", "column units: there is more than one column"),
        ("people", "Arabic,1", "Arabic,-1", 'row 2, column capacity: "-1" must be 0'),
        ("people", "y,B", "y,", "row 3, column unit: is empty"),
    ],
)  # fmt: skip
def test_bad_input_is_named_and_nothing_is_written(
    folder, capsys, name, old, new, sentence
):
    file = folder / f"{name}.csv"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    assert allocate(folder) == 2
    assert f"{name}.csv, {sentence}" in capsys.readouterr().err.replace("row 1, ", "")
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("out", "cases", "sentence"),
    [
        ("out.xlsx", "cases.csv", "of no kind that is written"),
        ("missing/out.csv", "cases.csv", "the folder it is to be written in"),
        ("out.csv", "nothing.csv", "nothing.csv: there is no such file"),
        ("out.csv", "cases.ods", "cases.ods is of no kind that is read"),
        ("out.csv", "latin.csv", "latin.csv cannot be read as csv"),
        ("out.csv", "empty.csv", "empty.csv is empty"),
    ],
)
def test_files_that_cannot_be_used_are_named(folder, capsys, out, cases, sentence):
    (folder / "latin.csv").write_bytes(CASES.replace("asylum", "é").encode("latin-1"))
    (folder / "empty.csv").write_text("")
    assert allocate(folder, out, cases) == 2
    assert sentence in capsys.readouterr().err


def test_a_share_that_is_none_is_refused(folder, capsys):
    assert allocate(folder, "o.csv", "cases.csv", "people.csv", "--max-share", "2") == 2
    assert "max_share is 2.0" in capsys.readouterr().err


def test_a_file_with_only_a_header_is_no_cases(folder):
    (folder / "none.csv").write_text(CASES.splitlines()[0] + "\n")
    assert allocate(folder, "out.csv", "none.csv") == 0
    assert (folder / "out.csv").read_text() == "case,person,reason\n"


def test_a_long_list_of_faults_is_cut_short(folder, capsys):
    header = CASES.splitlines()[0]
    rows = "\n".join(f"c{n},x,1,A,,,,,," for n in range(50))
    (folder / "many.csv").write_text(f"{header}\n{rows}\n")
    assert allocate(folder, "out.csv", "many.csv") == 2
    assert capsys.readouterr().err.splitlines()[-1] == "and 30 more"


def test_allocate_does_without_django():
    code = "import sys, evenhand.cli.allocate; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
