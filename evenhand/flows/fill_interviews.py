"""The demo's first plan of interviews, and the soonest of it booked."""

from collections.abc import Callable
from datetime import date, datetime

from evenhand.appointments.models import InterviewPlan, PlannedInterview
from evenhand.appointments.plans.accept import book_chosen, choose
from evenhand.appointments.plans.opening import open_planned, review_of
from evenhand.casework.models import Case
from evenhand.core.arrays import AnyOf
from evenhand.core.models import Role, RoleGrant, User
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_interviews import (
    Wanted,
    carry_out_plan,
    create_interview_plan,
)
from evenhand.releases.queries import policy_of


# Of all cases, so many have an interview booked; but no more than is booked in a while.
SHARE, MOST = 0.03, 150
SECONDS = 2


def fill_interviews(
    *, by: User, on: date, at: datetime, say: Callable[[str], None]
) -> bool:
    """Plan the weeks ahead and book the soonest of it, in the name of who books.

    False where interviews have been planned before: nothing is done then. `by`: the
    service, in whose name it is where nobody books.
    """
    with acting_as(by):
        if InterviewPlan.objects.filter(state=InterviewPlan.State.PROPOSED).exists():
            return False
        grants = RoleGrant.objects.filter(role=Role.BOOKING_OFFICER, ended_at=None)
        grant = grants.select_related("user").order_by("pk").first()
        booker = grant.user if grant else by
        number = min(MOST, int(SHARE * Case.objects.count()))
    with acting_as(booker):
        plan = create_interview_plan(Wanted(seconds=SECONDS), by=booker, on=on, at=at)
    plan = carry_out_plan(plan.pk, at=at, say=say)
    with acting_as(booker):
        soonest = list(
            plan.planned.filter(state=PlannedInterview.State.PROPOSED)
            .order_by("starts_at", "pk")
            .values_list("pk", flat=True)[:number]
        )
        chosen = PlannedInterview.objects.filter(AnyOf("pk", soonest))
        for row in review_of(
            plan, chosen, by=booker, policy=policy_of(plan.release)
        ).still:
            open_planned(chosen.get(pk=row.planned_id), by=booker, at=at)
    act = choose(plan, planned=soonest, by=booker, at=at)
    if act is not None:
        say(f"Booking {len(soonest):,} of them")
        book_chosen(act, on=on, at=at)
    return True
