"""A plan from the database and back: who has a time, who has none, and what is stored."""

from datetime import date, time, timedelta

import pytest

from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.models import (
    Interpreter,
    InterpreterConflict,
    InterviewNeeds,
    InterviewPlan,
    PlanInput,
    PlannedInterview,
)
from evenhand.appointments.plans.asked_of_many import asked_of_many
from evenhand.appointments.plans.snapshots import read_input
from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import local
from evenhand.engine.interviews.verify import faults
from evenhand.flows.interview_jobs import start_booking
from evenhand.flows.plan_interviews import (
    Wanted,
    carry_out_plan,
    create_interview_plan,
)
from tests.cast import AT, ON, Cast
from tests.planned_town import Town, rank, settle


State = PlannedInterview.State


@pytest.fixture
def town(cast: Cast) -> Town:
    return settle(cast)


def needs(case: Case, **said: object) -> None:
    """What somebody asks for, recorded."""
    defaults = {"recorded_at": AT, "recorded_by": case.progressor.user, **said}
    InterviewNeeds.objects.update_or_create(case=case, defaults=defaults)


def test_everybody_who_can_has_a_time_after_the_notice(town: Town) -> None:
    plan = town.plan()
    rows = town.rows(plan)
    assert [row.state for row in rows] == [State.PROPOSED] * 3
    assert [row.case for row in rows] == town.cases
    first = min(local(row.starts_at).date() for row in rows)
    assert first >= ON + timedelta(days=10)
    taken = {(row.interpreter_id, row.starts_at) for row in rows}
    assert len(taken) == 3, "one interpreter, three times"
    assert all(row.site.code == "DERBY" and row.host_id for row in rows)
    assert all(row.room_id for row in rows)


def test_plan_is_kept_so_that_it_can_be_checked(town: Town) -> None:
    plan = town.plan()
    with acting_as(town.book.cast.service):
        problem, made = read_input(plan)
        assert list(faults(problem, made)) == []
        assert made.bookings.height == 3
    with acting_as(town.booker):
        assert not PlanInput.objects.exists(), "it holds every case"


def test_changed_bytes_are_found_out(town: Town) -> None:
    plan = town.plan()
    with acting_as(town.book.cast.service):
        PlanInput.objects.update(bookings=b"something else")
        with pytest.raises(ValueError, match="has been changed"):
            read_input(plan)


def test_carried_out_twice_is_once(town: Town) -> None:
    plan = town.plan()
    before = [row.pk for row in town.rows(plan)]
    carry_out_plan(plan.pk, at=AT)
    assert [row.pk for row in town.rows(plan)] == before


def test_child_under_twelve_is_never_proposed(cast: Cast) -> None:
    town = settle(cast, cases=1, others=[{"born_on": date(2016, 1, 1)}])
    (child,) = [row for row in town.rows(town.plan()) if row.case == town.cases[1]]
    assert (child.state, child.code) == (State.NO_TIME, "not_proposed")
    assert "under twelve" in child.why


def test_child_waits_for_an_adult_to_be_named(cast: Cast) -> None:
    town = settle(
        cast, cases=0, others=[{"born_on": date(2011, 1, 1), "language": "Tigrinya"}]
    )
    (row,) = town.rows(town.plan())
    assert row.code == "no_adult"
    with acting_as(cast.service):
        needs(town.cases[0], adult=town.book.adult("Ada"))
    (row,) = town.rows(town.plan())
    assert row.state == State.PROPOSED, row.why
    assert row.adult is not None
    assert row.matters == ["child"]
    held = row.interviewer.staff_member.skills.values_list("skill", flat=True)
    assert "children" in held


def test_each_reason_is_told_in_words(cast: Cast) -> None:
    town = settle(
        cast,
        cases=1,
        others=[
            {"postcode": "ZE1 0AA", "language": "Tigrinya"},
            {"language": "Bejja"},
            {"postcode": "", "language": "Tigrinya"},
            {"language": "Not recorded"},
        ],
    )
    rows = {row.case: row for row in town.rows(town.plan())}
    codes = [rows[case].code for case in town.cases]
    assert codes == ["", "no_place", "no_interpreter", "no_address", "no_language"]
    assert rows[town.cases[2]].why == "Nobody interprets Bejja as they asked for."


