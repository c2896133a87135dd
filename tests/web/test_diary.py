"""The diary and the contacts of a case, in the browser."""

from datetime import timedelta

from django.utils import timezone

from evenhand.casework.models import Contact, DiaryEntry
from evenhand.core.viewing import acting_as


def day_of(on):
    return {"due_on-day": on.day, "due_on-month": on.month, "due_on-year": on.year}


def test_what_is_written_stands_on_the_case_and_on_the_first_page(cast, as_):
    with acting_as(cast.amira):
        case = cast.case()
    browser = as_(cast.amira)
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = {"text": "Ring the hub", "whose": cast.amira.staff_member.ref}
    answer = browser.post(f"/cases/{case.ref}/diary/", sent | day_of(tomorrow))
    assert answer.url == f"/cases/{case.ref}/#diary"
    assert "Ring the hub" in browser.get(f"/cases/{case.ref}/").text
    work = browser.get("/my-work/").text
    assert "To do this week" in work
    assert "Ring the hub" in work
    with acting_as(cast.amira):
        entry = DiaryEntry.objects.get()
    address = f"/cases/{case.ref}/diary/{entry.pk}/done/"
    assert browser.post(address).status_code == 302
    page = browser.get("/my-work/").text
    assert "To do this week" not in page
    browser.post(address)
    assert "Somebody else has just marked this as done" in browser.get("/my-work/").text


def test_a_day_in_the_past_is_told_next_to_the_field(cast, as_):
    with acting_as(cast.amira):
        case = cast.case()
    yesterday = timezone.localdate() - timedelta(days=1)
    sent = {"text": "Ring", "whose": cast.amira.staff_member.ref}
    answer = as_(cast.amira).post(f"/cases/{case.ref}/diary/", sent | day_of(yesterday))
    assert answer.status_code == 422
    assert "The day must not be in the past" in answer.text
    with acting_as(cast.amira):
        assert not DiaryEntry.objects.exists()


def test_a_contact_is_recorded_with_its_time(cast, as_):
    with acting_as(cast.amira):
        case = cast.case()
    today = timezone.localdate()
    sent = {
        "whom": "representative",
        "name": "Ms Hall",
        "way": "phone",
        "on-day": today.day,
        "on-month": today.month,
        "on-year": today.year,
        "hour": "12:01am",
        "reached": "no",
        "said": "No answer, left word",
    }
    browser = as_(cast.amira)
    wrong = browser.post(f"/cases/{case.ref}/contacts/", sent | {"hour": "noonish"})
    assert wrong.status_code == 422
    assert "Enter a time such as 2:30pm" in wrong.text
    assert "No answer, left word" in wrong.text, "nothing typed is lost"
    assert browser.post(f"/cases/{case.ref}/contacts/", sent).status_code == 302
    page = browser.get(f"/cases/{case.ref}/").text
    assert "No answer, left word" in page
    assert "Not reached" in page
    assert "Tried to reach their representative by phone" in page
    with acting_as(cast.amira):
        assert timezone.localtime(Contact.objects.get().at).minute == 1


def test_an_auditor_reads_and_does_not_write(cast, as_):
    with acting_as(cast.amira):
        case = cast.case()
    browser = as_(cast.idris)
    page = browser.get(f"/cases/{case.ref}/").text
    assert "Record a contact" not in page
    assert "Add to the diary" not in page
    assert "Your role reads cases" in browser.get(f"/cases/{case.ref}/contacts/").text
