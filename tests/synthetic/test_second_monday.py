"""The second Monday is derived from the first, and says how."""

from collections import Counter

import polars as pl
import pytest

from evenhand.synthetic.caseload import caseload
from evenhand.synthetic.trackers import trackers
from evenhand.synthetic.trackers.layouts import layout_of, rearranged
from evenhand.synthetic.trackers.second_monday import second_monday
from tests.synthetic.conftest import an_aim
from tests.synthetic.opened import opened


class Two:
    """Both Mondays of a caseload, written."""

    def __init__(self, folder):
        aim = an_aim(1500, seed=5)
        self.first = trackers.first_monday(aim, caseload(aim), tidy=False)
        self.second = second_monday(self.first)
        self.folder = folder
        for name, monday in [("1", self.first), ("2", self.second)]:
            trackers.write(monday, folder / name)
        self.manifest = trackers.write(second_monday(self.first), folder / "again")
        self.answers = [self._answers("1"), self._answers("2")]

    def _answers(self, name: str) -> pl.DataFrame:
        rows = pl.read_csv(self.folder / name / "answers.csv", infer_schema=False)
        # The file of one unit has the day in its name.
        unit = pl.col("workbook").str.replace(r"_\d{8}", "")
        return rows.with_columns(workbook=unit).filter(pl.col("code").is_null())


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Two:
    return Two(tmp_path_factory.mktemp("mondays"))


def test_derived_twice_it_is_the_same(two):
    for path in (two.folder / "2").iterdir():
        assert path.read_bytes() == (two.folder / "again" / path.name).read_bytes()


def test_cells_rows_gone_and_rows_new_are_what_the_manifest_says(two):
    before, after = (
        {(r["workbook"], r["reference"]): r for r in rows.iter_rows(named=True)}
        for rows in two.answers
    )
    manifest = two.manifest
    gone = {ref for refs in manifest["gone"].values() for ref in refs}
    new = {ref for refs in manifest["new"].values() for ref in refs}
    shared = {case["reference"] for case in manifest["in_two_trackers"]}
    assert {ref for _, ref in before.keys() - after.keys()} == gone
    assert {ref for _, ref in after.keys() - before.keys()} == new | shared
    about_rows = {"workbook", "sheet", "row", "outcome", "code", "code_field"}
    changed: Counter[str] = Counter()
    cells = set()
    for key in before.keys() & after.keys():
        for name in before[key].keys() - about_rows:
            if before[key][name] != after[key][name]:
                changed[name] += 1
                cells.add((key[1], name, before[key][name], after[key][name]))
    assert changed == manifest["changed"]
    told = {
        (c["reference"], c["field"], c["last"], c["there"]) for c in manifest["cells"]
    }
    assert told == cells
    assert {"stage", "barriers", "address", "owner", "next_action"} <= changed.keys()
    assert gone
    assert new
    assert shared


def test_rows_that_changed_come_in_and_the_others_are_unchanged(two):
    told = two.manifest["expected"]
    touched = {cell["reference"] for cell in two.manifest["cells"]}
    new = {ref for refs in two.manifest["new"].values() for ref in refs}
    assert told["accepted"] == len(touched | new)
    assert told["conflicts"] == len(two.manifest["in_two_trackers"])
    assert told["rows"] == sum(
        told[part] for part in ("accepted", "unchanged", "conflicts", "quarantined")
    )


def test_faults_stay_as_they_were(two):
    for before, after in zip(two.first.trackers, two.second.trackers, strict=True):
        assert before.sown == after.sown
        refs = after.cases["reference"].to_list()
        assert {fault.reference for fault in after.sown} <= set(refs)


def test_edits_make_the_conflicts_that_are_told(two):
    manifest = two.manifest
    without, edited = manifest["expected"], manifest["expected_with_edits"]
    kinds = {e["reference"]: e["kind"] for e in manifest["edits_here"]}
    count = Counter(kinds.values())
    assert min(count[kind] for kind in ("conflict", "same", "kept")) > 0
    assert edited["conflicts"] - without["conflicts"] == count["conflict"]
    assert edited["unchanged"] - without["unchanged"] == count["same"]
    assert without["accepted"] - edited["accepted"] == count["conflict"] + count["same"]
    for cell in manifest["conflict_cells"]:
        assert len({cell["last"], cell["here"], cell["there"]}) == 3
    changed = {(c["reference"], c["field"]) for c in manifest["cells"]}
    for edit in manifest["edits_here"]:
        there = (edit["reference"], edit["field"]) in changed
        assert there == (edit["kind"] != "kept")
        assert (edit["value"] == edit["there"]) == (edit["kind"] == "same")


def test_a_case_in_two_trackers_says_the_same_in_both_but_for_who_has_it(two):
    for case in two.manifest["in_two_trackers"]:
        rows = two.answers[1].filter(pl.col("reference") == case["reference"])
        assert len(rows) == 2
        one, other = rows.sort("outcome", descending=True).iter_rows(named=True)
        assert (one["outcome"], other["outcome"]) == ("unchanged", "conflicts")
        apart = {"workbook", "sheet", "row", "outcome", *case["differs"]}
        assert {name for name in one if one[name] != other[name]} <= apart
        assert [one["unit"], other["unit"]] == case["units"]


def test_one_unit_has_rearranged_its_columns(two):
    before = layout_of("LEEDS")
    after = rearranged("LEEDS", before)
    assert [c.field for c in before.columns] != [c.field for c in after.columns]
    assert {c.field for c in before.columns} == {c.field for c in after.columns}
    renamed = {c.heading for c in after.columns} - {c.heading for c in before.columns}
    assert renamed == {"Barriers", "Date of birth", "Accommodation"}
    assert rearranged("WALES", layout_of("WALES")) is layout_of("WALES")
    about = next(w for w in two.manifest["workbooks"] if w["unit"] == "LEEDS")
    found = opened(two.folder / "2" / about["file"], after)
    assert len(found.rows) == about["expected"]["rows"]
