"""Booking officers see what was not delivered and who asks for a change, and act."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.links import holding, link_held
from evenhand.appointments.telling.models import LinkAnswer, PrivateLink
from evenhand.appointments.telling.services import tell_all_booked, tell_booked
from evenhand.casework.models import Case
from evenhand.core.models import Look, Message
from evenhand.core.outbox import record_returned
from evenhand.core.viewing import acting_as
from evenhand.flows.send_messages import send_due
from tests.appointments.telling.derby import BOOKED_AT, STARTS, Derby, derby
from tests.cast import Cast


LATER = BOOKED_AT + timedelta(hours=1)


@pytest.fixture
def scene(cast: Cast, settings: Settings, tmp_path: Path) -> Derby:
    settings.OUTBOX_FOLDER = str(tmp_path)
    return derby(cast)


@pytest.fixture(autouse=True)
def shortly_before() -> Any:
    with time_machine.travel(STARTS - timedelta(days=5), tick=False) as clock:
        yield clock


@pytest.fixture
def officer(scene: Derby, client: Client) -> Client:
    client.force_login(
        scene.officer, backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def returned(scene: Derby) -> Message:
    """The claimant's letter, which came back."""
    with acting_as(scene.officer):
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
    send_due(at=LATER)
    with acting_as(scene.officer):
        message = Message.objects.get(recipient="claimant")
        record_returned(message.key, "Gone away", at=LATER)
    return message


def wish(scene: Derby) -> Interview:
    """The claimant asks for another day."""
    with acting_as(scene.officer):
        interview = scene.book()
        tell_booked(interview, by=scene.officer, at=BOOKED_AT)
    send_due(at=LATER)
    with acting_as(scene.officer):
        LinkAnswer.objects.create(
            case=scene.case,
            interview=interview,
            link=PrivateLink.objects.get(recipient="claimant"),
            recipient="claimant",
            kind="change",
            sequence=0,
            because="Hospital that morning",
            at=LATER,
        )
    return interview


def test_message_that_came_back_is_listed_with_what_to_do(
    scene: Derby, officer: Client
) -> None:
    message = returned(scene)
    page = officer.get("/interviews/messages/").content.decode()
    assert "Selam Haile" in page
    assert "Gone away" in page
    assert "Find another way to tell them" in page
    one = officer.get(f"/interviews/messages/{message.key}/").content.decode()
    assert "Please come to an interview about your asylum claim" in one
    with acting_as(scene.cast.idris):
        assert Look.objects.filter(what="a message not delivered").exists()


def test_it_is_sent_by_another_way(scene: Derby, officer: Client) -> None:
    message = returned(scene)
    where = f"/interviews/messages/{message.key}/"
    assert officer.post(where, {"again": "yes"}).status_code == 422
    answer = officer.post(
        where,
        {"again": "yes", "channel": "text", "to_address": "07700 900123"},
        follow=True,
    )
    assert "It is sent again" in answer.content.decode()
    assert "Everything has arrived" in answer.content.decode()
    with acting_as(scene.officer):
        again = Message.objects.filter(recipient="claimant").latest("pk")
        assert (again.channel, again.to_address) == ("text", "07700 900123")
        message.refresh_from_db()
        assert message.settled_because == "Sent again by text message to 07700 900123"
    # A second click finds that it is done.
    second = officer.post(where, {"again": "yes"}, follow=True)
    assert "Somebody has dealt with this message" in second.content.decode()


def test_what_was_done_is_kept(scene: Derby, officer: Client) -> None:
    message = returned(scene)
    where = f"/interviews/messages/{message.key}/"
    assert "Say what you did about it" in officer.post(where, {}).content.decode()
    officer.post(where, {"because": "Rang and read it out"})
    with acting_as(scene.officer):
        message.refresh_from_db()
    assert message.settled_because == "Rang and read it out"


