"""Pages of plans of interviews: asked for, looked at, booked, left out, undone."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenhand.appointments.models import InterviewPlan, PlannedInterview
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_interviews import carry_out_plan
from tests.cast import AT, Cast
from tests.planned_town import Town, settle


MOST_QUESTIONS = 40
State = PlannedInterview.State


@pytest.fixture
def town(cast: Cast) -> Town:
    return settle(
        cast, cases=2, others=[{"postcode": "ZE1 0AA", "language": "Tigrinya"}]
    )


@pytest.fixture
def client(town: Town) -> Client:
    signed_in = Client()
    signed_in.force_login(town.booker, "django.contrib.auth.backends.ModelBackend")
    return signed_in


@pytest.fixture(autouse=True)
def at_nine() -> None:
    with time_machine.travel(AT, tick=False):
        yield


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_plan_is_asked_for_and_found_by_a_second_click(client: Client) -> None:
    sent = {"weeks": "4", "notice_days": "12", "share": "10"}
    first = client.post(reverse("start-interview-plan"), sent)
    again = client.post(reverse("start-interview-plan"), sent)
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    assert "step 1 of" in text_of(client.get(first.url))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"weeks": "0"}, "Plan at least one week ahead"),
        ({"notice_days": "3"}, "People are told at least 10 days ahead"),
        ({"share": "80"}, "Keep no more than half of the rooms for emergencies"),
        ({"weeks": "1"}, "further than people are told"),
        ({"sites": "NOWHERE"}, "Choose sites from the list"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    client: Client, sent: dict[str, str], says: str
) -> None:
    whole = {"weeks": "4", "notice_days": "12", "share": "10", **sent}
    response = client.post(reverse("start-interview-plan"), whole)
    assert response.status_code == 422
    assert says in text_of(response)


def test_plan_shows_who_has_a_time_and_who_has_none(town: Town, client: Client) -> None:
    plan = town.plan()
    address = reverse("interview-plan", args=[plan.pk])
    whole = text_of(client.get(address))
    assert "of 3 people who wait to be interviewed" in whole
    assert "Open them one by one" in whole
    left = text_of(client.get(f"{address}?show=left-out"))
    assert "No place near enough" in left
    why = text_of(client.get(f"{address}?show=left-out&why=no_place"))
    assert "No site with a suitable room is within the journey" in why
    day = town.rows(plan)[0].starts_at.date()
    calendar = text_of(client.get(f"{address}?day={day}&site=DERBY"))
    assert "Derby, " in calendar
    assert town.cases[0].ref in calendar


def test_booked_only_once_opened_and_after_the_number_was_said(
    town: Town, client: Client
) -> None:
    plan = town.plan()
    address = reverse("book-interview-plan", args=[plan.pk])
    assert "Still to be opened" in text_of(client.post(address, {"which": "all"}))
    for case in town.cases[:2]:
        one = reverse("planned-interview", args=[plan.pk, case.ref])
        assert client.get(one).status_code == 200
    asked = text_of(client.post(address, {"which": "all"}))
    assert "Book 2 interviews of plan" in asked
    assert [row.state for row in town.rows(plan)].count(State.PROPOSED) == 2
    client.post(address, {"which": "all", "sure": "2"})
    assert [row.state for row in town.rows(plan)].count(State.BOOKED) == 2
    done = text_of(client.get(reverse("interview-plan", args=[plan.pk]) + "?show=done"))
    assert "Cancel them together" in done


def test_some_are_left_out_with_a_reason_and_taken_back(
    town: Town, client: Client
) -> None:
    plan = town.plan()
    (first, *_) = town.rows(plan)
    address = reverse("leave-planned", args=[plan.pk])
    asked = client.post(address, {"planned": [first.pk]})
    assert "Leave out 1 interview" in text_of(asked)
    sent = {"planned": [first.pk], "sure": "1", "because": ""}
    assert "Say why they are left out" in text_of(client.post(address, sent))
    client.post(address, {**sent, "because": "she is abroad"})
    assert town.rows(plan)[0].state == State.LEFT
    back = reverse("take-back-planned", args=[plan.pk, first.case.ref])
    client.post(back)
    assert town.rows(plan)[0].state == State.PROPOSED


def test_undone_on_its_page(town: Town, client: Client) -> None:
    plan = town.plan()
    town.open_all(plan)
    client.post(
        reverse("book-interview-plan", args=[plan.pk]), {"which": "all", "sure": "2"}
    )
    address = reverse("undo-planned", args=[plan.pk, 1])
    assert "Cancel 2 interviews together?" in text_of(client.get(address))
    assert "Say why they are cancelled" in text_of(client.post(address))
    client.post(address, {"because": "the wrong weeks"})
    assert State.BOOKED not in {row.state for row in town.rows(plan)}


def test_those_who_do_not_book_are_shown_the_door(town: Town) -> None:
    plan = town.plan()
    client = Client()
    client.force_login(
        town.book.cast.amira, "django.contrib.auth.backends.ModelBackend"
    )
    for address in (
        reverse("interview-plans"),
        reverse("interview-plan", args=[plan.pk]),
    ):
        assert client.get(address).status_code == 403


def test_failed_plan_says_why(town: Town, client: Client) -> None:
    with acting_as(town.booker):
        plan = town.plan()
        InterviewPlan.objects.filter(pk=plan.pk).update(
            state="failed", why_failed="No room has hours in these weeks"
        )
    page = text_of(client.get(reverse("interview-plan", args=[plan.pk])))
    assert "No room has hours in these weeks" in page
    assert "Start another plan" in page


@pytest.mark.parametrize("end", ["", "?show=list", "?show=left-out", "?show=done"])
def test_questions_do_not_grow_with_the_plan(
    town: Town, client: Client, end: str
) -> None:
    plan = town.plan()
    town.open_all(plan)
    address = reverse("interview-plan", args=[plan.pk]) + end
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= MOST_QUESTIONS


def test_progress_asks_for_the_page_again_once_it_is_ready(
    town: Town, client: Client
) -> None:
    started = client.post(
        reverse("start-interview-plan"),
        {"weeks": "4", "notice_days": "12", "share": "10"},
    )
    number = int(started.url.rstrip("/").rsplit("/", 1)[1])
    address = reverse("interview-plan-progress", args=[number])
    waiting = client.get(address, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in waiting.headers
    carry_out_plan(number, at=AT)
    ready = client.get(address, headers={"HX-Request": "true"})
    assert ready.headers["HX-Refresh"] == "true"
