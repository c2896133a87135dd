"""The calendar page: who, what and where as its reader may know it, and gaps to fill."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenhand.appointments.book import services
from evenhand.appointments.models import Away, Interview, Taken
from evenhand.casework.models import Restriction
from evenhand.core.models import Look, User
from evenhand.core.viewing import acting_as
from tests.booking import Book, open_book
from tests.cast import AT, Cast


As = Callable[[User], Client]
MOST_QUERIES = 45


@pytest.fixture
def book(cast: Cast) -> Book:
    return open_book(cast)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def booked(book: Book, name: str = "Selam", **columns: str) -> Interview:
    if not book.made:
        book.interpreter("Ines")
        book.made["ines"] = 1
    case = book.cast.case(
        sex="female",
        language="Tigrinya",
        postcode="L1 1AA",
        given_names=name,
        **columns,
    )
    asked = book.asked(case, postcode_area="L", modes=("in person",))
    with acting_as(book.cast.service):
        return services.book(case, asked, book.way(asked), by=book.cast.service, at=AT)


def room(book: Book, on: date, view: str = "week") -> str:
    number = book.bootle_room.pk
    return f"{reverse('calendar')}?by=room&of={number}&on={on}&view={view}"


def site(on: date, view: str) -> str:
    return f"{reverse('calendar')}?by=site&of=BOOTLE&on={on}&view={view}"


def test_every_calendar_says_who_what_and_in_which_language(
    book: Book, as_: As
) -> None:
    interview = booked(book)
    on = interview.starts_at.date()
    client = as_(book.booker)
    interpreter = f"{reverse('calendar')}?by=interpreter&of=INT-Ines&on={on}"
    amira = f"{reverse('calendar')}?by=interviewer&of=S-amira&on={on}&view=day"
    for address in (
        room(book, on), room(book, on, "day"), site(on, "week"), site(on, "day"),
        interpreter, amira,
    ):  # fmt: skip
        page = client.get(address).content.decode()
        assert "Selam Sayed" in page
        assert "Tigrinya" in page
        assert "Substantive interview" in page
        assert reverse("interview", args=[interview.uid]) in page
        assert "9am to 11am" in page


def test_hidden_interviews_read_as_leave_does(book: Book, as_: As) -> None:
    interview = booked(book, "Hadas", restriction=Restriction.SPECIAL)
    on = interview.starts_at.date()
    client = as_(book.booker)
    addresses = [
        room(book, on), site(on, "week"), site(on, "day"),
        f"{reverse('calendar')}?by=interpreter&of=INT-Ines&on={on}",
        f"{reverse('calendar')}?by=interviewer&of=S-amira&on={on}",
    ]  # fmt: skip
    hidden = [_main(client.get(address)) for address in addresses]
    with acting_as(book.cast.service):
        for taken in Taken.objects.filter(interview=interview, shared=False):
            Away.objects.create(
                calendar=taken.calendar,
                during=taken.during,
                cause=Away.Cause.LEAVE,
                recorded_at=AT,
                recorded_by=book.cast.service,
            )
        Interview.objects.filter(pk=interview.pk).delete()
    assert [_main(client.get(address)) for address in addresses] == hidden
    assert all("Not free" in page and "Hadas" not in page for page in hidden)


def test_gaps_lead_to_whom_they_could_be_given(book: Book, as_: As) -> None:
    interview = booked(book)
    on = interview.starts_at.date()
    near = book.cast.case(given_names="Near", postcode="L3 1AA")
    book.cast.case(given_names="Far", postcode="TR1 1AA")
    client = as_(book.booker)
    fill = f"{reverse('fill-gap')}?on={on}&amp;site=BOOTLE"
    assert fill in client.get(room(book, on)).content.decode()
    page = client.get(fill.replace("&amp;", "&")).content.decode()
    assert "Near Sayed" in page
    assert "Far Sayed" not in page
    assert "Selam" not in page
    offers = f"{reverse('offer-interview', args=[near.ref])}?day={on}&amp;site=BOOTLE"
    assert offers in page


def test_gap_of_an_interpreter_is_for_those_they_speak_for(book: Book, as_: As) -> None:
    book.interpreter("Omar", "Somali")
    book.cast.case(given_names="Ayan", language="Somali")
    book.cast.case(given_names="Rami", language="Arabic")
    page = (
        as_(book.booker)
        .get(reverse("fill-gap"), {"on": "2026-12-02", "interpreter": "INT-Omar"})
        .content.decode()
    )
    assert "Ayan Sayed" in page
    assert "Rami Sayed" not in page


def test_past_gaps_and_short_ones_are_not_to_be_filled(book: Book, as_: As) -> None:
    page = as_(book.booker).get(room(book, date(2026, 11, 2))).content.decode()
    assert "Nothing was booked" in page
    assert reverse("fill-gap") not in page


def test_calendars_are_found_by_name_and_language(book: Book, as_: As) -> None:
    book.interpreter("Ines")
    client = as_(book.booker)
    for words, found in (
        ("derb", "by=site&amp;of=DERBY"),
        ("amira", "by=interviewer&amp;of=S-amira"),
        ("tigrinya", "by=interpreter&amp;of=INT-Ines"),
        ("suite", f"by=room&amp;of={book.derby_suite.pk}"),
    ):
        page = client.get(reverse("calendar"), {"find": words}).content.decode()
        assert found in page
    page = client.get(reverse("calendar"), {"find": "zzz"}).content.decode()
    assert "No site, room, interviewer or interpreter" in page


@pytest.mark.parametrize(
    "query",
    [
        {"by": "room", "of": "99999999999999999999"},
        {"by": "room", "of": "x"},
        {"by": "nothing", "of": "BOOTLE"},
        {"by": "site", "of": "BOOTLE", "on": "1066-10-14"},
        {"by": "site", "of": "BOOTLE", "on": "2199-12-31", "view": "day"},
        {"by": "site", "of": "BOOTLE", "on": "soon", "view": "month"},
        {"find": "%"},
    ],
)  # fmt: skip
def test_addresses_that_mean_nothing_are_answered(
    book: Book, as_: As, query: dict[str, str]
) -> None:
    assert as_(book.booker).get(reverse("calendar"), query).status_code == 200


def test_looking_leaves_a_trace_that_counts_what_was_seen(book: Book, as_: As) -> None:
    interview = booked(book)
    as_(book.booker).get(room(book, interview.starts_at.date()))
    with acting_as(book.cast.service):
        look = Look.objects.get(by=book.booker, what__startswith="calendar of Room 1")
    assert look.rows == 1


def test_who_does_not_book_has_no_calendar(book: Book, as_: As) -> None:
    for user in (book.cast.amira, book.cast.idris, book.cast.nobody):
        assert as_(user).get(reverse("calendar")).status_code == 403
        assert as_(user).get(reverse("fill-gap")).status_code == 403


def test_more_bookings_ask_no_more_questions(book: Book, as_: As) -> None:
    first = booked(book)
    on = first.starts_at.date()
    client = as_(book.booker)
    client.get(site(on, "week"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(site(on, "week"))
    book.room(book.bootle, "Room 2")
    for name in ("Azeb", "Luwam"):
        booked(book, name)
    with CaptureQueriesContext(connection) as more:
        client.get(site(on, "week"))
    assert len(more) == len(few) < MOST_QUERIES


def _main(response: object) -> str:
    text = response.content.decode()  # type: ignore[attr-defined]
    return text[text.index("<main") : text.index("</main>")]
