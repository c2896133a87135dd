"""Trackers on screen: brought in, looked at, mended, settled, undone, and in few questions."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from evenhand.casework.models import Case, CasePerson, Support
from evenhand.core.models import Look, User
from evenhand.core.viewing import acting_as
from evenhand.flows import import_tracker, jobs
from evenhand.intake.models import Clash, GoLive, Import, TrackerRow
from evenhand.intake.services import set_go_live
from tests.cast import AT, Cast
from tests.tracker_files import row, tracker


NAME = "Liverpool tracker.xlsx"
GOOD = [row(f"SYN-{number}") for number in range(1_000_001, 1_000_006)]
BAD = [
    row("SYN-2000001", Language="Kurdi"),
    row("SYN-2000002", Language="Kurdi"),
    row("SYN-2000003", **{"Date of claim": "see file"}),
]
Tracker = Callable[..., Import]


@pytest.fixture
def tried_out(cast: Cast) -> Tracker:
    """A file that was received and tried out by dana, or by somebody else."""

    def bring(rows=(*GOOD, *BAD), *, by: User | None = None, unit=None, at=AT, **how):
        by = by or cast.dana
        of = import_tracker.receive(
            how.pop("name", NAME),
            tracker(rows, **how),
            unit=unit or cast.liverpool,
            by=by,
            at=at,
        )
        return import_tracker.read(of, at=at)

    return bring


@pytest.fixture
def brought_in(cast: Cast, tried_out: Tracker) -> Tracker:
    """The same, and brought in."""

    def bring(*args, **how):
        of = tried_out(*args, **how)
        at = how.get("at", AT)
        return import_tracker.carry_out(of, by=of.received_by, at=at)

    return bring


def upload(browser: Client, data: bytes, **more: str):
    file = SimpleUploadedFile(more.pop("name", NAME), data)
    return browser.post("/trackers/bring-in/", {"file": file, **more})


def test_page_without_files_says_what_would_be_here(cast, as_):
    page = as_(cast.dana).get("/trackers/").text
    assert "No file has been brought here yet" in page
    assert "Bring in a tracker" in page


def test_trackers_are_for_those_who_bring_them(cast, as_):
    for user in (cast.amira, cast.eli, cast.idris, cast.nobody):
        assert as_(user).get("/trackers/").status_code == 403
    for user in (cast.dana, cast.jo, cast.cass):
        assert as_(user).get("/trackers/").status_code == 200


def test_team_leader_brings_in_the_own_unit_only(cast, as_):
    page = as_(cast.cass).get("/trackers/").text
    assert "Liverpool" in page
    assert "Mersey" not in page
    answer = upload(as_(cast.cass), tracker(GOOD), unit="MERSEY")
    assert answer.status_code == 422
    assert "Choose one of the units" in answer.text


def test_file_is_received_and_read_in_the_background(cast, as_):
    browser = as_(cast.dana)
    data = tracker(GOOD)
    first = upload(browser, data, unit="LIVERPOOL")
    second = upload(browser, data, unit="LIVERPOOL")
    assert first.url == second.url
    page = browser.get(first.url).text
    assert "Waiting to be read" in page
    assert 'hx-trigger="every 2s"' in page
    number = int(re.findall(r"\d+", first.url)[0])
    jobs.read_import(number)
    answer = browser.get(
        f"/trackers/{number}/progress/", headers={"hx-request": "true"}
    )
    assert answer.headers["HX-Refresh"] == "true"
    assert "What would happen" in browser.get(first.url).text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 600, "csv"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls"),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", "workbook"),
    ],
)
def test_file_that_cannot_be_opened_is_refused_on_the_form(
    name, data, words, cast, as_
):
    answer = upload(as_(cast.dana), data, name=name)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert words in answer.text
    with acting_as(cast.dana):
        assert not Import.objects.filter(content__isnull=False).exists()


def test_form_without_a_file_says_so(cast, as_):
    answer = as_(cast.dana).post("/trackers/bring-in/", {"unit": ""})
    assert answer.status_code == 422
    assert "Choose a file" in answer.text


def test_file_that_is_too_large_is_not_kept(cast, as_, settings):
    settings.UPLOAD_MOST_BYTES = 1_000_000
    answer = upload(as_(cast.dana), b"x" * 1_200_000, unit="LIVERPOOL")
    assert answer.status_code == 422
    assert "must be 1 MB or smaller" in answer.text
    with acting_as(cast.dana):
        assert not Import.objects.exists()


def test_page_says_what_would_happen_and_changes_nothing(cast, as_, tried_out):
    of = tried_out()
    browser = as_(cast.dana)
    page = browser.get(f"/trackers/{of.pk}/?count=yes").text
    assert "Bring in 5 rows" in page
    assert "A word that is on no list" in page
    assert "Say below what the word means" in page
    assert "Row 4" in page or "row 4" in page
    with acting_as(cast.dana):
        assert not Case.objects.exists()


def test_figures_are_asked_for_after_the_page(cast, as_, tried_out):
    of = tried_out()
    browser = as_(cast.dana)
    page = browser.get(f"/trackers/{of.pk}/").text
    assert f'hx-get="/trackers/{of.pk}/figures/"' in page
    assert "Bring in 5 rows" not in page
    part = browser.get(f"/trackers/{of.pk}/figures/", headers={"hx-request": "true"})
    assert "Bring in 5 rows" in part.text
    whole = browser.get(f"/trackers/{of.pk}/figures/")
    assert whole.url == f"/trackers/{of.pk}/?count=yes"


def test_bringing_in_asks_once_and_names_the_number(cast, as_, tried_out):
    of = tried_out()
    browser = as_(cast.dana)
    asked = browser.post(f"/trackers/{of.pk}/bring-in/").text
    assert "Bring in 5 rows?" in asked
    assert "3 rows stay set aside" in asked
    again = browser.post(f"/trackers/{of.pk}/bring-in/", {"sure": "4"}).text
    assert "The number has changed since you looked" in again
    assert (
        browser.post(f"/trackers/{of.pk}/bring-in/", {"sure": "5"}).status_code == 302
    )
    jobs.carry_out_import(of.pk)
    with acting_as(cast.dana):
        assert Case.objects.count() == 5
    late = browser.post(f"/trackers/{of.pk}/bring-in/", {"sure": "5"}, follow=True)
    assert "has just brought this file in" in late.text


FAMILY = (
    b"HO Ref;Relationship;Surname;Forename(s);D.O.B\n"
    b"SYN-1000001;child;Sayed;Amal;03/02/2015\n"
    b"SYN-1000001;child;Sayed;Nour;23/07/2017\n"
)


def a_family(cast: Cast) -> Import:
    of = import_tracker.receive(
        "family.csv", FAMILY, unit=cast.liverpool, by=cast.dana, at=AT
    )
    return import_tracker.read(of, at=AT)


def test_file_of_dependants_alone_is_brought_in_beside_the_tracker(
    cast, as_, brought_in
):
    brought_in()
    of = a_family(cast)
    browser = as_(cast.dana)
    page = browser.get(f"/trackers/{of.pk}/?count=yes").text
    assert "2 rows are of dependants: 2 new" in page
    assert "Bring in 2 rows" in page
    asked = browser.post(f"/trackers/{of.pk}/bring-in/").text
    assert "2 new dependants" in asked
    browser.post(f"/trackers/{of.pk}/bring-in/", {"sure": "2"})
    jobs.carry_out_import(of.pk)
    with acting_as(cast.dana):
        assert CasePerson.objects.filter(role="dependant").count() == 2
    first = browser.get("/trackers/").text
    assert "3 rows set aside" in first, "what the tracker left is still told"
    page = browser.get(f"/trackers/{a_family(cast).pk}/?count=yes").text
    assert "There is nothing to bring in" in page


def test_only_who_received_a_file_carries_on_with_it(cast, as_, tried_out):
    of = tried_out()
    browser = as_(cast.jo)
    assert "Bring in 5 rows" not in browser.get(f"/trackers/{of.pk}/?count=yes").text
    answer = browser.post(f"/trackers/{of.pk}/bring-in/", {"sure": "5"}, follow=True)
    assert "Dana Test brought this file" in answer.text
    columns = browser.get(f"/trackers/{of.pk}/?show=columns").text
    assert "Only Dana Test" in columns
    assert as_(cast.cass).get(f"/trackers/{of.pk}/").status_code == 404


def test_columns_show_examples_and_reasons(cast, as_, tried_out):
    of = tried_out()
    page = as_(cast.dana).get(f"/trackers/{of.pk}/?show=columns").text
    assert "The heading says “HO Ref”" in page
    assert "SYN-1000001" in page
    assert "read day first" in page


def test_corrected_columns_are_kept_for_the_next_file(cast, as_, tried_out):
    of = tried_out()
    browser = as_(cast.dana)
    with acting_as(cast.dana):
        (sheet,) = of.sheets.all()
    sent = {
        f"column-{column['at']}": column["field"] or ""
        for column in sheet.mapping
        if column["heading"] != "Notes"
    }
    notes = next(c["at"] for c in sheet.mapping if c["heading"] == "Notes")
    sent |= {"role": "cases", f"column-{notes}": ""}
    answer = browser.post(f"/trackers/{of.pk}/sheets/0/correct/", sent)
    assert answer.status_code == 302
    jobs.judge_import(of.pk)
    again = tried_out(name="Next week.xlsx", rows=GOOD)
    with acting_as(cast.dana):
        (sheet,) = again.sheets.all()
    read = {column["heading"]: column["field"] for column in sheet.mapping}
    assert read["Notes"] is None
    assert read["Stage"] == "stage"


def test_two_columns_read_alike_are_told_next_to_the_second(cast, as_, tried_out):
    of = tried_out()
    sent = {"role": "cases", "column-0": "reference", "column-1": "reference"}
    answer = as_(cast.dana).post(f"/trackers/{of.pk}/sheets/0/correct/", sent)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "“HO Ref” is read as Home Office reference already" in answer.text
    assert 'aria-describedby="sheet-0-1-error"' in answer.text


def test_column_a_case_needs_cannot_be_left_out(cast, as_, tried_out):
    of = tried_out()
    with acting_as(cast.dana):
        (sheet,) = of.sheets.all()
    sent = {"role": "cases"} | {
        f"column-{column['at']}": ""
        if column["field"] == "stage"
        else column["field"] or ""
        for column in sheet.mapping
    }
    answer = as_(cast.dana).post(f"/trackers/{of.pk}/sheets/0/correct/", sent)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "Stage" in answer.text


def test_one_word_mends_all_its_rows(cast, as_, brought_in):
    of = brought_in()
    browser = as_(cast.dana)
    page = browser.get(f"/trackers/{of.pk}/?show=set-aside").text
    assert "“Kurdi” is not a language" in page
    assert "Try 2 rows again" in page
    sent = {"field": "language", "word": "Kurdi"}
    wrong = browser.post(f"/trackers/{of.pk}/word/", sent)
    assert wrong.status_code == 422
    assert "Choose what “Kurdi” means" in wrong.text
    done = browser.post(
        f"/trackers/{of.pk}/word/", {**sent, "value": "Kurdish Sorani"}, follow=True
    )
    assert "2 rows are no longer set aside" in done.text
    with acting_as(cast.dana):
        assert Case.objects.count() == 7
    late = browser.post(
        f"/trackers/{of.pk}/word/", {**sent, "value": "Kurdish Sorani"}, follow=True
    )
    assert "No row is set aside for this word any more" in late.text


def test_one_row_is_put_right_with_the_reason_next_to_its_cell(cast, as_, brought_in):
    of = brought_in()
    browser = as_(cast.dana)
    with acting_as(cast.dana):
        bad = of.rows.get(key="SYN2000003")
    address = f"/trackers/{of.pk}/rows/{bad.pk}/mend/"
    page = browser.get(address).text
    assert "see file" in page
    assert "is not a day; write it as 4 May 2021" in page
    at = re.search(r'name="(cell-\d+)" value="see file"', page).group(1)
    wrong = browser.post(address, {at: "last spring"})
    assert wrong.status_code == 422
    assert "It is still set aside" in wrong.text
    assert 'value="last spring"' in wrong.text
    done = browser.post(address, {at: "4 May 2024"}, follow=True)
    assert "is no longer set aside" in done.text
    with acting_as(cast.dana):
        case = Case.objects.get(claimed_on=date(2024, 5, 4))
    late = browser.post(address, {at: "5 May 2024"}, follow=True)
    assert "This row is no longer in quarantine" in late.text
    assert "row 11, brought in on" in browser.get(f"/cases/{case.ref}/").text


def test_every_look_at_rows_is_logged(cast, as_, tried_out):
    of = tried_out()
    as_(cast.dana).get(f"/trackers/{of.pk}/?show=set-aside")
    with acting_as(cast.idris):
        look = Look.objects.get(by=cast.dana)
    assert look.what == f"Tracker import {of.pk}: set-aside"
    assert look.rows == 3


def edited_on_both_sides(cast, brought_in):
    """A second Monday: one case's support was changed here and in the tracker."""
    brought_in([*GOOD, *BAD])
    with acting_as(cast.service):
        case = Case.objects.get(references__value="SYN-1000001")
        case.supports.update(kind="section 4")
    week = AT + timedelta(days=7)
    rows = [
        row("SYN-1000001", Support="Section 98"),
        row("SYN-1000002", Language="Farsi"),
        *GOOD[3:],
    ]
    return case, brought_in(rows, name="Second.xlsx", at=week)


