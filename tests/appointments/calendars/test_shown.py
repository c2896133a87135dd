"""Days of calendars as they are shown: each quarter hour once, and nothing told twice."""

from datetime import date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.appointments.book import services
from evenhand.appointments.calendars.shown import Being, Part, parts_of, week_of
from evenhand.appointments.models import Away, Interview, Taken
from evenhand.casework.models import Restriction
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import STEPS, time_of
from tests.booking import Book, london
from tests.cast import AT, ON


NINE, FIVE = 8, 40  # steps


def booked(book: Book, **columns: str) -> Interview:
    """The first interview of somebody, as who books restricted cases would book it."""
    book.interpreter("Ines")
    case = book.cast.case(
        sex="female", language="Tigrinya", postcode="L1 1AA", **columns
    )
    asked = book.asked(case, postcode_area="L", modes=("in person",))
    with acting_as(book.cast.service):
        return services.book(case, asked, book.way(asked), by=book.cast.service, at=AT)


def shown(book: Book, day: date) -> list[Part]:
    """What a booking officer sees of the room of Bootle."""
    room, site = book.bootle_room.calendar_id, book.bootle.calendar_id
    with acting_as(book.booker):
        return parts_of([room], [day], within={room: site})[room, day]


def plain(parts: list[Part]) -> list[tuple[str, int, int]]:
    return [(part.being.value, part.first, part.last) for part in parts]


def test_a_day_has_each_quarter_hour_once(book: Book) -> None:
    parts = shown(book, date(2026, 12, 1))
    assert plain(parts) == [
        ("closed", 0, NINE),
        ("free", NINE, FIVE),
        ("closed", FIVE, STEPS),
    ]
    assert time_of(NINE).hour == 9


def test_a_booking_is_seen_with_its_turn_round(book: Book) -> None:
    interview = booked(book)
    day = interview.starts_at.date()
    assert interview.starts_at == london(day.year, day.month, day.day, 9)
    parts = shown(book, day)
    assert plain(parts)[1:3] == [
        ("booked", NINE, NINE + 9),
        ("free", NINE + 9, FIVE),
    ]
    assert parts[1].interview == interview


@pytest.mark.parametrize("cause", [Away.Cause.CLOSURE, Away.Cause.FAULT])
def test_a_hidden_booking_looks_like_an_absence(book: Book, cause: Away.Cause) -> None:
    interview = booked(book, restriction=Restriction.SPECIAL)
    day = interview.starts_at.date()
    hidden = shown(book, day)
    with acting_as(book.cast.service):
        taken = Taken.objects.get(
            interview=interview, calendar=book.bootle_room.calendar
        )
        during = taken.during
        Taken.objects.filter(interview=interview).delete()
        Away.objects.create(
            calendar=book.bootle_room.calendar,
            during=during,
            cause=cause,
            because="a pipe",
            recorded_at=AT,
            recorded_by=book.cast.service,
        )
    assert plain(shown(book, day)) == plain(hidden)
    assert all(part.interview is None for part in hidden)


def test_a_hidden_booking_beside_an_absence_is_one_stretch(book: Book) -> None:
    interview = booked(book, restriction=Restriction.SPECIAL)
    starts: datetime = interview.starts_at
    with acting_as(book.cast.service):
        Away.objects.create(
            calendar=book.bootle_room.calendar,
            during=DateTimeTZRange(
                starts + timedelta(hours=2), starts + timedelta(hours=4)
            ),
            cause=Away.Cause.FAULT,
            recorded_at=AT,
            recorded_by=book.cast.service,
        )
    assert plain(shown(book, starts.date()))[1] == ("not free", NINE, NINE + 16)


def test_a_room_is_closed_when_its_site_is(book: Book) -> None:
    christmas = shown(book, date(2026, 12, 25))
    assert plain(christmas) == [("closed", 0, STEPS)]
    with acting_as(book.cast.service):
        book.bootle.calendar.hours.filter(weekday=1).delete()
    assert plain(shown(book, date(2026, 12, 1))) == [("closed", 0, STEPS)]


def test_past_days_are_shown_too(book: Book) -> None:
    assert [part.being for part in shown(book, date(2025, 3, 3))] == [
        Being.CLOSED,
        Being.FREE,
        Being.CLOSED,
    ]


def test_a_week_begins_on_monday() -> None:
    assert week_of(ON)[0] == date(2026, 11, 16)
    assert len(week_of(ON)) == 7
