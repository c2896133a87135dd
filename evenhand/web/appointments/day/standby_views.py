"""The standby list: who agreed to be called on, band first, then the longest wait."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.flows.standby import standby_in_order
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


PAGE = 50
# Sorts after every band: those not ranked yet stand last.
UNRANKED = 99


@part_of("interviews")
@require_safe
def standby(request: HttpRequest) -> HttpResponse:
    """A page of the standby list, by language where one is asked for."""
    user, on = user_of(request), today_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    language = request.GET.get("language", "").strip()[:60]
    cases = standby_in_order(on=on)
    if language:
        cases = cases.filter(Q(language__iexact=language))
    if (after := _after(request)) is not None:
        cases = cases.filter(after)
    found: list[Any] = list(cases.select_related("responsible_unit")[: PAGE + 1])
    rows, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    names = names_of_cases([case.pk for case in rows])
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at_of(request),
        what="the standby list",
        rows=len(rows),
    )
    band = UNRANKED if last is None or last.band is None else last.band
    return render(
        request,
        "appointments/day/standby.html",
        {
            "rows": [(case, names.get(case.pk, "")) for case in rows],
            "language": language,
            "further": "after" in request.GET,
            "following": f"{band}~{last.claimed_on}~{last.ref}" if last else "",
        },
    )


def _after(request: HttpRequest) -> Q | None:
    """What stands behind the last that was shown; None from the beginning."""
    band, _, rest = request.GET.get("after", "").partition("~")
    day, _, ref = rest.partition("~")
    claimed_on: date | None = day_in_address(day)
    if claimed_on is None or not (band.isascii() and band.isdigit()):
        return None
    number = int(band[:3])
    later = Q(claimed_on__gt=claimed_on) | Q(claimed_on=claimed_on, ref__gt=ref[:20])
    if number == UNRANKED:
        return Q(band=None) & later
    return Q(band__gt=number) | Q(band=None) | Q(band=number) & later
