"""The command and the files it writes."""

import json
import subprocess
import sys

import polars as pl
import pytest

from evenhand import cli
from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.situations import situations
from tests.synthetic.conftest import POLICY, an_aim


FILES = ["cases.csv", "dependants.csv", "staff.csv", "manifest.json"]


def generate(folder, *words: str) -> int:
    return cli.main(["generate", "--out", str(folder), "--on", "2026-11-23", *words])


def contents(folder) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def test_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in [("a", "7"), ("b", "7"), ("c", "8")]:
        assert generate(tmp_path / name, "--cases", "300", "--seed", seed) == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert (
        contents(tmp_path / "a")["cases.csv"] != contents(tmp_path / "c")["cases.csv"]
    )


def test_last_line_is_one_json_object_that_agrees_with_the_files(tmp_path, capsys):
    assert generate(tmp_path, "--cases", "200", "--json") == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    for name, file in [
        ("cases", "cases"),
        ("dependants", "dependants"),
        ("staff", "staff"),
    ]:
        table = pl.read_csv(tmp_path / f"{file}.csv", infer_schema=False)
        assert len(table) == answer[name] == manifest[name]
    assert answer["situations"] == manifest["situations"]


def test_counts_of_the_manifest_are_those_of_the_cases(made):
    cases = made.cases
    for name, column in [
        ("by_nationality", "nationality"),
        ("by_sex", "sex"),
        ("by_stage", "stage"),
        ("by_accommodation", "accommodation"),
        ("by_support", "support"),
        ("by_unit", "unit"),
    ]:
        values = cases[column].fill_null("none").value_counts()
        assert made.manifest[name] == dict(values.iter_rows()), name
    kinds = (
        cases["barriers"].drop_nulls().str.split("|").explode().str.extract("^([^;]+)")
    )
    assert made.manifest["by_barrier"] == dict(kinds.value_counts().iter_rows())
    assert sum(made.manifest["by_age_at_claim"].values()) == len(cases)
    found = made.manifest["situations"]
    assert found["no postcode"] == cases["postcode"].null_count()
    assert found["owned"] == cases["owner"].is_not_null().sum()
    assert found["restricted"] == (cases["restriction"] == "restricted").sum()


def test_aims_are_beside_what_was_reached(made):
    pair = made.manifest["aims"]["nationality Iran"]
    assert pair["aimed_at"] == pytest.approx(pair["reached"], abs=0.1)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_smallest_caseload_has_one_of_each_rare_thing(seed):
    small = caseload(an_aim(50, seed=seed, staff=22))
    assert len(small.cases) == 50
    found = small.manifest["situations"]
    for name in [
        "Nigerian woman", "Nigerian, sex not recorded", "British National (Overseas)",
        "South Sudan", "stateless", "no postcode", "subsistence only", "Napier",
        "high harm", "restricted", "special", "age disputed, detained",
        "child alone, of Croydon or Kent",
    ]:  # fmt: skip
        assert found[name] >= 1, name


def test_situations_are_none_that_nobody_counts(made):
    assert callable(situations)
    assert set(made.manifest["situations"]) == {
        *caseload(an_aim(50, staff=22)).manifest["situations"]
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--cases", "49"], "--cases 49: give 50 to 400,000"),
        (["--cases", "many"], "--cases many: not a whole number"),
        (["--staff", "3"], "--staff 3: give 22 to 20,000"),
        (["--seed", "-1"], "--seed -1: give 0 to"),
        (["--mix", "1999"], "--mix 1999: choose dec2022 or sep2024"),
        (["--on", "23/11/2026"], "--on 23/11/2026: not a date written like 2026-11-23"),
        (["--on", "1066-10-14"], "--on 1066-10-14: give a day from"),
        (["--policy", "nowhere"], "there is no such register"),
    ],
)
def test_bad_arguments_get_a_sentence_and_nothing_is_written(
    tmp_path, capsys, words, sentence
):
    assert generate(tmp_path / "out", *words) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_register_without_a_needed_value_is_refused_by_name(tmp_path, capsys):
    registers = tmp_path / "policy" / "registers"
    registers.mkdir(parents=True)
    for path in (POLICY / "registers").glob("*.toml"):
        text = path.read_text()
        if path.stem == "units":
            text = text.replace('"NEWCASTLE"', '"TYNESIDE"')
        (registers / path.name).write_text(text)
    assert generate(tmp_path / "out", "--policy", str(tmp_path / "policy")) == 2
    assert "the register of units lacks NEWCASTLE" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path, capsys):
    (tmp_path / "out").write_text("in the way")
    assert generate(tmp_path / "out", "--cases", "50") == 2
    assert "--out" in capsys.readouterr().err


def test_generating_needs_neither_django_nor_a_database():
    code = (
        "import sys, evenhand.cli.generate;"
        "sys.exit(any(m.split('.')[0] in ('django', 'psycopg') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
