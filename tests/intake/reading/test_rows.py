"""Every fault of a tracker, by hand: what is read, what is refused, what is said."""

import json
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from evenhand.intake.reading.fields import Of, fields_of, row_schema
from evenhand.intake.reading.headings import fields_by_heading, known_words
from evenhand.intake.reading.mapping import Holds, guess
from evenhand.intake.reading.rows import key_of
from evenhand.intake.reading.workbook import open_workbook
from tests.intake.reading.books import (
    HEADINGS,
    LISTS,
    book,
    policy_lists,
    read,
    row,
    saved,
    told,
    warned,
)


def column(heading: str, *cells: object) -> openpyxl.Workbook:
    """Rows that say one thing more than HEADINGS."""
    rows = [[*row(number), cell] for number, cell in enumerate(cells, start=1)]
    return book([[*HEADINGS, heading], *rows])


def test_a_plain_row() -> None:
    found = read(book([HEADINGS, row()]))
    assert told(found) == []
    assert found.cases.rows.schema == row_schema(Of.CASE)
    read_row = found.cases.rows.row(0, named=True)
    assert read_row["reference"] == "SYN-1000001"
    assert read_row["key"] == key_of("syn 1000001")
    assert read_row["claimed_on"] == date(2021, 5, 4)
    assert (read_row["stage"], read_row["nationality"]) == ("registered", "Afghanistan")
    assert read_row["row"] == 2
    assert read_row["cells"] == '{"HO Ref":"SYN-1000001","Surname":"Rahimi","Date of claim":"2021-05-04","Status":"Registered","Nat.":"Afghanistan"}'  # fmt: skip


def test_titles_totals_blanks_remarks_and_headings_again_are_no_rows() -> None:
    found = read(book([
        ["Leeds tracker"], [], ["Updated weekly", None, None, None, "RESTRICTED"], HEADINGS,
        row(1), [], row(2), ["March intake"], row(3), HEADINGS, row(4),
        ["TOTAL", None, None, 4], ["TOTAL CASES: 4"], [None, None, 4],
    ]))  # fmt: skip
    assert found.cases.rows["row"].to_list() == [5, 7, 9, 11]
    assert told(found) == []
    assert [words for words in found.cases.said if "left out" in words] == [
        "“Sheet1”: Row 8 is left out: a remark",
        "“Sheet1”: Row 10 is left out: a heading again",
        "“Sheet1”: Rows 12, 13, 14 are left out: a total",
    ]


def test_a_row_without_a_reference_is_a_row_and_refused() -> None:
    assert told(
        read(book([HEADINGS, row(1), row(2, ref=None), row(3, ref="see file")]))
    ) == [  # fmt: skip
        (3, "reference", "no_reference"),
        (4, "reference", "no_reference"),
    ]


def test_a_heading_of_two_rows() -> None:
    made = book([
        ["Home Office", "Applicant", None, "Claim", None, "Barrier 1", None, None, "Barrier 2", None, None],
        ["Ref", "Surname", "Nat.", "Date of claim", "Stage", "Type", "Opened", "Review", "Type", "Opened", "Review"],
        ["SYN-1", "Rahimi", "Afghan", "25/05/2021", "Screened", "NRM", "01/06/2021", "30/11/2026", "No rep", None, "01/12/2026"],
        ["SYN-2", "Rahimi", "Iran", "26/05/2021", "Screened", "Docs", "01/06/2021", "30/11/2026", None, None, None],
        ["SYN-3", "Rahimi", "Iraq", "27/05/2021", "Screened", None, None, None, None, None, None],
    ])  # fmt: skip
    for cells in ("B1:C1", "D1:E1", "F1:H1", "I1:K1"):
        made["Sheet1"].merge_cells(cells)
    found = read(made)
    assert told(found) == []
    assert found.cases.rows["barriers"].to_list() == [
        [
            {"kind": "trafficking-referral", "opened_on": date(2021, 6, 1), "review_on": date(2026, 11, 30)},
            {"kind": "legal-representative", "opened_on": None, "review_on": date(2026, 12, 1)},
        ],
        [{"kind": "identity-documents", "opened_on": date(2021, 6, 1), "review_on": date(2026, 11, 30)}],
        None,
    ]  # fmt: skip


