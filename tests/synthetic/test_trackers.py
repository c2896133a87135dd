"""Trackers as units keep them: every row and fault of the files is in the manifest."""

import json
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from evenhand import cli
from evenhand.synthetic.aim import Registers
from evenhand.synthetic.caseload import COLUMNS, caseload
from evenhand.synthetic.trackers import trackers
from evenhand.synthetic.trackers.cells import STYLES, Dated, dated
from evenhand.synthetic.trackers.layouts import Layout, layout_of, layouts
from evenhand.synthetic.trackers.paperwork import paperwork
from evenhand.synthetic.trackers.wording import DATES, TELLING, styles_of
from evenhand.synthetic.trackers.words import read
from tests.synthetic.conftest import POLICY, an_aim
from tests.synthetic.opened import Opened, day, opened


CASES = 1500
TOLD = {
    *COLUMNS,
    "arc_number",
    "port_reference",
    "next_action",
    "next_action_on",
    "notes",
}
REGISTERS = {
    "nationality": "nationalities", "language": "languages", "support": "support",
    "accommodation": "accommodation", "stage": "stages", "barriers": "barriers",
}  # fmt: skip


class Written:
    """A first Monday in a folder, its manifest and answers, and each tracker read back."""

    def __init__(self, folder: Path, cases: int = CASES, seed: int = 5, **how):
        self.folder = folder
        self.aim = an_aim(cases, seed=seed)
        self.made = caseload(self.aim)
        self.monday = trackers.first_monday(self.aim, self.made, tidy=False, **how)
        self.manifest = trackers.write(self.monday, folder)
        self.answers = pl.read_csv(folder / "answers.csv", infer_schema=False)

    @cache  # noqa: B019
    def open(self, unit: str) -> tuple[dict, Layout, Opened]:
        about = next(w for w in self.manifest["workbooks"] if w["unit"] == unit)
        layout = layout_of(unit)
        return about, layout, opened(self.folder / about["file"], layout)

    def all(self):
        return [self.open(about["unit"]) for about in self.manifest["workbooks"]]


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Written:
    return Written(tmp_path_factory.mktemp("first"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def generate(folder, *words: str) -> int:
    return cli.main(
        ["generate", words[0], "--out", str(folder), "--on", "2026-11-23", *words[1:]]
    )


def test_rows_of_the_manifest_are_those_of_the_files(first):
    for about, _, found in first.all():
        wanted = {sheet["name"]: sheet["rows"] for sheet in about["sheets"]}
        assert found.sheets == wanted, about["file"]
        assert len(found.rows) == about["expected"]["rows"]
        hidden = {sheet["name"] for sheet in about["sheets"] if sheet["hidden"]}
        assert found.hidden_sheets == hidden


def test_answers_name_every_row_by_its_number(first):
    for about, layout, found in first.all():
        mine = first.answers.filter(pl.col("workbook") == about["file"])
        assert len(mine) == len(found.rows)
        numbers = sorted(int(n) for n in mine["row"])
        assert numbers == sorted(row["#"] for row in found.rows)
        if len(about["sheets"]) == 1:
            refs = dict(zip(mine["row"], mine["reference"], strict=True))
            for row in found.rows:
                if row["reference"] is not None:
                    said = str(row["reference"]).strip()
                    assert said == refs[str(row["#"])], layout.name


def test_counts_add_up(first):
    for count in [first.manifest, *first.manifest["workbooks"]]:
        told = count["expected"]
        parts = ("accepted", "unchanged", "conflicts", "quarantined")
        assert told["rows"] == sum(told[part] for part in parts)
        assert told["quarantined"] == sum(told["reasons"].values())
        assert told["reasons"] == {k: v for k, v in count["refusals"].items() if v}
        assert told["unchanged"] == count["warnings"].get("row_repeated", 0)
    twins = first.manifest["refusals"]["reference_twice"]
    more = twins // 2 + first.manifest["warnings"]["row_repeated"]
    assert first.manifest["expected"]["rows"] == CASES + more


def test_faults_of_the_manifest_are_those_of_the_files(first):
    """Recounted by plain code, for every fault that shows without reading dates."""
    unknown = {w for words in read("words")["unresolvable"].values() for w in words}
    nobody = set(read("words")["unknown_people"]["names"])
    for about, _, found in first.all():
        refused, warned = about["refusals"], about["warnings"]
        count: Counter[str] = Counter()
        alike: dict[object, list[dict]] = {}
        for row in found.rows:
            said = {k: v for k, v in row.items() if k not in ("#", "hidden", "-number")}
            ref = said.get("reference")
            count["no_reference"] += ref is None
            if ref is not None:
                alike.setdefault(str(ref).strip(), []).append(said)
            count["no_claim_date"] += row["claimed_on"] is None
            count["no_stage"] += row["stage"] is None
            count["no_nationality"] += row["nationality"] is None
            long = (row["address"], row["representative_firm"])
            count["too_long"] += any(len(str(text or "")) > 200 for text in long)
            errors = [v for v in said.values() if isinstance(v, str) and v[:1] == "#"]
            count["cell_error"] += bool(errors)
            words = {
                said.get(name) for name in (*REGISTERS, "sex", "unit", "barrier_1")
            }
            count["word_unknown"] += bool(words & unknown)
            count["owner_unknown"] += said["owner"] in nobody
            count["progressor_unknown"] += said["progressor"] in nobody
            count["hidden_row"] += bool(row["hidden"])
            count["formula_needed"] += ("formula", None) in (
                row["stage"],
                row["claimed_on"],
            )
            count["formula_lost"] += row["next_action_on"] == ("formula", None)
        for rows in alike.values():
            if len(rows) > 1:
                again = rows[0] == rows[1]
                count["row_repeated" if again else "reference_twice"] += (
                    1 if again else 2
                )
        told = {
            name: refused.get(name, 0)
            for name in (
                "no_reference", "no_claim_date", "no_stage", "too_long", "cell_error",
                "word_unknown", "reference_twice",
            )
        } | {
            name: warned.get(name, 0)
            for name in (
                "no_nationality", "owner_unknown", "progressor_unknown", "hidden_row",
                "row_repeated",
            )
        }  # fmt: skip
        told["formula_needed"] = refused.get("formula_without_value", 0)
        told["formula_lost"] = warned.get("formula_without_value", 0)
        assert {name: count[name] for name in told} == told, about["file"]
        assert found.notes == warned.get("note_kept", 0)
        assert found.merged == warned.get("merged_filled", 0)


def test_dates_say_what_the_answers_say(first):
    """Claims and births, in whatever style, in every row without a fault in its dates."""
    checked: Counter[str] = Counter()
    for about, layout, found in first.all():
        mine = first.answers.filter(
            (pl.col("workbook") == about["file"])
            & pl.col("code_field").fill_null("").is_in(["claimed_on", "claimed_date_of_birth"]).not_()
        ).unique("reference", keep="none")  # fmt: skip
        meant = {row["reference"]: row for row in mine.iter_rows(named=True)}
        for row in found.rows:
            answer = meant.get(str(row["reference"]).strip())
            for name in ("claimed_on", "claimed_date_of_birth"):
                if answer:
                    style = layout.date_style(name)
                    read_as = day(row[name], style, month_first=layout.month_first)
                    assert read_as.isoformat() == answer[name], (
                        about["file"],
                        row["#"],
                    )
                    checked[layout.name] += 1
    assert set(checked) == set(layouts())


def test_every_code_is_sown_where_a_tracker_is_large_enough(first):
    about, *_ = first.open("")
    assert about["expected"]["rows"] > 1000
    assert set(about["refusals"]) == set(first.manifest["refusals"])
    assert len(about["refusals"]) == 12
    quarantined = about["expected"]["quarantined"] / about["expected"]["rows"]
    assert 0.005 < quarantined < 0.03


def test_nothing_is_lost_between_the_caseload_and_the_trackers(first):
    """What comes in says what cases.csv says, but for what a fault takes away."""
    well = first.answers.filter(pl.col("code").is_null())
    original = paperwork(first.aim, first.made.cases)
    same = well.select("reference", *sorted(TOLD - {"reference"})).join(
        original, on="reference", how="left", suffix="_before"
    )
    assert len(well) > 0.9 * CASES
    for name in TOLD - {"reference"}:
        assert same[name].equals(same[f"{name}_before"].alias(name)), name


def test_likenesses_told_are_those_of_which_both_come_in(first):
    told = pl.read_csv(first.folder / "likenesses.csv")
    assert Counter(told["kind"]) == first.manifest["likenesses"]
    well = set(first.answers.filter(pl.col("outcome") == "accepted")["reference"])
    both = [
        (kind, one, other)
        for kind, one, other, _ in first.made.likenesses.iter_rows()
        if {one, other} <= well
    ]
    assert both == list(told.select("kind", "reference", "other").iter_rows())
    assert {kind for kind, *_ in both} == {"same person", "family"}


def test_tidy_trackers_have_no_faults(tmp_path):
    aim = an_aim(300)
    monday = trackers.first_monday(aim, caseload(aim), tidy=True)
    manifest = trackers.write(monday, tmp_path)
    assert manifest["refusals"] == {}
    assert manifest["warnings"] == manifest["habitual"]
    assert manifest["expected"]["accepted"] == manifest["expected"]["rows"] == 300


def test_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in [("a", "7"), ("b", "7"), ("c", "8")]:
        assert (
            generate(tmp_path / name, "trackers", "--cases", "200", "--seed", seed) == 0
        )
    a, b, c = (contents(tmp_path / name) for name in "abc")
    assert a == b
    assert a["NAAU unallocated.xlsx"] != c["NAAU unallocated.xlsx"]


def test_a_large_tracker_says_the_same_as_one_written_in_memory(tmp_path, monkeypatch):
    usual = Written(tmp_path / "usual", 300)
    monkeypatch.setattr(trackers, "LARGE", 100)
    large = Written(tmp_path / "large", 300)
    name = "NAAU unallocated.xlsx"
    files = [(w.folder / name).read_bytes() for w in (usual, large)]
    assert files[0] != files[1], "both were written in the same way"
    assert usual.open("")[2] == large.open("")[2]


def test_layouts_differ_and_each_tells_everything():
    headings = [[c.heading for c in layout.columns] for layout in layouts().values()]
    assert len(layouts()) >= 6
    for one in headings:
        shared = [len({*one} & {*other}) for other in headings if other is not one]
        assert max(shared) < len(one) / 2
    for layout in layouts().values():
        told = {c.field for c in (*layout.columns, *layout.marks)}
        if "full_name" in told:
            told |= {"family_name", "given_names"}
        if "barrier_1_review_on" in told:
            told |= {"barriers"}
        if layout.name == "one_cell":
            told |= {"postcode"}  # at the end of the address
        assert told >= TOLD, (layout.name, TOLD - told)
    orders = {tuple(c.field for c in layout.columns) for layout in layouts().values()}
    assert len(orders) == len(layouts())
    assert {layout.dates for layout in layouts().values()} >= {"real", "dmy4", "dmy2", "mdy4", "long"}  # fmt: skip


def test_a_column_with_the_month_first_can_be_told_by_a_day_above_the_twelfth(first):
    layout = layout_of("NSA")
    tracker = next(t for t in first.monday.trackers if t.unit == "NSA")
    for _, some in tracker.cases.group_by(pl.col("claimed_on").str.slice(0, 4)):
        styles = styles_of(layout, some)
        for name in DATES:
            days = some[name].drop_nulls().str.slice(8, 2).cast(pl.Int64)
            if styles[name] == "mdy4":
                assert (days > TELLING).any(), name
    assert any(c.field == "claimed_on" for c in layout.columns)


@settings(max_examples=60)
@given(st.dates(min_value=trackers.datetime.date(1930, 1, 1), max_value=trackers.datetime.date(2099, 12, 31)), st.sampled_from(sorted(STYLES)))  # fmt: skip
def test_a_sown_date_can_be_read_back(when, style):
    month_first = style.startswith("mdy")
    text = dated(Dated(when), style, month_first=month_first)
    if style != "mdy2":
        assert day(text, style, month_first=month_first) == when


@pytest.mark.parametrize("field", REGISTERS)
def test_a_misspelling_is_nearest_to_what_it_stands_for(field):
    values = Registers(POLICY).values(REGISTERS[field])
    plain = {
        value: value.replace("_", " ").replace("-", " ").lower() for value in values
    }
    for value, words in read("words")["misspelt"].get(field, {}).items():
        for word in words:
            near = sorted((OSA.distance(word.lower(), plain[v]), v) for v in values)
            assert near[0][1] == value, word
            assert near[1][0] - near[0][0] >= 2, (word, near[:2])


@pytest.mark.parametrize("field", REGISTERS)
def test_a_synonym_is_no_value_and_an_unresolvable_word_is_nobodys_synonym(field):
    values = {v.lower() for v in Registers(POLICY).values(REGISTERS[field])}
    book = read("words")["synonyms"].get(field, {})
    other = [word.lower() for words in book.values() for word in words]
    assert len(other) == len(set(other))
    assert not values & set(other)
    unknown = {w.lower() for w in read("words")["unresolvable"].get(field, [])}
    assert not unknown & (values | set(other))
    assert {value.lower() for value in book} <= values


def test_every_unit_has_a_layout():
    units = tomllib.loads((POLICY / "registers" / "units.toml").read_text())["value"]
    for unit in units:
        if unit["takes_cases"]:
            assert layout_of(unit["name"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_smallest_caseload_is_accounted_for(tmp_path, seed):
    small = Written(tmp_path, 50, seed=seed)
    for about, _, found in small.all():
        assert len(found.rows) == about["expected"]["rows"]
    assert json.loads((tmp_path / "manifest.json").read_text()) == small.manifest


def test_a_caseload_has_no_tidy(tmp_path, capsys):
    assert generate(tmp_path / "out", "caseload", "--tidy", "--cases", "50") == 2
    assert "give it with trackers" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
