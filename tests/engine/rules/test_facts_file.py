import json
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from evenhand.engine.rules.facts_file import read_facts
from evenhand.engine.rules.faults import Faulty
from tests.engine.rules.releases import release_of, rule_of, table_of


COLUMNS = [
    *("claimed_on", "born_on", "sex", "detained", "children", "rate", "needs"),
    *("dialect", "area"),
]
RELEASE = release_of(
    table_of(
        "t",
        "first",
        ["waiting_months", "region", *COLUMNS[1:-1]],
        '{ name = "x", type = "boolean" }',
        rule_of("A", "", "x = true"),
    )
)
HEADER = f"ref,{','.join(COLUMNS)},note\n"
GOOD = "c1,2021-02-28,2004-02-29,male,no,2,0.5,lift|carer,Hazaragi,LS,hello\n"
BARE = "c2,2021-03-01,,not recorded,YES,,,,,,\n"
EXPECTED = [
    {
        "claimed_on": date(2021, 2, 28),
        "born_on": date(2004, 2, 29),
        "sex": "male",
        "detained": False,
        "children": 2,
        "rate": Decimal("0.5"),
        "needs": ["lift", "carer"],
        "dialect": "Hazaragi",
        "area": "LS",
    },
    {
        "claimed_on": date(2021, 3, 1),
        "born_on": None,
        "sex": "not recorded",
        "detained": True,
        "children": None,
        "rate": None,
        "needs": [],
        "dialect": None,
        "area": None,
    },
]


def rows_of(read):
    return [
        {name: row[name] for name in COLUMNS}
        for row in read.facts.iter_rows(named=True)
    ]


