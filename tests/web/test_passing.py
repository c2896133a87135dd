"""The next case, and what is said where it is skipped or passed back."""

from datetime import date, timedelta

from evenhand.casework.barriers.services import open_barrier
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Passing
from tests.cast import AT, ON


SAID = {"reason": "not-trained"}


def owned(cast, day=1, **columns):
    return cast.case(
        claimed_on=date(2025, 3, day),
        owner=cast.amira.staff_member,
        owned_since=date(2026, 10, 1),
        responsible_unit=cast.liverpool,
        **columns,
    )


def next_on(page):
    section = page.split('id="next-title"')[1].split("</section>")[0]
    shown, _, before = section.partition("<details")
    return shown, before


def test_next_case_is_the_first_that_waits_for_its_owner(cast, as_, time_machine):
    time_machine.move_to(AT)
    held, first, second = owned(cast, 1), owned(cast, 2), owned(cast, 3)
    with acting_as(cast.eli):
        open_barrier(
            held,
            kind="no-contact",
            blocks="interview",
            source="a letter",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=cast.eli,
            at=AT,
        )
    shown, before = next_on(as_(cast.amira).get("/my-work/").text)
    assert first.ref in shown
    assert held.ref in before
    assert "Eli Test" in before
    assert second.ref not in shown + before


def test_skipped_case_says_why_another_is_next_and_returns_tomorrow(
    cast, as_, time_machine
):
    time_machine.move_to(AT)
    first, second = owned(cast, 1), owned(cast, 2)
    browser = as_(cast.amira)
    answer = browser.post(f"/my-work/skip/{first.ref}/", SAID)
    assert (answer.status_code, answer["Location"]) == (302, "/my-work/")
    shown, before = next_on(browser.get("/my-work/").text)
    assert second.ref in shown
    assert f"{first.ref}</a> You skipped it today: it asks for a training" in before
    time_machine.move_to(AT + timedelta(days=1))
    assert first.ref in next_on(as_(cast.amira).get("/my-work/").text)[0]


def test_case_passed_back_is_said_to_wait_and_is_not_offered_as_next(
    cast, as_, time_machine
):
    time_machine.move_to(AT)
    hal = cast.person("hal", Role.DECISION_MAKER)
    hal.staff_member.decides, hal.staff_member.weekly_places = True, 5
    hal.staff_member.save()
    case = owned(cast)
    browser = as_(cast.amira)
    assert "Pass this case back" in browser.get(f"/cases/{case.ref}/").text
    answer = browser.post(f"/cases/{case.ref}/pass-back/", SAID, follow=True)
    assert "stays yours until" in answer.text
    assert "None of your cases can be gone on with by you now" in answer.text
    page = browser.get(f"/cases/{case.ref}/").text
    assert "Amira Test has passed this case back" in page
    assert "See who would take it" not in page
    assert "See who would take it" in as_(cast.dana).get(f"/cases/{case.ref}/").text


def test_missing_reason_stands_beside_its_field(cast, as_):
    case = owned(cast)
    for address in (f"/my-work/skip/{case.ref}/", f"/cases/{case.ref}/pass-back/"):
        answer = as_(cast.amira).post(address, {"reason": ""})
        assert answer.status_code == 422
        assert 'href="#id_reason">Choose a reason' in answer.text
        answer = as_(cast.amira).post(address, {"reason": "other"})
        assert 'href="#id_words">Say it in your own words too' in answer.text
    with acting_as(cast.amira):
        assert not Passing.objects.exists()


def test_somebody_elses_case_is_neither_skipped_nor_passed_back(cast, as_):
    case = owned(cast)
    for address in (f"/my-work/skip/{case.ref}/", f"/cases/{case.ref}/pass-back/"):
        answer = as_(cast.eli).post(address, SAID)
        assert "by the decision maker who has it" in answer.text
        assert as_(cast.dana).get(address).status_code == 403
    with acting_as(cast.amira):
        assert not Passing.objects.exists()
