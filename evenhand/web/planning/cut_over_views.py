"""Cut-overs: the list, a new one looked at before it is planned, and the page of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.flows.cut_over import look_at, plan_cut_over
from evenhand.planning.cutover.figures import (
    phase_figures,
    stay_because,
    what_happened,
)
from evenhand.planning.cutover.queries import cut_overs, due_on
from evenhand.planning.cutover.reasons import EXCLUDED
from evenhand.planning.cutover.services import record_feedback, record_review
from evenhand.planning.cutover.standards import standard_of
from evenhand.planning.cutover.verdicts import (
    may_call_off,
    may_carry_out,
    may_cut_over,
    may_reverse,
    may_review,
)
from evenhand.planning.models import CutOver, CutOverCase, CutOverFeedback
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.web.formats import counted
from evenhand.web.pages import part_of
from evenhand.web.planning.cut_over_forms import (
    CutOverForm,
    FeedbackForm,
    ReviewForm,
)
from evenhand.web.planning.cut_over_reading import (
    SHOWN,
    STATES,
    WHY,
    cut_over_or_404,
    number_in,
    page_of_cases,
    page_told,
    told_of_look,
    weeks_in_words,
    work_now,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import Unit


CUT_OVERS = 100


@part_of("planning")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every cut-over, the newest first, and what is due of them."""
    return render(
        request,
        "planning/cut_overs.html",
        {
            "cut_overs": cut_overs()[:CUT_OVERS],
            "due": due_on(today_of(request)),
            "verdict": may_cut_over(user_of(request)),
        },
    )


@part_of("planning")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Ask what is to move; show what that does; keep the plan once it was looked at."""
    user, today, at = user_of(request), today_of(request), at_of(request)
    policy = policy_of(release_in_force(at))
    form = CutOverForm(
        request.POST if request.method == "POST" else None,
        policy=policy,
        today=today,
        initial={
            "owner": user.username,
            "review_on": today + standard_of(policy).review,
        },
    )
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return _form(request, form)
    asked = form.asked()
    try:
        look = look_at(asked, by=user, on=today, at=at)
        if request.POST.get("sure") == str(len(look.moving)):
            planned = plan_cut_over(asked, by=user, on=today, at=at)
            messages.success(
                request,
                f"{planned.title} is planned: {counted(len(look.moving), 'case')} in "
                f"{counted(len(look.phases), 'phase')}. Nothing has moved yet.",
            )
            return redirect("cut-over", planned.pk)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form)
    return render(
        request,
        "planning/cut_over_look.html",
        {
            "asked": asked,
            "changed": request.POST.get("sure") is not None,
            "sent": [
                (name, value)
                for name in request.POST
                if name not in ("csrfmiddlewaretoken", "sure")
                for value in request.POST.getlist(name)
            ],
            "weeks": weeks_in_words,
            **told_of_look(look, asked.to_unit, request),
        },
    )


def _form(request: HttpRequest, form: CutOverForm) -> HttpResponse:
    return render(
        request,
        "planning/cut_over_plan.html",
        {
            "form": form,
            "units": list(Unit.objects.order_by("name").values_list("code", "name")),
            "chosen": request.POST.getlist("from_units"),
        },
        status=422 if form.errors else 200,
    )


@part_of("planning")
@require_safe
def cut_over(request: HttpRequest, number: int) -> HttpResponse:
    """One cut-over: its phases, its cases, those left out, and what people say of it."""
    found = cut_over_or_404(number)
    return _page(request, found, show=request.GET.get("show", ""))


@part_of("planning")
@require_POST
def feedback(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what somebody said of a cut-over."""
    found = cut_over_or_404(number)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _page(request, found, show="feedback", feedback=form)
    record_feedback(
        found,
        whose=CutOverFeedback.Whose(form.cleaned_data["whose"]),
        words=form.cleaned_data["words"],
        by=user_of(request),
        at=at_of(request),
    )
    messages.success(request, "The feedback is kept.")
    return redirect(f"{reverse('cut-over', args=[number])}?show=feedback")


