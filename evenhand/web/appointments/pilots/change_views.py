"""Start a pilot, say where it runs, keep what people say, and decide."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.appointments.models import PilotDecision
from evenhand.appointments.pilots.models import Pilot
from evenhand.appointments.pilots.services import (
    decide_pilot,
    join_pilot,
    keep_feedback,
    leave_pilot,
    named,
    start_pilot,
)
from evenhand.appointments.pilots.verdicts import (
    may_change_pilot,
    may_decide_pilot,
    may_keep_pilots,
)
from evenhand.core.verdict import Verdict
from evenhand.web.acting import acted
from evenhand.web.appointments.pilots.forms import (
    DecideForm,
    FeedbackForm,
    JoinForm,
    LeaveForm,
    StartForm,
)
from evenhand.web.appointments.pilots.views import pilot_or_404
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


DAY = timedelta(days=1)


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Start a pilot; where it runs is said next."""
    user = user_of(request)
    if not may_keep_pilots(user):
        raise PermissionDenied
    form = StartForm(request.POST or None)
    made: list[Pilot] = []

    def act() -> str:
        made.append(start_pilot(form.wanted(), by=user, at=at_of(request)))
        return "The pilot is recorded. Say now where it runs"

    if acted(request, form, act, refused_at=None):
        return redirect("join-pilot", made[0].slug)
    return render(
        request,
        "appointments/pilots/start.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """A site, a way of interviewing or a unit joins."""
    found = pilot_or_404(slug)
    form = JoinForm(request.POST or None, initial={"from_on": found.from_on})

    def act() -> str:
        said = form.cleaned_data
        part = join_pilot(
            found,
            site=form.sites.get(said["site"]),
            mode=said["mode"],
            unit=form.units.get(said["unit"]),
            from_on=said["from_on"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"In the pilot: {named(part)}"

    verdict = may_change_pilot(user_of(request), found)
    return _answer(request, found, form, act, "join", verdict)


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A part leaves, after a day."""
    found = pilot_or_404(slug)
    part = found.parts.filter(pk=number, left_at=None).first()
    if part is None:
        raise Http404
    form = LeaveForm(request.POST or None, initial={"last_on": today_of(request)})

    def act() -> str:
        leave_pilot(
            part,
            to_on=form.cleaned_data["last_on"] + DAY,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"No longer in the pilot: {named(part)}"

    verdict = may_change_pilot(user_of(request), found)
    return _answer(request, found, form, act, "leave", verdict, part=named(part))


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what somebody said."""
    found = pilot_or_404(slug)
    form = FeedbackForm(request.POST or None)

    def act() -> str:
        keep_feedback(
            found, **form.cleaned_data, by=user_of(request), at=at_of(request)
        )
        return "What they said is kept"

    verdict = may_change_pilot(user_of(request), found)
    return _answer(request, found, form, act, "feedback", verdict)


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Extend it, make it permanent, or end it."""
    found = pilot_or_404(slug)
    form = DecideForm(request.POST or None)

    def act() -> str:
        said = form.cleaned_data
        decision = decide_pilot(
            found,
            said["kind"],
            because=said["because"],
            to_on=said["last_on"] + DAY if said["last_on"] else None,
            by=user_of(request),
            at=at_of(request),
        )
        return f"{PilotDecision.Kind(decision.kind).label}: {found.title}"

    verdict = may_decide_pilot(user_of(request), found)
    return _answer(request, found, form, act, "decide", verdict)


def _answer(
    request: HttpRequest,
    found: Pilot,
    form: forms.Form,
    act: Callable[[], str],
    template: str,
    verdict: Verdict,
    **more: Any,
) -> HttpResponse:
    """Do what was asked and go back to the pilot, or show the form again."""
    if not verdict and request.method != "POST":
        raise PermissionDenied
    if acted(request, form, act, refused_at=None):
        return redirect("pilot", found.slug)
    return render(
        request,
        f"appointments/pilots/{template}.html",
        {"pilot": found, "form": form, **more},
        status=422 if form.errors else 200,
    )