def test_merged_cells_are_filled_and_said() -> None:
    made = book([HEADINGS, row(1), row(2, nationality=None), row(3, nationality=None)])
    made["Sheet1"].merge_cells("E2:E4")
    found = read(made)
    assert found.cases.rows["nationality"].to_list() == ["Afghanistan"] * 3
    assert [at for at, _ in warned(found, "merged_filled")] == [3, 4]


def test_hidden_rows_and_sheets_are_read_and_said() -> None:
    made = book([HEADINGS, row(1), row(2)], Parked=[HEADINGS, row(3)])
    made["Sheet1"].row_dimensions[3].hidden = True
    made["Parked"].sheet_state = "veryHidden"
    found = read(made)
    assert found.cases.rows["hidden"].to_list() == [False, True, True]
    assert [at for at, _ in warned(found, "hidden_row")] == [3]
    assert [at for at, _ in warned(found, "hidden_sheet")] == [2]


def test_a_formula_without_a_value_is_refused_where_the_cell_is_needed() -> None:
    made = column("Notes", "=1+1")
    made["Sheet1"]["C2"] = "=TODAY()-100"
    found = read(made)
    assert told(found) == [(2, "claimed_on", "formula_without_value"), ]  # fmt: skip
    assert [at for at, _ in warned(found, "formula_without_value")] == [2]


def test_errors_are_refused() -> None:
    made = column("Support", "none", "none")
    for place in ("C2", "F3"):
        made["Sheet1"][place] = "#N/A"
        made["Sheet1"][place].data_type = "e"
    assert told(read(made)) == [(2, "claimed_on", "cell_error"), (3, "support", "cell_error")]  # fmt: skip


def test_notes_stay_with_their_row() -> None:
    made = book([HEADINGS, row(1)])
    made["Sheet1"]["B2"].comment = Comment("Spelt Rahimy on the passport", "A")
    found = read(made)
    assert "Spelt Rahimy" in warned(found, "note_kept")[0][1]
    assert '"Surname (note)":"Spelt Rahimy on the passport"' in found.cases.rows["cells"][0]  # fmt: skip


def test_workbooks_that_count_from_1904() -> None:
    made = book([HEADINGS, row(1), row(2, claimed=42858)])
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert read(made).cases.rows["claimed_on"].to_list() == [date(2021, 5, 4)] * 2


def test_times_of_day_are_dropped() -> None:
    found = read(book([HEADINGS, row(1, claimed=datetime(2021, 5, 4, 14, 30))]))  # noqa: DTZ001  # fmt: skip
    assert found.cases.rows["claimed_on"].to_list() == [date(2021, 5, 4)]


def test_whole_numbers_lose_their_point() -> None:
    made = column("Legal rep ref", 12345.0, "A/1")
    assert "12345.0" not in read(made).cases.rows["cells"][0]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"claimed": None}, "no_claim_date"),
        ({"claimed": "31/02/2021"}, "date_unreadable"),
        ({"claimed": date(2030, 1, 1)}, "date_in_future"),
        ({"stage": None}, "no_stage"),
        ({"stage": "Galloping"}, "word_unknown"),
        ({"stage": "Interviewed"}, "stage_says_interviewed"),
        ({"nationality": "Congolese"}, "word_unknown"),
        ({"surname": "x" * 101}, "too_long"),
        ({"ref": "1" * 61}, "too_long"),
    ],
)
def test_one_fault_is_told_once(changed: dict[str, object], code: str) -> None:
    found = told(read(book([HEADINGS, row(1), row(2), row(3, **changed)])))
    assert [(at, what) for at, _, what in found if what != "no_reference"] == [(4, code)]  # fmt: skip