@part_of("planning")
@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what was learned of a cut-over."""
    found = cut_over_or_404(number)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            record_review(
                found,
                lessons=form.cleaned_data["lessons"],
                by=user_of(request),
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The review is kept.")
            return redirect(f"{reverse('cut-over', args=[number])}?show=feedback")
    return _page(request, found, show="feedback", review=form)


def _page(
    request: HttpRequest,
    found: CutOver,
    *,
    show: str,
    feedback: FeedbackForm | None = None,
    review: ReviewForm | None = None,
) -> HttpResponse:
    show = show if show in SHOWN else SHOWN[0]
    address = reverse("cut-over", args=[found.pk])
    happened = what_happened(found)
    context: dict[str, Any] = {
        "cut_over": found,
        "show": show,
        "happened": happened,
        "stay": sum(number for _, number in stay_because(found)),
        "tabs": [
            {
                "text": text,
                "href": address + (f"?show={name}" if name != SHOWN[0] else ""),
                "current": show == name,
            }
            for name, text in zip(
                SHOWN,
                ("Phases", "Cases", "Left out", "Told", "Feedback and review"),
                strict=True,
            )
        ],
    }
    rows = 0
    if show == "phases":
        context |= _phases(request, found)
    elif show == "feedback":
        context |= _feedback(request, found, feedback, review)
    elif show == "told":
        context |= _told(request, found, address)
        rows = len(context["told"])
    else:
        context |= _cases(request, found, show, address)
        rows = len(context["rows"])
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at_of(request),
        what=f"Cut-over {found.pk}: {show}",
        rows=rows,
    )
    wrong = any(form is not None and form.errors for form in (feedback, review))
    return render(
        request, "planning/cut_over.html", context, status=422 if wrong else 200
    )


def _phases(request: HttpRequest, found: CutOver) -> dict[str, Any]:
    user, today = user_of(request), today_of(request)
    return {
        "phases": [
            (
                figures,
                may_carry_out(user, figures.phase, on=today),
                may_reverse(user, figures.phase) if figures.moved else None,
                may_call_off(user, figures.phase),
            )
            for figures in phase_figures(found)
        ],
        "from_units": list(found.from_units.order_by("name")),
    }


def _cases(
    request: HttpRequest, found: CutOver, show: str, address: str
) -> dict[str, Any]:
    phase, why = number_in(request, "phase"), request.GET.get("why", "")
    after = number_in(request, "after")
    rows, following = page_of_cases(
        found, show, after=after, phase=phase or None, why=why
    )
    here = f"{address}?show={show}"
    here += f"&phase={phase}" if phase else ""
    here += f"&why={why.replace(' ', '+')}" if why in WHY else ""
    return {
        "rows": rows,
        "phase": phase,
        "phase_numbers": _phase_numbers(found),
        "here": here,
        "why": why if why in WHY else "",
        "whys": [
            (code, words)
            for code, words in WHY.items()
            if code
            in set(
                found.cases.filter(state__in=STATES[show])
                .order_by()
                .values_list("why", flat=True)
                .distinct()
            )
        ]
        if show == "left-out"
        else [],
        "first": here if after else "",
        "following": f"{here}&after={following}" if following else "",
        "words": dict(CutOverCase.State.choices),
    }


def _told(request: HttpRequest, found: CutOver, address: str) -> dict[str, Any]:
    phase, after = number_in(request, "phase"), number_in(request, "after")
    told, following = page_told(found, after=after, phase=phase or None)
    here = f"{address}?show=told" + (f"&phase={phase}" if phase else "")
    return {
        "told": told,
        "phase": phase,
        "phase_numbers": _phase_numbers(found),
        "here": here,
        "first": here if after else "",
        "following": f"{here}&after={following}" if following else "",
    }


def _phase_numbers(found: CutOver) -> list[int]:
    return list(found.phases.order_by("number").values_list("number", flat=True))


def _feedback(
    request: HttpRequest,
    found: CutOver,
    feedback: FeedbackForm | None,
    review: ReviewForm | None,
) -> dict[str, Any]:
    return {
        "said": found.feedback.select_related("by").order_by("-at", "-pk"),
        "feedback": feedback or FeedbackForm(),
        "review": review or ReviewForm(),
        "may_review": may_review(user_of(request), found),
        "work": work_now(found, request),
        "weeks": weeks_in_words,
        "stay_because": [
            (EXCLUDED.get(why, why), number) for why, number in stay_because(found)
        ],
    }
