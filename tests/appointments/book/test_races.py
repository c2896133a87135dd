"""Two at once, and many at once: one wins, the others are told, nobody is booked twice."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.hold import Clash, lock_calendars
from evenhand.appointments.book.offers import offers
from evenhand.appointments.book.services import amend, book, cancel
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.models import CancelledFor, Interview, State, Taken
from evenhand.casework.models import Case
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.book_interview import Lost, book_or_offer
from tests.booking import Book, days, open_book
from tests.cast import AT, ON, assemble
from tests.racing import while_open


OVERLAPS = """
SELECT count(*) FROM appointments_taken a
JOIN appointments_taken b ON a.calendar_id = b.calendar_id AND a.id < b.id
 AND a.during && b.during
WHERE NOT a.shared AND NOT b.shared
"""


@pytest.fixture
def town(own_database: str) -> Book:
    """The small book, where transactions really commit."""
    made = open_book(assemble())
    with acting_as(made.cast.service):
        made.interpreter("Ines")
    return made


def of_derby(town: Book) -> Case:
    case = town.cast.case(sex="female", language="Tigrinya", postcode="DE1 1AA")
    return case


def overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return int(cursor.fetchone()[0])


def test_of_two_bookings_at_once_one_wins_and_the_other_is_told(town: Book) -> None:
    one, other = of_derby(town), of_derby(town)
    way = town.way(town.asked(one))

    def booked(case: Case) -> Interview:
        with acting_as(town.booker):
            return book(case, town.asked(case), way, by=town.booker, at=AT)

    with pytest.raises(Clash, match="Somebody else has just booked"):
        while_open(lambda: booked(one), lambda: booked(other))
    with acting_as(town.booker):
        assert [row.case_id for row in Interview.objects.all()] == [one.pk]
    assert overlaps() == 0


def test_the_loser_is_offered_the_next_best_three(town: Book) -> None:
    one, other = of_derby(town), of_derby(town)
    with acting_as(town.cast.service):
        town.interviewer("Helen")
        town.interviewer("Mina")
    with acting_as(town.booker):
        way = offers_of(one)[0]

    def through_the_flow(case: Case) -> Interview | Lost:
        with acting_as(town.booker):
            return book_or_offer(case, way, on=ON, at=AT, by=town.booker)

    lost = while_open(lambda: through_the_flow(one), lambda: through_the_flow(other))
    assert isinstance(lost, Lost)
    assert "has just booked" in lost.sentence
    assert len(lost.next_best.offers) == 3
    assert all(offer.way != way for offer in lost.next_best.offers)


def offers_of(case: Case) -> list[Way]:
    asked = asked_of(case, on=ON, at=AT)
    return [offer.way for offer in offers(asked).offers]


def test_of_a_move_and_a_cancellation_at_once_the_second_is_told(town: Book) -> None:
    case = of_derby(town)
    asked = town.asked(case)
    way = town.way(asked)
    with acting_as(town.booker):
        interview = book(case, asked, way, by=town.booker, at=AT)
        later = ways(asked, days(ON), leaving_out=interview.pk)[3]

    def moved() -> Interview:
        with acting_as(town.booker):
            found = Interview.objects.get(pk=interview.pk)
            return amend(
                found, asked, later, version=1, by=town.booker, at=AT, because="later"
            )

    def called_off() -> Interview:
        with acting_as(town.booker):
            return cancel(
                interview,
                cause=CancelledFor.CLAIMANT,
                because="ill",
                by=town.booker,
                at=AT,
            )

    with pytest.raises(Refused, match="Somebody else has just changed"):
        while_open(called_off, moved)
    assert not Taken.objects.exists()


def test_many_at_once_book_nobody_twice_and_wait_for_nobody_for_ever(
    town: Book,
) -> None:
    """Each of eight clerks books, moves and cancels on the same few days."""
    with acting_as(town.cast.service):
        for name in ("Helen", "Mina", "Nora"):
            town.interviewer(name, week_limit=50)
        for name in ("Ida", "Ivy"):
            town.interpreter(name)
        for number in (2, 3):
            town.room(town.derby, f"Suite {number}", mode="video")
    cases = [of_derby(town) for _ in range(24)]
    told: Counter[str] = Counter()

    def clerk(number: int) -> None:
        chance = random.Random(number)
        mine = cases[number::8]
        try:
            for case in mine:
                asked = town.asked(case)
                with acting_as(town.booker):
                    first = [asked.first_day + timedelta(days=d) for d in range(3)]
                    way = chance.choice(ways(asked, first, limit=30))
                try:
                    with acting_as(town.booker):
                        interview = book(case, asked, way, by=town.booker, at=AT)
                    told["booked"] += 1
                except Clash:
                    told["lost"] += 1
                    continue
                if chance.random() < 0.3:
                    with acting_as(town.booker):
                        cancel(
                            interview,
                            cause=CancelledFor.ERROR,
                            because="again",
                            by=town.booker,
                            at=AT,
                        )
                    told["cancelled"] += 1
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(clerk, range(8)))
    assert told["booked"] + told["lost"] == len(cases)
    assert overlaps() == 0
    with acting_as(town.booker):
        live = Interview.objects.filter(state=State.BOOKED)
        assert live.count() == told["booked"] - told["cancelled"]
        assert set(Taken.objects.values_list("interview_id", flat=True)) == set(
            live.values_list("pk", flat=True)
        )


def test_whoever_holds_calendars_already_waits_for_nobody(town: Book) -> None:
    """Else two who act on several interviews at once could wait for each other."""
    one, other = town.amira.calendar_id, town.derby_suite.calendar_id

    def second() -> None:
        with transaction.atomic():
            lock_calendars([other])
            lock_calendars([one])

    with pytest.raises(Clash, match="just now"):
        while_open(lambda: lock_calendars([one]), second)
