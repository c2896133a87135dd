"""Look at what a plan proposes for one case; that it was opened is remembered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.appointments.models import PlannedInterview
from evenhand.appointments.plans.opening import open_planned
from evenhand.appointments.plans.words import REASONS, helps
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.web.appointments.plans.access import (
    part_of_plans,
    plan_or_404,
    planned_or_404,
)
from evenhand.web.appointments.plans.reading import named
from evenhand.web.appointments.plans.review_reading import next_to_open
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


@part_of_plans
@require_safe
def planned(request: HttpRequest, number: int, ref: str) -> HttpResponse:
    """All that is planned of one case, with why it must be looked at."""
    plan = plan_or_404(number)
    found = planned_or_404(plan, ref)
    user, at = user_of(request), at_of(request)
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at,
        what=f"What plan {plan.pk} says of an interview",
        case_id=found.case_id,
    )
    open_planned(found, by=user, at=at)
    (row,) = named([found])
    proposed = plan.planned.filter(state=PlannedInterview.State.PROPOSED)
    return render(
        request,
        "appointments/plans/planned.html",
        {
            "plan": plan,
            "row": row,
            "planned": found,
            "titles": titles_at(at),
            "helps": helps(found.code, language=found.language)
            if found.code in REASONS
            else "",
            "buys": _buys(found),
            "because_of": _because_of(found),
            "next": next_to_open(plan, proposed, user=user),
            "back": reverse("interview-plan", args=[plan.pk]),
        },
    )


def _buys(found: PlannedInterview) -> str:
    """Who can be interviewed because this person is put at another time."""
    served = PlannedInterview.objects.filter(pk=found.serves_id or 0).first()
    if served is None:
        return "Somebody else can be interviewed, who would have no time"
    (row,) = named([served])
    return (
        f"{row.name} ({served.case.ref}), of band {served.band} and waiting "
        f"{served.waiting_days:,} days, can be interviewed; they would have no time"
    )


def _because_of(found: PlannedInterview) -> str:
    """Who is put at another time so that this person can be interviewed."""
    moved = found.served_by.select_related("case").first()
    return f"{moved.case.ref} is put at another time" if moved is not None else ""
