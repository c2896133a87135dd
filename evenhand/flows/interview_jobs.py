"""Jobs of plans of interviews: each carries the id of a row that holds all state."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from evenhand.appointments.models import (
    InterviewPlan,
    PlanAcceptance,
    PlannedInterview,
)
from evenhand.appointments.plans.accept import book_chosen, choose
from evenhand.appointments.plans.models import PLAN_WORKING
from evenhand.core.accounts import planning_service
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_interviews import (
    Wanted,
    carry_out_plan,
    create_interview_plan,
)


# So many interviews are booked while somebody waits for the page.
AT_ONCE = 10


@app.task(name="carry_out_interview_plan", lock="interview plans")
def carry_out_interview_plan(plan_id: int) -> None:
    """Carry out one plan of interviews."""
    carry_out_plan(plan_id, at=timezone.now())


@app.task(name="book_planned_interviews", lock="book planned")
def book_planned_interviews(act_id: int) -> None:
    """Book what waits of one act; in the name of whoever chose it."""
    with acting_as(planning_service()):
        act = PlanAcceptance.objects.get(pk=act_id)
    at = timezone.now()
    book_chosen(act, on=timezone.localtime(at).date(), at=at)


def start_interview_plan(
    wanted: Wanted, *, by: User, on: date, at: datetime
) -> InterviewPlan:
    """Have interviews planned in the background. Refused as `create_interview_plan`.

    A second click finds the plan that the same person has just asked for.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('evenhand interview plan'))"
            )
        under_way = InterviewPlan.objects.filter(
            asked_by=by, state__in=PLAN_WORKING
        ).first()
        if under_way is not None:
            return under_way
        plan = create_interview_plan(wanted, by=by, on=on, at=at)
        carry_out_interview_plan.defer(plan_id=plan.pk)
    return plan


def start_booking(
    plan: InterviewPlan,
    *,
    planned: list[int] | None,
    by: User,
    on: date,
    at: datetime,
    because: str = "",
) -> PlanAcceptance | None:
    """Book what a plan proposes: at once where that is quickly done, else meanwhile.

    Refused as `choose`. None where nothing of it is left to book.
    """
    with transaction.atomic():
        act = choose(plan, planned=planned, by=by, at=at, because=because)
        if act is None:
            return None
        with acting_as(by):
            number = PlannedInterview.objects.filter(acceptance=act).count()
        if number > AT_ONCE:
            book_planned_interviews.defer(act_id=act.pk)
    if number <= AT_ONCE:
        book_chosen(act, on=on, at=at)
        with acting_as(by):
            act.refresh_from_db()
    return act