def test_days_on_the_wrong_side_of_the_claim() -> None:
    made = book([[*HEADINGS, "Interview date", "DOB"], [*row(1), date(2021, 1, 1), date(1990, 2, 3)], [*row(2), None, date(2022, 2, 3)]])  # fmt: skip
    assert told(read(made)) == [(2, "interviewed_on", "date_out_of_order"), (3, "claimed_date_of_birth", "date_out_of_order")]  # fmt: skip


def test_no_nationality_is_a_warning() -> None:
    found = read(book([HEADINGS, row(1, nationality=None), row(2, nationality="N/K")]))
    assert told(found) == []
    assert [at for at, _ in warned(found, "no_nationality")] == [2, 3]


def test_synonyms_and_misspellings_are_said_apart() -> None:
    found = read(book([HEADINGS, row(1, nationality="Afghan"), row(2, nationality="Afganistan")]))  # fmt: skip
    assert found.cases.rows["nationality"].to_list() == ["Afghanistan"] * 2
    assert warned(found, "word_synonym") == [(2, "Nationality: “Afghan” is taken for “Afghanistan”")]  # fmt: skip
    assert [at for at, _ in warned(found, "word_guessed")] == [3]


def test_what_a_unit_has_taught_is_read_without_a_word() -> None:
    found = read(column("Language", "Kurdish"), lists=policy_lists(language={"kurdish": "Kurdish Sorani"}))  # fmt: skip
    assert found.cases.rows["language"].to_list() == ["Kurdish Sorani"]
    assert found.cases.warnings.filter(field="language").is_empty()


def test_names_in_one_cell() -> None:
    names = ["RAHIMI, Ahmad", "Ahmad RAHIMI", "Ahmad Rahimi", "Mr Ahmad RAHIMI"]
    made = book([["HO Ref", "Applicant name", "Date of claim", "Status", "Nat."], *(row(at, surname=name) for at, name in enumerate(names, 1))])  # fmt: skip
    found = read(made)
    assert found.cases.rows.select("family_name", "given_names").rows() == [("Rahimi", "Ahmad")] * 4  # fmt: skip
    assert len(warned(found, "name_split")) == 4


def test_an_address_with_its_postcode() -> None:
    found = read(column("Address", "12 High Street, Leeds, ls1 4ab", "1 Mill Lane, York"))  # fmt: skip
    assert found.cases.rows.select("address", "postcode").rows() == [("12 High Street, Leeds", "LS1 4AB"), ("1 Mill Lane, York", None)]  # fmt: skip


def test_several_barriers_in_one_cell() -> None:
    cells = ["NRM (opened 3/4/21, review 1/6/21); no rep", "Trafficking referral is open since 25/05/2021", "none", "Docs, MLR", "policy-hold 01/11/2026 rev 05/12/2026", "trafficking-referral;2021-04-03;2021-06-01|interpreter"]  # fmt: skip
    found = read(column("Barrier?", *cells))
    assert told(found) == []
    kinds = [[part["kind"] for part in parts or []] for parts in found.cases.rows["barriers"].to_list()]  # fmt: skip
    assert kinds == [["trafficking-referral", "legal-representative"], ["trafficking-referral"], [], ["identity-documents", "medical-evidence"], ["policy-hold"], ["trafficking-referral", "interpreter"]]  # fmt: skip
    assert found.cases.rows["barriers"][0][0] == {"kind": "trafficking-referral", "opened_on": date(2021, 4, 3), "review_on": date(2021, 6, 1)}  # fmt: skip
    assert found.cases.rows["barriers"][4][0]["review_on"] == date(2026, 12, 5)
    assert found.cases.rows["barriers"][5][0]["opened_on"] == date(2021, 4, 3)


