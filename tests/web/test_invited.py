"""Private links: one interview, behind a second factor, and nothing more."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import vobject
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.answering import keep_as_it_is
from evenhand.appointments.telling.links import holding, link_held, revoke_links
from evenhand.appointments.telling.models import LinkAnswer, PrivateLink
from evenhand.appointments.telling.queries import confirmations, wishes
from evenhand.appointments.telling.services import (
    tell_booked,
    tell_cancelled,
    tell_changed,
)
from evenhand.appointments.telling.tokens import digest_of, new_token
from evenhand.casework.models import Case, Person
from evenhand.core.models import Event, Message
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.send_messages import send_due
from tests.appointments.telling.derby import BOOKED_AT, Derby, derby
from tests.cast import Cast


LATER = BOOKED_AT + timedelta(hours=1)
YEAR = "1994"


@pytest.fixture
def scene(cast: Cast, settings: Settings, tmp_path: Path) -> Derby:
    settings.OUTBOX_FOLDER = str(tmp_path)
    settings.PUBLIC_ADDRESS = "https://book.example"
    return derby(cast)


@pytest.fixture(autouse=True)
def day_after_booking() -> Any:
    with time_machine.travel(LATER, tick=False) as clock:
        yield clock


def invited(scene: Derby, **columns: Any) -> tuple[Interview, str]:
    """An interview that was told by email, and the text of the claimant's link."""
    with acting_as(scene.officer):
        scene.needs(channel="email", email="selam@post.example")
        interview = scene.book(**columns)
        tell_booked(interview, by=scene.officer, at=BOOKED_AT)
    return interview, sent_token("selam@post.example")


def sent_token(address: str) -> str:
    send_due(at=LATER)
    body = str([one for one in mail.outbox if one.to == [address]][-1].body)
    return body.split("https://book.example/i/")[1].split("/")[0]


def come_in(client: Client, token: str, answer: str = YEAR) -> Any:
    return client.post(f"/i/{token}/open/", {"answer": answer}, follow=True)


def test_appointment_is_seen_with_the_second_factor_only(
    scene: Derby, client: Client
) -> None:
    _, token = invited(scene)
    asked = client.get(f"/i/{token}/", follow=True)
    assert "The year you were born" in asked.content.decode()
    assert "29 March" not in asked.content.decode()
    wrong = come_in(client, token, "1993")
    assert wrong.status_code == 422
    assert "That is not what we have" in wrong.content.decode()
    page = come_in(client, token).content.decode()
    assert "Monday 29 March 2021" in page
    assert "10am to 1pm" in page
    assert "Ten minutes on foot from the bus station." in page
    assert "An interpreter, by video" in page
    # Another telephone with the same link is asked again.
    assert "29 March" not in Client().get(f"/i/{token}/", follow=True).content.decode()


def test_page_holds_no_more_than_is_needed(scene: Derby, client: Client) -> None:
    _, token = invited(scene)
    page = come_in(client, token)
    text = page.content.decode()
    for secret in ("Eritrea", "Selam", "Haile", "Tigrinya", "Amira", "1994", "<script"):
        assert secret not in text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in text


def test_representative_says_their_own_reference(scene: Derby, client: Client) -> None:
    invited(scene)
    token = sent_token("noor.bell@albion.example")
    assert come_in(client, token, "AL/78/HAILE").status_code == 422
    page = come_in(client, token, "al 77 haile").content.decode()
    assert "Interview of S. Haile" in page
    assert scene.case.ref in page


def test_database_shows_the_holder_one_interview_and_nothing_else(
    scene: Derby,
) -> None:
    interview, token = invited(scene)
    other = scene.cast.case()
    with acting_as(scene.officer):
        scene.book(case=other, starts=BOOKED_AT + timedelta(days=40))
    with holding(token):
        assert [one.pk for one in Interview.objects.all()] == [interview.pk]
        assert not Case.objects.exists()
        assert not Person.objects.exists()
        assert not Message.objects.filter(case_id__isnull=False).exists()
        assert PrivateLink.objects.count() == 1
    with holding(new_token()):
        assert not Interview.objects.exists()
        assert not PrivateLink.objects.exists()