def test_wish_is_listed_and_kept(scene: Derby, officer: Client) -> None:
    interview = wish(scene)
    page = officer.get("/interviews/answers/").content.decode()
    assert "Hospital that morning" in page
    assert f"/interviews/{interview.uid}/change/" in page
    where = f"/interviews/{interview.uid}/keep/claimant/"
    assert "Hospital that morning" in officer.get(where).content.decode()
    assert officer.post(where, {"because": ""}).status_code == 422
    done = officer.post(where, {"because": "No other room"}, follow=True)
    assert "Nobody asks for a change" in done.content.decode()
    assert officer.get(where).status_code == 404


def test_list_shows_who_confirmed(scene: Derby, officer: Client) -> None:
    interview = wish(scene)
    with acting_as(scene.officer):
        link = PrivateLink.objects.get(recipient="representative")
        LinkAnswer.objects.create(
            case=scene.case,
            interview=interview,
            link=link,
            recipient="representative",
            kind="confirmed",
            sequence=0,
            at=LATER,
        )
    page = " ".join(officer.get("/interviews/answers/").content.decode().split())
    assert "Representative: confirmed" in page
    assert "Claimant: no answer" in page


def test_links_are_ended_with_a_reason(scene: Derby, officer: Client) -> None:
    message = returned(scene)
    where = f"/interviews/{message.about}/links/"
    assert "Works until" in officer.get(where).content.decode()
    assert officer.post(where, {"because": ""}).status_code == 422
    done = officer.post(where, {"because": "Sent to an old address"}, follow=True)
    assert "open nothing any longer" in done.content.decode()
    assert "Ended on 24 March 2021: Sent to an old address" in done.content.decode()
    with holding("x"):
        assert link_held("x", at=LATER) is None


def test_links_are_ended_and_new_ones_sent_where_people_are_reached_now(
    scene: Derby, officer: Client
) -> None:
    message = returned(scene)
    with acting_as(scene.officer):
        scene.needs(channel="email", email="selam@post.example")
    done = officer.post(
        f"/interviews/{message.about}/links/",
        {"because": "Sent to an old address", "again": "yes"},
        follow=True,
    )
    assert "new links are on their way" in done.content.decode()
    with acting_as(scene.officer):
        again = Message.objects.filter(due_at__isnull=False)
        assert sorted(again.values_list("recipient", "to_address")) == [
            ("claimant", "selam@post.example"),
            ("representative", "noor.bell@albion.example"),
        ]


def test_decision_makers_do_not_answer(scene: Derby, client: Client) -> None:
    interview = wish(scene)
    client.force_login(
        scene.cast.amira, backend="django.contrib.auth.backends.ModelBackend"
    )
    for where in ("answers", "messages", f"{interview.uid}/keep/claimant"):
        assert client.get(f"/interviews/{where}/").status_code == 403


def test_a_hundred_interviews_to_come_ask_no_more_than_one(
    scene: Derby, officer: Client, django_assert_max_num_queries: Any
) -> None:
    with acting_as(scene.officer):
        told = []
        for number in range(30):
            case: Case = scene.cast.case()
            told.append(
                Interview.objects.create(
                    case=case,
                    kind="substantive",
                    mode="video",
                    starts_at=STARTS + timedelta(minutes=number // 3),
                    ends_at=STARTS + timedelta(hours=3),
                    site=scene.site,
                    room=scene.room,
                    interviewer=scene.interviewer,
                    booked_at=BOOKED_AT,
                    booked_by=scene.officer,
                )
            )
        tell_all_booked(told, by=scene.officer, at=BOOKED_AT)
    seen = set()
    address = "/interviews/answers/"
    for expected in (25, 5):
        with django_assert_max_num_queries(16):
            page = officer.get(address).content.decode()
        refs = {one.case.ref for one in told if one.case.ref in page}
        assert len(refs) == expected
        assert not refs & seen
        seen |= refs
        address = (
            "/interviews/answers/?after=" + page.split("?after=")[-1].split('"')[0]
        )
