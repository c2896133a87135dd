"""Units by an administrator, the units somebody helps, and a first password."""

import re
from datetime import date

import pytest
from django.test import Client

from evenhand.core.models import Event, User
from evenhand.core.viewing import acting_as
from evenhand.workforce.models import StaffMember, Unit
from tests.cast import AT


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(AT)


def typed(name: str, day: date) -> dict[str, int]:
    return {f"{name}-{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_administrator_adds_renames_and_closes_a_unit(cast, as_):
    browser = as_(cast.jo)
    assert "Add a unit" in browser.get("/people/").text
    answer = browser.post("/people/units/add/", {"code": "w", "name": "Wales"})
    assert answer.status_code == 422
    page = browser.post(
        "/people/units/add/",
        {"code": "wales", "name": "Wales", "region": "Wales", "kind": "unit"},
        follow=True,
    ).text
    assert "Wales was added. Cases come to it once a policy release names" in page
    page = browser.post(
        "/people/WALES/rename/",
        {"name": "Wales and West", "region": "", "because": "grown"},
        follow=True,
    ).text
    assert "The unit is called Wales and West" in page
    page = browser.post(
        "/people/WALES/close/",
        {**typed("closes_on", date(2027, 1, 4)), "because": "merged"},
        follow=True,
    ).text
    assert "Closes on 4 January 2027" in page
    assert "Closes on 4 January 2027" in browser.get("/people/").text
    page = browser.post(
        "/people/WALES/keep/", {"because": "it stays"}, follow=True
    ).text
    assert "Closes on" not in page
    answer = browser.post(
        "/people/LIVERPOOL/close/",
        {**typed("closes_on", date(2027, 1, 4)), "because": "merged"},
    )
    assert "Move them first" in answer.text


def test_unit_pages_are_the_administrators(cast, as_):
    for address in ("units/add", "LIVERPOOL/rename", "LIVERPOOL/close"):
        assert as_(cast.dana).get(f"/people/{address}/").status_code == 403
    assert "Add a unit" not in as_(cast.dana).get("/people/").text


def test_page_of_a_unit_leads_to_its_queue(cast, as_):
    assert (
        'href="/cases/?unit=LIVERPOOL"' in as_(cast.dana).get("/people/LIVERPOOL/").text
    )
    assert "/cases/?unit=" not in as_(cast.jo).get("/people/LIVERPOOL/").text


def test_units_somebody_helps_are_chosen_and_shown(cast, as_):
    Unit.objects.create(code="WALES", name="Wales")
    browser, address = as_(cast.dana), "/people/LIVERPOOL/S-amira/"
    page = browser.get(f"{address}also/").text
    assert 'value="WALES"' in page
    assert 'value="LIVERPOOL"' not in page
    answer = browser.post(
        f"{address}also/", {"also_units": ["NOWHERE"], "because": "x"}
    )
    assert "Choose units from the list" in answer.text
    page = browser.post(
        f"{address}also/", {"also_units": ["WALES"], "because": "helps"}, follow=True
    ).text
    assert re.search(r"<dt>Also works for</dt><dd>Wales</dd>", page)
    assert as_(cast.jo).get(f"{address}also/").status_code == 200
    assert as_(cast.amira).get(f"{address}also/").status_code == 403


JOINS = {
    **{"name": "Ida New", "ref": "S-ida", "username": "ida", "grade": "HEO"},
    **{"role": "decision_maker", "where": "LIVERPOOL", "percent": "80"},
    **{"weekly_places": "3", **typed("started_on", date(2026, 11, 23))},
}


def test_joiner_brings_trainings_languages_and_other_units(cast, as_):
    Unit.objects.create(code="WALES", name="Wales")
    browser = as_(cast.jo)
    page = browser.post(
        "/people/LIVERPOOL/join/",
        {
            **JOINS,
            "languages": "arabic, Farsi",
            "skills": ["children"],
            **typed("trained_on", date(2026, 3, 2)),
            "also_units": ["WALES"],
        },
        follow=True,
    )
    assert page.redirect_chain[-1][0] == "/people/LIVERPOOL/S-ida/invite/"
    ida = StaffMember.objects.get(ref="S-ida")
    assert set(ida.languages.values_list("language", flat=True)) == {"Arabic", "Farsi"}
    (held,) = ida.skills.all()
    assert (held.skill, held.held_from) == ("children", date(2026, 3, 2))
    assert held.expires_on is not None
    assert [unit.code for unit in ida.also_units.all()] == ["WALES"]
    answer = browser.post(
        "/people/LIVERPOOL/join/",
        {**JOINS, **typed("trained_on", date(2027, 3, 2)), "languages": "Elvish"},
    )
    assert "must not be after the first day" in answer.text
    assert "Elvish is not in the list" in answer.text


def invited(cast, as_) -> str:
    browser = as_(cast.jo)
    browser.post("/people/LIVERPOOL/join/", JOINS)
    address = "/people/LIVERPOOL/S-ida/invite/"
    assert "first/" not in browser.get(address).text
    page = browser.post(address).text
    (found,) = re.findall(r"http://testserver(/sign-in/first/[^<\s]+)", page)
    return found


def test_joiner_chooses_a_password_once(cast, as_):
    address, stranger = invited(cast, as_), Client()
    with acting_as(cast.jo):
        assert Event.objects.filter(kind="person_invited").count() == 1
    assert "Ida New" in stranger.get(address).text
    answer = stranger.post(
        address, {"new_password1": "a-long-enough-one", "new_password2": "another"}
    )
    assert "must be the same" in answer.text
    short = {"new_password1": "short", "new_password2": "short"}
    assert stranger.post(address, short).status_code == 422
    chosen = {
        "new_password1": "nine purple lanterns",
        "new_password2": "nine purple lanterns",
    }
    assert "Your password is set" in stranger.post(address, chosen, follow=True).text
    assert User.objects.get(username="ida").check_password("nine purple lanterns")
    for again in (stranger.get(address), stranger.post(address, chosen)):
        assert again.status_code == 404
    page = as_(cast.jo).post("/people/LIVERPOOL/S-ida/invite/").text
    assert "They have chosen a password already" in page


def test_invitation_is_nobody_elses_and_lapses(cast, as_, time_machine):
    address = invited(cast, as_)
    other = address.replace(address.split("/")[-2], "c9-0123456789abcdef")
    assert Client().get(other).status_code == 404
    assert Client().get("/sign-in/first/x/y/").status_code == 404
    assert as_(cast.dana).get("/people/LIVERPOOL/S-ida/invite/").status_code == 403
    time_machine.shift(15 * 86_400)
    assert "does not work" in Client().get(address).text
