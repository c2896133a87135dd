"""Taking lists out: asked why, logged first, filtered as on the page, seen as allowed."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from evenhand.casework.models import Restriction, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Look, Role, User
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Proposal
from evenhand.web.cases import exports as case_exports
from evenhand.web.cases.asked import Asked
from evenhand.web.exports.figures import of_people, of_staff
from evenhand.web.exports.verdicts import may_export
from evenhand.web.titles import titles_at
from evenhand.workforce.models import StaffMember, Team
from tests.cast import AT, ON


WHY = "To plan Monday"
NAMES = ["Łukasz Żółć", "Nguyễn Thị Hà", "محمد السيد", "李小龍", "=2+5", "<r>&</r>"]


def taken(browser, address: str, kind: str = "csv", because: str = WHY):
    return browser.post(address, {"because": because, "kind": kind})


def rows_in(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content.decode()
    return list(csv.DictReader(StringIO(answer.getvalue().decode("utf-8-sig"))))


def book_in(answer) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(answer.getvalue()))


def exports(cast) -> list[Look]:
    with acting_as(cast.service):
        return list(Look.objects.filter(kind=Look.Kind.EXPORT).order_by("pk"))


def hidden_case(cast, **columns):
    return cast.case(
        restriction=Restriction.SPECIAL,
        given_names="Verborgen",
        family_name="Geheim",
        **columns,
    )


# asked why, and logged


def test_a_reason_is_asked_for_and_nothing_leaves_without_one(cast, as_):
    cast.case()
    browser = as_(cast.dana)
    page = browser.get("/cases/export/")
    assert page.status_code == 200
    assert "Why do you need this download?" in page.text
    for because in ("", "  ", "no", "x" * 201):
        answer = taken(browser, "/cases/export/", because=because)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert "Sayed" not in answer.text
    assert taken(browser, "/cases/export/", kind="pdf").status_code == 422
    assert exports(cast) == []


def test_what_leaves_is_logged_with_who_why_and_how_many(cast, as_):
    cast.case()
    cast.case()
    taken(as_(cast.dana), "/cases/export/?unit=none", "xlsx")
    (look,) = exports(cast)
    assert look.by == cast.dana
    assert look.what == "Cases: unit none (xlsx)"
    assert (look.because, look.rows) == (WHY, 2)


def test_log_is_kept_though_the_person_goes_away_before_the_first_byte(cast, as_):
    cast.case()
    answer = taken(as_(cast.dana), "/cases/export/")
    assert len(exports(cast)) == 1
    answer._iterator.close()
    assert len(exports(cast)) == 1


def test_person_who_goes_away_in_the_middle_leaves_the_database_as_it_was(cast, as_):
    for _ in range(3):
        cast.case()
    answer = taken(as_(cast.dana), "/cases/export/")
    assert next(iter(answer.streaming_content))
    answer._iterator.close()  # as a server does when the person has gone
    assert len(rows_in(taken(as_(cast.dana), "/cases/export/"))) == 3


def test_number_of_rows_is_not_kept_of_somebody_cleared(cast, as_):
    hidden_case(cast)
    with acting_as(cast.service):
        grant(
            cast.dana, clearances=["special"], by=cast.service, at=AT, because="a test"
        )
    taken(as_(cast.dana), "/cases/export/")
    assert exports(cast)[0].rows is None


def test_name_searched_for_by_somebody_cleared_is_told_to_the_cleared_only(cast, as_):
    case = hidden_case(cast)
    with acting_as(cast.service):
        grant(
            cast.dana, clearances=["special"], by=cast.service, at=AT, because="a test"
        )
    assert len(rows_in(taken(as_(cast.dana), "/cases/export/?q=geheim"))) == 1
    general, of_the_case = exports(cast)
    assert "geheim" not in general.what
    assert of_the_case.case_id == case.pk
    assert "geheim" in of_the_case.what
    assert "geheim" not in as_(cast.idris).get("/audit/").text


# who may


@pytest.mark.parametrize(
    ("who", "address", "words"),
    [
        ("amira", "/cases/export/", "Your own cases can be downloaded from My work"),
        ("bo", "/cases/export/", "ask a team leader or a workflow manager"),
    ],
)
def test_whole_lists_do_not_leave_under_roles_of_one_case(
    who, address, words, cast, as_
):
    browser = as_(getattr(cast, who))
    for answer in (browser.get(address), taken(browser, address)):
        assert answer.status_code == 403
        assert words in answer.text
    assert "/cases/export/" not in browser.get("/cases/").text
    assert exports(cast) == []


def test_page_that_is_not_open_has_no_download_either(cast, as_):
    assert taken(as_(cast.jo), "/cases/export/").status_code == 403
    assert taken(as_(cast.dana), "/audit/export/").status_code == 403
    assert "not open to your role" in may_export(cast.dana, "audit").why_not


def test_host_takes_nothing_out(cast):
    host = cast.person("hanna", Role.HOST)
    for page in ("cases", "rules", "people", "my-work", "audit"):
        assert not may_export(host, page)


def test_somebody_in_two_roles_may_do_what_either_may(cast):
    with acting_as(cast.service):
        grant(
            cast.amira, roles=[Role.TEAM_LEADER], by=cast.service, at=AT, because="both"
        )
    assert may_export(User.objects.get(pk=cast.amira.pk), "cases")


# cases


def test_filters_and_order_of_the_page_are_kept(cast, as_):
    first = cast.case(claimed_on=date(2024, 1, 1))
    second = cast.case(claimed_on=date(2025, 1, 1))
    cast.case(claimed_on=date(2023, 1, 1), stage=Stage.SCREENED)
    browser = as_(cast.dana)
    address = "/cases/?stage=ready_to_interview&order=newest"
    assert "/cases/export/?stage=ready_to_interview&amp;order=newest" in (
        browser.get(address).text
    )
    answer = taken(browser, "/cases/export/?stage=ready_to_interview&order=newest")
    assert [row["Reference"] for row in rows_in(answer)] == [second.ref, first.ref]
    about = book_in(taken(browser, "/cases/export/?stage=screened", "xlsx"))["About"]
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["Stage"] == "Screened"
    assert said["Handling"] == "OFFICIAL-SENSITIVE"
    assert said["Rows"] == "1 row"


@pytest.mark.parametrize("order", ["waiting", "newest", "band"])
def test_whole_list_leaves_in_order_however_it_is_read(
    order, cast, as_, planned, monkeypatch
):
    monkeypatch.setattr(case_exports, "BATCH", 2)
    for month in (3, 1, 2, 5, 4):
        cast.case(claimed_on=date(2025, month, 1))
    cast.case(claimed_on=date(2022, 1, 1), stage=Stage.SCREENED)
    planned()
    browser = as_(cast.dana)
    page = browser.get(f"/cases/?order={order}").text
    found = [
        r["Reference"] for r in rows_in(taken(browser, f"/cases/export/?order={order}"))
    ]
    assert len(found) == len(set(found)) == 6
    assert [page.index(f">{ref}<") for ref in found] == sorted(
        page.index(f">{ref}<") for ref in found
    )


def test_line_says_what_the_page_says(cast, as_, planned):
    case = cast.case(
        born_on=date(2012, 1, 1),
        unaccompanied=True,
        owner=cast.amira.staff_member,
        owned_since=ON,
        responsible_unit=cast.liverpool,
    )
    with acting_as(cast.service):
        case.references.create(system="Home Office reference", value="A1234567")
    planned()
    (row,) = rows_in(taken(as_(cast.dana), "/cases/export/"))
    assert row["Name"] == "Rami Sayed"
    assert "Unaccompanied child" in row["Flags"]
    assert row["Other references"] == "A1234567"
    assert (row["Unit"], row["Decides"]) == ("Liverpool", "Amira Test")
    assert row["Moves it on"] == "Eli Test"
    assert row["Stage"] == "Ready to interview"
    assert row["Claimed on"] == "2025-03-01"
    assert row["Band in words"].startswith(f"Band {row['Band']}")


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_leave_whole(name, cast, as_):
    cast.case(given_names=name, family_name="")
    browser = as_(cast.dana)
    sheet = book_in(taken(browser, "/cases/export/", "xlsx")).worksheets[1]
    assert sheet["B2"].value == name
    assert sheet["I2"].is_date
    (row,) = rows_in(taken(browser, "/cases/export/"))
    assert row["Name"].removeprefix("'") == name
    assert row["Name"].startswith("'") == name.startswith("=")


def test_case_that_may_not_be_seen_is_in_no_file(cast, as_):
    cast.case()
    hidden_case(cast)
    for kind in ("csv", "xlsx"):
        answer = taken(as_(cast.dana), "/cases/export/", kind)
        content = answer.getvalue()
        assert b"Geheim" not in content
    sheet = book_in(taken(as_(cast.dana), "/cases/export/", "xlsx")).worksheets[1]
    assert sheet.max_row == 2


def test_questions_do_not_grow_with_the_rows_of_a_batch(cast, as_, monkeypatch):
    def questions() -> int:
        asked = Asked.from_address(QueryDict(), on=ON)
        with acting_as(cast.dana), CaptureQueriesContext(connection) as seen:
            list(case_exports.cases_out(asked, titles=titles_at(AT), today=ON))
        return len(seen)

    cast.case()
    questions()  # reads the policy, which is kept
    few = questions()
    for _ in range(6):
        cast.case()
    assert questions() == few
    monkeypatch.setattr(case_exports, "BATCH", 2)
    assert questions() <= few + 3 * 5


# other lists


def test_own_cases_leave_for_whoever_decides_them(cast, as_):
    mine = {"owned_since": ON, "responsible_unit": cast.liverpool}
    case = cast.case(owner=cast.amira.staff_member, **mine)
    cast.case()
    (row,) = rows_in(taken(as_(cast.amira), "/my-work/export/"))
    assert row["Reference"] == case.ref
    assert row["Next step"]


def test_lists_of_a_run_leave_as_its_tabs_show_them(cast, as_, planned):
    cast.case()
    cast.case(nationality="Vietnam")
    run = planned()
    browser = as_(cast.dana)
    address = f"/planning/{run.pk}/export/"
    (placed,) = rows_in(taken(browser, address))
    assert (placed["To"], placed["Unit"]) == ("Amira Test", "Liverpool")
    (left,) = rows_in(taken(browser, f"{address}?show=not-placed"))
    assert left["What would unblock it"]
    assert rows_in(taken(browser, f"{address}?show=left-out")) == []
    shares = rows_in(browser.post(f"{address}?show=shares", {"kind": "csv"}))
    waiting = [r for r in shares if r["Of"] == "Cases that were ready and waited"]
    assert [r["Figure"] for r in waiting] == ["0", ""]
    assert taken(browser, f"{address}?show=read").status_code == 404
    assert taken(browser, "/planning/999/export/").status_code == 404


def test_cases_left_out_leave_with_the_reason(cast, as_, planned):
    first, second = cast.case(), cast.case()
    cast.case()
    run = planned()
    with acting_as(cast.service):
        Proposal.objects.filter(case__in=[first, second]).update(
            state=Proposal.State.LEFT_OUT, why_left_out="It moved to another stage"
        )
    browser = as_(cast.dana)
    address = f"/planning/{run.pk}/"
    page = browser.get(f"{address}?show=left-out").text
    rows = rows_in(taken(browser, f"{address}export/?show=left-out"))
    assert {row["Reference"] for row in rows} == {first.ref, second.ref}
    for row in rows:
        assert row["Reference"] in page
        assert row["Why it was left out"] in page


def test_units_leave_in_figures_of_six_people_or_more(cast, as_):
    browser = as_(cast.cass)
    first = rows_in(browser.post("/people/export/", {"kind": "csv"}))
    assert first[0]["People"] == "7"
    assert (first[0]["Decision makers"], first[0]["Places"]) == ("", "")
    for name in "klmnp":
        person = cast.person(name, Role.DECISION_MAKER)
        person.staff_member.decides, person.staff_member.weekly_places = True, 3
        person.staff_member.save()
    after = rows_in(browser.post("/people/export/", {"kind": "csv"}))
    assert after[0]["Decision makers"] == "6"
    assert after[0]["Places"] == "20"


def test_people_leave_by_name_with_grades_and_teams_in_words(cast, as_):
    with acting_as(cast.service):
        team = Team.objects.create(unit=cast.liverpool, name="LIVERPOOL 1")
        StaffMember.objects.filter(ref="S-amira").update(team=team)
    rows = rows_in(taken(as_(cast.cass), "/people/LIVERPOOL/export/"))
    assert [row["Name"] for row in rows] == sorted(row["Name"] for row in rows)
    assert rows[0]["Team"] == "Liverpool 1"
    assert rows[0]["Grade"] == "Higher executive officer"
    page = as_(cast.cass).get("/people/LIVERPOOL/").text
    assert "LIVERPOOL 1" not in page
    assert "Liverpool 1" in page


def test_log_of_looks_leaves_and_is_logged_itself(cast, as_):
    case = cast.case()
    as_(cast.amira).get(f"/cases/{case.ref}/")
    browser = as_(cast.idris)
    (row,) = rows_in(taken(browser, f"/audit/export/?case={case.ref}"))
    assert (row["Who"], row["Kind"], row["Case"]) == ("Amira Test", "Viewed", case.ref)
    assert exports(cast)[-1].what == "Log of looks (csv)"


def test_rules_leave_without_a_reason_as_a_table(cast, as_):
    browser = as_(cast.amira)
    assert "Why do you need" not in browser.get("/rules/1/export/").text
    rows = rows_in(browser.post("/rules/1/export/", {"kind": "csv"}))
    by_id = {row["Rule"]: row for row in rows}
    assert {"RT-031", "WP-006"} <= set(by_id)
    assert by_id["RQ-001"]["Then"] == "Requirements: Children's claims"
    assert by_id["RQ-004"]["Then"] == "Requirements: High harm information"
    some = rows_in(browser.post("/rules/1/routing/export/", {"kind": "csv"}))
    assert 0 < len(some) < len(rows)
    assert exports(cast)[0].because == ""
    assert browser.get("/rules/1/nothing/export/").status_code == 404


# figures


def test_figures_of_people_are_rounded_and_small_groups_left_out():
    assert [of_people(n) for n in (0, 1, 4, 5, 7, 8, 12.5)] == [
        *(0, None, None, 5, 5, 10, 15)
    ]


def test_figures_of_staff_start_at_six():
    assert [of_staff(9, people=n) for n in (0, 1, 5, 6)] == [9, None, None, 9]


# the log of looks on screen


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=31/02/2026", "“From” must be a real date"),
        ("to=2026-02-31", "“To” must be a real date"),
        ("from=2026-10-02&to=2026-10-01", "must be the same day as “From” or later"),
    ],
)
def test_date_that_makes_no_sense_is_said_beside_its_field(query, words, cast, as_):
    cast.case()
    answer = as_(cast.idris).get(f"/audit/?{query}")
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert "<tbody>" not in answer.text
    assert as_(cast.idris).get(f"/audit/export/?{query}").status_code == 404
