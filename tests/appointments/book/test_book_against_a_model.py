"""Whatever is booked, moved, cancelled and closed: the book agrees with a plain diary.

The model has a list of times for the room, the interviewer and each interpreter, and looks
at every pair before each step. The board in memory is asked after steps that were undone,
too: each example ends with a rollback.
"""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.hold import Clash
from evenhand.appointments.book.services import amend, book, cancel
from evenhand.appointments.book.ways import Way
from evenhand.appointments.models import Away, CancelledFor, Interview, Taken
from evenhand.casework.models import Case
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import instant
from tests.booking import Book
from tests.cast import AT, ON


DAY = ON + timedelta(days=14)
LENGTH, ROOM_TURN, PERSON_TURN = 60, 15, 10
ROOM, OFFICER = "room", "officer"
VOICES = ("Ines", "Ida")
STARTS = st.integers(8, 36).map(lambda step: instant(DAY, step))
Times = dict[str, tuple[datetime, datetime]]


def machine(town: Book, cases: list[Case]) -> type[RuleBasedStateMachine]:
    """The steps, on one town whose every example is undone."""
    with acting_as(town.cast.service):
        voices = {name: town.interpreter(name) for name in VOICES}
    calendars = {
        ROOM: town.bootle_room.calendar_id,
        OFFICER: town.amira.calendar_id,
        **{name: one.calendar_id for name, one in voices.items()},
    }

    class Steps(RuleBasedStateMachine):
        @initialize()
        def nothing_is_booked(self) -> None:
            self.undone = transaction.atomic()
            self.undone.__enter__()
            self.taken: dict[int, Times] = {}
            self.away: list[tuple[str, datetime, datetime]] = []
            self.interviews: dict[int, Interview] = {}
            self.cases: dict[int, Case] = {}
            self.left = list(cases)

        def teardown(self) -> None:
            if hasattr(self, "undone"):
                transaction.set_rollback(True)
                self.undone.__exit__(None, None, None)

        @precondition(lambda self: len(self.left) > 0)
        @rule(start=STARTS, voice=st.sampled_from(VOICES))
        def book_one(self, start: datetime, voice: str) -> None:
            case, way, times = (
                self.left[0],
                way_of(start, voice),
                times_of(start, voice),
            )
            with acting_as(town.booker):
                if self.free(times, but=None):
                    made = book(case, asked(case), way, by=town.booker, at=AT)
                    self.interviews[made.pk], self.taken[made.pk] = made, times
                    self.cases[made.pk] = self.left.pop(0)
                else:
                    with pytest.raises(Clash), transaction.atomic():
                        book(case, asked(case), way, by=town.booker, at=AT)

        @precondition(lambda self: len(self.interviews) > 0)
        @rule(start=STARTS, voice=st.sampled_from(VOICES), which=st.integers(0, 9))
        def move_one(self, start: datetime, voice: str, which: int) -> None:
            interview = self.chosen(which)
            way, times = way_of(start, voice), times_of(start, voice)
            ask = asked(self.cases[interview.pk])
            with acting_as(town.booker):
                if self.free(times, but=interview.pk):
                    uid, sequence = interview.uid, interview.sequence
                    self.change(interview, ask, way)
                    assert (interview.uid, interview.sequence) == (uid, sequence + 1)
                    self.taken[interview.pk] = times
                else:
                    with pytest.raises(Clash), transaction.atomic():
                        self.change(interview, ask, way)

        @precondition(lambda self: len(self.interviews) > 0)
        @rule(which=st.integers(0, 9))
        def cancel_one(self, which: int) -> None:
            interview = self.chosen(which)
            with acting_as(town.booker):
                cancel(
                    interview,
                    cause=CancelledFor.ERROR,
                    because="again",
                    by=town.booker,
                    at=AT,
                )
            del self.taken[interview.pk], self.interviews[interview.pk]
            self.left.append(self.cases.pop(interview.pk))

        @rule(start=STARTS, who=st.sampled_from([ROOM, OFFICER, *VOICES]))
        def somebody_is_away(self, start: datetime, who: str) -> None:
            ends = start + timedelta(minutes=45)
            with acting_as(town.booker):
                Away.objects.create(
                    calendar_id=calendars[who],
                    during=(start, ends),
                    cause=Away.Cause.LEAVE,
                    recorded_at=AT,
                    recorded_by=town.booker,
                )
            self.away.append((who, start, ends))

        @invariant()
        def time_taken_is_what_the_model_has(self) -> None:
            if not hasattr(self, "taken"):
                return
            found = {
                (row.interview_id, row.calendar_id): (
                    row.during.lower,
                    row.during.upper,
                )
                for row in Taken.objects.filter(calendar_id__in=calendars.values())
            }
            assert found == {
                (number, calendars[who]): stretch
                for number, times in self.taken.items()
                for who, stretch in times.items()
            }

        def chosen(self, which: int) -> Interview:
            known = sorted(self.interviews)
            return self.interviews[known[which % len(known)]]

        def change(self, interview: Interview, ask: Asked, way: Way) -> None:
            amend(
                interview,
                ask,
                way,
                version=interview.version,
                by=town.booker,
                at=AT,
                because="they asked",
            )

        def free(self, times: Times, *, but: int | None) -> bool:
            start = times[ROOM][0]
            until = start + timedelta(minutes=LENGTH)
            if until > instant(DAY, 40):
                return False
            others = [
                (who, *stretch)
                for number, taken in self.taken.items()
                if number != but
                for who, stretch in taken.items()
            ]
            clear = all(
                ends <= times[who][0] or times[who][1] <= starts
                for who, starts, ends in others
                if who in times
            )
            # Who is away while rooms are turned round is not missed.
            there = all(
                ends <= start or until <= starts
                for who, starts, ends in self.away
                if who in times
            )
            return clear and there

    def asked(case: Case) -> Asked:
        return town.asked(
            case,
            modes=("in person",),
            minutes=LENGTH,
            minutes_by_video=LENGTH,
            postcode_area="L",
            person_turn_round=PERSON_TURN,
        )

    def way_of(start: datetime, voice: str) -> Way:
        return Way(
            starts_at=start,
            ends_at=start + timedelta(minutes=LENGTH),
            mode="in person",
            site_id=town.bootle.pk,
            room_id=town.bootle_room.pk,
            interviewer_id=town.amira.pk,
            interpreter_id=voices[voice].pk,
            journey_minutes=25,
        )

    def times_of(start: datetime, voice: str) -> Times:
        until = start + timedelta(minutes=LENGTH)
        turned = until + timedelta(minutes=PERSON_TURN)
        return {
            ROOM: (start, until + timedelta(minutes=ROOM_TURN)),
            OFFICER: (start, turned),
            voice: (start, turned),
        }

    return Steps


def test_book_agrees_with_a_plain_diary(book: Book) -> None:
    cases = [
        book.cast.case(sex="female", language="Tigrinya", postcode="L1 1AA")
        for _ in range(4)
    ]
    run_state_machine_as_test(
        machine(book, cases),
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
