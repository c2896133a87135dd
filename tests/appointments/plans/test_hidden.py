"""A restricted case in a plan: invisible to those not cleared, in rows and in figures."""

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.appointments.models import PlanAcceptance, PlannedInterview
from evenhand.appointments.plans.accept import book_chosen, choose
from evenhand.appointments.plans.queries import (
    acceptances_of,
    calendar_of,
    plan_figures,
)
from evenhand.casework.models import Case
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Event, User
from evenhand.core.viewing import acting_as
from tests.booking import days
from tests.cast import AT, ON, Cast
from tests.planned_town import Town, settle


@pytest.fixture
def town(cast: Cast) -> Town:
    """Two that anybody may see, and the most urgent of all, whom few may."""
    town = settle(
        cast,
        cases=2,
        others=[
            {
                "claimed_on": ON.replace(year=2023),
                "restriction": "restricted",
                "family_name": "Oyelowobright",
                "language": "Tigrinya",
            }
        ],
    )
    cleared(cast, cast.amira)
    return town


def cleared(cast: Cast, user: User) -> None:
    grant(user, clearances=Clearance.values, by=cast.service, at=AT, because="cleared")


def test_hidden_case_is_planned_with_somebody_cleared(town: Town) -> None:
    plan = town.plan()
    rows = town.rows(plan, by=town.book.cast.service)
    (hidden,) = [row for row in rows if row.case == town.cases[2]]
    assert hidden.state == PlannedInterview.State.PROPOSED, hidden.why
    assert hidden.interviewer.staff_member.user == town.book.cast.amira
    assert "restricted" in hidden.matters


def test_nobody_uncleared_sees_or_counts_it(town: Town) -> None:
    plan = town.plan()
    assert {row.case for row in town.rows(plan)} == set(town.cases[:2])
    with acting_as(town.booker):
        assert plan_figures(plan).asked == 2
        weeks = [site.days for site in calendar_of(plan, days(plan.from_on, 40))]
        assert sum(sum(one.values()) for one in weeks) == 2
    with acting_as(town.book.cast.service):
        assert plan_figures(plan).asked == 3


def test_pages_do_not_tell_of_it(town: Town) -> None:
    plan = town.plan()
    client = Client()
    client.force_login(town.booker, "django.contrib.auth.backends.ModelBackend")
    address = reverse("interview-plan", args=[plan.pk])
    hidden = town.cases[2]
    for end in ("", "?show=list", "?show=left-out", "?show=done"):
        text = client.get(address + end).content.decode()
        assert hidden.ref not in text
        assert "of 2 people who wait" in text
    one = reverse("planned-interview", args=[plan.pk, hidden.ref])
    assert client.get(one).status_code == 404


def test_booking_it_alone_is_no_news_of_the_house(town: Town) -> None:
    cast = town.book.cast
    cleared(cast, cast.dana)
    plan = town.plan()
    town.open_all(plan, by=cast.dana)
    with acting_as(cast.dana):
        dana = User.objects.get(pk=cast.dana.pk)
        (row,) = plan.planned.filter(case=town.cases[2])
    act = choose(plan, planned=[row.pk], by=dana, at=AT)
    assert act is not None
    came = book_chosen(act, on=ON, at=AT)
    assert (came.booked, came.lost) == (1, ())
    with acting_as(town.booker):
        assert not PlanAcceptance.objects.exists()
        assert acceptances_of(plan) == []
        assert not Event.objects.filter(kind="interview_plan_accepted").exists()


def test_case_that_is_restricted_later_is_hidden_in_the_plan_too(town: Town) -> None:
    plan = town.plan()
    with acting_as(town.book.cast.service):
        Case.objects.filter(pk=town.cases[0].pk).update(restriction="restricted")
    assert {row.case for row in town.rows(plan)} == {town.cases[1]}
    with acting_as(town.booker):
        assert plan_figures(plan).timed == 1


def test_chosen_and_hidden_since_is_told_to_nobody_as_booked(town: Town) -> None:
    plan = town.plan()
    town.open_all(plan)
    act = choose(plan, by=town.booker, at=AT)
    assert act is not None
    with acting_as(town.book.cast.service):
        Case.objects.filter(pk=town.cases[0].pk).update(restriction="restricted")
    assert book_chosen(act, on=ON, at=AT).booked == 1
    with acting_as(town.book.cast.service):
        (row,) = plan.planned.filter(case=town.cases[0])
    assert row.state == PlannedInterview.State.LOST
