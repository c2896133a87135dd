"""A case one may not see answers like one that is not there; a search tells nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Restriction
from evenhand.core.accounts import grant
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON


HIDDEN = ("Verborgen", "Geheim")  # names that stand nowhere else

ABOUT_A_CASE = {
    "case": lambda case: [case.ref],
    "add-note": lambda case: [case.ref],
    "move-case": lambda case: [case.ref],
    "open-barrier": lambda case: [case.ref],
    "review-barrier": lambda case: [case.ref, "prosecution"],
    "close-barrier": lambda case: [case.ref, "prosecution"],
}


def clear(cast, *users):
    with acting_as(cast.service):
        for user in users:
            grant(
                user, clearances=["special"], by=cast.service, at=AT, because="a test"
            )


@pytest.fixture
def hidden(cast):
    case = cast.case(
        restriction=Restriction.SPECIAL,
        given_names=HIDDEN[0],
        family_name=HIDDEN[1],
        owner=cast.amira.staff_member,
        owned_since=ON,
        responsible_unit=cast.liverpool,
    )
    with acting_as(cast.service):
        case.references.create(system="Home Office", value="HO-777")
        open_barrier(
            case,
            kind="prosecution",
            blocks="decision",
            source="a letter about Geheim",
            on=ON,
            review_on=ON,
            by=cast.service,
            at=AT,
        )
    return case


def words_of(answer) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text)
    return re.sub(r"/cases/[^\"]*", "/cases/…", text)


@pytest.mark.parametrize("typed", ["verborgen", "HO-777", "{ref}"])
def test_invisible_case_is_found_by_no_search(typed, cast, hidden, as_):
    page = as_(cast.dana).get("/cases/", {"q": typed.format(ref=hidden.ref)}).text
    assert "No case that you may see" in page
    assert not any(secret in page for secret in HIDDEN)


def test_what_a_cleared_person_searched_for_is_told_to_the_cleared_only(
    cast, hidden, as_
):
    clear(cast, cast.amira, cast.jo)
    with acting_as(cast.service):
        grant(cast.jo, roles=[Role.AUDITOR], by=cast.service, at=AT, because="a test")
    found = as_(cast.amira).get("/cases/", {"q": "Geheim"})
    assert HIDDEN[0] in found.text
    told_all = as_(cast.idris).get("/audit/").text
    assert "text (not shown here)" in told_all
    assert "Geheim" not in told_all
    assert "text “Geheim”" in as_(cast.jo).get("/audit/").text


def test_what_others_searched_for_is_told_as_typed(cast, hidden, as_):
    as_(cast.amira).get("/cases/", {"q": "sayed"})
    assert "text “sayed”" in as_(cast.idris).get("/audit/").text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", list(ABOUT_A_CASE))
def test_invisible_case_answers_as_one_that_does_not_exist(
    name, method, cast, hidden, as_
):
    class Missing:
        ref = "EH-0000001-3"

    browser: Client = as_(cast.eli)
    seen = getattr(browser, method)(reverse(name, args=ABOUT_A_CASE[name](hidden)))
    none = getattr(browser, method)(reverse(name, args=ABOUT_A_CASE[name](Missing)))
    assert seen.status_code == none.status_code
    # What only a form is sent to leads back to the case, which is not found.
    if seen.status_code == 302:
        seen, none = browser.get(seen.url), browser.get(none.url)
    assert seen.status_code in (404, 405)
    assert words_of(seen) == words_of(none)


def test_cleared_person_sees_the_case(cast, hidden, as_):
    with acting_as(cast.service):
        grant(
            cast.amira, clearances=["special"], by=cast.service, at=AT, because="a test"
        )
    answer = as_(cast.amira).get(f"/cases/{hidden.ref}/")
    assert answer.status_code == 200
    assert HIDDEN[0] in answer.text
    assert "Special" in answer.text
