"""How long people travel to a site, and others from there to another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.keeping import may_keep
from evenhand.appointments.places.models import Between, Site
from evenhand.appointments.places.services import set_journey, set_travel
from evenhand.web.appointments.people_and_places.forms import JourneyForm
from evenhand.web.appointments.people_and_places.shared import Trail, context, trail
from evenhand.web.appointments.people_and_places.site_views import site_or_404
from evenhand.web.pages import part_of
from evenhand.web.people.change import change
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]


@part_of("places")
@require_safe
def journeys(request: HttpRequest, code: str) -> HttpResponse:
    """From each postcode area, and from each other site, in minutes."""
    site = site_or_404(code)
    known = dict(site.journeys.values_list("postcode_area", "minutes"))
    titles = titles_at(at_of(request))
    policy = titles.policy
    entries = policy.registers.get("postcode_areas") if policy else None
    regions = entries.entries or {} if entries else {}
    between = {
        (row.other_id if row.one_id == site.pk else row.one_id): row.minutes
        for row in Between.objects.filter(one=site) | Between.objects.filter(other=site)
    }
    return render(
        request,
        "appointments/people_and_places/journeys.html",
        context(
            request,
            "Sites",
            site=site,
            areas=sorted(
                (
                    (area, str(regions.get(area, "")), known.get(area))
                    for area in {*regions, *known}
                ),
                key=lambda row: (row[2] is None, row[2] or 0, row[0]),
            ),
            others=[
                (other, between.get(other.pk))
                for other in Site.objects.exclude(pk=site.pk).order_by("name")
            ],
        ),
    )


@part_of("places")
@require_http_methods(ASKED)
def journey(request: HttpRequest, code: str, area: str) -> HttpResponse:
    """Change how long people of a postcode area travel."""
    site = site_or_404(code)
    if not (area.isascii() and area.isalpha() and len(area) <= 2 and area.isupper()):
        raise Http404
    known = site.journeys.filter(postcode_area=area).first()
    form = JourneyForm(
        request.POST or None, initial={"minutes": known.minutes if known else None}
    )

    def act() -> str:
        set_journey(
            site,
            area,
            form.cleaned_data["minutes"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The journey from {area} to {site.name} was changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(site),
        title=f"Journey from {area} to {site.name}",
        button="Change journey",
        act=act,
        onward=reverse("journeys", args=[code]),
    )


@part_of("places")
@require_http_methods(ASKED)
def travel(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Change how long it takes from one site to another."""
    site, there = site_or_404(code), site_or_404(other)
    one, two = sorted((site, there), key=lambda found: found.pk)
    known = Between.objects.filter(one=one, other=two).first()
    form = JourneyForm(
        request.POST or None, initial={"minutes": known.minutes if known else None}
    )

    def act() -> str:
        set_travel(
            site,
            there,
            form.cleaned_data["minutes"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The journey between {site.name} and {there.name} was changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=_trail(site),
        title=f"Between {site.name} and {there.name}",
        button="Change journey",
        act=act,
        onward=reverse("journeys", args=[code]),
        refused_at="minutes",
    )


def _trail(site: Site) -> Trail:
    return trail(
        (site.name, reverse("site", args=[site.code])),
        ("Journeys", reverse("journeys", args=[site.code])),
    )
