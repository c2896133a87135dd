"""At risk: what fell out of what is booked, and what can be done, one or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.appointments.book.slips import read_slip, write_slip
from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.appointments.day.at_risk import (
    AHEAD,
    BARRIER,
    CLAIMANT,
    WEIGHED,
    AtRisk,
    at_risk,
    risk_to,
)
from evenhand.appointments.day.mending import Filling
from evenhand.appointments.day.present import bounds
from evenhand.appointments.day.queries import interview_by_uid
from evenhand.appointments.models import Away, Interview
from evenhand.casework.models import Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.flows.interviews_at_risk import (
    Proposal,
    give_away,
    mend_all,
    propose,
    put_in_place,
)
from evenhand.web.acting import acted
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import counted, listed, time_of_day
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import Titles, titles_at
from evenhand.web.viewer import user_of


PAGE = 10
PARTS = {
    "site": "The site",
    "room": "The room",
    "host": "The host",
    "interviewer": "The interviewer",
    "interpreter": "The interpreter",
    "representative": "The representative",
    "adult": "The responsible adult",
}


@dataclass(frozen=True, slots=True)
class RiskShown:
    """One interview at risk, and what fell out; what is proposed for it loads after."""

    interview: Interview
    name: str
    fallen: list[str]
    barred: bool


class MendForm(forms.Form):
    """What was chosen for one interview: somebody in the place, or its time given away."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.CharField(max_length=2_000)
    because = forms.CharField(
        label="What happened (optional)",
        help_text="For the history of the case. The people who come are not told why.",
        required=False,
        max_length=300,
        error_messages={"max_length": "This must be 300 characters or fewer"},
    )


@part_of("interviews")
@require_safe
def list_at_risk(request: HttpRequest) -> HttpResponse:
    """Booked interviews of which something fell out, the soonest first."""
    user, at, on = user_of(request), at_of(request), today_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    begins = day_in_address(request.GET.get("from", ""))
    start = bounds(begins)[0] if begins is not None and begins > on else None
    found = at_risk(at=at, most=PAGE + 1, begins=start, after=_after(request))
    risks = found[:PAGE]
    last = risks[-1].interview if len(found) > PAGE else None
    record_look(
        Look.Kind.VIEW, by=user, at=at, what="interviews at risk", rows=len(risks)
    )
    rows = _rows(risks, titles=titles_at(at))
    return render(
        request,
        "appointments/day/at_risk.html",
        {
            "rows": rows,
            "mendable": [row for row in rows if not row.barred],
            "from": begins or on,
            "until": (begins or on) + AHEAD,
            "further": "after" in request.GET,
            "following": f"{last.starts_at.isoformat()}~{last.pk}" if last else "",
        },
    )


@part_of("interviews")
@require_safe
def proposed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is proposed first for one interview, for its row of the list."""
    at = at_of(request)
    if not may_book_at_all(user_of(request)):
        raise PermissionDenied
    found = interview_by_uid(str(uid))
    risk = risk_to(found, at=at) if found is not None else None
    if risk is None:
        raise Http404
    words = _proposed(risk, on=today_of(request), at=at)
    return render(request, "appointments/day/proposed.html", {"words": words})


@part_of("interviews")
@require_POST
def do_all(request: HttpRequest) -> HttpResponse:
    """Do what is proposed for each interview shown; say what was done, and what not."""
    user = user_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    shown = []
    for said in request.POST.getlist("interview")[:PAGE]:
        uid, _, version = said.partition(":")
        if version.isascii() and version.isdigit():
            shown.append((uid, int(version)))
    told = mend_all(shown, by=user, on=today_of(request), at=at_of(request))
    for one in told:
        words = f"{one.interview.case.ref}: {one.words}"
        (messages.success if one.done else messages.error)(request, words)
    if not told:
        messages.error(request, "Nothing of these is missing any longer")
    return redirect("interviews-at-risk")


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What can be done for one interview, best first; and to do it."""
    user, at, on = user_of(request), at_of(request), today_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    found = interview_by_uid(str(uid))
    if found is None:
        raise Http404
    form = MendForm(request.POST or None, initial={"version": found.version})

    def act() -> str:
        said = form.cleaned_data
        asked = {
            "version": said["version"],
            "because": said["because"],
            "by": user,
            "on": on,
            "at": at,
        }
        kind, _, chosen = said["choice"].partition("~")
        if kind == "instead":
            way = read_slip(chosen, case_id=found.case_id)
            return put_in_place(found, way, **asked).words
        if kind == "fill":
            return give_away(found, chosen=_case(chosen), **asked).words
        if kind == "cancel":
            return give_away(found, fill=False, **asked).words
        raise Refused("Choose what is to be done")

    if acted(request, form, act, refused_at=None):
        return redirect("interviews-at-risk")
    risk = risk_to(found, at=at)
    proposal = propose(risk, on=on, at=at) if risk is not None else None
    if request.method == "GET":
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at,
            what="an interview at risk",
            case_id=found.case_id,
        )
    return render(
        request,
        "appointments/day/mend.html",
        {
            "interview": found,
            "name": names_of_cases([found.case_id]).get(found.case_id, ""),
            "form": form,
            "fallen": _fallen(risk, titles_at(at)) if risk else [],
            "instead": _instead(proposal, found),
            "fillings": _fillings(proposal),
            "at_risk": risk is not None,
        },
        status=422 if form.errors else 200,
    )