def test_barrier_keeps_somebody_out_of_the_plan(town: Town) -> None:
    with acting_as(town.book.cast.service):
        town.cases[0].barriers.create(
            kind="unfit-for-interview",
            blocks="interview",
            source="a letter",
            opened_on=ON,
            opened_by=town.book.cast.eli,
            review_on=ON + timedelta(days=20),
        )
        record_facts([town.cases[0].pk], at=AT, vocabulary_version=2)
    rows = {row.case: row for row in town.rows(town.plan())}
    assert rows[town.cases[0]].code == "not_proposed"
    assert rows[town.cases[0]].why.startswith("An open barrier")


def test_wishes_are_met_or_nobody_is_booked(town: Town) -> None:
    with acting_as(town.book.cast.service):
        needs(town.cases[0], interpreter_sex="male")
        needs(town.cases[1], latest_start=time(10), earliest_start=time(9, 30))
        needs(town.cases[2], unfit_until=ON + timedelta(days=25))
    rows = {row.case: row for row in town.rows(town.plan())}
    assert rows[town.cases[0]].code == "no_interpreter"
    between = local(rows[town.cases[1]].starts_at).time()
    assert time(9, 30) <= between <= time(10)
    fit = local(rows[town.cases[2]].starts_at).date()
    assert fit >= ON + timedelta(days=25)


def test_conflict_of_interest_is_kept_apart(town: Town) -> None:
    with acting_as(town.book.cast.service):
        InterpreterConflict.objects.create(
            case=town.cases[0],
            interpreter=Interpreter.objects.get(),
            because="a cousin",
            declared_at=AT,
            declared_by=town.book.cast.eli,
        )
    rows = {row.case: row for row in town.rows(town.plan())}
    assert rows[town.cases[0]].code == "no_interpreter"


def test_what_one_case_asks_is_what_many_ask(cast: Cast) -> None:
    town = settle(cast, cases=2, others=[{"born_on": date(2010, 3, 3)}, {}])
    with acting_as(cast.service):
        lawyer, adult = town.book.representative("Rae"), town.book.adult("Ada")
        needs(
            town.cases[0],
            interviewer_sex="female",
            adjustments=["step-free"],
            representative=lawyer,
            representative_attends=True,
            longest_journey=45,
            more_break_minutes=15,
            mode="video",
        )
        needs(town.cases[2], adult=adult, latest_start=time(14))
        many = asked_of_many([case.pk for case in town.cases], on=ON, at=AT)
        for case in town.cases:
            assert many[case.pk] == asked_of(case, on=ON, at=AT)


def test_emergency_share_leaves_rooms_free(town: Town) -> None:
    kept = town.plan(emergency_share=0.5, weeks=3)
    with acting_as(town.book.cast.service):
        problem, _ = read_input(kept)
    days = problem.rooms.filter(site=str(town.book.derby.pk))["day"]
    whole = town.plan(emergency_share=0.0, weeks=3)
    with acting_as(town.book.cast.service):
        problem, _ = read_input(whole)
    all_days = problem.rooms.filter(site=str(town.book.derby.pk))["day"]
    assert abs(days.len() - all_days.len() / 2) <= 1


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(notice_days=5), "told at least 10 days ahead"),
        (Wanted(weeks=40), "Plan 1 to 12 weeks ahead"),
        (Wanted(weeks=1), "further than people are told"),
        (Wanted(emergency_share=0.9), "half of the rooms"),
        (Wanted(seconds=9_000), "up to 600 seconds"),
    ],
)
def test_outside_of_what_is_allowed_is_refused(
    town: Town, wanted: Wanted, says: str
) -> None:
    with acting_as(town.booker), pytest.raises(Refused, match=says):
        create_interview_plan(wanted, by=town.booker, on=ON, at=AT)


def test_only_those_who_book_plan(town: Town) -> None:
    amira = town.book.cast.amira
    with acting_as(amira), pytest.raises(Refused, match="booking officers"):
        create_interview_plan(Wanted(), by=amira, on=ON, at=AT)