def test_conflict_shows_three_values_and_is_settled(cast, as_, brought_in):
    case, second = edited_on_both_sides(cast, brought_in)
    browser = as_(cast.dana)
    page = browser.get(f"/trackers/{second.pk}/?show=conflicts").text
    for words in ("Section 95", "Section 4", "Section 98", case.ref):
        assert words in page
    with acting_as(cast.dana):
        clash = Clash.objects.get()
    address = f"/cases/{case.ref}/clashes/{clash.pk}/settle/"
    assert "Say which is right" in browser.get(f"/cases/{case.ref}/").text
    assert "which is right?" in browser.get(address).text
    wrong = browser.post(address, {"choice": "there"})
    assert wrong.status_code == 422
    assert "Say how you know which is right" in wrong.text
    done = browser.post(address, {"choice": "there", "because": "asked"}, follow=True)
    assert "the tracker was followed" in done.text
    late = browser.post(address, {"choice": "here", "because": "x"}, follow=True)
    assert "just settled this conflict" in late.text
    assert "No conflict" in browser.get(f"/trackers/{second.pk}/?show=conflicts").text


def test_one_field_is_settled_at_once_only_with_a_reason(cast, as_, brought_in):
    _, second = edited_on_both_sides(cast, brought_in)
    browser = as_(cast.dana)
    address = f"/trackers/{second.pk}/settle/"
    wrong = browser.post(address, {"field": "support", "because": " "}, follow=True)
    assert "Say why the tracker is right about Support" in wrong.text
    done = browser.post(address, {"field": "support", "because": "new"}, follow=True)
    assert "1 conflict settled as the tracker says" in done.text


