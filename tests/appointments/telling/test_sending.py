"""The outbox is emptied once, by each way; what fails is tried again, then told."""

import json
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from evenhand.appointments.telling.models import PrivateLink
from evenhand.appointments.telling.queries import not_delivered, told, was_delivered
from evenhand.appointments.telling.services import tell_booked, tell_cancelled
from evenhand.core.models import Message
from evenhand.core.outbox import (
    claim_due,
    record_delivered,
    record_returned,
    send_again,
    settle,
)
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.remind import remind_due
from evenhand.flows.send_messages import send_due
from tests.appointments.telling.derby import BOOKED_AT, STARTS, Derby, derby
from tests.cast import Cast


LATER = BOOKED_AT + timedelta(minutes=1)


@pytest.fixture
def scene(cast: Cast, settings: Settings, tmp_path: Path) -> Derby:
    settings.OUTBOX_FOLDER = str(tmp_path)
    settings.PUBLIC_ADDRESS = "https://book.example"
    return derby(cast)


def booked(scene: Derby, **needs: object) -> Any:
    with acting_as(scene.officer):
        if needs:
            scene.needs(**needs)
        interview = scene.book()
        tell_booked(interview, by=scene.officer, at=BOOKED_AT)
    return interview


def message(scene: Derby, recipient: str) -> Message:
    with acting_as(scene.officer):
        return Message.objects.filter(recipient=recipient).latest("pk")


def test_each_leaves_by_its_way_and_once(scene: Derby, tmp_path: Path) -> None:
    booked(scene)
    outcome = send_due(at=LATER)
    assert (outcome.sent, outcome.failed) == (4, 0)
    assert sorted(one.to[0] for one in mail.outbox) == [
        "interpreter.1@words.example",
        "noor.bell@albion.example",
        "pat.lowe@host.example",
    ]
    [letter] = tmp_path.glob("letters/*.json")
    said = json.loads(letter.read_text())
    assert said["name"] == "Selam Haile"
    assert any("https://book.example/i/" in line for line in said["paragraphs"])
    assert send_due(at=LATER + timedelta(days=1)).sent == 0
    assert len(mail.outbox) == 3


def test_staff_are_told_here_and_not_by_email(scene: Derby) -> None:
    booked(scene)
    send_due(at=LATER)
    assert message(scene, "staff").sent_at is None
    assert not any("amira" in str(one.to).lower() for one in mail.outbox)


def test_email_has_its_calendar_and_a_link_whose_text_is_kept_nowhere(
    scene: Derby,
) -> None:
    booked(scene)
    send_due(at=LATER)
    [sent] = [one for one in mail.outbox if "noor.bell" in one.to[0]]
    [(name, _, kind)] = sent.attachments
    assert (name, kind) == ("appointment.ics", "text/calendar; method=REQUEST")
    token = sent.body.split("https://book.example/i/")[1].split("/")[0]
    with acting_as(scene.officer):
        kept = str(list(Message.objects.values())) + str(
            list(PrivateLink.objects.values())
        )
    assert token not in kept
    assert "AL/77" not in sent.body


def test_interpreter_and_host_get_no_link(scene: Derby) -> None:
    booked(scene)
    send_due(at=LATER)
    for one in mail.outbox:
        assert ("/i/" in str(one.body)) == ("noor.bell" in one.to[0])


def test_text_is_short_and_a_quiet_one_has_no_link(
    scene: Derby, tmp_path: Path
) -> None:
    booked(scene, channel="text", phone="07700 900123", safe_contact=True)
    send_due(at=LATER)
    [text] = tmp_path.glob("texts/*.json")
    said = json.loads(text.read_text())
    assert said["number"] == "07700 900123"
    assert said["text"] == (
        "You have an appointment on Monday 29 March 2021 at 10am. Place: Derby "
        "Reception Centre, 1 Curzon Street, Derby, DE1 1LL."
    )


