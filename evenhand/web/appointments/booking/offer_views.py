"""Offer times for the interview of a case, and book or move it as was offered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.asking import agrees_to_short_notice, asked_of
from evenhand.appointments.book.candidates import Fixed
from evenhand.appointments.book.offers import Offers, offers
from evenhand.appointments.book.slips import read_slip
from evenhand.appointments.book.verdicts import may_book, may_book_at_all, may_change
from evenhand.appointments.models import Interview, InterviewNeeds, Room, Site
from evenhand.appointments.requirements import interview_of, why_asked
from evenhand.casework.models import Case
from evenhand.core.verdict import Refused, Verdict
from evenhand.flows.book_interview import (
    Lost,
    amend_or_offer,
    asked_to_move,
    book_or_offer,
)
from evenhand.releases.queries import release_in_force
from evenhand.web.appointments.booking.described import asks_for, describe, when
from evenhand.web.appointments.booking.reading import interview_or_404
from evenhand.web.cases.reading import case_or_404, identity_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


class OfferForm(forms.Form):
    """Which of the ways that were offered, and why where that must be said."""

    slip = forms.CharField(
        error_messages={"required": "Choose one of the times"}, max_length=2000
    )
    because = forms.CharField(
        label="Reason",
        required=False,
        max_length=300,
        error_messages={"max_length": "The reason must be 300 characters or fewer"},
    )


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What an address narrows the offers to."""

    site: str
    mode: str
    from_on: date | None
    short_notice: bool

    @classmethod
    def from_address(cls, query: QueryDict) -> "Narrowed":
        """Anything in the address that means nothing is left out."""
        mode = query.get("mode", "")
        return cls(
            site=query.get("site", "")[:20],
            mode=mode if mode in Room.Mode.values else "",
            from_on=day_in_address(query.get("day", "")),
            short_notice=query.get("notice") == "short",
        )

    def fixed(self) -> Fixed:
        """The site and mode asked for, if they are there."""
        site = Site.objects.filter(code=self.site).values_list("pk", flat=True).first()
        return Fixed(site=site, mode=self.mode or None)

    def narrow(self, asked: Asked) -> Asked:
        """The same from the day that was asked for, if it is later."""
        if self.from_on is None or self.from_on <= asked.first_day:
            return asked
        return replace(asked, not_before=self.from_on)


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    """The best times for the interview of a case; one is chosen and booked."""
    user = user_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    case = case_or_404(request, ref, what="times for the interview")
    narrowed = Narrowed.from_address(request.GET)
    form = OfferForm(request.POST if request.method == "POST" else None)

    def act() -> Interview | Lost:
        return book_or_offer(
            case,
            read_slip(form.cleaned_data["slip"], case_id=case.pk),
            on=today_of(request),
            at=at_of(request),
            by=user,
            because=form.cleaned_data["because"],
            short_notice=narrowed.short_notice,
        )

    booked = _chosen(form, act)
    if isinstance(booked, Interview):
        return _onward(request, booked, "Interview booked:")
    return _page(request, case, narrowed, form, booked, may_book(user, case))


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, uid: str) -> HttpResponse:
    """The best other times for an interview that is booked; one is chosen."""
    user = user_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    interview = interview_or_404(request, uid, what="other times for the interview")
    narrowed = Narrowed.from_address(request.GET)
    form = OfferForm(request.POST if request.method == "POST" else None)
    sent = request.POST.get("version", "")

    def act() -> Interview | Lost:
        return amend_or_offer(
            interview,
            read_slip(form.cleaned_data["slip"], case_id=interview.case_id),
            version=int(sent) if sent.isascii() and sent.isdigit() else 0,
            on=today_of(request),
            at=at_of(request),
            by=user,
            because=form.cleaned_data["because"],
        )

    moved = _chosen(form, act)
    if isinstance(moved, Interview):
        return _onward(request, moved, "Interview changed: now")
    return _page(
        request,
        interview.case,
        narrowed,
        form,
        moved,
        may_change(user, interview),
        interview=interview,
    )


def _chosen(
    form: OfferForm, act: Callable[[], Interview | Lost]
) -> Interview | Lost | None:
    """What came of the way that was chosen; None where none was, or it was refused."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _onward(request: HttpRequest, interview: Interview, done: str) -> HttpResponse:
    """To the interview, with what was done."""
    messages.success(request, f"{done} {when(interview.starts_at, interview.ends_at)}")
    return redirect("interview", interview.uid)


def _page(
    request: HttpRequest,
    case: Case,
    narrowed: Narrowed,
    form: OfferForm,
    lost: Lost | None,
    verdict: Verdict,
    *,
    interview: Interview | None = None,
) -> HttpResponse:
    today, at = today_of(request), at_of(request)
    titles = titles_at(at)
    standing = standings_of([case], today=today)[case.pk]
    context: dict[str, object] = {
        "case": case,
        "interview": interview,
        "identity": identity_of(case, standing, titles),
        "form": form,
        "lost": lost,
        "narrowed": narrowed,
        "sites": _sites(today),
        "modes": [("", "Either way"), *Room.Mode.choices],
        "why_not": verdict.why_not,
    }
    if verdict:
        try:
            context |= _offered(
                case,
                narrowed,
                lost,
                interview,
                today=today,
                at=at,
                clearances=user_of(request).clearances,
            )
        except Refused as refusal:
            context["why_not"] = str(refusal)
    status = 409 if lost else 422 if form.errors else 200
    return render(request, "appointments/booking/offer.html", context, status=status)


def _offered(
    case: Case,
    narrowed: Narrowed,
    lost: Lost | None,
    interview: Interview | None,
    *,
    today: date,
    at: datetime,
    clearances: frozenset[str],
) -> dict[str, object]:
    """What is asked for, the best ways, and why there is none sooner."""
    if interview is None:
        asked = asked_of(case, on=today, at=at, short_notice=narrowed.short_notice)
    else:
        asked = asked_to_move(interview, on=today, at=at)
    found: Offers = lost.next_best if lost is not None else offers(
        narrowed.narrow(asked),
        fixed=narrowed.fixed(),
        leaving_out=interview.pk if interview else None,
    )  # fmt: skip
    release = release_in_force(at)
    rules = interview_of(case.pk, release=release, on=asked.first_day)
    needs = InterviewNeeds.objects.filter(case=case).first()
    return {
        "asked": asked,
        "asks_for": asks_for(asked, titles_at(at), breaks=rules.breaks),
        "reasons": [
            reason
            for reason in why_asked(case.pk, release=release, on=asked.first_day)
            if reason.access is None or reason.access in clearances
        ],
        "release": release,
        "offers": describe(found.offers, asked=asked, case_id=case.pk),
        "why_none_sooner": found.why_none_sooner,
        "why_none": found.why_none,
        "short_notice_agreed": interview is None
        and agrees_to_short_notice(needs, as_child=rules.as_child),
    }


def _sites(today: date) -> list[tuple[str, str]]:
    there = Site.objects.filter(from_on__lte=today).exclude(to_on__lte=today)
    return [
        ("", "Any within reach"),
        *there.order_by("name").values_list("code", "name"),
    ]