def test_csv_is_read_as_the_types_of_its_facts(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text(HEADER + GOOD + BARE, encoding="utf-8")
    read = read_facts(path, RELEASE, ["t"])
    assert rows_of(read) == EXPECTED
    assert read.others.to_dicts() == [
        {"ref": "c1", "note": "hello"},
        {"ref": "c2", "note": None},
    ]


def test_jsonl_is_read_as_the_types_of_its_facts(tmp_path):
    path = tmp_path / "facts.jsonl"
    lines = [
        '{"ref": "c1", "claimed_on": "2021-02-28", "born_on": "2004-02-29", "sex": "male", '
        '"detained": false, "children": 2, "rate": 0.5, "needs": ["lift", "carer"], '
        '"dialect": "Hazaragi", "area": "LS", "n": 7}',
        '{"ref": "c2", "claimed_on": "2021-03-01", "sex": "not recorded", '
        '"detained": true, "rate": null, "needs": []}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    read = read_facts(path, RELEASE, ["t"])
    assert rows_of(read) == EXPECTED
    assert read.others.to_dicts() == [{"ref": "c1", "n": 7}, {"ref": "c2", "n": None}]


def test_parquet_is_read_by_its_own_types_or_as_csv(tmp_path):
    path = tmp_path / "facts.parquet"
    pl.DataFrame(EXPECTED).with_columns(
        pl.Series("claimed_on", [datetime(2021, 2, 28), datetime(2021, 3, 1)]),  # noqa: DTZ001
        pl.Series("children", [2.0, None]),
        pl.Series("detained", ["no", "yes"]),
        pl.col("sex").cast(pl.Categorical),
    ).write_parquet(path)
    assert rows_of(read_facts(path, RELEASE, ["t"])) == EXPECTED


BAD_CELLS = [
    # column, cell, what the sentence says of it
    ("claimed_on", "", "is not stated, and must be"),
    ("claimed_on", "28/02/2021", "'28/02/2021' is not a date such as 2026-11-22"),
    ("claimed_on", "2021-02-29", "'2021-02-29' is not a date"),
    ("claimed_on", "2021-2-9", "'2021-2-9' is not a date"),
    (
        "sex",
        "Male",
        "'Male' is not one of the values of sex: male, female, not recorded",
    ),
    ("sex", "", "is not stated, and must be"),
    ("detained", "maybe", "'maybe' is not yes or no"),
    ("detained", "1", "'1' is not yes or no"),
    ("children", "two", "'two' is not a whole number"),
    ("children", "2.0", "'2.0' is not a whole number"),
    ("children", "1" * 30, "is not a whole number"),
    ("rate", "0.1234567", "is not a number with at most 6 decimal places"),
    ("rate", "NaN", "'NaN' is not a number"),
    ("needs", "lift|stairs", "'stairs' is not one of the values of needs"),
    ("needs", "lift|", "'' is not one of the values of needs"),
    ("area", "ZZ", "'ZZ' is not one of the values of area"),
]


@pytest.mark.parametrize(("column", "cell", "words"), BAD_CELLS)
def test_bad_cell_of_csv_is_named_by_row_and_column(tmp_path, column, cell, words):
    path = tmp_path / "facts.csv"
    cells = GOOD.strip().split(",")
    cells[COLUMNS.index(column) + 1] = cell
    path.write_text(HEADER + GOOD + ",".join(cells) + "\n" + BARE, encoding="utf-8")
    with pytest.raises(Faulty) as faulty:
        read_facts(path, RELEASE, ["t"])
    (sentence,) = faulty.value.sentences
    assert sentence.startswith(f"facts.csv, row 3, column {column}: ")
    assert words in sentence


BAD_JSON = [
    ("children", "2", "'2' is not a whole number"),
    ("children", True, "True is not a whole number"),
    ("children", 2.5, "2.5 is not a whole number"),
    ("detained", "no", "'no' is not yes or no"),
    ("sex", 1, "1 is not a text"),
    ("needs", "lift", "'lift' is not a list of texts"),
    ("needs", ["lift", 3], "['lift', 3] is not a list of texts"),
    ("needs", ["stairs"], "'stairs' is not one of the values of needs"),
    ("needs", None, "is not stated, and must be"),
    ("claimed_on", 20210228, "20210228 is not a date"),
    ("rate", "0.5", "'0.5' is not a number"),
]


@pytest.mark.parametrize(("column", "value", "words"), BAD_JSON)
def test_bad_value_of_jsonl_is_named_by_row_and_column(tmp_path, column, value, words):
    path = tmp_path / "facts.jsonl"
    good = {
        "claimed_on": "2021-02-28",
        "sex": "male",
        "detained": False,
        "needs": ["lift"],
    }
    path.write_text(f"{json.dumps(good)}\n{json.dumps({**good, column: value})}\n")
    with pytest.raises(Faulty) as faulty:
        read_facts(path, RELEASE, ["t"])
    (sentence,) = faulty.value.sentences
    assert sentence.startswith(f"facts.jsonl, row 2, column {column}: ")
    assert words in sentence


def test_every_bad_cell_is_named_and_a_long_list_is_cut_short(tmp_path):
    path = tmp_path / "facts.csv"
    bad = GOOD.replace("male", "Male").replace("2021-02-28", "soon")
    path.write_text(HEADER + bad * 50)
    with pytest.raises(Faulty) as faulty:
        read_facts(path, RELEASE, ["t"])
    sentences = faulty.value.sentences
    assert "facts.csv, row 2, column claimed_on" in sentences[0]
    assert any("row 2, column sex" in sentence for sentence in sentences)
    assert sentences[-1].endswith("and at least 30 more like these")


UNREADABLE = [
    ("facts.csv", b"", "is empty"),
    ("facts.csv", b"sex,sex\nmale,male\n", "has two columns called sex"),
    ("facts.csv", b"sex\n\xff\xfe\n", "not readable as csv in UTF-8"),
    ("facts.csv", b"sex\nmale,female\n", "not readable as csv"),
    ("facts.jsonl", b"", "is empty"),
    (
        "facts.jsonl",
        b'{"sex": "male"}\n{oops}\n',
        "row 2: one JSON object was expected",
    ),
    ("facts.jsonl", b"[1]\n", "row 1: one JSON object"),
    ("facts.jsonl", b"\xff\n", "is not UTF-8"),
    ("facts.parquet", b"hello", "not readable as parquet"),
    ("facts.xlsx", b"hello", "is of no kind that is read here: .csv, .jsonl, .parquet"),
]


@pytest.mark.parametrize(("name", "data", "words"), UNREADABLE)
def test_file_that_cannot_be_read_is_refused_in_words(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Faulty) as faulty:
        read_facts(tmp_path / name, RELEASE, ["t"])
    assert words in str(faulty.value)


def test_file_without_a_needed_column_names_it(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("sex,needs\nmale,lift\n")
    with pytest.raises(Faulty) as faulty:
        read_facts(path, RELEASE, ["t"])
    assert faulty.value.sentences == [
        "facts.csv, column claimed_on: Claimed on is needed, and the file has no such column",
        "facts.csv, column detained: Detained is needed, and the file has no such column",
    ]
