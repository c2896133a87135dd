"""Today: a host's list, an interviewer's own, and every site for those who book."""

from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.appointments.day.present import bounds
from evenhand.appointments.day.queries import (
    at_site,
    forgotten,
    held_by,
    site_of,
    sites_on,
)
from evenhand.appointments.day.verdicts import BOOKERS
from evenhand.appointments.models import Site
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.web.appointments.day.access import on_the_day
from evenhand.web.appointments.day.reading import shown
from evenhand.web.forms import day_in_address
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


# Interviews of past days that nobody has ended: so many are shown.
FORGOTTEN = 20


@on_the_day
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The interviews of today, or of another day: one's own, one's site's, or a site's."""
    user, at = user_of(request), at_of(request)
    on = day_in_address(request.GET.get("on", "")) or today_of(request)
    books = user.has_role(*BOOKERS)
    site = _site(request, user, books=books)
    mine = shown(list(held_by(user, on)), on=on, at=at)
    there = shown(list(at_site(site, on)), on=on, at=at) if site is not None else []
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at,
        what=f"Interviews of {on}" + (f" at {site.name}" if site else ""),
        rows=len(mine) + len(there),
    )
    return render(
        request,
        "appointments/day/today.html",
        {
            "on": on,
            "is_today": on == today_of(request),
            "mine": mine,
            "site": site,
            "there": there,
            "sites": sites_on(on) if books else [],
            "books": books,
            "hosts": site_of(user) is not None,
            "forgotten": _forgotten(on, at) if books and site is None else [],
        },
    )


def _site(request: HttpRequest, user: User, *, books: bool) -> Site | None:
    """The site whose list is shown: a host's own; of those who book, the one asked for."""
    own = site_of(user)
    code = request.GET.get("site", "")
    if own is not None or not books or not code:
        return own
    found = Site.objects.filter(code=code[:20]).first()
    if found is None:
        raise Http404
    return found


def _forgotten(on: date, at: datetime) -> list[object]:
    begins, _ = bounds(on)
    return list(forgotten(before=min(begins, at), most=FORGOTTEN))
