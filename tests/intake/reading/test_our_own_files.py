"""A file that left Evenhand comes back without what was put in to keep it safe."""

import pytest

from evenhand.intake.reading.workbook import open_workbook
from evenhand.web.exports.csv_file import csv_of
from evenhand.web.exports.lists import Column, ListOut


@pytest.mark.parametrize(
    "text", ["=1+1", "-5 degrees", "@home", "'=x", "'Abd", "O'Neill"]
)
def test_apostrophe_of_a_csv_file_does_not_come_back(text: str):
    columns = [Column("Surname", lambda row: row), Column("Notes", lambda row: "x")]
    listing = ListOut("names", "Names", columns, lambda: iter([text]), lambda: 1)
    (sheet,) = open_workbook("names.csv", b"".join(csv_of(listing)))
    assert list(sheet.texts.iter_rows())[1] == (text, "x")
