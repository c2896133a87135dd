"""Which plan an address is about, and whether whoever asks may look into it."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from evenhand.appointments.models import InterviewPlan, PlannedInterview
from evenhand.appointments.plans.queries import planned_of, plans
from evenhand.appointments.plans.verdicts import may_plan_interviews
from evenhand.web.pages import part_of
from evenhand.web.viewer import user_of


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def part_of_plans(view: View[P]) -> View[P]:
    """A page for those who plan interviews, among those who open their section."""

    def guarded(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not may_plan_interviews(user_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return part_of("interviews")(guarded)


def plan_or_404(number: int) -> InterviewPlan:
    """A plan by its number."""
    found = plans().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def planned_or_404(plan: InterviewPlan, ref: str) -> PlannedInterview:
    """What a plan says of one case, by the reference of the case."""
    found = (
        planned_of(plan)
        .select_related("representative", "adult", "host", "case__owner")
        .filter(case__ref=ref)
        .first()
    )
    if found is None:
        raise Http404
    return found
