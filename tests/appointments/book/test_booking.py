"""An interview takes the time of all it needs, or of nobody, and gives it back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from evenhand.appointments.book import services
from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.hold import Clash, Holding, take
from evenhand.appointments.book.services import amend, cancel
from evenhand.appointments.book.slips import read_slip, write_slip
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.models import CancelledFor, Interview, State, Taken
from evenhand.casework.models import Case, Conflict
from evenhand.core.models import Event, Message
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.book_interview import asked_to_move
from tests.booking import Book, days, london
from tests.cast import AT


def booked(town: Book, case: Case, way: Way, asked: Asked, **more: Any) -> Interview:
    """Book it as the booking officer."""
    with acting_as(town.booker):
        return services.book(case, asked, way, by=town.booker, at=AT, **more)


@pytest.fixture
def case(book: Book) -> Case:
    book.interpreter("Ines")
    return book.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")


def test_booking_takes_everybody_for_as_long_as_it_needs_them(
    book: Book, case: Case
) -> None:
    asked = book.asked(case, modes=("in person",))
    book.interviewer("Mina", site=book.derby)
    way = book.way(asked)
    interview = booked(book, case, way, asked)
    took = {
        row.calendar.kind: (
            row.during.upper - row.during.lower,
            row.site_id == book.derby.pk,
            row.shared,
        )
        for row in Taken.objects.filter(interview=interview)
    }
    two_hours = timedelta(hours=2)
    turned = two_hours + timedelta(minutes=10)
    assert took == {
        "room": (two_hours + timedelta(minutes=15), True, False),
        "interviewer": (turned, True, False),
        "interpreter": (turned, False, False),
        "host": (two_hours, True, True),
    }


def test_history_and_messages_are_written_with_it(book: Book, case: Case) -> None:
    asked = book.asked(case)
    interview = booked(book, case, book.way(asked), asked)
    with acting_as(book.booker):
        event = Event.objects.get(kind="interview_booked", case_id=case.pk)
        assert event.by == book.booker
        assert event.data["site"] == "Derby"
        told = set(
            Message.objects.filter(case_id=case.pk).values_list("recipient", flat=True)
        )
    assert {"claimant", "interpreter", "host", "staff"} <= told
    assert interview.state == State.BOOKED


def test_what_is_booked_is_offered_to_nobody_else(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    booked(book, case, way, asked)
    other = book.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    again = book.way(book.asked(other))
    assert again.starts_at >= way.ends_at + timedelta(minutes=10)


def test_the_loser_is_told_who_is_taken(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    other = book.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    booked(book, case, way, asked)
    with pytest.raises(Clash, match="has just booked"):
        booked(book, other, way, book.asked(other))
    with acting_as(book.booker):
        assert not Interview.objects.filter(case=other).exists()


def test_database_refuses_an_overlap_whoever_writes_it(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    interview = booked(book, case, way, asked)
    calendar = book.amira.calendar_id
    inside = way.starts_at + timedelta(minutes=30)
    with pytest.raises(IntegrityError, match="appointments_taken_once"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO appointments_taken"
                " (calendar_id, interview_id, during, shared)"
                " VALUES (%s, %s, tstzrange(%s, %s), false)",
                [calendar, interview.pk, inside, way.ends_at],
            )
    with pytest.raises(Clash), transaction.atomic():
        take(interview.pk, inside, [Holding(calendar, way.ends_at)])
    after = way.ends_at + timedelta(minutes=10)
    take(interview.pk, after, [Holding(calendar, after + timedelta(hours=1))])


def test_a_case_has_one_interview_at_a_time(book: Book, case: Case) -> None:
    asked = book.asked(case)
    first, second = (
        one
        for one in ways_of(book, asked)
        if one.starts_at.hour in (9, 14) and one.starts_at.minute == 0
    )
    booked(book, case, first, asked)
    with pytest.raises(Refused, match="booked already"):
        booked(book, case, second, asked)


def ways_of(town: Book, asked: Asked) -> list[Way]:
    first = town.way(asked).day
    with acting_as(town.cast.service):
        return ways(asked, [first])


def test_cancelled_interview_frees_its_time_and_twice_is_harmless(
    book: Book, case: Case
) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    interview = booked(book, case, way, asked)
    with acting_as(book.booker):
        for _ in range(2):
            cancel(
                interview,
                cause=CancelledFor.CLAIMANT,
                because="They are ill that week",
                by=book.booker,
                at=AT,
            )
        assert Event.objects.filter(kind="interview_cancelled").count() == 1
    assert not Taken.objects.exists()
    assert book.way(asked) == way


def test_amended_interview_does_not_clash_with_itself(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    interview = booked(book, case, way, asked)
    uid = interview.uid
    half_past = way.starts_at + timedelta(minutes=30)
    with acting_as(book.booker):
        later = next(
            one
            for one in ways(asked, [way.day], leaving_out=interview.pk)
            if one.starts_at == half_past and one.site_id == way.site_id
        )
        moved = amend(
            interview,
            asked,
            later,
            version=1,
            by=book.booker,
            at=AT,
            because="The train is late",
        )
    assert (moved.uid, moved.sequence, moved.version) == (uid, 1, 2)
    assert moved.starts_at == half_past
    assert {row.during.lower for row in Taken.objects.all()} == {half_past}


def test_of_two_who_change_it_the_second_is_told(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    interview = booked(book, case, way, asked)
    with acting_as(book.booker):
        free = ways(asked, [way.day], leaving_out=interview.pk)
        amend(interview, asked, free[2], version=1, by=book.booker, at=AT, because="x")
        with pytest.raises(Refused, match="Somebody else has just changed"):
            amend(
                interview, asked, free[4], version=1, by=book.booker, at=AT, because="x"
            )


def test_wish_that_is_not_met_needs_a_reason(book: Book) -> None:
    case = book.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    book.interpreter("Ivo", sex="male")
    asked = book.asked(case, interpreter_sex="female")
    with acting_as(book.booker):
        assert ways(asked, days(asked.on)) == []
    waived = asked.waiving("interpreter")
    way = book.way(waived)
    assert way.wishes_unmet == ("interpreter",)
    with pytest.raises(Refused, match="Say why"):
        booked(book, case, way, waived)
    interview = booked(book, case, way, waived, because="She agreed on the phone")
    assert interview.wishes_unmet == ["interpreter"]


def test_people_are_given_notice(book: Book, case: Case) -> None:
    asked = book.asked(case)
    assert book.way(asked).day >= asked.on + timedelta(days=10)
    soon = book.way(book.asked(case, notice_days=0))
    assert soon.day < asked.on + timedelta(days=10)
    with pytest.raises(Clash, match="sooner than people are to be told"):
        booked(book, case, soon, asked)


def test_restricted_case_is_booked_unseen_and_its_room_is_gone(book: Book) -> None:
    book.interpreter("Ines")
    hidden = book.cast.case(language="Tigrinya", restriction="restricted")
    asked = book.asked(hidden)
    way = book.way(asked)
    with acting_as(book.cast.service):
        book_as_service(book, hidden, way, asked)
    case = book.cast.case(language="Tigrinya")
    other = book.asked(case)
    with acting_as(book.booker):
        assert not Interview.objects.exists()
        assert ways(other, [way.day])[0].starts_at > way.starts_at


def book_as_service(town: Book, case: Case, way: Way, asked: Asked) -> Interview:
    return services.book(case, asked, way, by=town.cast.service, at=AT)


def test_those_who_do_not_book_are_refused(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    amira = book.cast.amira
    with acting_as(amira), pytest.raises(Refused, match="booking officers"):
        services.book(case, asked, way, by=amira, at=AT)


def test_an_offer_comes_back_as_it_was_and_only_for_its_case(
    book: Book, case: Case
) -> None:
    way = book.way(book.asked(case))
    slip = write_slip(way, case_id=case.pk)
    assert read_slip(slip, case_id=case.pk) == way
    with pytest.raises(Refused, match="another case"):
        read_slip(slip, case_id=case.pk + 1)
    with pytest.raises(Refused, match="not an offer of ours"):
        read_slip(slip[:-2] + "xx", case_id=case.pk)


def test_derby_ten_o_clock_on_the_monday_after_the_clocks_change(book: Book) -> None:
    """Source 002: initial accommodation in Derby, interviewed by Mersey."""
    booked_at = datetime(2021, 3, 12, 11, tzinfo=AT.tzinfo)
    case = book.cast.case(
        sex="female",
        language="Tigrinya",
        postcode="DE1 1AA",
        claimed_on=date(2020, 9, 1),
    )
    book.interviewer("Mo", sex="male")
    book.interpreter("Ivo", sex="male")
    helen, ines = book.interviewer("Helen"), book.interpreter("Ines")
    lawyer = book.representative("Lena Law")
    book.amira.by_video = False
    book.amira.save()
    asked = book.asked(
        case,
        on=date(2021, 3, 12),
        at=booked_at,
        modes=("video",),
        interviewer_sex="female",
        interpreter_sex="female",
        representative=lawyer.pk,
        attended=True,
        companions=1,
    )
    ten = london(2021, 3, 29, 10)
    with acting_as(book.booker):
        way = next(
            one for one in ways(asked, [date(2021, 3, 29)]) if one.starts_at == ten
        )
        assert (way.site_id, way.room_id) == (book.derby.pk, book.derby_suite.pk)
        assert (way.interviewer_id, way.interpreter_id) == (helen.pk, ines.pk)
        assert (way.representative_id, way.host_id) == (lawyer.pk, book.host.pk)
    with acting_as(book.booker):
        interview = services.book(case, asked, way, by=book.booker, at=booked_at)
    assert interview.starts_at == datetime(2021, 3, 29, 9, tzinfo=AT.tzinfo)
    assert Taken.objects.count() == 5
    half_past = ten + timedelta(minutes=30)
    with acting_as(book.booker):
        later = next(
            one
            for one in ways(asked, [way.day], leaving_out=interview.pk)
            if one.starts_at == half_past
        )
        uid = interview.uid
        moved = amend(
            interview,
            asked,
            later,
            version=1,
            by=book.booker,
            at=booked_at,
            because="x",
        )
    assert moved.uid == uid


def test_a_childs_interview_is_not_moved_to_another_day_as_a_surprise(
    book: Book,
) -> None:
    child = book.cast.case(
        born_on=date(2011, 6, 1),
        unaccompanied=True,
        language="Tigrinya",
        postcode="DE1 1AA",
    )
    book.interpreter("Ines")
    book.adult("Ada")
    book.interviewer("Helen", skills=("children",))
    with acting_as(book.booker):
        asked = asked_of(child, on=AT.date(), at=AT)
        way = ways(asked, days(asked.on))[0]
        interview = services.book(child, asked, way, by=book.booker, at=AT)
        day_before = way.day - timedelta(days=1)
        later = AT + timedelta(days=(day_before - AT.date()).days)
        moving = asked_to_move(interview, on=later.date(), at=later)
    assert moving.allows(way.day)
    assert not moving.allows(way.day + timedelta(days=1))
    assert moving.allows(later.date() + timedelta(days=10))
    grown = book.cast.case(language="Tigrinya", postcode="DE1 1AA")
    with acting_as(book.booker):
        asked = asked_of(grown, on=AT.date(), at=AT)
        way = ways(asked, days(asked.on))[0]
        interview = services.book(grown, asked, way, by=book.booker, at=AT)
        moving = asked_to_move(interview, on=later.date(), at=later)
    assert moving.allows(later.date() + timedelta(days=1))


def test_a_conflict_declared_meanwhile_is_seen(book: Book, case: Case) -> None:
    asked = book.asked(case)
    way = book.way(asked)
    with acting_as(book.cast.service):
        Conflict.objects.create(
            case=case,
            staff_member=book.amira.staff_member,
            because="a neighbour",
            declared_at=AT,
            declared_by=book.cast.service,
        )
    with pytest.raises(Refused, match="must not take part"):
        booked(book, case, way, asked)
