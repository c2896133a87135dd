"""`evenhand rules` on files, in a process of its own kind: no Django, one JSON line."""

import json
import subprocess
import sys

import polars as pl
import pytest

from evenhand.cli import main
from evenhand.engine.rules.release import Release
from tests.engine.rules.releases import files_of
from tests.engine.rules.test_checks import SOUND


FACTS = "ref,claimed_on,detained,stage,high_harm,nationality\n"
ROWS = (
    "c1,2020-01-01,no,screened,no,India\n"
    "c2,2026-11-01,yes,interviewed,no,Iraq\n"
    "c3,2026-11-01,yes,interviewed,yes,Nigeria\n"
)


@pytest.fixture
def policy(tmp_path):
    for name, data in files_of(SOUND).items():
        path = tmp_path / "policy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "policy"


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text(FACTS + ROWS)
    return path


def said(capsys):
    captured = capsys.readouterr()
    return json.loads(captured.out.splitlines()[-1])


def evaluate(rulebook, table, facts, out):
    return main(
        [
            *(
                "rules",
                "evaluate",
                str(rulebook),
                "--table",
                table,
                "--facts",
                str(facts),
            ),
            *("--out", str(out), "--on", "2026-11-22", "--json"),
        ]
    )


def test_check_of_a_sound_policy_succeeds(policy, capsys):
    assert main(["rules", "check", str(policy), "--on", "2026-11-22", "--json"]) == 0
    answer = said(capsys)
    assert answer["faults"] == 0
    assert answer["publishable"] is True
    assert answer["release_sha256"] == Release.read(policy).sha256


def test_check_names_each_fault_and_answers_1(policy, capsys):
    rulebook = policy / "rulebooks/trial.toml"
    rulebook.write_text(rulebook.read_text().replace('"[6..36)"', '"[6..35)"'))
    assert main(["rules", "check", str(policy), "--on", "2026-11-22", "--json"]) == 1
    captured = capsys.readouterr().out
    assert (
        "fault: rulebooks/trial.toml, table waiting_points: no rule fires" in captured
    )
    found = json.loads(captured.splitlines()[-1])["found"]
    assert [fault["code"] for fault in found] == ["not-monotone", "gap"]


def test_check_of_an_unparsable_cell_answers_1(policy, capsys):
    rulebook = policy / "rulebooks/trial.toml"
    rulebook.write_text(rulebook.read_text().replace('"[6..36)"', '"[6..36"'))
    assert main(["rules", "check", str(policy), "--json"]) == 1
    assert said(capsys)["found"][0]["code"] == "does-not-parse"


def test_check_of_nothing_is_bad_input(tmp_path, capsys):
    assert main(["rules", "check", str(tmp_path / "nowhere")]) == 2
    assert "there is nothing here" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["folder", "bundle", "rulebook"])
def test_evaluate_takes_a_folder_a_bundle_or_a_rulebook(
    policy, facts, tmp_path, capsys, form
):
    (tmp_path / "bundle.zip").write_bytes(Release.read(policy).bundle())
    rulebook = {
        "folder": policy,
        "bundle": tmp_path / "bundle.zip",
        "rulebook": policy / "rulebooks/trial.toml",
    }[form]
    out = tmp_path / "out.csv"
    assert evaluate(rulebook, "band", facts, out) == 0
    assert out.read_text() == "ref,band,fired\nc1,1,B-1\nc2,2,B-2\nc3,1,B-1\n"
    answer = said(capsys)
    assert answer.pop("seconds") >= 0
    assert answer == {
        "rows": 3,
        "table": "band",
        "release_sha256": Release.read(policy).sha256,
        "fired": {"B-1": 2, "B-2": 1},
    }


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_evaluate_reads_and_writes_every_kind_of_file(policy, facts, tmp_path, kind):
    source = tmp_path / f"again.{kind}"
    frame = pl.read_csv(facts)
    if kind == "jsonl":
        yes = pl.col("detained", "high_harm") == "yes"
        frame.with_columns(yes).write_ndjson(source)
    elif kind == "parquet":
        frame.write_parquet(source)
    else:
        frame.write_csv(source)
    out = tmp_path / f"out.{kind}"
    assert evaluate(policy, "route", source, out) == 0
    if kind == "csv":
        assert out.read_text() == (
            "ref,units,fired\nc1,NSA,R-1\nc2,LEEDS,R-2\nc3,NSA,R-1\n"
        )
        return
    read = pl.read_ndjson(out) if kind == "jsonl" else pl.read_parquet(out)
    assert read["units"].to_list() == [["NSA"], ["LEEDS"], ["NSA"]]
    assert read["fired"].to_list() == [["R-1"], ["R-2"], ["R-1"]]


