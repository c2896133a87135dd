"""When somebody is away, back early, and how many hours they work."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
)

from evenhand.core.verdict import Refused
from evenhand.web.formats import day
from evenhand.web.pages import part_of
from evenhand.web.people import change_forms as asking
from evenhand.web.people.change import (
    change,
    page_of,
    person_or_404,
    trail_of,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import Absence
from evenhand.workforce.services import (
    change_hours,
    come_back,
    record_absence,
)
from evenhand.workforce.verdicts import (
    may_keep_time,
)


@part_of("people")
@require_POST
def sick_today(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Record today as a day away, in one click."""
    found, today = person_or_404(code, ref), today_of(request)
    if not may_keep_time(user_of(request), found):
        raise PermissionDenied
    try:
        record_absence(
            found,
            from_on=today,
            to_on=today + timedelta(days=1),
            by=user_of(request),
            at=at_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.name} is away today")
    return redirect(page_of(found))


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Record days away."""
    found = person_or_404(code, ref)
    form = asking.AbsenceForm(request.POST or None)

    def act() -> str:
        record_absence(
            found,
            from_on=form.cleaned_data["from_on"],
            to_on=form.cleaned_data["to_on"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The absence of {found.name} was recorded"

    return change(
        request,
        form,
        verdict=may_keep_time(user_of(request), found),
        trail=trail_of(found),
        title=f"Record an absence of {found.name}",
        button="Record absence",
        act=act,
        onward=page_of(found),
        refused_at="last_on",
        about="Places for new cases follow at once. The reason is not asked. Cases stay "
        "where they are, unless others are found for them and somebody accepts.",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def back_early(request: HttpRequest, code: str, ref: str, number: int) -> HttpResponse:
    """Say that somebody is back before an absence ends."""
    found = person_or_404(code, ref)
    away = found.absences.filter(pk=number).first()
    if away is None:
        raise Http404
    form = asking.BackForm(request.POST or None, initial={"on": today_of(request)})

    def act() -> str:
        assert isinstance(away, Absence)
        come_back(
            away,
            on=form.cleaned_data["on"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} is back from {day(form.cleaned_data['on'])}"

    return change(
        request,
        form,
        verdict=may_keep_time(user_of(request), found),
        trail=trail_of(found),
        title=f"{found.name} is back early",
        button="Record the return",
        act=act,
        onward=page_of(found),
        refused_at="on",
        about=f"Recorded: away from {day(away.from_on)} to "
        f"{day(away.to_on - timedelta(days=1))}.",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Change hours and the places of a full week."""
    found = person_or_404(code, ref)
    form = asking.HoursForm(
        request.POST or None,
        initial={
            "percent": round(found.fte * 100),
            "weekly_places": found.weekly_places,
        },
    )

    def act() -> str:
        change_hours(
            found,
            fte=form.fte,
            weekly_places=form.cleaned_data["weekly_places"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The hours and places of {found.name} were changed"

    return change(
        request,
        form,
        verdict=may_keep_time(user_of(request), found),
        trail=trail_of(found),
        title=f"Change hours and places of {found.name}",
        button="Change hours and places",
        act=act,
        onward=page_of(found),
        about="The places of every week from this one on follow at once.",
    )
