"""What is chosen of a plan is booked, once, whoever else books and whoever is killed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.services import amend, book, cancel
from evenhand.appointments.book.ways import ways
from evenhand.appointments.models import (
    CancelledFor,
    Interview,
    PlanAcceptance,
    PlannedInterview,
    Taken,
)
from evenhand.appointments.plans.accept import book_chosen, choose
from evenhand.appointments.plans.opening import StillToOpen
from evenhand.appointments.plans.undo import CannotUndo, leave, take_back, undo
from evenhand.appointments.plans.verdicts import may_undo
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.interview_jobs import start_booking
from tests.booking import days
from tests.cast import AT, ON, Cast, assemble
from tests.killing import killed_at, statements_of
from tests.planned_town import Town, settle
from tests.racing import while_open


State = PlannedInterview.State


@pytest.fixture
def town(cast: Cast) -> Town:
    return settle(cast)


@pytest.fixture
def real_town(own_database: str) -> Iterator[Town]:
    """A town whose transactions really commit."""
    with time_machine.travel(AT, tick=False):
        yield settle(assemble())


def test_nothing_is_booked_unseen(town: Town) -> None:
    plan = town.plan()
    with pytest.raises(StillToOpen, match="Open 3 interviews first: 3 drawn by lot"):
        choose(plan, by=town.booker, at=AT)
    town.open_all(plan, by=town.book.cast.dana)
    with pytest.raises(StillToOpen):
        choose(plan, by=town.booker, at=AT)


def test_what_is_chosen_is_booked_as_it_was_planned(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    some = [row.pk for row in town.rows(plan)[:2]]
    act = start_booking(plan, planned=some, by=town.booker, on=ON, at=AT)
    assert act is not None
    assert act.finished_at == AT
    rows = town.rows(plan)
    assert [row.state for row in rows] == [State.BOOKED, State.BOOKED, State.PROPOSED]
    for row in rows[:2]:
        assert row.interview.starts_at == row.starts_at
        assert row.interview.interpreter_id == row.interpreter_id
        assert row.interview.room_id == row.room_id


def test_next_plan_goes_around_what_is_booked(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    some = [town.rows(plan)[0].pk]
    start_booking(plan, planned=some, by=town.booker, on=ON, at=AT)
    again = town.plan()
    rows = town.rows(again)
    assert [row.case for row in rows] == town.cases[1:]
    assert town.rows(plan)[0].starts_at not in {row.starts_at for row in rows}


def test_another_room_is_taken_where_the_planned_one_is_gone(town: Town) -> None:
    plan = town.plan()
    (first, *_) = town.rows(plan)
    with acting_as(town.book.cast.service):
        other = town.book.room(town.book.derby, "Room 2")
        other_suite = town.book.room(town.book.derby, "Suite 2", mode="video")
        PlannedInterview.objects.filter(pk=first.pk).update(
            room=other if first.mode == "in person" else other_suite
        )
        other.calendar.hours.all().delete()
        other_suite.calendar.hours.all().delete()
    town.open_all(plan)
    start_booking(plan, planned=[first.pk], by=town.booker, on=ON, at=AT)
    (row, *_) = town.rows(plan)
    assert row.state == State.BOOKED
    assert row.interview.room_id != row.room_id


def test_what_is_lost_meanwhile_says_why(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    (first, *_) = town.rows(plan)
    with acting_as(town.booker):
        asked = asked_of(town.cases[0], on=ON, at=AT)
        (way,) = ways(asked, days(ON, 40), limit=1)
        book(town.cases[0], asked, way, by=town.booker, at=AT)
    start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    rows = town.rows(plan)
    assert rows[0].state == State.LOST
    assert rows[0].why == "An interview is booked already. Change or cancel that one"
    assert {row.state for row in rows} <= {State.LOST, State.BOOKED}


def test_left_out_by_a_person_and_taken_back(town: Town) -> None:
    plan = town.plan()
    (first, *_) = town.rows(plan)
    with pytest.raises(Refused, match="Say why"):
        leave(plan, [first.pk], by=town.booker, because=" ")
    assert leave(plan, [first.pk], by=town.booker, because="she is abroad") == 1
    assert town.rows(plan)[0].why == "she is abroad"
    assert take_back(plan, [first.pk], by=town.booker) == 1
    assert town.rows(plan)[0].state == State.PROPOSED


def test_undone_together_frees_all_that_was_taken(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    act = start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    assert act is not None
    with pytest.raises(Refused, match="Say why"):
        undo(act, by=town.booker, at=AT, because="")
    assert undo(act, by=town.booker, at=AT, because="the wrong weeks") == 3
    assert {row.state for row in town.rows(plan)} == {State.PROPOSED}
    with acting_as(town.booker):
        assert not Taken.objects.exists()
        assert {one.state for one in Interview.objects.all()} == {"cancelled"}
    with acting_as(town.booker):
        act.refresh_from_db()
    assert "undone already" in may_undo(town.booker, act, at=AT).why_not


def test_not_undone_where_something_was_built_on_it(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    act = start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    assert act is not None
    interview = town.rows(plan)[0].interview
    with acting_as(town.booker):
        asked = asked_of(town.cases[0], on=ON, at=AT)
        way = ways(asked, days(ON, 40), leaving_out=interview.pk)[-1]
        amend(
            interview, asked, way, version=1, by=town.booker, at=AT, because="she asked"
        )
    with pytest.raises(CannotUndo) as refused:
        undo(act, by=town.booker, at=AT, because="the wrong weeks")
    assert refused.value.built_on == ((town.cases[0].ref, "It was changed"),)
    assert {row.state for row in town.rows(plan)} == {State.BOOKED}


def test_not_undone_too_late(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    act = start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    assert act is not None
    with pytest.raises(Refused, match="could be undone until"):
        undo(act, by=town.booker, at=AT + timedelta(days=15), because="late")


def test_booked_again_after_undoing(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    act = start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    assert act is not None
    undo(act, by=town.booker, at=AT, because="the wrong weeks")
    start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    assert {row.state for row in town.rows(plan)} == {State.BOOKED}


def test_two_who_choose_the_same_book_it_once(real_town: Town) -> None:
    town = real_town
    plan = town.plan()
    dana = town.book.cast.dana
    town.open_all(plan)
    town.open_all(plan, by=dana)
    second = while_open(
        lambda: choose(plan, by=town.booker, at=AT),
        lambda: choose(plan, by=dana, at=AT),
    )
    assert second is None, "nothing was left to choose"
    with acting_as(town.booker):
        act = PlanAcceptance.objects.get()
    assert book_chosen(act, on=ON, at=AT).booked == 3


def test_plan_and_a_hand_booking_race_for_one_interpreter(real_town: Town) -> None:
    town = real_town
    plan = town.plan()
    town.open_all(plan)
    first, second, third = town.rows(plan)
    act = choose(plan, planned=[first.pk], by=town.booker, at=AT)
    assert act is not None

    def by_hand() -> None:
        with acting_as(town.booker):
            asked = asked_of(third.case, on=ON, at=AT)
            day = first.starts_at.date()
            way = next(
                way for way in ways(asked, [day]) if way.starts_at == first.starts_at
            )
            book(third.case, asked, way, by=town.booker, at=AT)

    came = while_open(by_hand, lambda: book_chosen(act, on=ON, at=AT))
    assert came.booked == 0
    ((ref, why),) = came.lost
    assert ref == first.case.ref
    assert "Somebody else has just booked" in why
    assert second.state == State.PROPOSED


def test_killed_anywhere_it_goes_on(real_town: Town) -> None:
    """Die at every statement in turn: nothing half done, and the rest is gone on with."""
    town = real_town
    plan = town.plan()
    town.open_all(plan)

    def act_of_two() -> PlanAcceptance:
        act = choose(
            plan, planned=[row.pk for row in town.rows(plan)[:2]], by=town.booker, at=AT
        )
        assert act is not None
        return act

    counted = act_of_two()
    number = statements_of(lambda: book_chosen(counted, on=ON, at=AT))
    undo(counted, by=town.booker, at=AT, because="to begin again")
    for n in range(1, number + 1, 7):
        act = act_of_two()
        with killed_at(n):
            book_chosen(act, on=ON, at=AT)
        with acting_as(town.booker):
            whole = PlannedInterview.objects.filter(
                acceptance=act, state=State.BOOKED
            ).count()
            assert Interview.objects.filter(state="booked").count() == whole
        came = book_chosen(act, on=ON, at=AT)
        assert (came.booked, came.lost) == (2, ())
        with acting_as(town.booker):
            act.refresh_from_db()
            assert act.finished_at == AT
        assert undo(act, by=town.booker, at=AT, because="to begin again") == 2


def test_cancelled_interview_makes_way_for_the_next_plan(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    with acting_as(town.booker):
        cancel(
            town.rows(plan)[0].interview,
            cause=CancelledFor.CLAIMANT,
            because="she asked",
            by=town.booker,
            at=AT,
        )
    assert [row.case for row in town.rows(town.plan())] == [town.cases[0]]