def test_conflicts_go_on_over_pages_in_the_order_of_the_file(cast, as_, brought_in):
    refs = [f"SYN-{number}" for number in range(1_000_001, 1_000_056)]
    brought_in([row(ref) for ref in refs])
    with acting_as(cast.service):
        Support.objects.update(kind="section 4")
    rows = [row(ref, Support="Section 98") for ref in refs]
    second = brought_in(rows, name="Second.xlsx", at=AT + timedelta(days=7))
    browser = as_(cast.dana)
    page = browser.get(f"/trackers/{second.pk}/?show=conflicts&field=support").text
    onward = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert onward
    rest = browser.get(onward[1].replace("&amp;", "&")).text
    with acting_as(cast.dana):
        expected = [
            clash.case.ref
            for clash in Clash.objects.select_related("case").order_by("row__row")
        ]
    seen = [re.findall(r"eh-muted\">(EH-[\d-]+)<", text) for text in (page, rest)]
    assert seen == [expected[:50], expected[50:]]
    assert "Back to the beginning" in rest


def test_gone_rows_are_listed_and_their_cases_stay_open(cast, as_, brought_in):
    _, second = edited_on_both_sides(cast, brought_in)
    page = as_(cast.dana).get(f"/trackers/{second.pk}/?show=gone").text
    assert "SYN1000003" in page
    assert "Ready to interview" in page


