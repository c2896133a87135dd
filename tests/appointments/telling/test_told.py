"""Who is told what of an interview: everybody concerned, and each the least they need."""

import copy
from datetime import date, timedelta

import pytest

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.services import (
    remind,
    tell_booked,
    tell_cancelled,
    tell_changed,
)
from evenhand.core.models import Message
from evenhand.core.viewing import acting_as
from tests.appointments.telling.derby import BOOKED_AT, Derby, derby, interpreter
from tests.cast import Cast


LATER = BOOKED_AT + timedelta(days=2)


@pytest.fixture
def scene(cast: Cast) -> Derby:
    return derby(cast)


def told(kind: str = "interview_booked") -> dict[str, Message]:
    return {m.recipient: m for m in Message.objects.filter(kind=kind).order_by("pk")}


def booked(scene: Derby, **columns: object) -> Interview:
    interview = scene.book(**columns)
    tell_booked(interview, by=scene.officer, at=BOOKED_AT)
    return interview


def test_each_who_takes_part_is_told_of_a_booking(scene: Derby) -> None:
    with acting_as(scene.officer):
        booked(scene)
        assert {
            recipient: (m.to_name, m.channel, m.to_address)
            for recipient, m in told().items()
        } == {
            "claimant": ("Selam Haile", "letter", "12 Osmaston Road, Derby, LS1 1AA"),
            "representative": ("Noor Bell", "email", "noor.bell@albion.example"),
            "interpreter": ("Interpreter 1", "email", "interpreter.1@words.example"),
            "host": ("Pat Lowe", "email", "pat.lowe@host.example"),
            "staff": ("Amira Test", "", ""),
        }


def test_each_is_told_the_least_they_need(scene: Derby) -> None:
    with acting_as(scene.officer):
        scene.needs(adjustments=["step-free"])
        booked(scene)
        said = {recipient: str(m.data) for recipient, m in told().items()}
        data = {recipient: m.data for recipient, m in told().items()}
    for recipient, text in said.items():
        assert "Eritrea" not in text
        assert "Selam" not in text
        assert ("Haile" in text) == (recipient == "representative")
        assert ("Tigrinya" in text) == (recipient == "interpreter")
        assert (scene.case.ref in text) == (
            recipient in ("claimant", "representative", "staff")
        )
    assert data["representative"]["called"] == "S. Haile"
    assert data["host"]["adjustments"] == ["step-free"]
    assert data["host"]["seats"] == 1
    assert data["interpreter"]["by_link"]
    assert data["interpreter"]["place"] == ""


def test_safe_contact_is_told_time_and_place_only(scene: Derby) -> None:
    with acting_as(scene.officer):
        scene.needs(channel="text", phone="07700 900123", safe_contact=True)
        booked(scene)
        message = told()["claimant"]
    kept = {name: value for name, value in message.data.items() if value}
    del kept["uid"], kept["reader"], kept["quiet"]
    assert set(kept) == {"starts_at", "ends_at", "place", "address"}
    assert message.channel == "text"


def test_child_is_told_through_adult_and_representative(cast: Cast) -> None:
    scene = derby(cast, born_on=date(2006, 1, 5))
    with acting_as(scene.officer):
        booked(scene, adult=scene.adult)
        assert set(told()) == {
            "representative",
            "adult",
            "interpreter",
            "host",
            "staff",
        }
        assert told()["adult"].data["called"] == "S. Haile"


def test_child_without_an_adult_is_told_through_who_looks_after_them(
    cast: Cast,
) -> None:
    scene = derby(cast, born_on=date(2006, 1, 5))
    with acting_as(scene.officer):
        booked(scene)
        assert "claimant" not in told()
        message = told()["local authority"]
    assert message.to_name == "Leeds"
    assert message.fault == "No address is recorded for Leeds"
    assert message.due_at is None


def test_without_an_address_it_says_so_at_once(scene: Derby) -> None:
    with acting_as(scene.officer):
        scene.case.residences.update(address="")
        booked(scene)
        message = told()["claimant"]
    assert message.fault == "No address is recorded for Selam Haile"
    assert message.due_at is None


def test_firm_is_told_where_no_representative_is_known(scene: Derby) -> None:
    with acting_as(scene.officer):
        booked(scene, representative=None)
        assert told()["representative"].to_name == "Albion Law"


def test_change_is_told_to_whom_it_concerns(scene: Derby) -> None:
    with acting_as(scene.officer):
        interview = booked(scene)
        before = copy.copy(interview)
        second = interpreter(2)
        interview.interpreter, interview.sequence = second, 1
        interview.save()
        tell_changed(interview, before, by=scene.officer, at=LATER)
        since = Message.objects.filter(created_at=LATER).order_by("pk")
        assert [(m.kind, m.recipient, m.to_name) for m in since] == [
            ("interview_booked", "interpreter", "Interpreter 2"),
            ("interview_cancelled", "interpreter", "Interpreter 1"),
        ]


def test_new_time_is_told_to_everybody_with_the_old_one(scene: Derby) -> None:
    with acting_as(scene.officer):
        interview = booked(scene)
        before = copy.copy(interview)
        interview.starts_at += timedelta(minutes=30)
        interview.ends_at += timedelta(minutes=30)
        interview.sequence = 1
        interview.save()
        tell_changed(interview, before, by=scene.officer, at=LATER)
        changed = told("interview_changed")
        assert set(changed) == set(told())
        assert changed["claimant"].data["was"] == before.starts_at.isoformat()
        assert {m.data["uid"] for m in Message.objects.all()} == {str(interview.uid)}
        # Said again, there is nothing new to say.
        tell_changed(interview, before, by=scene.officer, at=LATER)
        assert Message.objects.filter(kind="interview_changed").count() == 5


def test_cancellation_is_told_once_to_whoever_was_told(scene: Derby) -> None:
    with acting_as(scene.officer):
        interview = booked(scene)
        interview.sequence = 1
        tell_cancelled(interview, by=scene.officer, at=LATER)
        tell_cancelled(interview, by=scene.officer, at=LATER)
        cancelled = Message.objects.filter(kind="interview_cancelled")
        assert cancelled.count() == 5
        assert {m.data["sequence"] for m in cancelled} == {1}
        assert told("interview_cancelled")["claimant"].to_address


def test_reminder_goes_to_all_but_staff(scene: Derby) -> None:
    with acting_as(scene.officer):
        interview = booked(scene)
        remind([interview], by=scene.officer, at=LATER)
        assert set(told("interview_reminder")) == set(told()) - {"staff"}


def test_many_bookings_are_told_in_as_many_questions_as_one(
    scene: Derby, django_assert_max_num_queries: object
) -> None:
    with acting_as(scene.officer):
        interview = scene.book()
        with django_assert_max_num_queries(10):  # type: ignore[operator]
            tell_booked(interview, by=scene.officer, at=BOOKED_AT)
