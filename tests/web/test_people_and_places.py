"""Places, people and hours of the appointment book, in the browser."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evenhand.appointments.book.services import book
from evenhand.appointments.models import Away, Interpreter, InterviewNeeds, Site
from evenhand.core.viewing import acting_as
from tests.booking import open_book
from tests.cast import AT


def soon() -> date:
    """A day that is still to come when the page is looked at."""
    return timezone.localdate() + timedelta(days=7)


def day_parts(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


@pytest.fixture
def town(cast):
    return open_book(cast)


@pytest.fixture
def fern(town, as_):
    return as_(town.booker)


def test_only_those_who_keep_the_book_open_it(town, as_):
    assert as_(town.cast.amira).get("/places/").status_code == 403
    assert as_(town.cast.idris).get("/places/").status_code == 403
    assert "People and places" in as_(town.cast.jo).get("/places/").text
    assert as_(town.cast.dana).get("/places/").status_code == 200


def test_sites_tell_their_hours_and_a_room_without_hours_is_not_bookable(town, fern):
    with acting_as(town.booker):
        town.room(town.derby, "Room 9", hours=None)
    page = fern.get("/places/").text
    assert "Monday to Friday 9am to 5pm" in page
    page = fern.get("/places/sites/DERBY/").text
    assert "No hours: not bookable" in page
    assert "A room without hours is not bookable" in page
    assert "25 December 2026" in page, "a bank holiday of its nation"


def test_a_site_is_added_with_its_hours_and_a_room(fern, town):
    asked = {
        "code": "stoke", "name": "Stoke office", "address": "1 Kiln Row",
        "postcode": "st1 9zz", "nation": "scotland", "open_on_holidays": "no",
        "because": "a new office", **day_parts("from_on", AT),
    }  # fmt: skip
    assert fern.post("/places/sites/add/", asked).url == "/places/sites/STOKE/"
    again = fern.post("/places/sites/add/", asked)
    assert again.status_code == 422
    assert "There is a site with the code STOKE already" in again.text
    with acting_as(town.booker):
        site = Site.objects.get(code="STOKE")
    hours = f"/places/calendars/{site.calendar_id}/hours/"
    wrong = fern.post(hours, {"day_0": "nine to five", "because": "it opens"})
    assert wrong.status_code == 422
    assert "Monday: “nine” is not a time" in wrong.text
    fern.post(hours, {"day_0": "9am to 1pm", "because": "it opens"})
    assert "Monday 9am to 1pm" in fern.get("/places/").text
    room = {
        "name": "Room 1", "mode": "in person", "seats": 4, "turn_round_minutes": 15,
        "equipment": ["recorder"], "access": ["step-free"], **day_parts("from_on", AT),
    }  # fmt: skip
    page = fern.post("/places/sites/STOKE/rooms/add/", room)
    assert "has no hours, and is not bookable" in fern.get(page.url).text


def test_a_closure_shows_what_it_puts_at_risk_before_it_is_recorded(town, fern):
    case = town.cast.case(postcode="DE1 1AA")
    with acting_as(town.booker):
        asked = town.asked(case, language=None, not_before=soon())
        interview = book(case, asked, town.way(asked), by=town.booker, at=AT)
        calendar = interview.site.calendar
    address = f"/places/calendars/{calendar.pk}/away/"
    on = interview.starts_at.date()
    sent = {
        "cause": "closure", "because": "no heating",
        **day_parts("from_on", on), **day_parts("last_on", on),
    }  # fmt: skip
    shown = fern.post(address, sent)
    assert "1 interview is booked then" in " ".join(shown.text.split())
    assert f"/interviews/{interview.uid}/" in shown.text
    with acting_as(town.booker):
        assert not Away.objects.exists()
    assert fern.post(address, sent | {"sure": "1"}).status_code == 302
    page = fern.get(f"/places/sites/{interview.site.code}/").text
    assert "no heating" in page
    assert case.ref in page
    with acting_as(town.booker):
        away = Away.objects.get()
    fern.post(f"{address}{away.pk}/end/", {"because": "warm again"})
    with acting_as(town.booker):
        away.refresh_from_db()
        assert away.ended_at is not None
        interview.refresh_from_db()
        assert interview.state == "booked"


def test_an_interview_booked_between_looking_and_closing_is_shown_first(town, fern):
    case = town.cast.case(postcode="DE1 1AA")
    with acting_as(town.booker):
        asked = town.asked(case, language=None, not_before=soon())
        interview = book(case, asked, town.way(asked), by=town.booker, at=AT)
    on = interview.starts_at.date()
    sent = {
        "cause": "closure", "because": "x", "sure": "4",
        **day_parts("from_on", on), **day_parts("last_on", on),
    }  # fmt: skip
    fern.post(f"/places/calendars/{interview.site.calendar_id}/away/", sent)
    with acting_as(town.booker):
        assert not Away.objects.exists()


def test_interpreters_are_found_and_changed(town, fern):
    with acting_as(town.booker):
        town.interpreter("Ines", "Arabic", dialect="Sudanese Arabic", level=3)
        town.interpreter("Ivo", "Farsi", sex="male")
    looking = "/places/interpreters/?standing=&language=Arabic"
    page = fern.get(looking).text
    assert "Ines" in page
    assert "Ivo" not in page
    assert "Ines" not in fern.get(f"{looking}&level=4").text
    assert "Ines" in fern.get(f"{looking}&dialect=Sudanese+Arabic&sex=female").text
    sent = {"spoken": "Arabic 3\nArabic (Sudanese Arabic) 4", "because": "assessed"}
    fern.post("/places/interpreters/INT-Ines/languages/", sent)
    with acting_as(town.booker):
        spoken = Interpreter.objects.get(name="Ines").languages
        assert {(one.dialect, one.level) for one in spoken.all()} == {
            ("", 3),
            ("Sudanese Arabic", 4),
        }
    for typed, said in (
        ("Arabic", "lacks a level"),
        ("Klingon 3", "Klingon is not in the list of languages"),
        ("Farsi (Sudanese Arabic) 3", "is not a dialect of Farsi"),
    ):
        wrong = fern.post(
            "/places/interpreters/INT-Ines/languages/", sent | {"spoken": typed}
        )
        assert said in wrong.text


def test_an_adult_of_the_department_is_refused_beside_the_field(town, fern):
    sent = {
        "name": "Ada Moss", "organisation": "Kent County Council",
        "of_the_department": "yes", **day_parts("from_on", AT),
    }  # fmt: skip
    wrong = fern.post("/places/adults/add/", sent)
    assert wrong.status_code == 422
    assert "A responsible adult must not work for the department" in wrong.text
    right = fern.post("/places/adults/add/", sent | {"of_the_department": "no"})
    assert "has no hours, and is not bookable" in fern.get(right.url).text


def test_interviewers_show_trainings_and_leave_of_the_workforce(town, fern):
    with acting_as(town.booker):
        staff = town.cast.amira.staff_member
        staff.absences.create(
            from_on=AT.date() + timedelta(days=300),
            to_on=AT.date() + timedelta(days=303),
        )
    page = fern.get(f"/places/interviewers/{staff.ref}/").text
    assert "Claims of children" in page or "hildren" in page
    assert "16 September 2027 to 18 September 2027" in page
    assert "5 interviews a week" in page


NEEDS = {
    "interpreter_needed": "yes", "language": "Arabic", "channel": "letter",
    "representative_attends": "no", "interviewer_sex": "female", "latest_start": "2pm",
}  # fmt: skip


def test_needs_are_recorded_on_the_case_and_told(town, as_):
    eli = as_(town.cast.eli)
    case = town.cast.case(sex="female")
    page = eli.get(f"/cases/{case.ref}/").text
    assert "They have not been asked yet" in page
    answer = eli.post(f"/cases/{case.ref}/needs/", NEEDS)
    assert answer.url == f"/cases/{case.ref}/#interview-needs"
    page = eli.get(f"/cases/{case.ref}/").text
    assert "A woman" in page
    assert (
        "Interview needs recorded: who interviews: a woman; the latest start: 2pm"
        in page
    )
    stale = eli.post(f"/cases/{case.ref}/needs/", NEEDS)
    assert stale.status_code == 422
    assert "Somebody else has just recorded needs" in stale.text
    wrong = eli.post(f"/cases/{case.ref}/needs/", NEEDS | {"language": ""})
    assert "Choose the language of the interview" in wrong.text
    with acting_as(town.cast.eli):
        assert InterviewNeeds.objects.get().interviewer_sex == "female"


def test_a_need_that_no_longer_fits_what_is_booked_is_said_at_once(town, as_):
    case = town.cast.case(postcode="DE1 1AA")
    with acting_as(town.booker):
        asked = town.asked(case, language=None, not_before=soon())
        interview = book(case, asked, town.way(asked), by=town.booker, at=AT)
    eli = as_(town.cast.eli)
    eli.post(f"/cases/{case.ref}/needs/", NEEDS | {"interviewer_sex": "male"})
    page = eli.get(f"/cases/{case.ref}/").text
    assert "no longer fits" in page
    assert "They ask for a man as interviewer" in page
    with acting_as(town.booker):
        interview.refresh_from_db()
        assert interview.state == "booked", "nothing is changed by itself"


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/places/", 14),
        ("/places/sites/DERBY/", 26),
        ("/places/sites/DERBY/journeys/", 18),
        ("/places/interpreters/?standing=", 20),
        ("/places/interviewers/", 18),
        ("/places/representatives/", 12),
    ],
)
def test_lists_ask_as_many_questions_for_many_as_for_few(town, fern, address, most):
    with acting_as(town.booker):
        for number in range(12):
            town.interpreter(f"I{number}", "Arabic")
            town.room(town.derby, f"Room {number + 20}")
            town.representative(f"Rhea {number}")
            town.interviewer(f"Jan{number}")
    fern.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert fern.get(address).status_code == 200
    assert len(asked) <= most, [query["sql"][:120] for query in asked]