def test_a_barrier_that_is_not_named_is_refused() -> None:
    found = told(read(column("Barriers", "something else entirely", "NRM", "No rep")))
    assert found == [(2, "barriers", "word_unknown")]


def test_flags() -> None:
    found = read(column("High profile", "Y", "no", "x", None, "TRUE", "-", "HP"))
    assert found.cases.rows["high_profile"].to_list() == [True, False, True, None, True, None, True]  # fmt: skip


def test_several_vulnerabilities() -> None:
    found = read(column("Vulnerabilities", "torture; MH", "none", None, "PVoT"))
    assert found.cases.rows["vulnerabilities"].to_list() == [["torture", "mental-health"], [], None, ["trafficking"]]  # fmt: skip


def test_one_reference_twice() -> None:
    found = read(book([HEADINGS, row(1), row(2), row(1, stage="Screened")], More=[HEADINGS, row(2), row(3)]))  # fmt: skip
    assert told(found) == [(2, "reference", "reference_twice"), (4, "reference", "reference_twice")]  # fmt: skip
    assert [at for at, _ in warned(found, "row_repeated")] == [2]


def test_marks_on_a_sheet_of_their_own() -> None:
    marks = [["HO Ref", "Restriction", "Vulnerability"], ["syn 1000001", "Special", "torture"], ["SYN-9", "Restricted", None], ["SYN-1000002", "hush", None]]  # fmt: skip
    found = read(book([HEADINGS, row(1), row(2)], Sensitive=marks))
    assert found.cases.rows["restriction"].to_list() == ["special", None]
    assert found.cases.rows["vulnerabilities"].to_list() == [["torture"], None]
    assert told(found) == [(3, "restriction", "word_unknown")]
    assert any("“SYN-9”" in words for words in found.cases.said)


def test_dependants_on_a_sheet_of_their_own() -> None:
    people = [["Main applicant ref", "Relationship", "Surname", "First name", "DOB", "Sex", "Nat."], ["SYN-1000001", "Child", "Rahimi", "Laila", "04/05/2015", "F", "Afghan"]]  # fmt: skip
    found = read(book([HEADINGS, row(1)], Deps=people))
    assert found.cases.rows.height == 1
    assert found.dependants.rows.schema == row_schema(Of.DEPENDANT)
    person = found.dependants.rows.row(0, named=True)
    assert (person["key"], person["relationship"], person["sex"], person["date_of_birth"]) == ("SYN1000001", "Child", "female", date(2015, 5, 4))  # fmt: skip


