"""Calendar files, opened by another library: the right time, one UID, and no more."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from evenhand.appointments.telling.calendar_files import calendar_file
from evenhand.appointments.telling.services import tell_booked, tell_changed
from evenhand.core.models import Message
from evenhand.core.viewing import acting_as
from tests.appointments.telling.derby import BOOKED_AT, STARTS, derby
from tests.cast import Cast


LATER = BOOKED_AT + timedelta(days=2)


def opened(message: Message, *, cancelled: bool = False) -> Any:
    data = calendar_file(
        message.recipient, message.data, at=BOOKED_AT, cancelled=cancelled
    )
    return vobject.readOne(data.decode())


def test_derby_is_at_ten_everywhere_though_clocks_change_before(cast: Cast) -> None:
    scene = derby(cast)
    with acting_as(scene.officer):
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
        messages = list(Message.objects.filter(kind="interview_booked"))
    assert len(messages) == 5
    for message in messages:
        event = opened(message).vevent
        starts = event.dtstart.value
        assert starts.strftime("%A %d %B %Y %H:%M") == "Monday 29 March 2021 10:00"
        assert starts.utcoffset() == timedelta(hours=1)
        assert starts.astimezone(UTC) == datetime(2021, 3, 29, 9, tzinfo=UTC)
        assert event.dtend.value - starts == timedelta(hours=3)
        assert opened(message).vtimezone.tzid.value == "Europe/London"


def test_half_an_hour_later_keeps_its_uid_and_raises_its_sequence(cast: Cast) -> None:
    scene = derby(cast)
    with acting_as(scene.officer):
        interview = scene.book()
        tell_booked(interview, by=scene.officer, at=BOOKED_AT)
        before = type(interview).objects.get(pk=interview.pk)
        interview.starts_at += timedelta(minutes=30)
        interview.ends_at += timedelta(minutes=30)
        interview.sequence += 1
        interview.save()
        tell_changed(interview, before, by=scene.officer, at=LATER)
        first, second = Message.objects.filter(recipient="claimant").order_by("pk")
    one, other = opened(first), opened(second)
    assert one.vevent.uid.value == other.vevent.uid.value == f"{interview.uid}@evenhand"
    assert (one.vevent.sequence.value, other.vevent.sequence.value) == ("0", "1")
    assert other.vevent.dtstart.value.strftime("%H:%M") == "10:30"
    assert other.method.value == "REQUEST"


def test_cancelled_one_says_so(cast: Cast) -> None:
    scene = derby(cast)
    with acting_as(scene.officer):
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
        message = Message.objects.get(recipient="claimant")
    file = opened(message, cancelled=True)
    assert file.method.value == "CANCEL"
    assert file.vevent.status.value == "CANCELLED"


def test_file_says_no_more_than_its_reader_needs(cast: Cast) -> None:
    scene = derby(cast)
    with acting_as(scene.officer):
        tell_booked(scene.book(), by=scene.officer, at=BOOKED_AT)
        said = {
            m.recipient: calendar_file(m.recipient, m.data, at=BOOKED_AT).decode()
            for m in Message.objects.all()
        }
    for recipient, text in said.items():
        for secret in ("Eritrea", "Selam", "asylum", "Tigrinya", "Haile"):
            allowed = (secret, recipient) in {
                ("Tigrinya", "interpreter"),
                ("Haile", "representative"),
            }
            assert (secret in text) == allowed, (secret, recipient)
    assert "SUMMARY:Appointment" in said["claimant"]
    assert "SUMMARY:Interview\\, S. Haile" in said["representative"]


@given(
    starts=st.builds(
        lambda day, quarter: (
            datetime(2020, 1, 1, 6, tzinfo=UTC)
            + timedelta(days=day, minutes=15 * quarter)
        ),
        st.integers(0, 11 * 365),
        st.integers(0, 60),
    ),
    minutes=st.integers(15, 480),
    words=st.text(
        st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=120
    ),
)
def test_whatever_it_holds_it_opens_as_it_was(
    starts: datetime, minutes: int, words: str
) -> None:
    data = {
        "uid": "6f1c",
        "sequence": 3,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(minutes=minutes)).isoformat(),
        "place": words,
        "address": "",
        "join": "",
        "reference": "",
        "room": words,
        "language": "",
        "called": "",
        "booking": "",
    }
    file = vobject.readOne(calendar_file("host", data, at=starts).decode()).vevent
    assert file.dtstart.value.astimezone(UTC) == starts
    assert file.dtend.value - file.dtstart.value == timedelta(minutes=minutes)
    assert file.location.value == words


@pytest.mark.parametrize("hour", [STARTS - timedelta(days=2), STARTS])
def test_winter_and_summer_have_their_own_offset(hour: datetime) -> None:
    data = dict.fromkeys(
        ("place", "address", "join", "reference", "room", "language", "called"), ""
    ) | {
        "uid": "6f1c",
        "sequence": 0,
        "booking": "B",
        "starts_at": hour.isoformat(),
        "ends_at": (hour + timedelta(hours=1)).isoformat(),
    }
    file = vobject.readOne(calendar_file("host", data, at=BOOKED_AT).decode())
    assert file.vevent.dtstart.value.strftime("%H:%M") == "10:00"
