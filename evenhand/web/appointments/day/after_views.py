"""After the day: missed interviews to be explained, and those to be booked again."""

from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.day.explaining import (
    accept_explanation,
    ask_for_more,
    let_senior_consider,
    record_explanation,
)
from evenhand.appointments.day.models import Explanation
from evenhand.appointments.day.next_steps import next_step_of
from evenhand.appointments.day.queries import explanations, to_book_again
from evenhand.appointments.day.verdicts import BOOKERS, may_decide_on_explanation
from evenhand.appointments.models import Interview
from evenhand.casework.people.queries import children_among
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.web.acting import acted
from evenhand.web.appointments.day.forms import ExplanationForm
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


PAGE = 50


@part_of("interviews")
@require_safe
def list_explanations(request: HttpRequest) -> HttpResponse:
    """Missed interviews that somebody has to decide on, the first due first."""
    user, at, on = user_of(request), at_of(request), today_of(request)
    asked = explanations()
    if (after := _after(request)) is not None:
        day, number = after
        asked = asked.filter(due_on__gte=day).exclude(due_on=day, pk__lte=number)
    found = list(asked.order_by("due_on", "pk")[: PAGE + 1])
    rows = found[:PAGE]
    names = names_of_cases([one.interview.case_id for one in rows])
    record_look(
        Look.Kind.VIEW, by=user, at=at, what="missed interviews", rows=len(rows)
    )
    last = rows[-1] if len(found) > PAGE else None
    return render(
        request,
        "appointments/day/explanations.html",
        {
            "rows": [
                (one, names.get(one.interview.case_id, ""), one.due_on < on)
                for one in rows
            ],
            "on": on,
            "further": after is not None,
            "following": f"{last.due_on}~{last.pk}" if last else "",
        },
    )


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def explanation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One missed interview: what was asked and said, and what somebody decides."""
    user, at, on = user_of(request), at_of(request), today_of(request)
    found = (
        Explanation.objects.filter(interview__uid=uid)
        .select_related(
            "interview__case",
            "interview__site",
            "interview__ending",
            "said_by",
            "letter_by",
            "senior_by",
            "accepted_by",
        )
        .first()
    )
    if found is None:
        raise Http404
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at,
            what="a missed interview",
            case_id=found.interview.case_id,
        )
    form = ExplanationForm(request.POST or None)

    def act() -> str:
        return _decide(found, form, request, on=on, at=at)

    if acted(request, form, act, refused_at="words"):
        return redirect("explanation", uid)
    case = found.interview.case
    return render(
        request,
        "appointments/day/explanation.html",
        {
            "asked": found,
            "interview": found.interview,
            "case": case,
            "name": names_of_cases([case.pk]).get(case.pk, ""),
            "over": found.due_on < on,
            "child": case.pk in children_among([case.pk], on=on),
            "form": form,
            "verdict": may_decide_on_explanation(user),
        },
        status=422 if form.errors else 200,
    )


@part_of("interviews")
@require_safe
def again(request: HttpRequest) -> HttpResponse:
    """Interviews to be booked again: those before others first, then by the wait."""
    user, at, on = user_of(request), at_of(request), today_of(request)
    rows = list(to_book_again(on=on)[:PAGE])
    names = names_of_cases([one.case_id for one in rows])
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at,
        what="interviews to be booked again",
        rows=len(rows),
    )
    return render(
        request,
        "appointments/day/again.html",
        {
            "rows": [(one, names.get(one.case_id, ""), _words(one)) for one in rows],
            "most": PAGE,
            "books": user.has_role(*BOOKERS),
        },
    )


def _words(interview: Interview) -> str:
    return next_step_of(interview).words


def _decide(
    found: Explanation,
    form: ExplanationForm,
    request: HttpRequest,
    *,
    on: date,
    at: datetime,
) -> str:
    said, user = form.cleaned_data, user_of(request)
    words, what = said["words"], said["what"]
    if what == form.SAID:
        if said["said_on"] is None:
            raise Refused("Enter the day they said so")
        record_explanation(found, said=words, said_on=said["said_on"], by=user, at=at)
        return "What they said is recorded. Somebody now decides on it"
    if what == form.ACCEPT:
        accept_explanation(found, because=words, by=user, at=at)
        return "The explanation is accepted. The interview is to be booked again"
    if what == form.LETTER:
        ask_for_more(found, asks=words, on=on, by=user, at=at)
        return "A letter asks for more"
    let_senior_consider(found, because=words, by=user, at=at)
    return "A senior is to consider it"


def _after(request: HttpRequest) -> tuple[date, int] | None:
    said, _, number = request.GET.get("after", "").partition("~")
    try:
        return date.fromisoformat(said), int(number)
    except ValueError:
        return None
