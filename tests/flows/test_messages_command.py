"""`evenhand messages`: sends what is due, and records what a provider reports."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from evenhand.appointments.telling.services import tell_booked
from evenhand.cli import main
from evenhand.core.models import Message
from evenhand.core.viewing import acting_as
from tests.appointments.telling.derby import BOOKED_AT, derby
from tests.cast import Cast


@time_machine.travel(BOOKED_AT + timedelta(hours=1))
def test_messages_are_sent_and_their_fate_is_recorded(
    cast: Cast,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.OUTBOX_FOLDER = str(tmp_path)
    scene = derby(cast)
    with acting_as(scene.officer):
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
    assert main(["messages", "send"]) == 0
    assert capsys.readouterr().out == "Sent 4 messages.\n"
    [letter] = tmp_path.glob("letters/*.json")
    assert main(["messages", "delivered", letter.stem]) == 0
    assert main(["messages", "returned", letter.stem, "--because", "Gone away"]) == 0
    with acting_as(scene.officer):
        message = Message.objects.get(key=letter.stem)
    assert message.delivered_at is not None
    assert message.returned_because == "Gone away"
    unknown = "00000000-0000-4000-8000-000000000009"
    assert main(["messages", "delivered", unknown]) == 2
    assert "There is no message" in capsys.readouterr().err
    assert main(["messages", "returned", letter.stem, "--because", " "]) == 2


@time_machine.travel(BOOKED_AT + timedelta(hours=1))
def test_what_cannot_leave_says_so(
    cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.OUTBOX_FOLDER = None
    scene = derby(cast)
    with acting_as(scene.officer):
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
    assert main(["messages", "send"]) == 1
    assert "1 message did not leave" in capsys.readouterr().out
