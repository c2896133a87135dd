"""A date of birth is corrected on a page: which of the three, on what, with what effect."""

from datetime import date

import pytest

from evenhand.casework.models import Case, Person
from evenhand.core.viewing import acting_as
from tests.accepting import accept
from tests.cast import AT, ON


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(AT)


def typed(day: date) -> dict[str, int]:
    return {f"born_on-{part}": getattr(day, part) for part in ("day", "month", "year")}


def page_of(cast, case) -> str:
    with acting_as(cast.eli):
        return f"/cases/{case.ref}/people/{Person.objects.get(case=case).pk}/date-of-birth/"


CHILD = {
    "which": "assessed",
    **typed(date(2008, 5, 1)),
    "because": "birth certificate seen by Eli",
}


def test_date_is_corrected_and_the_history_says_on_what(cast, as_):
    case = cast.case(born_on=date(1990, 5, 17), claimed_on=date(2025, 3, 1))
    browser, address = as_(cast.eli), page_of(cast, case)
    assert address in browser.get(f"/cases/{case.ref}/").text
    asked = browser.get(address).text
    assert "17 May 1990" in asked
    assert "Nothing that was given is taken away" in asked
    page = browser.post(address, CHILD, follow=True).text
    assert "Corrected: born 1 May 2008, 16 when they claimed" in page
    assert "Date of birth corrected (assessed)" in page
    assert "birth certificate seen by Eli" in page
    with acting_as(cast.eli):
        person = Person.objects.get(case=case)
        assert person.claimed_born_on == date(1990, 5, 17)
        assert person.assessed_born_on == date(2008, 5, 1)
    answer = browser.post(address, CHILD)
    assert answer.status_code == 422
    assert "recorded already" in answer.text


def test_what_is_missing_or_cannot_be_is_said(cast, as_):
    case = cast.case()
    browser, address = as_(cast.eli), page_of(cast, case)
    answer = browser.post(address, {"which": "guessed", "because": " "})
    assert answer.status_code == 422
    for words in (
        "Choose which date of birth from the list",
        "Enter the date of birth",
        "Say what the correction rests on",
    ):
        assert words in answer.text
    later = {**CHILD, **typed(date(2030, 1, 1))}
    assert "must not be in the future" in browser.post(address, later).text


def test_auditor_corrects_nothing(cast, as_):
    case = cast.case()
    browser, address = as_(cast.idris), page_of(cast, case)
    assert "date-of-birth" not in browser.get(f"/cases/{case.ref}/").text
    assert "Which date of birth" not in browser.get(address).text
    browser.post(address, CHILD)
    with acting_as(cast.eli):
        assert Person.objects.get(case=case).assessed_born_on is None


def test_correction_takes_no_case_away(cast, as_, planned):
    case = cast.case(born_on=date(2008, 5, 1), unaccompanied=True)
    run = planned()
    assert accept(run, by=cast.dana, on=ON, at=AT).accepted == 1
    adult = {**CHILD, **typed(date(1990, 1, 1))}
    as_(cast.eli).post(page_of(cast, case), adult)
    with acting_as(cast.dana):
        kept = Case.objects.get(pk=case.pk)
        assert kept.owner == cast.amira.staff_member
        assert kept.claimed_on == case.claimed_on


def test_person_of_another_case_is_not_found(cast, as_):
    one, other = cast.case(), cast.case()
    address = page_of(cast, other).replace(other.ref, one.ref)
    assert as_(cast.eli).get(address).status_code == 404
