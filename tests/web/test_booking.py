"""Offering, booking, moving and cancelling an interview on its pages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.appointments.models import Interview, State, Taken
from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Case
from evenhand.core.models import Look, Message, User
from evenhand.core.viewing import acting_as
from tests.booking import Book, open_book
from tests.cast import AT, ON, Cast


As = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _at_nine() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def town(cast: Cast) -> Book:
    made = open_book(cast)
    with acting_as(cast.service):
        made.interpreter("Ines")
    return made


@pytest.fixture
def case(town: Book) -> Case:
    return town.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")


def slips(client: Client, address: str) -> list[str]:
    """The slips on a page, the soonest first."""
    response = client.get(address)
    assert response.status_code == 200
    return re.findall(r'name="slip" value="([^"]+)"', response.content.decode())


def booked(client: Client, case: Case) -> Interview:
    slip = slips(client, f"/interviews/case/{case.ref}/")[0]
    response = client.post(f"/interviews/case/{case.ref}/", {"slip": slip})
    assert response.status_code == 302
    uid = response["Location"].split("/")[2]
    return Interview.objects.get(uid=uid)


def in_view(town: Book) -> Any:
    return acting_as(town.booker)


def test_a_case_is_offered_three_times_with_reasons(
    town: Book, case: Case, as_: As
) -> None:
    text = as_(town.booker).get(f"/interviews/case/{case.ref}/").content.decode()
    assert len(re.findall('name="slip"', text)) == 3
    assert "Soonest with a Tigrinya interpreter" in text
    assert "40 minutes&#39; journey" in text
    assert "not before 30 November 2026" in text
    assert "IV-012" in text


def test_booking_leads_to_the_interview_and_tells_everybody(
    town: Book, case: Case, as_: As
) -> None:
    client = as_(town.booker)
    with in_view(town):
        slip = slips(client, f"/interviews/case/{case.ref}/")[0]
    response = client.post(f"/interviews/case/{case.ref}/", {"slip": slip}, follow=True)
    text = response.content.decode()
    assert "Interview booked: Monday 30 November 2026" in text
    assert "Invitation" in text
    with in_view(town):
        assert Interview.objects.get().booked_by == town.booker
        assert Message.objects.filter(case_id=case.pk).exists()
        assert Look.objects.filter(case_id=case.pk, by=town.booker).exists()


def test_sent_twice_books_once_and_says_so(town: Book, case: Case, as_: As) -> None:
    client, address = as_(town.booker), f"/interviews/case/{case.ref}/"
    slip = slips(client, address)[0]
    assert client.post(address, {"slip": slip}).status_code == 302
    again = client.post(address, {"slip": slip})
    assert again.status_code == 422
    assert "booked already" in again.content.decode()
    with in_view(town):
        assert Interview.objects.count() == 1


def test_loser_keeps_the_page_with_the_next_best(
    town: Book, case: Case, as_: As
) -> None:
    other = town.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    client = as_(town.booker)
    slip = slips(client, f"/interviews/case/{case.ref}/")[0]
    other_slip = slips(client, f"/interviews/case/{other.ref}/")[0]
    assert client.post(f"/interviews/case/{case.ref}/", {"slip": slip}).status_code == (
        302
    )
    lost = client.post(f"/interviews/case/{other.ref}/", {"slip": other_slip})
    text = lost.content.decode()
    assert lost.status_code == 409
    assert "Somebody else has just booked" in text
    assert len(re.findall('name="slip"', text)) == 3
    assert other_slip not in text


@pytest.mark.parametrize("slip", ["", "nonsense", "a:b:c"])
def test_broken_slip_is_refused_in_a_sentence(
    slip: str, town: Book, case: Case, as_: As
) -> None:
    response = as_(town.booker).post(
        f"/interviews/case/{case.ref}/", {"slip": slip, "because": "x" * 301}
    )
    assert response.status_code == 422
    text = response.content.decode()
    assert "Choose one of the times" in text or "300 characters" in text


def test_slip_of_another_case_books_nothing(town: Book, case: Case, as_: As) -> None:
    other = town.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    client = as_(town.booker)
    slip = slips(client, f"/interviews/case/{case.ref}/")[0]
    response = client.post(f"/interviews/case/{other.ref}/", {"slip": slip})
    assert response.status_code == 422
    assert "made for another case" in response.content.decode()


def test_interview_moves_and_a_stale_page_is_told(
    town: Book, case: Case, as_: As
) -> None:
    client = as_(town.booker)
    with in_view(town):
        interview = booked(client, case)
    address = f"/interviews/{interview.uid}/change/"
    first, second, *_ = slips(client, address)
    sent = {"slip": second, "version": "1", "because": "The train is late"}
    assert client.post(address, sent).status_code == 302
    stale = client.post(address, {**sent, "slip": first})
    assert stale.status_code == 422
    assert "Somebody else has just changed" in stale.content.decode()
    with in_view(town):
        moved = Interview.objects.get()
        assert (moved.uid, moved.sequence) == (interview.uid, 1)


def test_move_without_a_reason_is_asked_for_one(
    town: Book, case: Case, as_: As
) -> None:
    client = as_(town.booker)
    with in_view(town):
        interview = booked(client, case)
    address = f"/interviews/{interview.uid}/change/"
    sent = {"slip": slips(client, address)[1], "version": "1"}
    response = client.post(address, sent)
    assert response.status_code == 422
    assert "Say why the interview is changed" in response.content.decode()


def test_cancelling_asks_once_and_frees_the_time(
    town: Book, case: Case, as_: As
) -> None:
    client = as_(town.booker)
    with in_view(town):
        interview = booked(client, case)
    address = f"/interviews/{interview.uid}/cancel/"
    asked = client.get(address).content.decode()
    assert "Cancel the interview of Monday 30 November 2026" in asked
    assert client.post(address, {}).status_code == 422
    sent = {"cause": "claimant", "because": "They are in hospital"}
    text = client.post(address, sent, follow=True).content.decode()
    assert "They are in hospital" in text
    assert not Taken.objects.exists()
    with in_view(town):
        assert Interview.objects.get().state == State.CANCELLED


def test_a_case_with_a_barrier_says_what_stands_in_the_way(
    town: Book, case: Case, as_: As
) -> None:
    with acting_as(town.cast.eli):
        open_barrier(
            case,
            kind="legal-representative",
            blocks="interview",
            source="letter",
            on=ON,
            review_on=ON.replace(day=30),
            by=town.cast.eli,
            at=AT,
        )
    text = as_(town.booker).get(f"/interviews/case/{case.ref}/").content.decode()
    assert "A barrier on this case blocks the interview" in text
    assert 'name="slip"' not in text


def test_those_who_do_not_book_see_and_do_not_act(
    town: Book, case: Case, as_: As
) -> None:
    with in_view(town):
        interview = booked(as_(town.booker), case)
    amira = as_(town.cast.amira)
    page = amira.get(f"/interviews/{interview.uid}/")
    assert page.status_code == 200
    assert "Cancel interview" not in page.content.decode()
    for address in (
        f"/interviews/case/{case.ref}/",
        f"/interviews/{interview.uid}/change/",
        f"/interviews/{interview.uid}/cancel/",
    ):
        assert amira.get(address).status_code == 403
        assert amira.post(address, {}).status_code == 403
    assert as_(town.cast.idris).get("/interviews/").status_code == 403


def test_still_to_be_booked_are_those_ready_with_nothing_in_the_way(
    town: Book, case: Case, as_: As
) -> None:
    other = town.cast.case(family_name="Oldest", claimed_on=ON.replace(year=2020))
    with in_view(town):
        booked(as_(town.booker), case)
    text = as_(town.booker).get("/interviews/").content.decode()
    assert "Oldest" in text
    assert case.ref not in text
    found = as_(town.booker).get(f"/interviews/?case={other.ref}")
    assert found["Location"] == f"/interviews/case/{other.ref}/"


def test_first_page_asks_as_much_for_one_as_for_many(town: Book, as_: As) -> None:
    client = as_(town.booker)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/interviews/").status_code == 200
        return len(queries)

    town.cast.case()
    asked()
    one = asked()
    for _ in range(8):
        town.cast.case()
    assert asked() == one
