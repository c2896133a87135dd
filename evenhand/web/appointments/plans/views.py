"""Have interviews planned, watch it, and look at what a plan proposes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.appointments.models import InterviewPlan, Site
from evenhand.appointments.plans.models import PLAN_WORKING
from evenhand.appointments.plans.queries import (
    acceptances_of,
    calendar_of,
    left_out_by_language,
    on_day,
    plan_figures,
    plans,
)
from evenhand.appointments.plans.verdicts import may_accept_plan, may_undo
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.engine.interviewing.standards import interview_standard
from evenhand.flows.interview_jobs import start_interview_plan
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.web.appointments.plans.access import part_of_plans, plan_or_404
from evenhand.web.appointments.plans.forms import StartPlanForm
from evenhand.web.appointments.plans.reading import (
    STEPS,
    AskedPlan,
    how_good,
    named,
    page_of,
    reasons_of,
    waiting_for_acceptance,
    week_beside,
    week_of,
)
from evenhand.web.appointments.plans.review_reading import standing_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


PLANS = 50
State = InterviewPlan.State


@part_of_plans
@require_safe
def plans_list(request: HttpRequest) -> HttpResponse:
    """The plans, the newest first, and the start of another."""
    return _plans(request, _form(request))


@part_of_plans
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a plan; a second click finds the one that has just been started."""
    form = _form(request)
    if form.is_valid():
        try:
            plan = start_interview_plan(
                form.wanted,
                by=user_of(request),
                on=today_of(request),
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error(None, f"{refusal}")
        else:
            is_new = plan.asked_at == at_of(request)
            messages.success(
                request,
                f"Plan {plan.pk} {'was started' if is_new else 'is under way'}",
            )
            return redirect("interview-plan", plan.pk)
    return _plans(request, form, status=422)


@part_of_plans
@require_safe
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """One plan: its progress, or its figures and what it proposes."""
    found = plan_or_404(number)
    context: dict[str, Any] = {
        "plan": found,
        "working": found.state in PLAN_WORKING,
        "step": STEPS.get(State(found.state), len(STEPS)),
        "steps": len(STEPS),
    }
    if found.state == State.PROPOSED:
        context |= _proposed(request, found)
    return render(request, "appointments/plans/plan.html", context)


@part_of_plans
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far a plan is; asks the page to load again once there is more to see."""
    found = plan_or_404(number)
    working = found.state in PLAN_WORKING
    if not request.headers.get("HX-Request"):
        return redirect("interview-plan", number)
    response = render(
        request,
        "appointments/plans/progress.html",
        {
            "plan": found,
            "working": working,
            "step": STEPS.get(State(found.state), len(STEPS)),
            "steps": len(STEPS),
        },
    )
    if not working:
        response.headers["HX-Refresh"] = "true"
    return response


def _proposed(request: HttpRequest, found: InterviewPlan) -> dict[str, Any]:
    asked = AskedPlan.from_address(request.GET)
    user, at = user_of(request), at_of(request)
    figures = plan_figures(found)
    titles = titles_at(at)
    waiting = waiting_for_acceptance(found, asked)
    context: dict[str, Any] = {
        "asked": asked,
        "figures": figures,
        "how_good": how_good(found.ratio),
        "may_accept": may_accept_plan(user, found),
        "waiting": waiting.count(),
        "standing": standing_of(found, waiting, user=user),
        "titles": titles,
        "bands": [("", "All bands"), *titles.bands()],
        "sites": [
            ("", "All sites"),
            *Site.objects.order_by("name").values_list("code", "name"),
        ],
        "tabs": [
            _tab(found, asked, words, show)
            for words, show in (
                ("Calendar", "calendar"),
                ("List", "list"),
                (f"No time ({figures.states.get('no time', 0):,})", "left-out"),
                ("What was done", "done"),
            )
        ],
    }
    rows = 0
    if asked.show == "calendar":
        context |= _calendar(found, asked)
        rows = len(context.get("day_rows", ()))
    elif asked.show == "done":
        context["acts"] = [
            (place, act, may_undo(user, act, at=at))
            for place, act in enumerate(acceptances_of(found), start=1)
        ]
    else:
        listed, following = page_of(found, asked)
        address = reverse("interview-plan", args=[found.pk])
        rows = len(listed)
        context |= {
            "rows": listed,
            "following": f"{address}{asked.address(after=following)}"
            if following
            else "",
            "first": f"{address}{asked.address()}" if asked.after else "",
            "reasons": reasons_of(figures.reasons),
            "languages": left_out_by_language(found, asked.why)[:10]
            if asked.why
            else [],
        }
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at,
        what=f"Plan {found.pk} of interviews: {asked.show}",
        rows=rows,
    )
    return context


def _calendar(found: InterviewPlan, asked: AskedPlan) -> dict[str, Any]:
    days = week_of(found, asked)
    sites = calendar_of(found, days)
    context: dict[str, Any] = {
        "days": days,
        "week": sites,
        "totals": {day: sum(site.days.get(day, 0) for site in sites) for day in days},
        "codes": dict(Site.objects.values_list("pk", "code")),
        "before": week_beside(found, days, -1),
        "after": week_beside(found, days, 1),
    }
    site = Site.objects.filter(code=asked.site).first() if asked.site else None
    if site is not None and asked.day is not None:
        context |= {
            "day_site": site,
            "day_rows": named(list(on_day(found, site.pk, asked.day))),
        }
    return context


def _tab(
    found: InterviewPlan, asked: AskedPlan, words: str, show: str
) -> dict[str, Any]:
    address = reverse("interview-plan", args=[found.pk])
    end = "" if show == "calendar" else f"?show={show}"
    return {"text": words, "href": f"{address}{end}", "current": asked.show == show}


def _form(request: HttpRequest) -> StartPlanForm:
    at = at_of(request)
    return StartPlanForm(
        request.POST if request.method == "POST" else None,
        standard=interview_standard(policy_of(release_in_force(at))),
        bands=titles_at(at).bands(),
    )


def _plans(
    request: HttpRequest, form: StartPlanForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "appointments/plans/plans.html",
        {"plans": plans()[:PLANS], "form": form},
        status=status,
    )
