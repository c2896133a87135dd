"""A rulebook as a workbook: out and in again it says the same, to the byte."""

import datetime
import time
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.config.settings import POLICY_FOLDER
from evenhand.engine.rules.editing.documents import ids_in
from evenhand.engine.rules.editing.rules import change_rule, typed_rule
from evenhand.engine.rules.faults import Faulty
from evenhand.engine.rules.release import Release
from evenhand.engine.rules.workbook.reading import with_workbook
from evenhand.engine.rules.workbook.writing import (
    NOT_HELD,
    columns_of,
    rulebook_workbook,
)


POLICY = Release.read(POLICY_FOLDER)
FILES = dict(POLICY.files)
IDS = ids_in(FILES)


def told(cell):
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def sheets_of(data):
    """The rows of each sheet, read by another tool than the one that is ours."""
    book = openpyxl.load_workbook(BytesIO(data))
    return {
        sheet.title: [
            [told(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def out(release, rulebook="routing"):
    return sheets_of(rulebook_workbook(release, rulebook, called="A test"))


def brought(sheets, release=POLICY):
    return with_workbook(release, release.files, sheets, published=IDS, used=IDS)


@pytest.mark.parametrize("rulebook", sorted(POLICY.rulebooks))
def test_workbook_brought_in_as_it_went_out_changes_no_byte(rulebook):
    assert brought(out(POLICY, rulebook)) == FILES


def test_first_sheet_says_what_the_workbook_does_not_hold():
    about = dict.fromkeys(row[1] for row in out(POLICY)["About"])
    assert set(NOT_HELD) < set(about)


words = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Zl", "Zp", "Cc"]),
    min_size=1,
    max_size=30,
).filter(lambda text: text.split() and " ".join(text.split()) == text)


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["RT-010", "RT-036", "RT-004"]),
    words,
    words,
    st.none() | st.dates(datetime.date(1890, 1, 1), datetime.date(2090, 1, 1)),
    st.sampled_from(["Iraq, Iran", "not Syria", "not stated", 'not("Iraq")', ""]),
)
def test_any_rule_goes_out_and_comes_in_as_it_was(
    rule_id, title, because, day, nations
):
    typed = typed_rule(POLICY, FILES, rule_id)
    asked = replace(
        typed,
        title=title,
        because=because,
        review_on=day,
        when={**typed.when, "nationality": nations},
    )
    changed = Release.from_files(change_rule(POLICY, FILES, rule_id, asked))
    assert Release.from_files(brought(out(changed))).sha256 == changed.sha256


def test_row_more_is_a_rule_more_and_rows_in_another_order_are_rules_so():
    sheets = out(POLICY)
    names, rows = sheets["route"][2], sheets["route"]
    new = [""] * len(names)
    new[names.index("title")] = "Iraq"
    new[names.index("when nationality")] = "Iraq"
    new[names.index("then units")] = "Newcastle"
    rows.insert(4, new)
    rows[5], rows[6] = rows[6], rows[5]
    after = Release.from_files(brought(sheets))
    before = [rule.id for rule in POLICY.tables["route"].rules]
    ids = [rule.id for rule in after.tables["route"].rules]
    assert ids[1] not in IDS
    assert [*ids[:1], *ids[2:4]] == [before[0], before[2], before[1]]
    assert after.rule(ids[1])[1].title == "Iraq"


def wrong(sheets):
    with pytest.raises(Faulty) as refused:
        brought(sheets)
    return refused.value.sentences


def test_everything_wrong_is_said_with_its_sheet_row_and_column():
    sheets = out(POLICY)
    names = sheets["route"][2]
    sheets["route"][3][names.index("when nationality")] = "Irak"
    sheets["route"][4][names.index("review_on")] = "soon"
    sheets["route"][6][0] = sheets["route"][5][0]
    sheets["Examples"][3][1] = "perhaps"
    said = wrong(sheets)
    assert any("row 4, column nationality: 'Irak'" in one for one in said)
    assert any("row 5, review_on: 'soon' is no date" in one for one in said)
    assert any("row 7: has the id" in one for one in said)
    assert any("Examples, row 4: is of the kind 'perhaps'" in one for one in said)


def test_rule_of_a_release_is_not_deleted_with_its_row():
    sheets = out(POLICY)
    gone = sheets["route"].pop(5)[0]
    assert any(f"lacks {gone}, a rule of a release" in one for one in wrong(sheets))


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({}, "no sheet with a table"),
        ({"Sheet1": [["a"]]}, "none of the tables"),
        ({"route": []}, "no row of names"),
        ({"route": [["id", "colour"]]}, "a column 'colour'"),
        ({"route": [["id", "title", "title"]]}, "the column title twice"),
    ],
)
def test_workbook_of_something_else_is_answered_in_a_sentence(sheets, sentence):
    assert any(sentence in one for one in wrong(sheets))


@pytest.mark.parametrize(
    "text", ["=1+1", "<r>x</r>", "_x0041_", "'quoted", "+44", "1e5"]
)
def test_text_is_only_ever_text(text):
    typed = replace(typed_rule(POLICY, FILES, "RT-010"), because=text)
    changed = Release.from_files(change_rule(POLICY, FILES, "RT-010", typed))
    assert Release.from_files(brought(out(changed))).sha256 == changed.sha256


def rows(count, **cells):
    names = [name for name, _ in columns_of(POLICY.tables["route"], POLICY)]
    row = [cells.get(name, "") for name in names]
    return {"route": [["Table", "route"], names, names, *([row] * count)]}


@pytest.mark.parametrize(
    "sheets",
    [
        rows(4_000, **{"title": "a", "then units": "Leeds"}),
        rows(500, **{"title": "a", "when nationality": "Irak, Iram"}),
        rows(13, **{"title": "a", "when waiting_months": "(" * 9_000}),
        rows(12, **{"title": "a", "when waiting_months": "1+" * 9_000 + "1"}),
        rows(12, **{"title": "a", "when nationality": ",".join(["Irak"] * 3_900)}),
        rows(2_000, **{"title": "x" * 200}),
    ],
    ids=["many rows", "wrong cells", "brackets", "sums", "lists", "texts"],
)
def test_workbook_made_to_do_harm_is_answered_within_a_second(sheets):
    began = time.process_time()
    with pytest.raises(Faulty):
        brought(sheets)
    assert time.process_time() - began < 1
