"""The first page of interviews: find a case, and who is still to be booked."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.appointments.models import InterviewNeeds
from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.models import Case, CasePerson, PersonLanguage
from evenhand.core.arrays import AnyOf
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.web.appointments.booking.reading import to_be_booked
from evenhand.web.cases.flags import Flag, flags_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.formats import how_long
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.models import Unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person who waits for an interview, with what has to be known to book it."""

    case: Case
    name: str
    flags: list[Flag]
    waits: str
    language: str
    unit: str
    asked: bool


@part_of("interviews")
@require_safe
def interviews(request: HttpRequest) -> HttpResponse:
    """Those still to be booked, the longest waiting first; or straight to one case."""
    user, today, at = user_of(request), today_of(request), at_of(request)
    sought = request.GET.get("case", "").strip()[:60]
    if sought and (found := case_by_ref(sought)) is not None:
        return redirect("offer-interview", found.ref)
    day, _, ref = request.GET.get("after", "").partition("~")
    claimed_on = day_in_address(day)
    unit = request.GET.get("unit", "")[:20]
    after = (claimed_on, ref[:20]) if claimed_on and ref else None
    cases, more = to_be_booked(unit=unit, after=after)
    record_look(
        Look.Kind.VIEW, by=user, at=at, what="interviews to be booked", rows=len(cases)
    )
    last = cases[-1] if cases else None
    return render(
        request,
        "appointments/booking/home.html",
        {
            "sought": sought,
            "waiting": _waiting(cases, today, at),
            "units": [
                ("", "All units"),
                *Unit.objects.order_by("name").values_list("code", "name"),
            ],
            "unit": unit,
            "further": after is not None,
            "following": f"{last.claimed_on}~{last.ref}" if last and more else "",
            "may_book": bool(may_book_at_all(user)),
        },
    )


def _waiting(cases: list[Case], today: date, at: datetime) -> list[Waiting]:
    titles = titles_at(at)
    standings = standings_of(cases, today=today)
    ids = [case.pk for case in cases]
    languages = dict(
        PersonLanguage.objects.filter(
            AnyOf("person__case_id", ids),
            person__part__role=CasePerson.Role.MAIN,
            position=1,
        ).values_list("person__case_id", "language")
    )
    asked = set(
        InterviewNeeds.objects.filter(AnyOf("case_id", ids)).values_list(
            "case_id", flat=True
        )
    )
    return [
        Waiting(
            case=case,
            name=standings[case.pk].name,
            flags=flags_of(case, standings[case.pk], titles=titles, high_harm=False),
            waits=how_long(case.claimed_on, today),
            language=languages.get(case.pk, "Not recorded"),
            unit=case.responsible_unit.name if case.responsible_unit else "",
            asked=case.pk in asked,
        )
        for case in cases
    ]