def test_case_in_two_trackers_is_shown_to_both(cast, as_, brought_in):
    first = brought_in(GOOD)
    second = brought_in(GOOD[:1], unit=cast.mersey, name="Mersey.xlsx")
    for of in (first, second):
        page = as_(cast.dana).get(f"/trackers/{of.pk}/?show=two").text
        assert "Liverpool and Mersey" in page
        assert "SYN1000001" in page
        assert "SYN1000002" not in page


def test_undo_asks_once_and_wants_a_reason(cast, as_, brought_in):
    of = brought_in(GOOD)
    browser = as_(cast.dana)
    address = f"/trackers/{of.pk}/undo/"
    assert "5 cases that came in with it become void" in browser.get(address).text
    wrong = browser.post(address, {"because": ""})
    assert "Say why this import is undone" in wrong.text
    done = browser.post(address, {"because": "the wrong file"}, follow=True)
    assert "was undone" in done.text
    assert "the wrong file" in done.text


def test_undo_is_refused_with_what_was_built_on_it(cast, as_, brought_in):
    of = brought_in(GOOD)
    browser = as_(cast.dana)
    with acting_as(cast.dana):
        case = Case.objects.order_by("pk").first()
    browser.post(f"/cases/{case.ref}/notes/", {"text": "Called the representative."})
    answer = browser.post(f"/trackers/{of.pk}/undo/", {"because": "the wrong file"})
    assert answer.status_code == 422
    assert "This import cannot be undone" in answer.text
    assert case.ref in answer.text


