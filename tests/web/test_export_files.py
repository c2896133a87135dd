"""The files that lists leave as: each cell is what it was, and none is a formula."""

import csv
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evenhand.core.cells import fit_for_xml, unguarded
from evenhand.web.exports import workbook
from evenhand.web.exports.csv_file import csv_of
from evenhand.web.exports.lists import Column, Kind, ListOut, Taken
from evenhand.web.exports.workbook import write_workbook


TAKEN = Taken("Dana Test", datetime(2026, 7, 1, 9, tzinfo=UTC), "a test", "OFFICIAL")
COLUMNS = (
    Column("Name", lambda row: row[0], about="As they wish to be called"),
    Column("Number", lambda row: row[1], Kind.NUMBER),
    Column("Day", lambda row: row[2], Kind.DAY),
    Column("At", lambda row: row[3], Kind.INSTANT),
)
NASTY = st.text(
    st.sampled_from("=+-@\t\r\n＝＋－＠'\",;<>&_x\x01\x1f\ufffe")
    | st.characters(codec="utf-8"),
    max_size=30,
)
CASES = ["=cmd|'/c calc'!A1", "<r><t>x</t></r>", "_x0041_", "a\r\nb", "\x0b", "’s", " "]


def a_list(rows: list[tuple], **more: object) -> ListOut:
    said = {"name": "x", "title": "Names", "columns": COLUMNS, **more}
    return ListOut(rows=lambda: iter(rows), count=lambda: len(rows), **said)  # type: ignore[arg-type]


def read_csv(listing: ListOut) -> list[list[str]]:
    text = b"".join(csv_of(listing)).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), strict=True))


class Opened:
    """A workbook as a second tool opens it, and the text of its parts."""

    def __init__(self, listing: ListOut, taken: Taken = TAKEN) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            self.rows = write_workbook(path, listing, taken)
            self.left_behind = [p.name for p in Path(folder).iterdir()]
            self.book = openpyxl.load_workbook(path)
            with ZipFile(path) as parts:
                self.parts = {name: parts.read(name) for name in parts.namelist()}

    @property
    def about(self) -> dict[str, str]:
        return {row[0].value: row[1].value for row in self.book["About"].iter_rows()}

    @property
    def names(self) -> list[object]:
        sheet = self.book.worksheets[1]
        return [row[0].value for row in sheet.iter_rows(min_row=2)]


def with_examples(test):
    for text in CASES:
        test = example([text])(test)
    return test


@with_examples
@given(st.lists(NASTY, max_size=5))
@settings(deadline=None, max_examples=60)
def test_any_text_leaves_in_a_csv_file_and_comes_back(texts: list[str]):
    found = read_csv(a_list([(text, 1, None, None) for text in texts]))
    assert [unguarded(row[0]) for row in found[1:]] == texts
    assert not [row for row in found if row[0].lstrip()[:1] in set("=+-@＝＋－＠")]
    assert {len(row) for row in found} == {4}


