"""An appointment as its reader sees it: when, where, what to bring, and what to answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.appointments.interviews.states import State
from evenhand.appointments.telling.answering import (
    answered,
    ask_to_change,
    confirm,
    seen_by,
)
from evenhand.appointments.telling.calendar_files import TYPE, calendar_file
from evenhand.appointments.telling.content import when
from evenhand.appointments.telling.models import PrivateLink
from evenhand.appointments.telling.words import BRING, others, place
from evenhand.core.verdict import Refused
from evenhand.web.invited.door import behind_the_door
from evenhand.web.invited.forms import ChangeForm
from evenhand.web.timing import at_of


@behind_the_door
@require_safe
def invitation(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The appointment, and what may be answered."""
    return render(request, "invited/interview.html", _told(link, token))


@behind_the_door
@require_POST
def confirms(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """Say that one will come."""
    try:
        confirm(link, at=at_of(request))
    except Refused as refusal:
        return _said_no(request, link, token, refusal)
    return redirect(reverse("invitation", args=[token]) + "#answered")


@behind_the_door
@require_http_methods(["GET", "HEAD", "POST"])
def asks_to_change(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """Ask for another time, place or way, in one's own words."""
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_change(link, form.cleaned_data["because"], at=at_of(request))
        except Refused as refusal:
            form.add_error("because", str(refusal))
        else:
            return redirect(reverse("invitation", args=[token]) + "#answered")
    return render(
        request,
        "invited/change.html",
        {"form": form, **_told(link, token)},
        status=422 if form.errors else 200,
    )


@behind_the_door
@require_safe
def calendar(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The appointment as a file for one's own calendar."""
    file = calendar_file(
        link.recipient,
        seen_by(link),
        at=at_of(request),
        cancelled=link.interview.state == State.CANCELLED,
    )
    return HttpResponse(
        file,
        content_type=TYPE,
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )


def _said_no(
    request: HttpRequest, link: PrivateLink, token: str, refusal: Refused
) -> HttpResponse:
    told = _told(link, token) | {"refused": str(refusal)}
    return render(request, "invited/interview.html", told, status=409)


def _told(link: PrivateLink, token: str) -> dict[str, Any]:
    data = seen_by(link)
    starts, ends = when(data)
    return {
        "data": data,
        "starts": starts,
        "ends": ends,
        "place": place(data),
        "others": others(data),
        "bring": BRING if link.recipient == "claimant" else (),
        "state": str(link.interview.state),
        "whose": link.recipient,
        "answers": answered(link),
        "token": token,
    }
