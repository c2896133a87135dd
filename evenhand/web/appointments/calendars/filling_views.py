"""From a gap to those whose interview could fill it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.appointments.calendars.filling import areas_near, could_fill
from evenhand.appointments.calendars.queries import (
    INTERPRETER,
    SITE,
    resource,
)
from evenhand.appointments.models import InterpreterLanguage
from evenhand.casework.models import Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.engine.interviewing.standards import interview_standard
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.formats import how_long
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person who waits, and the address of the times that are offered to them."""

    case: Case
    name: str
    flags: list[Flag]
    waits: str
    unit: str
    offers: str


@part_of("calendar")
@require_safe
def fill(request: HttpRequest) -> HttpResponse:
    """Who could come then, the longest waiting first; each opens to their offers."""
    user, today, at = user_of(request), today_of(request), at_of(request)
    on = max(day_in_address(request.GET.get("on", "")) or today, today)
    site = resource(SITE, request.GET.get("site", "")[:20])
    interpreter = resource(INTERPRETER, request.GET.get("interpreter", "")[:20])
    release = release_in_force(at)
    standard = interview_standard(policy_of(release) if release else None)
    minutes = int(standard.longest_journey.total_seconds()) // 60
    day, _, ref = request.GET.get("after", "").partition("~")
    claimed_on = day_in_address(day)
    cases, more = could_fill(
        areas=areas_near(site.key, minutes) if site and not interpreter else None,
        languages=_spoken(interpreter.key) if interpreter else None,
        after=(claimed_on, ref[:20]) if claimed_on and ref else None,
    )
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at,
        what="who could fill a gap in the calendar",
        rows=len(cases),
    )
    titles = titles_at(at)
    standings = standings_of(cases, today=today)
    pinned = {"day": on.isoformat()} | ({"site": site.key} if site else {})
    here = {
        "on": on.isoformat(),
        **({"site": site.key} if site else {}),
        **({"interpreter": interpreter.key} if interpreter else {}),
    }
    last = cases[-1] if cases and more else None
    return render(
        request,
        "appointments/calendars/fill.html",
        {
            "on": on,
            "site": site,
            "interpreter": interpreter,
            "languages": _spoken(interpreter.key) if interpreter else [],
            "minutes": minutes,
            "waiting": [
                Candidate(
                    case=case,
                    name=standings[case.pk].name,
                    flags=flags_of(
                        case, standings[case.pk], titles=titles, high_harm=False
                    ),
                    waits=how_long(case.claimed_on, today),
                    unit=case.responsible_unit.name if case.responsible_unit else "",
                    offers=f"{reverse('offer-interview', args=[case.ref])}"
                    f"?{urlencode(pinned)}",
                )
                for case in cases
            ],
            "first": f"{reverse('fill-gap')}?{urlencode(here)}" if claimed_on else "",
            "following": f"{reverse('fill-gap')}?"
            + urlencode(here | {"after": f"{last.claimed_on}~{last.ref}"})
            if last
            else "",
            "may_book": bool(may_book_at_all(user)),
        },
    )


def _spoken(ref: str) -> list[str]:
    """The languages an interpreter works in."""
    return sorted(
        InterpreterLanguage.objects.filter(interpreter__ref=ref)
        .values_list("language", flat=True)
        .distinct()
    )
