"""A calendar by week or by day: of a site, a room, an interviewer or an interpreter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.appointments.calendars.queries import (
    SITE,
    Resource,
    found_by,
    resource,
    sites,
)
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.web.appointments.calendars.asked import AskedCalendar
from evenhand.web.appointments.calendars.reading import calendar_page, title_of
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


@part_of("calendar")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar that the address names; else find one by name, or choose a site."""
    today = today_of(request)
    asked = AskedCalendar.from_address(request.GET, today)
    shown = resource(asked.by, asked.of) if asked.by and asked.of else None
    if shown is None:
        return _choose(request, asked)
    page = calendar_page(asked, shown, at=at_of(request))
    title = title_of(asked)
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at_of(request),
        what=f"calendar of {shown.name} ({shown.about}), {title}",
        rows=page.seen,
    )
    return render(
        request,
        "appointments/calendars/calendar.html",
        {
            "asked": asked,
            "shown": shown,
            "calendar": page,
            "period": title,
            "by_room": shown.kind == SITE,
            "site": resource(SITE, shown.site_code) if shown.kind != SITE else None,
        },
    )


def _choose(request: HttpRequest, asked: AskedCalendar) -> HttpResponse:
    found: list[Resource] = found_by(asked.words) if asked.words else []
    return render(
        request,
        "appointments/calendars/choose.html",
        {
            "asked": asked,
            "gone": bool(asked.by and asked.of),
            "found": [(one, asked.at(by=one.kind, of=one.key)) for one in found],
            "sites": [
                (
                    one,
                    asked.at(by=SITE, of=one.key, view="week"),
                    asked.at(by=SITE, of=one.key, view="day"),
                )
                for one in sites()
            ],
        },
    )
