"""Figures of interviews, held to a plain count of the same rows in Python."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.appointments.figures.ended import (
    CAUSES,
    NOT_LOST,
    PART_HEARD,
    Period,
    invitations,
    lost_slots,
)
from evenhand.appointments.figures.use import ROOMS, use_of
from evenhand.appointments.figures.wishes import (
    short_notice_by_week,
    wishes_of,
)
from evenhand.appointments.models import (
    Away,
    CancelledFor,
    Interview,
    InterviewNeeds,
    Outcome,
    State,
    Taken,
)
from evenhand.casework.models import CasePerson, Restriction, Stage
from evenhand.core.viewing import acting_as
from evenhand.flows.waiting_to_interview import cohorts, queues
from tests.booking import Book, london
from tests.cast import AT, ON


PERIOD = Period(london(2026, 8, 17, 0), london(2026, 11, 16, 0))
ENDINGS = [
    (State.HELD, Outcome.COMPLETED, ""),
    (State.HELD, Outcome.PART_HEARD, ""),
    (State.NOT_HELD, Outcome.DID_NOT_ATTEND, ""),
    (State.NOT_HELD, Outcome.INTERPRETER_FAILURE, ""),
    (State.CANCELLED, "", CancelledFor.CLAIMANT),
    (State.CANCELLED, "", CancelledFor.REPLANNED),
    (State.CANCELLED, "", CancelledFor.SITE),
]


def made(
    book: Book, case: Any, starts: datetime, ending: Any, **more: Any
) -> Interview:
    """An interview as it stands in the past, whatever led to it."""
    state, outcome, cancelled_for = ending
    cancelled = state == State.CANCELLED
    return Interview.objects.create(
        case=case,
        kind=Interview.Kind.SUBSTANTIVE,
        state=state,
        outcome=outcome,
        mode="in person",
        starts_at=starts,
        ends_at=more.pop("ends", starts + timedelta(hours=2)),
        site=more.pop("site", book.bootle),
        room=more.pop("room", book.bootle_room),
        interviewer=book.amira,
        booked_at=starts - timedelta(days=12),
        booked_by=book.cast.service,
        cancelled_for=cancelled_for,
        cancelled_at=starts - timedelta(days=3) if cancelled else None,
        cancelled_by=book.cast.service if cancelled else None,
        **more,
    )


@pytest.fixture
def past(book: Book) -> list[Interview]:
    """Some dozens of interviews in and around the period; those of one case are hidden."""
    chance = Random(5)
    cases = [
        book.cast.case(
            unaccompanied=number % 4 == 0,
            restriction=Restriction.SPECIAL if number == 0 else Restriction.NONE,
        )
        for number in range(9)
    ]
    with acting_as(book.cast.service):
        for case in cases[:6]:
            InterviewNeeds.objects.create(
                case=case,
                interviewer_sex=chance.choice(["female", "male", ""]),
                interpreter_sex=chance.choice(["female", ""]),
                recorded_at=AT,
                recorded_by=book.cast.service,
            )
        return [_one(book, chance, cases) for _ in range(80)]


def _one(book: Book, chance: Random, cases: list[Any]) -> Interview:
    starts = london(2026, 8, 10, chance.choice([9, 10, 13]))
    starts += timedelta(days=chance.randrange(100))
    derby = chance.random() < 0.4
    return made(
        book,
        chance.choice(cases),
        starts,
        chance.choice(ENDINGS),
        ends=starts + timedelta(minutes=chance.choice([90, 120, 200])),
        site=book.derby if derby else book.bootle,
        room=book.derby_room if derby else book.bootle_room,
        language=chance.choice(["Arabic", ""]),
        dialect=chance.choice(["Sudanese Arabic", ""]),
        wishes_unmet=chance.choice([[], ["interviewer"], ["dialect", "interpreter"]]),
        short_notice=chance.random() < 0.3,
    )


def seen(past: list[Interview], site: str = "") -> list[Interview]:
    return [
        one
        for one in past
        if PERIOD.since <= one.starts_at < PERIOD.until
        and not one.case.restriction
        and (not site or one.site.code == site)
    ]


@pytest.mark.parametrize("site", ["", "DERBY"])
def test_lost_slots_are_counted_with_what_filled_them(
    book: Book, past: list[Interview], site: str
) -> None:
    period = Period(PERIOD.since, PERIOD.until, site)
    counted = [one for one in seen(past, site) if one.cancelled_for not in NOT_LOST]
    expected: dict[str, list[float]] = {}
    for one in counted:
        if one.state not in (State.CANCELLED, State.NOT_HELD):
            continue
        filled = any(
            other.room_id == one.room_id
            and other.pk != one.pk
            and other.state != State.CANCELLED
            and other.starts_at < one.ends_at
            and other.ends_at > one.starts_at
            for other in counted
        )
        minutes = (one.ends_at - one.starts_at).total_seconds() / 60
        said = expected.setdefault(
            CAUSES[one.cancelled_for or one.outcome], [0, 0, 0, 0]
        )
        for place, number in enumerate((1, minutes, filled, minutes * filled)):
            said[place] += number
    with acting_as(book.booker):
        slots = lost_slots(period)
    found = slots.causes
    assert {
        one.cause: [one.lost, one.minutes, one.filled, one.filled_minutes]
        for one in found
    } == expected
    assert any(one.filled for one in found) or site
    assert slots.booked == len(counted)


def test_people_are_counted_by_their_invitations(
    book: Book, past: list[Interview]
) -> None:
    of: dict[int, list[Interview]] = {}
    for one in seen(past):
        if one.cancelled_for not in NOT_LOST:
            of.setdefault(one.case_id, []).append(one)
    with acting_as(book.cast.service):
        children = set(
            CasePerson.objects.filter(unaccompanied_at_claim=True).values_list(
                "case_id", flat=True
            )
        )
    expected: dict[tuple[bool, int], list[int]] = {}
    for case, some in of.items():
        said = expected.setdefault((case in children, len(some)), [0, 0])
        said[0] += 1
        said[1] += any(one.outcome == Outcome.COMPLETED for one in some)
    before: dict[str, int] = {}
    for some in of.values():
        some.sort(key=lambda one: (one.starts_at, one.pk))
        for one in some[:-1]:
            cause = CAUSES.get(one.cancelled_for or one.outcome) or (
                PART_HEARD if one.outcome == Outcome.PART_HEARD else "Held before"
            )
            before[cause] = before.get(cause, 0) + 1
    with acting_as(book.booker):
        answer = invitations(PERIOD)
    assert {
        (one.alone, one.times): [one.people, one.heard] for one in answer.times
    } == expected
    assert answer.before == before


def test_wishes_are_held_to_what_was_expressed(
    book: Book, past: list[Interview]
) -> None:
    with acting_as(book.cast.service):
        needs = {one.case_id: one for one in InterviewNeeds.objects.all()}
    kept = [one for one in seen(past) if one.state != State.CANCELLED]
    expected: dict[tuple[str, str], list[int]] = {}
    for one in kept:
        of = needs.get(one.case_id)
        for what, which in (
            ("interviewer", of.interviewer_sex if of else ""),
            ("interpreter", of.interpreter_sex if of and one.language else ""),
            ("dialect", one.dialect),
        ):
            if which:
                said = expected.setdefault((what, which), [0, 0])
                said[0] += 1
                said[1] += what in one.wishes_unmet
    weeks: dict[date, list[int]] = {}
    for one in kept:
        day = one.starts_at.date()
        said = weeks.setdefault(day - timedelta(days=day.weekday()), [0, 0, 0])
        said[0] += 1
        said[1] += one.short_notice
        said[2] += one.short_notice and one.state == State.HELD
    with acting_as(book.booker):
        found = {
            (one.what, one.which): [one.asked, one.unmet] for one in wishes_of(PERIOD)
        }
        short = {
            one.monday: [one.booked, one.short, one.held]
            for one in short_notice_by_week(PERIOD)
        }
    assert found == expected
    assert short == weeks


def test_use_is_counted_from_hours_and_what_is_taken(book: Book) -> None:
    monday = date(2026, 11, 9)
    case = book.cast.case(restriction=Restriction.SPECIAL)
    with acting_as(book.cast.service):
        interview = made(book, case, london(2026, 11, 10, 9), ENDINGS[0])
        Taken.objects.create(
            calendar=book.bootle_room.calendar,
            interview=interview,
            during=DateTimeTZRange(london(2026, 11, 10, 9), london(2026, 11, 10, 12)),
            site=book.bootle,
        )
        # Leave says nothing of what is open: who reads both could tell what is hidden.
        Away.objects.create(
            calendar=book.bootle_room.calendar,
            during=DateTimeTZRange(london(2026, 11, 12, 9), london(2026, 11, 12, 17)),
            cause=Away.Cause.CLOSURE,
            because="a pipe",
            recorded_at=AT,
            recorded_by=book.cast.service,
        )
    answers = []
    for reader in (book.booker, book.cast.service):
        with acting_as(reader):
            answers.append(use_of(ROOMS, [monday - timedelta(days=7), monday]))
    assert answers[0] == answers[1]
    bootle = [use for use in answers[0].uses if use.site == "Bootle"]
    assert [(use.monday, use.open, use.taken) for use in bootle] == [
        (monday - timedelta(days=7), 5 * 8 * 60, 0),
        (monday, 5 * 8 * 60, 180),
    ]
    assert answers[0].sizes == {"Bootle": 1, "Derby": 2}


def test_bank_holidays_and_ends_of_rooms_are_not_open(book: Book) -> None:
    christmas = date(2026, 12, 21)
    with acting_as(book.cast.service):
        book.bootle_room.to_on = date(2026, 12, 23)
        book.bootle_room.save()
        found = use_of(ROOMS, [christmas])
    open_ = {use.site: use.open / 60 for use in found.uses}
    # Monday and Tuesday; Friday is Christmas.
    assert open_ == {"Bootle": 2 * 8, "Derby": 2 * 4 * 8}


def test_waits_are_counted_with_those_who_wait_still(book: Book) -> None:
    cast = book.cast
    for days in (100, 200, 300):
        case = cast.case(claimed_on=date(2025, 1, 6), stage=Stage.INTERVIEWED)
        with acting_as(cast.service):
            case.interviewed_on = date(2025, 1, 6) + timedelta(days=days)
            case.save(update_fields=["interviewed_on"])
    for _ in range(2):
        cast.case(claimed_on=date(2025, 2, 10))
    cast.case(claimed_on=date(2025, 2, 10), stage=Stage.WITHDRAWN)
    cast.case(claimed_on=date(2025, 2, 11), unaccompanied=True)
    cast.case(claimed_on=date(2025, 2, 11), restriction=Restriction.SPECIAL)
    with acting_as(book.booker):
        found = cohorts(since=date(2025, 1, 1), on=ON)
        by_unit = queues("unit", on=ON)
        by_band = queues("band", on=ON)
    adults, alone = sorted(found, key=lambda one: one.alone)
    assert (adults.claimed, adults.interviewed, adults.left) == (6, 3, 1)
    # Five are not lost to the queue: half of them by the third.
    assert adults.middle == 300
    assert (alone.claimed, alone.interviewed, alone.middle) == (1, 0, None)
    assert [(one.key, one.waiting) for one in by_unit] == [(None, 3)]
    assert [(one.key, one.waiting) for one in by_band] == [(None, 3)]
    assert by_unit[0].middle == (ON - date(2025, 2, 10)).days
