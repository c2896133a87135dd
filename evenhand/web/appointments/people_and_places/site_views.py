"""Sites: the list, one of them, and how they join, change and leave."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.calendars.hours import weeks_on
from evenhand.appointments.calendars.words import say_week
from evenhand.appointments.keeping import may_keep
from evenhand.appointments.places.features import titled
from evenhand.appointments.places.models import Room, Site
from evenhand.appointments.places.queries import (
    bank_holidays,
    closed_now,
    hosts_of,
    rooms_of,
    sites_in_order,
)
from evenhand.appointments.places.services import add_site, change_site, site_leaves
from evenhand.web.appointments.people_and_places.forms import (
    GoesForm,
    NewSiteForm,
    SiteForm,
    site_said,
)
from evenhand.web.appointments.people_and_places.shared import (
    calendar_shown,
    context,
    trail,
)
from evenhand.web.formats import day
from evenhand.web.pages import part_of
from evenhand.web.people.change import change
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.queries import open_units


ASKED = ["GET", "HEAD", "POST"]


@part_of("places")
@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Every site by name: where it is, when it opens, and what it has."""
    found = list(sites_in_order(today_of(request)))
    calendars = [site.calendar_id for site in found]
    closed = closed_now(calendars, at_of(request))
    weeks = weeks_on(calendars, today_of(request))
    rows = [
        {
            "site": site,
            "hours": say_week(weeks[site.calendar_id]),
            "closed": closed.get(site.calendar_id),
        }
        for site in found
    ]
    return render(
        request,
        "appointments/people_and_places/sites.html",
        context(request, "Sites", rows=rows),
    )


@part_of("places")
@require_safe
def site(request: HttpRequest, code: str) -> HttpResponse:
    """One site: hours and closures, rooms, who receives people, and its days."""
    found, today = site_or_404(code), today_of(request)
    rooms = list(rooms_of(found))
    closed = closed_now([room.calendar_id for room in rooms], at_of(request))
    return render(
        request,
        "appointments/people_and_places/site.html",
        context(
            request,
            "Sites",
            site=found,
            calendar=calendar_shown(request, found.calendar),
            holidays=bank_holidays(found, today),
            rooms=[
                {
                    "room": room,
                    "mode": Room.Mode(room.mode).label,
                    "has": titled([*room.equipment, *room.access]),
                    "closed": closed.get(room.calendar_id),
                    "gone": room.to_on is not None and room.to_on <= today,
                    "to_come": room.from_on > today,
                }
                for room in rooms
            ],
            hosts=list(hosts_of(found)),
            journeys=found.journeys.count(),
            last_day=found.to_on - timedelta(days=1) if found.to_on else None,
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def new_site(request: HttpRequest) -> HttpResponse:
    """A site joins, from a day on."""
    form = NewSiteForm(
        request.POST or None,
        units=list(open_units(today_of(request))),
        initial={"open_on_holidays": "no", "nation": "england-and-wales"},
    )
    made: list[Site] = []

    def act() -> str:
        found = add_site(
            form.cleaned_data["code"],
            form.said(),
            from_on=form.cleaned_data["from_on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        made.append(found)
        return f"{found.name} was added. Set its hours and add its rooms"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=trail(),
        title="Add a site",
        button="Add site",
        act=act,
        onward=lambda: reverse("site", args=[made[0].code]),
        refused_at="code",
    )


@part_of("places")
@require_http_methods(ASKED)
def change_one(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said of a site."""
    found = site_or_404(code)
    units = list(open_units(today_of(request)))
    if found.unit and found.unit not in units:
        units = [*units, found.unit]
    form = SiteForm(request.POST or None, units=units, initial=site_said(found))

    def act() -> str:
        changed = change_site(
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
        trail=trail(_site(found)),
        title=f"Change {found.name}",
        button="Change site",
        act=act,
        onward=reverse("site", args=[code]),
    )


@part_of("places")
@require_http_methods(ASKED)
def leaves(request: HttpRequest, code: str) -> HttpResponse:
    """A site leaves, from a day on."""
    found = site_or_404(code)
    form = GoesForm(request.POST or None)

    def act() -> str:
        site_leaves(
            found,
            form.cleaned_data["on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"From {day(form.cleaned_data['on'])} nobody is booked at {found.name}"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=trail(_site(found)),
        title=f"{found.name} leaves",
        button="Say that it leaves",
        act=act,
        onward=reverse("site", args=[code]),
        refused_at="on",
    )


def site_or_404(code: str) -> Site:
    """The site of an address."""
    found = Site.objects.filter(code=code).select_related("unit", "calendar").first()
    if found is None:
        raise Http404
    return found


def _site(found: Site) -> tuple[str, str]:
    return found.name, reverse("site", args=[found.code])