def test_restricted_case_is_seen_by_its_own_person(
    scene: Derby, client: Client
) -> None:
    with acting_as(scene.cast.service):
        Case.objects.filter(pk=scene.case.pk).update(restriction="restricted")
        scene.needs(channel="email", email="selam@post.example")
        tell_booked(scene.book(), by=scene.cast.service, at=BOOKED_AT)
    token = sent_token("selam@post.example")
    assert "29 March" in come_in(client, token).content.decode()
    assert client.post(f"/i/{token}/confirm/", follow=True).status_code == 200
    with acting_as(scene.officer):
        assert not LinkAnswer.objects.exists()


@pytest.mark.parametrize("made_up", ["k3m7ranx5qehtw2b.yx4hnd2p", "x", "é.é", "a.b.c"])
def test_made_up_link_says_a_plain_sentence(
    scene: Derby, client: Client, made_up: str
) -> None:
    answer = client.get(f"/i/{made_up}/")
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_revoked_expired_and_unknown_answer_alike(
    scene: Derby, client: Client, day_after_booking: Any
) -> None:
    interview, token = invited(scene)
    unknown = client.get(f"/i/{new_token()}/").content
    come_in(client, token)
    day_after_booking.move_to(interview.ends_at + timedelta(days=15))
    expired = client.get(f"/i/{token}/")
    day_after_booking.move_to(LATER)
    assert come_in(client, token).status_code == 200
    with acting_as(scene.officer):
        with pytest.raises(Refused):
            revoke_links(interview, by=scene.officer, at=LATER, because=" ")
        revoke_links(
            interview, by=scene.officer, at=LATER, because="Went to an old address"
        )
    revoked = client.get(f"/i/{token}/")
    assert revoked.status_code == expired.status_code == 404
    assert revoked.content == expired.content == unknown
    assert client.post(f"/i/{token}/confirm/").status_code == 404
    assert client.get(f"/i/{token}/appointment.ics").status_code == 404


def test_wrong_answers_make_it_rest_and_then_end(
    scene: Derby, client: Client, day_after_booking: Any
) -> None:
    _, token = invited(scene)
    for _ in range(5):
        assert come_in(client, token, "1900").status_code == 422
    # The right answer opens nothing either while it rests.
    assert come_in(client, token).status_code == 429
    day_after_booking.shift(timedelta(hours=2))
    assert come_in(client, token, "1901").status_code == 422
    assert come_in(client, token).status_code == 200
    for _ in range(3):
        day_after_booking.shift(timedelta(hours=2))
        for year in range(5):
            come_in(client, token, str(1910 + year))
    assert client.get(f"/i/{token}/open/").status_code == 404


def test_link_of_a_message_sent_again_replaces_the_one_before(scene: Derby) -> None:
    _, token = invited(scene)
    with acting_as(scene.cast.service):
        Message.objects.filter(recipient="claimant").update(sent_at=None, due_at=LATER)
    second = sent_token("selam@post.example")
    with holding(token):
        assert link_held(token, at=LATER) is None
    with holding(second):
        assert link_held(second, at=LATER) is not None
    assert second != token
    assert digest_of(second.upper()) == digest_of(second)


def test_confirming_twice_is_one_confirmation(scene: Derby, client: Client) -> None:
    interview, token = invited(scene)
    come_in(client, token)
    for _ in range(2):
        page = client.post(f"/i/{token}/confirm/", follow=True).content.decode()
    assert "you will come. Thank you" in page
    with acting_as(scene.officer):
        assert [one.recipient for one in confirmations(interview)] == ["claimant"]
        assert Event.objects.filter(kind="interview_confirmed").count() == 1


def test_confirmation_does_not_outlive_a_change(scene: Derby, client: Client) -> None:
    interview, token = invited(scene)
    come_in(client, token)
    client.post(f"/i/{token}/confirm/")
    with acting_as(scene.officer):
        before = Interview.objects.get(pk=interview.pk)
        interview.starts_at += timedelta(minutes=30)
        interview.sequence += 1
        interview.save()
        tell_changed(interview, before, by=scene.officer, at=LATER)
        assert not confirmations(interview).exists()
    page = client.get(f"/i/{token}/").content.decode()
    assert "10:30am" in page
    assert "I will come" in page


