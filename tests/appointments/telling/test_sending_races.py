"""Two senders, two clicks and many guesses at once: each settled in the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connections
from pytest_django.fixtures import Settings

from evenhand.appointments.telling.answering import confirm
from evenhand.appointments.telling.links import (
    WRONG_IN_AN_HOUR,
    holding,
    link_held,
    opens,
)
from evenhand.appointments.telling.models import LinkAnswer, PrivateLink
from evenhand.appointments.telling.services import tell_booked
from evenhand.core.models import Message
from evenhand.core.outbox import claim_due
from evenhand.core.viewing import acting_as
from evenhand.flows.send_messages import send_due
from tests.appointments.telling.derby import BOOKED_AT, Derby, derby
from tests.cast import assemble
from tests.racing import while_open


LATER = BOOKED_AT + timedelta(minutes=1)


@pytest.fixture
def scene(own_database: str, settings: Settings, tmp_path: Path) -> Derby:
    settings.OUTBOX_FOLDER = str(tmp_path)
    settings.PUBLIC_ADDRESS = "https://book.example"
    mail.outbox = []
    scene = derby(assemble())
    with acting_as(scene.officer):
        scene.needs(channel="email", email="selam@post.example")
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
    return scene


def token() -> str:
    send_due(at=LATER)
    body = str([one for one in mail.outbox if one.to == ["selam@post.example"]][0].body)
    return body.split("https://book.example/i/")[1].split("/")[0]


def test_second_sender_takes_nothing_that_the_first_has(scene: Derby) -> None:
    def claimed() -> list[Message]:
        with acting_as(scene.cast.service):
            return claim_due(at=LATER)

    first: list[Message] = []

    def first_claims() -> None:
        with acting_as(scene.cast.service):
            first.extend(claim_due(at=LATER, most=3))

    second = while_open(first_claims, claimed)
    assert len(first) == 3
    assert len(second) == 1
    assert not {one.pk for one in first} & {one.pk for one in second}


def test_many_guesses_at_once_are_counted_one_by_one(scene: Derby) -> None:
    text = token()

    def guess(year: int) -> bool:
        try:
            with holding(text):
                link = link_held(text, at=LATER)
                return link is not None and opens(link, str(year), at=LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        # The right one is the last: by then there are no attempts left.
        answers = list(pool.map(guess, [*range(1900, 1924)]))
    assert not any(answers)
    with acting_as(scene.officer):
        link = PrivateLink.objects.get(recipient="claimant")
    assert link.wrong == link.wrong_in_all == WRONG_IN_AN_HOUR
    assert not guess(1994)


def test_two_clicks_at_once_confirm_once(scene: Derby) -> None:
    text = token()

    def click() -> None:
        with holding(text):
            link = link_held(text, at=LATER)
            assert link is not None
            confirm(link, at=LATER)

    while_open(click, click)
    with acting_as(scene.officer):
        assert LinkAnswer.objects.count() == 1