def test_evaluate_numbers_rows_that_have_no_key(policy, tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_text("nationality\nIndia\nIraq\n")
    assert evaluate(policy, "route", facts, tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").read_text() == (
        "row,units,fired\n1,NSA,R-1\n2,LEEDS,R-2\n"
    )


def test_evaluate_of_a_total_has_its_parts_worked_out(policy, facts, tmp_path):
    assert evaluate(policy, "points", facts, tmp_path / "out.csv") == 0
    assert pl.read_csv(tmp_path / "out.csv")["points"].to_list() == [140, 0, 150]


def test_evaluate_writes_several_rules_and_booleans_as_csv_has_them(
    policy, tmp_path, facts
):
    facts.write_text(FACTS + "c1,2020-01-01,no,screened,yes,India\n")
    assert evaluate(policy, "priority_points", facts, tmp_path / "points.csv") == 0
    assert "c1,190,P-1|P-2" in (tmp_path / "points.csv").read_text()
    assert evaluate(policy, "supported", facts, tmp_path / "supported.csv") == 0
    assert "c1,yes,S-1" in (tmp_path / "supported.csv").read_text()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("India", "Atlantis", "facts.csv, row 2, column nationality: 'Atlantis'"),
        ("2020-01-01", "", "facts.csv, row 2, column claimed_on: is not stated"),
        ("2026-11-01,yes", "soon,yes", "facts.csv, row 3, column claimed_on: 'soon'"),
        ("claimed_on", "claimed", "column claimed_on: Claimed on is needed"),
        ("ref", "band", "has a column band, which is what the answer is called"),
        ("ref", "fired", "has a column fired"),
    ],
)
def test_bad_facts_are_named_and_nothing_is_written(
    policy, facts, tmp_path, capsys, old, new, words
):
    facts.write_text((FACTS + ROWS).replace(old, new))
    out = tmp_path / "out.csv"
    assert evaluate(policy, "band", facts, out) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert not out.exists()


@pytest.mark.parametrize(
    ("table", "facts_name", "out_name", "words"),
    [
        ("bands", "facts.csv", "out.csv", "has no table 'bands'; it has"),
        ("band", "none.csv", "out.csv", "there is no such file"),
        ("band", "facts.csv", "out.xlsx", "is of no kind that is written"),
        ("band", "facts.csv", "no/out.csv", "folder it is to be written in"),
    ],
)
def test_bad_request_is_refused_in_words(
    policy, facts, tmp_path, capsys, table, facts_name, out_name, words
):
    code = evaluate(policy, table, tmp_path / facts_name, tmp_path / out_name)
    assert code == 2
    assert words in capsys.readouterr().err


def test_rulebook_of_no_release_is_refused(facts, tmp_path, capsys):
    (tmp_path / "lost.toml").write_text("title = 'Lost'")
    assert evaluate(tmp_path / "lost.toml", "band", facts, tmp_path / "out.csv") == 2
    assert "belongs to no release" in capsys.readouterr().err


def test_rules_run_without_django(policy):
    code = (
        "import sys; from evenhand.cli import main; "
        f"code = main(['rules', 'check', {str(policy)!r}, '--on', '2026-11-22']); "
        "sys.exit(code or any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
