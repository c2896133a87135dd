"""Offers say what speaks for them, and why there is none sooner."""

from datetime import date, time, timedelta

import pytest

from evenhand.appointments.book import services
from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.offers import Offers, offers
from evenhand.appointments.models import Away, Calendar, Hours, InterviewNeeds, Room
from evenhand.casework.models import Case, PersonLanguage
from evenhand.core.accounts import grant
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.booking import Book
from tests.cast import AT, ON


@pytest.fixture
def case(book: Book) -> Case:
    book.interpreter("Ines")
    return book.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")


def offered(town: Book, case: Case, **changed: object) -> Offers:
    with acting_as(town.booker):
        return offers(town.asked(case, **changed))


def away(town: Book, calendar: Calendar, days: int) -> None:
    """Nobody there for so many days from the first that people may be told of."""
    first = AT + timedelta(days=10)
    with acting_as(town.booker):
        Away.objects.create(
            calendar=calendar,
            during=(first - timedelta(days=2), first + timedelta(days=days)),
            cause=Away.Cause.LEAVE,
            recorded_at=AT,
            recorded_by=town.booker,
        )


def test_soonest_says_with_whom_and_how_far(book: Book, case: Case) -> None:
    found = offered(book, case, interpreter_sex="female")
    assert found.offers[0].reason == (
        "soonest with a female Tigrinya interpreter; by video; 40 minutes' journey"
    )
    assert len(found.offers) == 3
    assert found.why_none_sooner == (
        "People are told 10 days ahead, so that it is not before 30 November 2026"
    )


def test_no_interpreter_is_named_as_the_reason(book: Book, case: Case) -> None:
    ines = case_calendar(book, "Ines")
    away(book, ines, 14)
    found = offered(book, case, interpreter_sex="female")
    first = found.offers[0].way.day
    assert first > date(2026, 12, 10)
    assert found.why_none_sooner == (
        f"No female Tigrinya interpreter is free before {first.day} December 2026"
    )


def case_calendar(town: Book, name: str) -> Calendar:
    return Calendar.objects.get(interpreter__name=name)


def test_a_dialect_nobody_speaks_is_offered_without_it_and_says_so(
    book: Book, case: Case
) -> None:
    found = offered(book, case, dialect="Ethiopian Tigrinya")
    assert [one.way.wishes_unmet for one in found.offers] == [("dialect",)]
    assert "not in the dialect asked for, Ethiopian Tigrinya" in found.offers[0].reason


def test_without_an_address_nothing_is_offered_and_it_says_why(
    book: Book, case: Case
) -> None:
    found = offered(book, case, postcode_area=None)
    assert found.offers == ()
    assert found.why_none.startswith("No address is recorded")


def test_room_without_hours_is_not_bookable(book: Book, case: Case) -> None:
    Hours.objects.filter(calendar__room__site=book.derby).delete()
    found = offered(book, case)
    assert found.offers == ()
    assert found.why_none.startswith("No room that fits is free")


def test_site_that_left_and_site_that_is_too_far_are_not_offered(
    book: Book, case: Case
) -> None:
    assert offered(book, case, longest_journey=30).offers == ()
    book.derby.to_on = ON
    book.derby.save()
    assert offered(book, case).offers == ()


def test_a_need_of_the_room_is_kept(book: Book, case: Case) -> None:
    assert offered(book, case, adjustments=frozenset({"hearing loop"})).offers == ()
    Room.objects.filter(pk=book.derby_suite.pk).update(equipment=["hearing loop"])
    found = offered(book, case, adjustments=frozenset({"hearing loop"}))
    assert {one.way.room_id for one in found.offers} == {book.derby_suite.pk}


def test_rules_and_needs_make_what_is_asked(book: Book, case: Case) -> None:
    with acting_as(book.booker):
        InterviewNeeds.objects.create(
            case=case,
            interpreter_sex="female",
            latest_start=time(10),
            unfit_until=ON + timedelta(days=30),
            more_break_minutes=20,
            recorded_at=AT,
            recorded_by=book.booker,
        )
        asked = asked_of(case, on=ON, at=AT)
    assert asked.minutes == 210 + 20
    assert asked.minutes_by_video == asked.minutes + 10
    assert (asked.interpreter_sex, asked.postcode_area) == ("female", "DE")
    assert asked.first_day == ON + timedelta(days=30)
    assert (asked.notice_days, asked.longest_journey) == (10, 90)


def test_need_of_an_interpreter_that_ended_leaves_no_language(
    book: Book, case: Case
) -> None:
    """The pit of a neighbour: a language that stayed when the need was withdrawn."""
    with acting_as(book.booker):
        PersonLanguage.objects.filter(person__case=case).update(
            interpreter_needed=False
        )
        asked = asked_of(case, on=ON, at=AT)
    assert (asked.language, asked.dialect) == (None, None)


def test_child_is_asked_with_an_adult_and_never_at_short_notice(book: Book) -> None:
    child = book.cast.case(
        born_on=date(2011, 6, 1), unaccompanied=True, postcode="DE1 1AA"
    )
    with acting_as(book.booker):
        asked = asked_of(child, on=ON, at=AT)
        assert asked.adult_needed
        assert "children" in asked.skills
        InterviewNeeds.objects.create(
            case=child,
            short_notice_agreed_on=ON,
            recorded_at=AT,
            recorded_by=book.booker,
        )
        with pytest.raises(Refused, match="not agreed to short notice"):
            asked_of(child, on=ON, at=AT, short_notice=True)


def test_child_under_twelve_is_not_proposed(book: Book) -> None:
    child = book.cast.case(born_on=date(2016, 6, 1), postcode="DE1 1AA")
    with acting_as(book.booker), pytest.raises(Refused, match="under twelve"):
        asked_of(child, on=ON, at=AT)


def test_case_of_high_harm_is_interviewed_by_the_cleared_and_nobody_says_why(
    book: Book,
) -> None:
    marked = book.cast.case(
        high_harm=True, language="Tigrinya", postcode="DE1 1AA", sex="female"
    )
    book.interpreter("Ines")
    helen = book.interviewer("Helen")
    with acting_as(book.booker):
        asked = asked_of(marked, on=ON, at=AT)
        assert asked.cleared_staff == frozenset()
        assert offers(asked).offers == ()
        assert "harm" not in offers(asked).why_none
    account = User.objects.create_user("helen", name="Helen")
    helen.staff_member.user = account
    helen.staff_member.save()
    grant(account, clearances=["high-harm"], by=book.cast.service, at=AT, because="x")
    with acting_as(book.booker):
        found = offers(asked_of(marked, on=ON, at=AT))
    assert {one.way.interviewer_id for one in found.offers} == {helen.pk}


def test_owner_comes_first_and_is_named_as_the_reason(book: Book) -> None:
    book.interpreter("Ines")
    book.interviewer("Helen")
    helen = book.interviewer("Zelda")
    case = book.cast.case(language="Tigrinya", postcode="DE1 1AA")
    asked = book.asked(case, owner=helen.staff_member_id)
    with acting_as(book.booker):
        found = offers(asked)
        assert {one.way.interviewer_id for one in found.offers} == {helen.pk}
        way = found.offers[0].way
        interview = services.book(case, asked, way, by=book.booker, at=AT)
    assert interview.interviewer == helen