def test_failure_is_kept_in_words(cast: Cast) -> None:
    town = settle(cast, cases=0)
    with pytest.raises(Refused):
        town.plan()
    with acting_as(town.booker):
        plan = InterviewPlan.objects.get()
    assert plan.state == InterviewPlan.State.FAILED
    assert "Nobody waits for an interview" in plan.why_failed


def test_only_some_sites_units_and_bands(town: Town) -> None:
    with acting_as(town.book.cast.service):
        Case.objects.filter(pk=town.cases[0].pk).update(
            responsible_unit=town.book.cast.mersey
        )
        rank(town.book.cast)
    plan = town.plan(units=["MERSEY"])
    assert [row.case for row in town.rows(plan)] == [town.cases[0]]
    elsewhere = town.plan(sites=["BOOTLE"])
    assert {row.code for row in town.rows(elsewhere)} == {"no_place"}


def two_days(cast: Cast) -> tuple[Town, InterviewPlan, PlannedInterview, Case]:
    """One booked in the first of the interpreter's two mornings; another, whose

    representative is free in that morning alone.
    """
    town = settle(cast, cases=1)
    first_day, second_day = date(2026, 12, 2), date(2026, 12, 3)
    with acting_as(cast.service):
        hours = Interpreter.objects.get().calendar.hours
        hours.all().delete()
        for day in (first_day, second_day):
            hours.create(on=day, opens=time(9), closes=time(13))
    first = town.plan()
    town.open_all(first)
    start_booking(first, planned=None, by=town.booker, on=ON, at=AT)
    (booked,) = town.rows(first)
    assert local(booked.starts_at).date() == first_day
    with acting_as(cast.service):
        lawyer = town.book.representative("Rae", hours=None)
        lawyer.calendar.hours.create(on=first_day, opens=time(9), closes=time(13))
        other = cast.case(
            claimed_on=date(2023, 1, 1), postcode="DE1 2AB", language="Tigrinya"
        )
        needs(other, representative=lawyer, representative_attends=True)
        rank(cast)
    return town, first, booked, other


def test_what_people_were_told_stays(cast: Cast) -> None:
    town, _, _, other = two_days(cast)
    (row,) = town.rows(town.plan())
    assert (row.case, row.state) == (other, State.NO_TIME)


def test_planned_again_says_whom_a_move_serves(cast: Cast) -> None:
    town, _, booked, other = two_days(cast)
    plan = town.plan(most_moves=1)
    assert plan.mode == InterviewPlan.Mode.AGAIN
    rows = {row.case: row for row in town.rows(plan)}
    moved, served = rows[town.cases[0]], rows[other]
    assert moved.moves_id == booked.interview_id
    assert moved.was_at == booked.starts_at
    assert moved.starts_at > booked.starts_at
    assert moved.serves_id == served.pk
    assert served.starts_at == booked.starts_at


def test_move_and_whom_it_serves_are_booked_together(cast: Cast) -> None:
    town, _, booked, other = two_days(cast)
    plan = town.plan(most_moves=1)
    town.open_all(plan)
    rows = {row.case: row for row in town.rows(plan)}
    for alone in rows.values():
        with pytest.raises(Refused, match="both or neither"):
            start_booking(plan, planned=[alone.pk], by=town.booker, on=ON, at=AT)
    start_booking(plan, planned=None, by=town.booker, on=ON, at=AT)
    now = {row.case: row for row in town.rows(plan)}
    assert {row.state for row in now.values()} == {State.BOOKED}, [
        row.why for row in now.values()
    ]
    assert now[town.cases[0]].interview == booked.interview, "the same, moved"
    assert now[town.cases[0]].interview.starts_at == rows[town.cases[0]].starts_at
    assert now[other].interview.starts_at == booked.starts_at


def test_nobody_is_moved_where_nobody_is_served(cast: Cast) -> None:
    town = settle(cast, cases=2)
    first = town.plan()
    town.open_all(first)
    start_booking(first, planned=None, by=town.booker, on=ON, at=AT)
    with pytest.raises(Refused, match="Nobody waits"):
        town.plan(most_moves=5)