def test_wish_reaches_the_list_and_is_answered_in_words(
    scene: Derby, client: Client
) -> None:
    _, token = invited(scene)
    come_in(client, token)
    assert client.post(f"/i/{token}/change/", {"because": " "}).status_code == 422
    page = client.post(
        f"/i/{token}/change/", {"because": "Hospital that morning"}, follow=True
    ).content.decode()
    assert "You asked on 12 March 2021 for a change" in page
    again = client.post(f"/i/{token}/change/", {"because": "Please"})
    assert "You have asked already" in again.content.decode()
    with acting_as(scene.officer):
        [wish] = wishes()
        assert wish.because == "Hospital that morning"
        keep_as_it_is(wish, "No other room", by=scene.officer, at=LATER)
        with pytest.raises(Refused, match="Somebody else"):
            keep_as_it_is(wish, "No other room", by=scene.officer, at=LATER)
        assert not wishes().exists()
        told = Message.objects.get(kind="interview_kept")
    assert told.to_address == "selam@post.example"
    send_due(at=LATER)
    assert "No other room" in mail.outbox[-1].body
    assert mail.outbox[-1].attachments == []
    assert "No other room" in client.get(f"/i/{token}/").content.decode()


def test_only_booking_officers_answer(scene: Derby, client: Client) -> None:
    _, token = invited(scene)
    come_in(client, token)
    client.post(f"/i/{token}/change/", {"because": "Hospital"})
    with acting_as(scene.cast.amira):
        with pytest.raises(Refused, match="Booking officers"):
            keep_as_it_is(wishes().get(), "No", by=scene.cast.amira, at=LATER)


def test_cancelled_one_says_so_and_settles_the_wish(
    scene: Derby, client: Client
) -> None:
    interview, token = invited(scene)
    come_in(client, token)
    client.post(f"/i/{token}/change/", {"because": "Hospital that morning"})
    with acting_as(scene.officer):
        Interview.objects.filter(pk=interview.pk).update(
            state="cancelled",
            cancelled_at=LATER,
            cancelled_by=scene.officer,
            cancelled_for="claimant",
        )
        interview.refresh_from_db()
        tell_cancelled(interview, by=scene.officer, at=LATER)
        assert LinkAnswer.objects.get().outcome == "cancelled"
    page = client.get(f"/i/{token}/").content.decode()
    assert "This interview has been cancelled" in page
    assert client.post(f"/i/{token}/confirm/").status_code == 409
    file = vobject.readOne(client.get(f"/i/{token}/appointment.ics").content.decode())
    assert file.method.value == "CANCEL"


def test_calendar_file_is_the_same_appointment(scene: Derby, client: Client) -> None:
    interview, token = invited(scene)
    come_in(client, token)
    answer = client.get(f"/i/{token}/appointment.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    event = vobject.readOne(answer.content.decode()).vevent
    assert event.uid.value == f"{interview.uid}@evenhand"
    assert event.dtstart.value == interview.starts_at
    assert event.summary.value == "Appointment"


def test_representative_who_is_replaced_loses_their_link(
    scene: Derby, client: Client
) -> None:
    interview, _ = invited(scene)
    token = sent_token("noor.bell@albion.example")
    come_in(client, token, "AL/77/HAILE")
    with acting_as(scene.officer):
        before = Interview.objects.get(pk=interview.pk)
        interview.representative = None
        interview.save()
        tell_changed(interview, before, by=scene.officer, at=LATER)
    assert client.get(f"/i/{token}/").status_code == 404


def test_staff_who_open_a_link_see_what_its_reader_sees(
    scene: Derby, client: Client
) -> None:
    _, token = invited(scene)
    client.force_login(
        scene.cast.amira, backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "29 March" in come_in(client, token).content.decode()
    assert client.get("/cases/").status_code == 200