def test_unit_goes_live_and_its_tracker_is_refused(cast, as_, settings):
    browser = as_(cast.dana)
    address = "/trackers/units/LIVERPOOL/go-live/"
    on = {"on-day": "1", "on-month": "6", "on-year": "2026"}
    wrong = browser.post(address, on)
    assert "Say why this date is right" in wrong.text
    done = browser.post(address, {**on, "because": "trained"}, follow=True)
    assert "Liverpool goes live on 1 June 2026" in done.text
    assert GoLive.objects.get().because == "trained"
    answer = upload(browser, tracker(GOOD), unit="LIVERPOOL")
    assert answer.status_code == 422
    assert "its tracker is no longer taken" in answer.text
    assert "trained" in browser.get(address).text
    opened = browser.post(address, {"because": "too early"}, follow=True)
    assert "The tracker of Liverpool is taken again" in opened.text


def test_going_live_is_not_for_team_leaders(cast, as_):
    with acting_as(cast.dana):
        set_go_live(
            cast.liverpool, on=date(2027, 1, 4), by=cast.dana, at=AT, because="trained"
        )
    page = as_(cast.cass).get("/trackers/units/LIVERPOOL/go-live/").text
    assert "decided by workflow managers" in page
    assert "Save the date" not in page


def test_workbook_of_rows_set_aside_comes_back_corrected(cast, as_, brought_in):
    of = brought_in()
    browser = as_(cast.dana)
    sent = {"because": "to correct them", "kind": "xlsx"}
    taken = browser.post(f"/trackers/{of.pk}/export/", sent)
    book = SimpleUploadedFile("back.xlsx", corrected(taken.getvalue()))
    done = browser.post(f"/trackers/{of.pk}/workbook/", {"file": book}, follow=True)
    assert "1 row is no longer set aside" in done.text
    with acting_as(cast.dana):
        assert Case.objects.filter(claimed_on=date(2024, 5, 4)).exists()
    other = SimpleUploadedFile("other.xlsx", tracker(GOOD))
    wrong = browser.post(f"/trackers/{of.pk}/workbook/", {"file": other})
    assert wrong.status_code == 422
    assert "There is a problem" in wrong.text


