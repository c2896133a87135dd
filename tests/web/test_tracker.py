"""The list of cases as people work from it: search, filters, columns, next steps."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import NextAction
from evenhand.casework.outlines.record import record_outlines
from evenhand.core.accounts import grant
from evenhand.core.models import Look
from evenhand.core.viewing import acting_as
from evenhand.web.cases import exports, listing
from evenhand.workforce.models import Team
from tests.cast import AT, ON


def refs_on(page):
    return re.findall(r'<div class="eh-number eh-nowrap">([^<]+)</div>', page)


def barrier_on(cast, case, kind="prosecution", review_on=ON + timedelta(days=14)):
    with acting_as(cast.eli):
        return open_barrier(
            case,
            kind=kind,
            blocks="decision",
            source="police record",
            on=ON,
            review_on=review_on,
            by=cast.eli,
            at=AT,
        )


def test_search_shows_the_best_first_and_why(cast, as_):
    near = cast.case(family_name="Sayet")
    sounds = cast.case(family_name="Syed", claimed_on=date(2024, 1, 1))
    same = cast.case(family_name="Sayed", claimed_on=date(2026, 1, 1))
    page = as_(cast.amira).get("/cases/?q=sayed").text
    assert refs_on(page) == [same.ref, sounds.ref, near.ref]
    for why in ("The name is the same", "The name sounds alike: Syed", "Sayet"):
        assert why in page
    assert "one letter differs" in page.lower()
    page = as_(cast.amira).get("/cases/?q=sayed+17/5/1990").text
    assert "The name is the same and the date of birth" in page
    page = as_(cast.amira).get("/cases/?q=syyed+ramy").text
    assert "The name sounds alike: Syed and Rami" in page


def test_search_says_which_dependant_it_found(cast, as_):
    case = cast.case()
    with acting_as(cast.service):
        person = case.people.create(family_name="Okafor", given_names="Ngozi")
        case.parts.create(person=person, role="dependant", relationship="wife")
    page = as_(cast.amira).get("/cases/?q=okafor").text
    assert "Dependant Ngozi Okafor: the name is the same" in page


def test_search_pages_by_key_and_shows_each_case_once(cast, as_, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    cases = [cast.case(family_name=name) for name in ("Sayed", "Syed", "Sayet") * 2]
    browser, address, seen = as_(cast.amira), "/cases/?q=sayed", []
    while address:
        page = browser.get(address).text
        seen += refs_on(page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(case.ref for case in cases)
    assert len(seen) == 6


def test_search_keeps_to_what_else_is_chosen(cast, as_, planned):
    here = cast.case(responsible_unit=cast.liverpool)
    cast.case(responsible_unit=cast.mersey)
    planned()
    browser = as_(cast.amira)
    assert refs_on(browser.get("/cases/?q=sayed&unit=LIVERPOOL").text) == [here.ref]
    assert len(refs_on(browser.get("/cases/?q=sayed&band=2").text)) <= 2
    assert "2 cases that you may see" in browser.get("/cases/count/?q=sayed").text


def test_words_typed_are_kept_with_restricted_cases_only(cast, as_):
    cast.case(restriction="restricted", family_name="Geheim")
    with acting_as(cast.service):
        grant(cast.bo, clearances=["restricted"], by=cast.service, at=AT, because="x")
    assert refs_on(as_(cast.bo).get("/cases/?q=gehaim").text)
    with acting_as(cast.idris):
        told = [look.what for look in Look.objects.filter(kind="search")]
    assert told == ["Cases: text (not shown here)"]


FILTERS = {
    "barrier=prosecution": "blocked",
    "due=week": "due",
    "due=overdue": None,
    "flag=child": "child",
    "flag=alone": "child",
    "flag=age-disputed": "disputed",
    "flag=detained": "detained",
    "flag=vulnerable": "vulnerable",
    "flag=expedite": "hurried",
    "flag=high-profile": "known",
    "owner=S-amira": "owned",
    "nationality=Eritrea": "eritrean",
    "supported=no": "unsupported",
    "waiting=24": "old",
    "owner=S-nobody-such": None,
    "team=x": None,
    "waiting=x": None,
}


def of_every_kind(cast):
    cases = {
        "blocked": cast.case(),
        "due": cast.case(),
        "child": cast.case(born_on=date(2012, 1, 1), unaccompanied=True),
        "disputed": cast.case(age_disputed=True),
        "detained": cast.case(),
        "vulnerable": cast.case(),
        "hurried": cast.case(),
        "known": cast.case(high_profile=True),
        "owned": cast.case(
            responsible_unit=cast.liverpool,
            owner=cast.amira.staff_member,
            owned_since=ON,
        ),
        "eritrean": cast.case(nationality="Eritrea"),
        "unsupported": cast.case(support="none"),
        "old": cast.case(claimed_on=date(2024, 6, 1)),
    }
    with acting_as(cast.service):
        NextAction.objects.create(
            case=cases["due"],
            text="Chase",
            due_on=ON + timedelta(days=3),
            source="x",
            recorded_at=AT,
            recorded_by=cast.service,
        )
        cases["detained"].detentions.create(from_on=ON, place="Yarl's Wood")
        person = cases["vulnerable"].people.get()
        person.vulnerabilities.create(kind="torture", from_on=ON)
        cases["hurried"].expedites.create(kind="MP expedite", dated_on=ON)
    barrier_on(cast, cases["blocked"])
    record_outlines(None)
    return {name: case.ref for name, case in cases.items()}


def test_list_is_narrowed_by_every_filter_from_the_address(cast, as_):
    refs, browser = of_every_kind(cast), as_(cast.dana)
    with time_of_the_cast():
        for address, name in FILTERS.items():
            page = browser.get(f"/cases/?{address}").text
            assert refs_on(page) == ([refs[name]] if name else []), address
        assert len(refs_on(browser.get("/cases/?flag=nonsense&due=x").text)) == 12
        assert len(refs_on(browser.get("/cases/?owner=none").text)) == 11
        assert len(refs_on(browser.get("/cases/?progressor=S-eli").text)) == 12
        both = "/cases/?flag=child&barrier=prosecution"
        assert "No case fits" in browser.get(both).text


def time_of_the_cast():
    return time_machine.travel(AT, tick=False)


def test_list_of_a_team(cast, as_):
    cast.case()
    mine = cast.case(
        responsible_unit=cast.liverpool, owner=cast.amira.staff_member, owned_since=ON
    )
    team = Team.objects.create(unit=cast.liverpool, name="LIVERPOOL 1")
    type(cast.amira.staff_member).objects.filter(user=cast.amira).update(team=team)
    page = as_(cast.cass).get(f"/cases/?team={team.pk}").text
    assert refs_on(page) == [mine.ref]
    assert "Liverpool 1" in page


def test_every_row_ends_with_its_next_step(cast, as_):
    case = cast.case()
    barrier_on(cast, case)
    page = as_(cast.dana).get("/cases/?columns=barriers.nationality").text
    row = page.split("<tbody>")[1]
    assert "Clear the barrier “Prosecution is pending”" in row.split("<td")[-1]
    assert "Syria" in row
    assert "Prosecution is pending" in row.split("<td")[2]


def test_columns_are_kept_with_the_person_and_the_address_wins(cast, as_):
    cast.case()
    browser = as_(cast.dana)
    answer = browser.post(
        "/cases/columns/", {"column": ["nationality", "x"], "next": "/cases/?unit=none"}
    )
    assert answer.url == "/cases/?unit=none"

    def heads(address):
        head = browser.get(address).text.split("<thead>")[1].split("</thead>")[0]
        return re.findall(r'<th scope="col">([^<]+)</th>', head)

    assert heads("/cases/") == ["Case", "Nationality", "Next step"]
    assert heads("/cases/?columns=stage.band") == [
        *("Case", "Band", "Stage", "Next step")
    ]
    browser.post("/cases/columns/", {})
    assert heads("/cases/") == ["Case", "Next step"]
    browser.post("/cases/columns/", {"usual": "1"})
    assert len(heads("/cases/")) == 7


@pytest.mark.parametrize("address", ["/cases/?q=sayed", "/cases/?columns=nationality"])
def test_list_asks_as_often_for_many_as_for_one(cast, as_, address):
    cast.case()
    browser = as_(cast.dana)
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for _ in range(6):
        barrier_on(cast, cast.case())
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(one)


def test_a_search_leaves_as_a_file_in_the_order_of_the_page(cast, as_, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 2)
    for name in ("Sayet", "Syed", "Sayed", "Sayeda", "Haddad"):
        cast.case(family_name=name)
    browser = as_(cast.dana)
    page = refs_on(browser.get("/cases/?q=sayed").text)
    answer = browser.post(
        "/cases/export/?q=sayed", {"because": "to ring them", "kind": "csv"}
    )
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert re.findall(r"EH-\d{7}-\d", file) == page
    assert len(page) == 4


def test_script_pushes_an_address_without_what_was_left_open(cast, as_):
    part = as_(cast.dana).get(
        "/cases/?q=&unit=&order=&waiting=12", headers={"HX-Request": "true"}
    )
    assert part.headers["HX-Push-Url"] == "/cases/?waiting=12"
