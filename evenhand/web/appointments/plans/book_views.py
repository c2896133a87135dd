"""Book what a plan proposes once it was looked at, or leave some of it out."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenhand.appointments.models import (
    InterviewPlan,
    PlanAcceptance,
    PlannedInterview,
)
from evenhand.appointments.plans.accept import came_of
from evenhand.appointments.plans.opening import MATTERS
from evenhand.appointments.plans.undo import leave, take_back
from evenhand.appointments.plans.verdicts import may_accept_plan
from evenhand.core.verdict import Refused
from evenhand.flows.interview_jobs import start_booking
from evenhand.web.appointments.plans.access import (
    part_of_plans,
    plan_or_404,
    planned_or_404,
)
from evenhand.web.appointments.plans.reading import AskedPlan, waiting_for_acceptance
from evenhand.web.appointments.plans.review_reading import rows_to_open, standing_of
from evenhand.web.formats import counted
from evenhand.web.forms import numbers_in
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


SHOWN_TO_OPEN = 50


@part_of_plans
@require_POST
def book(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, naming the number; then have them booked and say what comes of it."""
    plan = plan_or_404(number)
    asked = AskedPlan.from_address(request.POST)
    back = f"{reverse('interview-plan', args=[plan.pk])}{asked.address()}"
    verdict = may_accept_plan(user_of(request), plan)
    if not verdict:
        messages.error(request, f"{verdict.why_not}.")
        return redirect(back)
    chosen = _chosen(request, plan, asked)
    if chosen is None:
        messages.error(request, "Choose at least one interview to book.")
        return redirect(back)
    ids = list(chosen.values_list("pk", flat=True))
    if not ids:
        messages.error(
            request,
            "There is nothing left to book among these. Somebody may have booked them "
            "already.",
        )
        return redirect(back)
    if request.POST.get("sure") == str(len(ids)):
        try:
            act = start_booking(
                plan,
                planned=ids,
                by=user_of(request),
                on=today_of(request),
                at=at_of(request),
                because=request.POST.get("because", "")[:300],
            )
        except Refused as refusal:
            messages.error(request, f"{refusal}.")
        else:
            return _started(request, plan, act, back)
    return _ask(request, plan, asked, ids, back=back)


@part_of_plans
@require_POST
def leave_out(request: HttpRequest, number: int) -> HttpResponse:
    """Leave out those chosen, with a reason."""
    plan = plan_or_404(number)
    asked = AskedPlan.from_address(request.POST)
    back = f"{reverse('interview-plan', args=[plan.pk])}{asked.address()}"
    some = numbers_in(request.POST.getlist("planned"))
    if not some:
        messages.error(request, "Choose at least one interview to leave out.")
        return redirect(back)
    because = request.POST.get("because", "")[:300]
    if not because.strip():
        return render(
            request,
            "appointments/plans/leave.html",
            {
                "plan": plan,
                "asked": asked,
                "some": some,
                "number": len(some),
                "error": "Say why they are left out" if "sure" in request.POST else "",
                "back": back,
            },
            status=422 if "sure" in request.POST else 200,
        )
    try:
        left = leave(plan, some, by=user_of(request), because=because)
    except Refused as refusal:
        messages.error(request, f"{refusal}.")
    else:
        messages.success(
            request, f"Left out {counted(left, 'interview')}. Nobody was told anything."
        )
    return redirect(back)


@part_of_plans
@require_POST
def take_one_back(request: HttpRequest, number: int, ref: str) -> HttpResponse:
    """Propose again what was left out of one case."""
    plan = plan_or_404(number)
    planned = planned_or_404(plan, ref)
    try:
        again = take_back(plan, [planned.pk], by=user_of(request))
    except Refused as refusal:
        messages.error(request, f"{refusal}.")
    else:
        if again:
            messages.success(request, f"{ref} is proposed again")
    return redirect("planned-interview", number, ref)


def _chosen(
    request: HttpRequest, plan: InterviewPlan, asked: AskedPlan
) -> QuerySet[PlannedInterview] | None:
    """What was sent to be booked; None where it was to be chosen and nothing was."""
    waiting = waiting_for_acceptance(plan, asked)
    some = numbers_in(request.POST.getlist("planned"))
    if some:
        return waiting.filter(pk__in=some)
    return None if request.POST.get("which") == "chosen" else waiting


def _ask(
    request: HttpRequest,
    plan: InterviewPlan,
    asked: AskedPlan,
    ids: list[int],
    *,
    back: str,
) -> HttpResponse:
    chosen = PlannedInterview.objects.filter(pk__in=ids)
    standing = standing_of(plan, chosen, user=user_of(request))
    return render(
        request,
        "appointments/plans/book.html",
        {
            "plan": plan,
            "asked": asked,
            "number": len(ids),
            "some": ids if numbers_in(request.POST.getlist("planned")) else [],
            "changed": request.POST.get("sure") not in (None, "", str(len(ids))),
            "matters": _matters(chosen),
            "standing": standing,
            "to_open": rows_to_open(plan, standing.review.still[:SHOWN_TO_OPEN]),
            "back": back,
        },
    )


def _matters(chosen: QuerySet[PlannedInterview]) -> list[str]:
    """How many of these matter for each reason, in words."""
    numbers: dict[str, int] = {}
    for kinds in chosen.exclude(matters=[]).values_list("matters", flat=True):
        for kind in kinds:
            numbers[kind] = numbers.get(kind, 0) + 1
    return [
        counted(numbers[kind], *MATTERS[kind]) for kind in MATTERS if kind in numbers
    ]


def _started(
    request: HttpRequest,
    plan: InterviewPlan,
    act: PlanAcceptance | None,
    back: str,
) -> HttpResponse:
    if act is None:
        messages.error(request, "There is nothing left to book among these.")
        return redirect(back)
    done = f"{reverse('interview-plan', args=[plan.pk])}?show=done"
    if act.finished_at is None:
        messages.success(
            request,
            "The interviews are being booked, one after another. You can leave this "
            "page.",
        )
        return redirect(done)
    came = came_of(act, by=user_of(request))
    said = f"Booked {counted(came.booked, 'interview')}."
    if came.lost:
        lost = counted(len(came.lost), "could not be booked", "could not be booked")
        messages.warning(request, f"{said} {lost}: see why below.")
        return redirect(done)
    messages.success(request, f"{said} Everybody concerned is told.")
    return redirect(back)