def _rows(risks: Sequence[AtRisk], *, titles: Titles) -> list[RiskShown]:
    names = names_of_cases([risk.interview.case_id for risk in risks])
    return [
        RiskShown(
            interview=risk.interview,
            name=names.get(risk.interview.case_id, "Name not recorded"),
            fallen=_fallen(risk, titles),
            barred=bool(risk.out & WEIGHED),
        )
        for risk in risks
    ]


def _fallen(risk: AtRisk, titles: Titles) -> list[str]:
    """What fell out: "The interpreter, Ines: Illness"."""
    found = []
    for one in risk.fallen:
        if one.part == BARRIER:
            found.append(f"A barrier was opened: {titles.of('barriers', one.cause)}")
            continue
        if one.part == CLAIMANT:
            found.append(one.because)
            continue
        who = getattr(risk.interview, one.part, None)
        cause = "Left" if one.cause == "left" else Away.Cause(one.cause).label
        found.append(f"{PARTS[one.part]}, {who}: {cause[:1].lower()}{cause[1:]}")
    return found


def _proposed(risk: AtRisk, *, on: date, at: datetime) -> str:
    if CLAIMANT in risk.out:
        return "Change its time or its people, or leave it as it is"
    if BARRIER in risk.out:
        return "Weigh whether it can still be held"
    proposal = propose(risk, on=on, at=at, count=1)
    if proposal.instead:
        return proposal.instead[0].words
    if proposal.fillings:
        return f"Nobody can step in. Cancel it, and give its time to {_taker(proposal.fillings[0])}"
    return "Nobody can step in, and nobody on the standby list can come"


def _taker(filling: Filling) -> str:
    return f"{filling.case.ref} at {time_of_day(filling.way.starts_at)}"


def _instead(proposal: Proposal | None, found: Interview) -> list[tuple[str, str]]:
    return [
        (f"instead~{write_slip(one.way, case_id=found.case_id)}", one.words)
        for one in (proposal.instead if proposal else ())
    ]


def _fillings(proposal: Proposal | None) -> list[tuple[str, str, str]]:
    fillings = proposal.fillings if proposal else ()
    names = names_of_cases([one.case.pk for one in fillings])
    return [
        (
            f"fill~{one.case.ref}",
            f"{names.get(one.case.pk, '')} {one.case.ref}, at "
            f"{time_of_day(one.way.starts_at)}",
            _how(one),
        )
        for one in fillings
    ]


def _how(filling: Filling) -> str:
    parts = []
    band = getattr(filling.case, "band", None)
    if band is not None:
        parts.append(f"Band {band}")
    if filling.asked.language:
        parts.append(filling.asked.language)
    if filling.way.journey_minutes is not None:
        parts.append(f"{counted(filling.way.journey_minutes, 'minute')} journey")
    return listed(parts)


def _case(ref: str) -> Case:
    found = Case.objects.filter(ref=ref[:20]).first()
    if found is None:
        raise Refused("This case is no longer there. Choose another")
    return found


def _after(request: HttpRequest) -> tuple[datetime, int] | None:
    said, _, number = request.GET.get("after", "").partition("~")
    try:
        return datetime.fromisoformat(said), int(number)
    except ValueError:
        return None