def test_failed_one_is_tried_again_under_the_same_name(
    scene: Derby, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(scene)
    names = []

    def failing(self: mail.EmailMessage, fail_silently: bool = False) -> int:
        names.append(self.extra_headers["Message-ID"])
        raise SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", failing)
        assert send_due(at=LATER).failed == 3
        assert message(scene, "host").fault == "The mail server did not take it"
        with acting_as(scene.officer):
            # What did not leave has no link that anybody could open.
            assert PrivateLink.objects.count() == 1
        assert send_due(at=LATER + timedelta(minutes=1)).failed == 0
        assert send_due(at=LATER + timedelta(minutes=3)).failed == 3
    assert len(set(names)) == 3
    assert send_due(at=LATER + timedelta(hours=1)).sent == 3
    assert message(scene, "host").fault == ""
    assert {one.extra_headers["Message-ID"] for one in mail.outbox} == set(names)


def test_after_the_last_attempt_a_person_is_asked(
    scene: Derby, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(scene)

    def failing(self: mail.EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr(mail.EmailMessage, "send", failing)
    for hours in range(0, 60, 7):
        send_due(at=LATER + timedelta(hours=hours))
    kept = message(scene, "host")
    assert (kept.due_at, kept.attempts, kept.sent_at) == (None, 5, None)
    with acting_as(scene.officer):
        assert kept in not_delivered()


def test_unknown_address_is_not_tried_again(
    scene: Derby, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked(scene)

    def refused(self: mail.EmailMessage, fail_silently: bool = False) -> int:
        raise SMTPRecipientsRefused({})

    monkeypatch.setattr(mail.EmailMessage, "send", refused)
    send_due(at=LATER)
    kept = message(scene, "host")
    assert kept.fault == "The mail server does not know pat.lowe@host.example"
    assert kept.due_at is None


def test_without_a_way_out_it_waits_and_says_so(
    scene: Derby, settings: Settings
) -> None:
    settings.OUTBOX_FOLDER, settings.SENDS_EMAIL = None, False
    booked(scene)
    assert send_due(at=LATER).failed == 4
    assert message(scene, "claimant").fault == "No folder is set up for letters"
    assert message(scene, "host").fault == "No mail server is set up"


def test_what_a_dead_sender_had_claimed_is_sent_again(scene: Derby) -> None:
    booked(scene)
    with acting_as(scene.cast.service):
        assert len(claim_due(at=LATER)) == 4
        assert claim_due(at=LATER + timedelta(minutes=9)) == []
    assert send_due(at=LATER + timedelta(minutes=11)).sent == 4


def test_delivery_and_return_are_recorded(scene: Derby) -> None:
    interview = booked(scene)
    key = message(scene, "claimant").key
    with acting_as(scene.officer):
        with pytest.raises(Refused, match="not been sent yet"):
            record_delivered(key, at=LATER)
    send_due(at=LATER)
    with acting_as(scene.officer):
        assert not was_delivered(interview)
        record_delivered(key, at=LATER)
        assert was_delivered(interview)
        assert [one.state for one in told(interview)][-1] == "Arrived"
        record_returned(key, "Gone away", at=LATER)
        assert not was_delivered(interview)
        assert not_delivered().get().returned_because == "Gone away"


def test_what_told_an_earlier_time_does_not_count_as_delivered(scene: Derby) -> None:
    interview = booked(scene)
    send_due(at=LATER)
    with acting_as(scene.officer):
        record_delivered(message(scene, "claimant").key, at=LATER)
        first = Message.objects.get(recipient="claimant")
        Message.objects.create(
            case_id=first.case_id,
            about=first.about,
            recipient="claimant",
            kind="interview_changed",
            data=first.data | {"starts_at": "2021-03-29T13:00:00+00:00"},
            created_at=LATER,
            created_by=scene.officer,
        )
        assert not was_delivered(interview)


def test_what_came_back_is_sent_by_another_way_and_leaves_the_list(
    scene: Derby,
) -> None:
    interview = booked(scene)
    send_due(at=LATER)
    with acting_as(scene.officer):
        returned = message(scene, "claimant")
        record_returned(returned.key, "Gone away", at=LATER)
        send_again(
            returned,
            channel="email",
            to_address="selam@post.example",
            by=scene.officer,
            at=LATER,
        )
        assert not not_delivered().exists()
        with pytest.raises(Refused, match="Somebody else"):
            settle(returned, "Rang them", by=scene.officer, at=LATER)
    assert send_due(at=LATER).sent == 1
    assert mail.outbox[-1].to == ["selam@post.example"]
    with acting_as(scene.officer):
        assert len([one for one in told(interview) if one.state == "Sent"]) == 4


def test_cancelled_before_it_left_leaves_in_order(scene: Derby) -> None:
    interview = booked(scene)
    with acting_as(scene.officer):
        tell_cancelled(interview, by=scene.officer, at=LATER)
    send_due(at=LATER)
    subjects = [one.subject for one in mail.outbox if "pat.lowe" in one.to[0]]
    assert [words.partition(":")[0] for words in subjects] == [
        "Interview",
        "Interview is cancelled",
    ]


def test_invitation_does_not_come_after_the_interview(scene: Derby) -> None:
    booked(scene)
    assert send_due(at=STARTS).sent == 0
    kept = message(scene, "claimant")
    assert kept.fault == "It could not be sent before the interview began"
    assert kept.due_at is None


def test_reminder_is_written_once(scene: Derby) -> None:
    booked(scene)
    soon = STARTS - timedelta(days=2)
    assert remind_due(at=STARTS - timedelta(days=5)) == 0
    assert remind_due(at=soon) == 1
    assert remind_due(at=soon + timedelta(hours=1)) == 0
    assert remind_due(at=STARTS - timedelta(minutes=1)) == 0
