"""Rooms and video suites of a site, and the hosts who receive people there."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.keeping import may_keep
from evenhand.appointments.places.features import titled
from evenhand.appointments.places.models import Host, Room
from evenhand.appointments.places.services import (
    add_host,
    add_room,
    change_room,
    host_goes,
    room_goes,
)
from evenhand.web.appointments.people_and_places.forms import (
    GoesForm,
    HostForm,
    NewRoomForm,
    RoomForm,
    room_said,
)
from evenhand.web.appointments.people_and_places.shared import (
    Trail,
    calendar_shown,
    context,
    trail,
)
from evenhand.web.appointments.people_and_places.site_views import site_or_404
from evenhand.web.pages import part_of
from evenhand.web.people.change import change
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]


@part_of("places")
@require_safe
def room(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One room: what it has, when it can be booked, and when it is closed."""
    found = _room_or_404(code, number)
    return render(
        request,
        "appointments/people_and_places/room.html",
        context(
            request,
            "Sites",
            room=found,
            site=found.site,
            mode=Room.Mode(found.mode).label,
            equipment=titled(found.equipment),
            access=titled(found.access),
            calendar=calendar_shown(request, found.calendar),
            last_day=found.to_on - timedelta(days=1) if found.to_on else None,
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def new_room(request: HttpRequest, code: str) -> HttpResponse:
    """A room of a site, from a day on; it has no hours as yet."""
    site = site_or_404(code)
    form = NewRoomForm(
        request.POST or None,
        initial={
            "seats": 4,
            "turn_round_minutes": 15,
            "mode": Room.Mode.IN_PERSON,
            "from_on": today_of(request),
        },
    )
    made: list[Room] = []

    def act() -> str:
        found = add_room(
            site,
            form.said(),
            from_on=form.cleaned_data["from_on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        made.append(found)
        return f"{found.name} was added. It can be booked once it has hours"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(code, site.name),
        title=f"Add a room to {site.name}",
        button="Add room",
        act=act,
        onward=lambda: reverse("room", args=[code, made[0].pk]),
        refused_at="name",
    )


@part_of("places")
@require_http_methods(ASKED)
def change_one(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Change what is said of a room."""
    found = _room_or_404(code, number)
    form = RoomForm(request.POST or None, initial=room_said(found))
    name = f"{found.name}, {found.site.name}"

    def act() -> str:
        changed = change_room(
            found,
            form.said(),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} was changed" if changed else "Nothing was changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(code, found.site.name),
        title=f"Change {name}",
        button="Change room",
        act=act,
        onward=reverse("room", args=[code, number]),
        refused_at="because",
    )


@part_of("places")
@require_http_methods(ASKED)
def room_ends(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A room is used no longer, from a day on."""
    found = _room_or_404(code, number)
    form = GoesForm(request.POST or None)

    def act() -> str:
        room_goes(
            found,
            form.cleaned_data["on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} is not booked any longer from then on"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(code, found.site.name),
        title=f"Stop using {found.name}, {found.site.name}",
        button="Stop using it",
        act=act,
        onward=reverse("room", args=[code, number]),
        refused_at="on",
    )


@part_of("places")
@require_safe
def host(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One host: how many interviews they look after, and when they are there."""
    found = _host_or_404(code, number)
    return render(
        request,
        "appointments/people_and_places/host.html",
        context(
            request,
            "Sites",
            host=found,
            site=found.site,
            calendar=calendar_shown(request, found.calendar),
            last_day=found.to_on - timedelta(days=1) if found.to_on else None,
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def new_host(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody of the partner who receives people."""
    site = site_or_404(code)
    form = HostForm(
        request.POST or None, initial={"at_once": 6, "from_on": today_of(request)}
    )
    made: list[Host] = []

    def act() -> str:
        found = add_host(
            site,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            at_once=form.cleaned_data["at_once"],
            user=form.account(),
            from_on=form.cleaned_data["from_on"],
            by=user_of(request),
            at=at_of(request),
        )
        made.append(found)
        return f"{found.name} was added. Set their hours"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(code, site.name),
        title=f"Add a host at {site.name}",
        button="Add host",
        act=act,
        onward=lambda: reverse("host", args=[code, made[0].pk]),
        refused_at="name",
    )


@part_of("places")
@require_http_methods(ASKED)
def host_ends(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A host receives people no longer, from a day on."""
    found = _host_or_404(code, number)
    form = GoesForm(request.POST or None)

    def act() -> str:
        host_goes(
            found,
            form.cleaned_data["on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} receives nobody from then on"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(code, found.site.name),
        title=f"{found.name} receives people no longer",
        button="Say so",
        act=act,
        onward=reverse("host", args=[code, number]),
        refused_at="on",
    )


def _trail(code: str, name: str) -> Trail:
    return trail((name, reverse("site", args=[code])))


def _room_or_404(code: str, number: int) -> Room:
    found = (
        Room.objects.filter(site__code=code, pk=number)
        .select_related("site", "calendar")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _host_or_404(code: str, number: int) -> Host:
    found = (
        Host.objects.filter(site__code=code, pk=number)
        .select_related("site", "calendar", "user")
        .first()
    )
    if found is None:
        raise Http404
    return found