def test_instructions_and_lists_are_left_out_and_said() -> None:
    found = read(book([HEADINGS, row(1)], Read_me=[["Fill in every row"], ["Do not sort"]], Lists=[["Nationality", "Stage"], ["Iran", "Screened"], ["Iraq", "Served"]]))  # fmt: skip
    assert set(found.left_out) == {"Read_me", "Lists"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_of_any_kind(encoding: str, sign: str) -> None:
    rows = [HEADINGS, ["SYN-1", "Zoë", "25/05/2021", "Screened", "Ivory Coast"], ["SYN-2", '"A, B; C"', "04/06/2021", "Screened", "Côte d'Ivoire"]]  # fmt: skip
    text = "\r\n".join(sign.join(cells) for cells in rows)
    found = read(text.encode(encoding), "tracker.csv")
    assert told(found) == []
    assert found.cases.rows["claimed_on"].to_list() == [date(2021, 5, 25), date(2021, 6, 4)]  # fmt: skip
    assert found.cases.rows["family_name"].to_list() == ["Zoë", "A, B; C"]


def test_errors_that_a_csv_file_kept_as_text() -> None:
    text = "HO Ref,Surname,Date of claim,Status,Nat.\nSYN-1,Rahimi,#N/A,Screened,Iran\n"
    assert told(read(text.encode(), "a.csv")) == [(2, "claimed_on", "cell_error")]


def test_columns_not_used_are_kept_and_said() -> None:
    found = read(column("Shoe size", 44))
    assert "Shoe size" in warned(found, "column_unused")[0][1]
    assert '"Shoe size":"44"' in found.cases.rows["cells"][0]


def test_the_cells_of_a_row_are_json_whatever_they_hold() -> None:
    odd = 'He said "no"\\ \n\tthen {left}\u200b'
    found = read(column('Say "what"', odd))
    assert json.loads(found.cases.rows["cells"][0])['Say "what"'] == odd.replace("\u200b", "").strip()  # fmt: skip


def test_a_mapping_is_found_again_whatever_the_order_of_columns() -> None:
    first = open_workbook("a.xlsx", saved(book([HEADINGS, row(1)])))[0]
    turned = open_workbook("a.xlsx", saved(book([["Weekly"], HEADINGS[::-1], row(1)[::-1]])))[0]  # fmt: skip
    before, again = guess(first, lists=LISTS), guess(turned, lists=LISTS)
    assert before.signature == again.signature
    kept = before.as_saved()
    kept["columns"]["Surname"] = "known_as"
    corrected = guess(turned, saved=kept, lists=LISTS)
    assert corrected.at("known_as") == 3
    assert corrected.at("family_name") is None
    assert corrected.first_row == 2


def test_headings_a_unit_made_up_are_told_by_their_cells() -> None:
    made = book([["HO Ref", "Surname", "Date of claim", "Status", "From where"], *(row(at) for at in range(1, 6))])  # fmt: skip
    mapping = guess(open_workbook("a.xlsx", saved(made))[0], lists=LISTS)
    assert mapping.columns[4].field == "nationality"
    assert mapping.columns[4].because == "5 of 5 cells are nationalities"


def test_each_column_fills_one_field_and_each_field_one_column() -> None:
    made = book([["HO Ref", "Home Office reference", "Surname", "Date of claim", "Status", "Nat."], *(["X-1", *row(at)] for at in range(1, 6))])  # fmt: skip
    fields = [column.field for column in guess(open_workbook("a.xlsx", saved(made))[0], lists=LISTS).columns if column.field]  # fmt: skip
    assert len(fields) == len(set(fields))


def test_a_column_of_yes_and_no_is_no_column_of_days() -> None:
    made = column("Interview", "Y", "N", "Y", "N")
    assert guess(open_workbook("a.xlsx", saved(made))[0], lists=LISTS).at("interviewed_on") is None  # fmt: skip


def test_an_empty_sheet_holds_nothing() -> None:
    made = book([HEADINGS, row(1)], Empty=[])
    made["Empty"]["A1"].font = Font(bold=True)
    sheets = open_workbook("a.xlsx", saved(made))
    assert guess(sheets[1]).holds is Holds.NOTHING


def test_every_field_is_found_by_its_title() -> None:
    for of in Of:
        for field in fields_of(of).values():
            words, likeness = known_words(field.title.lower().replace("’", ""))
            assert likeness >= 0.85, field.title
            assert field.name in {found.name for found in fields_by_heading()[words]}


def test_a_day_that_is_not_known_yet_is_empty_and_said() -> None:
    found = read(column("Interview date", "TBC", "n/a", "25/05/2021", "-"))
    assert told(found) == []
    assert "“Sheet1”: “Interview date”: 2 cells say “TBC” or “n/a”, read as not known yet" in found.cases.said  # fmt: skip


def test_a_total_whose_count_stands_where_references_do() -> None:
    made = book([HEADINGS[::-1], row(1)[::-1], row(2)[::-1], ["TOTAL", None, None, None, 158], [None, None, None, None, "SYN-1000003"]])  # fmt: skip
    found = read(made)
    assert found.cases.rows["row"].to_list() == [2, 3, 5]
    assert told(found) == [(5, "claimed_on", "no_claim_date"), (5, "stage", "no_stage")]