@with_examples
@given(st.lists(NASTY, min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_any_text_is_text_in_a_workbook(texts: list[str]):
    opened = Opened(a_list([(text, 1, None, None) for text in texts]))
    fit = [fit_for_xml(t.replace("\r\n", "\n").replace("\r", "\n"))[0] for t in texts]
    # The second tool does not undo Excel's escape of what looks like an escape.
    found = [str(name or "").replace("_x005F_", "_") for name in opened.names]
    assert found == fit
    sheet = opened.book.worksheets[1]
    kinds = {row[0].data_type for row in sheet.iter_rows(min_row=2) if row[0].value}
    assert kinds <= {"s", "inlineStr"}
    written = b"".join(opened.parts.values())
    assert b"<f>" not in written
    assert b"<hyperlink" not in written
    assert ("character" in str(opened.about)) == any(
        fit_for_xml(text)[1] for text in (t.replace("\r", "\n") for t in texts)
    )


def test_days_instants_and_numbers_are_such_in_a_workbook():
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    opened = Opened(a_list([("a", 12, date(2021, 5, 4), at), ("b", None, None, None)]))
    sheet = opened.book.worksheets[1]
    first, second = ([c.value for c in row] for row in sheet.iter_rows(min_row=2))
    assert first == ["a", 12, datetime(2021, 5, 4), datetime(2026, 7, 2, 0, 30)]  # noqa: DTZ001
    assert second == ["b", None, None, None]
    assert sheet["C2"].is_date
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"
    assert sheet["A1"].comment.text == "As they wish to be called"
    assert sheet.column_dimensions["A"].width > 20


def test_days_and_instants_are_written_one_way_in_a_csv_file():
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    found = read_csv(a_list([("a", -5, date(2021, 5, 4), at)]))
    assert found[1] == ["a", "-5", "2021-05-04", "2026-07-02 00:30:00+01:00"]


def test_days_that_excel_never_counted_are_text_and_said():
    opened = Opened(a_list([("a", 1, date(1899, 12, 31), None)]))
    assert opened.book.worksheets[1]["C2"].value == "1899-12-31"
    assert "March 1900" in opened.about["Note"]


def test_file_begins_with_what_it_is_and_how_it_is_handled():
    opened = Opened(a_list([("a", 1, None, None)], filters=[("unit", "Liverpool")]))
    assert opened.book.sheetnames == ["About", "Names"]
    assert opened.about["Handling"] == "OFFICIAL"
    assert opened.about["What it is"] == "Names"
    assert opened.about["Unit"] == "Liverpool"
    assert opened.about["Rows"] == "1 row"
    assert opened.about["Taken out by"] == "Dana Test"
    assert opened.about["On"] == "1 July 2026 at 10am"
    assert opened.about["Because"] == "a test"
    sheet = opened.book.worksheets[1]
    assert "OFFICIAL" in sheet.oddHeader.center.text


def test_list_without_rows_has_its_headings():
    assert read_csv(a_list([])) == [["Name", "Number", "Day", "At"]]
    assert Opened(a_list([])).about["Rows"] == "no rows"


def test_long_text_is_cut_in_a_workbook_and_said():
    whole = "é" * 32_766 + "𝔸b"
    opened = Opened(a_list([(whole, 1, None, None)]))
    assert opened.names == ["é" * 32_766]
    assert "1 cell was too long" in opened.about["Note"]
    assert read_csv(a_list([(whole, 1, None, None)]))[1][0] == whole


def test_list_longer_than_a_sheet_goes_on_upon_another(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    opened = Opened(a_list([(str(n), n, None, None) for n in range(7)]))
    assert opened.book.sheetnames == ["About", "Names", "Names 2", "Names 3"]
    sheets = opened.book.worksheets[1:]
    assert [sheet.max_row for sheet in sheets] == [4, 4, 2]
    assert {sheet["A1"].value for sheet in sheets} == {"Name"}
    assert opened.rows == 7


def test_nothing_but_the_file_is_left_in_its_folder():
    assert Opened(a_list([("a", 1, None, None)])).left_behind == ["list.xlsx"]


def test_titles_that_excel_would_not_have_as_a_sheet_are_changed():
    long = Opened(a_list([], title="Rules: a/b [c] * of something very long"))
    assert long.book.sheetnames[1] == "Rules a b c of something"
    assert Opened(a_list([], title="History")).book.sheetnames[1] == "List"


def many(number: int) -> Iterator[tuple]:
    for n in range(number):
        yield (f"Name of somebody {n}", n, date(2021, 5, 4), None)


def peak_of(number: int, kind: str) -> int:
    listing = ListOut("x", "Names", COLUMNS, lambda: many(number), lambda: number)
    tracemalloc.start()
    try:
        if kind == "csv":
            assert sum(len(part) for part in csv_of(listing)) > number * 20
        else:
            with TemporaryDirectory() as folder:
                write_workbook(Path(folder) / "list.xlsx", listing, TAKEN)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_list():
    for kind, few, lots in (("csv", 2_000, 60_000), ("xlsx", 2_000, 20_000)):
        peak_of(few, kind)
        assert peak_of(lots, kind) < peak_of(few, kind) + 2_000_000, kind