def corrected(book: bytes) -> bytes:
    opened = load_workbook(BytesIO(book))
    cells = [
        cell
        for sheet in opened
        for line in sheet.iter_rows()
        for cell in line
        if cell.value == "see file"
    ]
    assert len(cells) == 1
    cells[0].value = "4 May 2024"
    file = BytesIO()
    opened.save(file)
    return file.getvalue()


SHOWN = ("rows", "rows&count=yes", "set-aside", "conflicts", "gone", "two", "columns")


@pytest.mark.parametrize("show", SHOWN)
def test_page_of_an_import_asks_as_much_for_many_rows_as_for_few(
    show, cast, as_, tried_out
):
    few = tried_out()
    rows = [row(f"SYN-{n}", Language="Kurdi" if n % 2 else "") for n in range(300, 380)]
    many = tried_out(rows, name="Many.xlsx")
    browser = as_(cast.dana)
    browser.get("/trackers/")
    counts = []
    for of in (few, many):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/trackers/{of.pk}/?show={show}").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 26


def test_first_page_asks_as_much_for_many_units_as_for_few(cast, as_, brought_in):
    browser = as_(cast.dana)
    brought_in(GOOD)
    browser.get("/trackers/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/trackers/")
    brought_in(GOOD[:2], unit=cast.mersey, name="Mersey.xlsx")
    with CaptureQueriesContext(connection) as many:
        browser.get("/trackers/")
    assert len(many) <= len(few) <= 20


def test_pages_follow_each_other_through_every_row(cast, as_, tried_out):
    rows = [row(f"SYN-{number}") for number in range(1_000_000, 1_000_120)]
    of = tried_out(rows)
    browser = as_(cast.dana)
    address, seen = f"/trackers/{of.pk}/", []
    while address:
        page = browser.get(address).text
        seen += re.findall(r"SYN1000\d{3}", page)
        following = re.search(r'href="([^"]*after=[^"]*)" rel="next"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 120
    assert TrackerRow.objects.count() == 0, "nobody is looking"


def test_job_that_fails_says_so_and_can_be_started_again(cast, as_, monkeypatch):
    browser = as_(cast.dana)
    number = int(
        re.findall(r"\d+", upload(browser, tracker(GOOD), unit="LIVERPOOL").url)[0]
    )

    def break_off(*args, **how):
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(import_tracker, "open_workbook", break_off)
        with pytest.raises(OSError, match="full"):
            jobs.read_import(number)
    page = browser.get(f"/trackers/{number}/").text
    assert "Something went wrong and it stopped" in page
    assert "Start it again" in page
    again = browser.post(f"/trackers/{number}/look-again/", follow=True).text
    assert "Waiting to be read" in again
    jobs.read_import(number)
    page = browser.get(f"/trackers/{number}/?count=yes").text
    assert "Bring in 5 rows" in page
    assert "Something went wrong" not in page
