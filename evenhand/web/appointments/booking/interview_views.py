"""One interview: when, where, with whom, who was told; and calling it off."""

from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.appointments.book.services import cancel
from evenhand.appointments.book.verdicts import may_book_at_all, may_change
from evenhand.appointments.models import CancelledFor, Interview
from evenhand.appointments.telling.queries import told
from evenhand.appointments.telling.services import (
    BOOKED,
    CANCELLED,
    CHANGED,
    KEPT,
    REMINDER,
)
from evenhand.core.verdict import Verdict
from evenhand.web.acting import acted
from evenhand.web.appointments.booking.described import not_met, place, when
from evenhand.web.appointments.booking.reading import interview_or_404
from evenhand.web.cases.reading import identity_of
from evenhand.web.cases.standing import standings_of
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


WHAT_WAS_TOLD = {
    BOOKED: "Invitation",
    CHANGED: "Change",
    CANCELLED: "Cancellation",
    REMINDER: "Reminder",
    KEPT: "That it stays as it is",
}


class CancelForm(forms.Form):
    """Why an interview does not take place."""

    cause = forms.ChoiceField(
        label="What stands in the way",
        choices=[("", "Choose one"), *CancelledFor.choices],
        error_messages={
            "required": "Choose what stands in the way",
            "invalid_choice": "Choose what stands in the way",
        },
    )
    because = forms.CharField(
        label="What happened",
        help_text="For the history of the case. The people who come are told that it "
        "is cancelled, and not why.",
        max_length=300,
        error_messages={
            "required": "Say why the interview is cancelled",
            "max_length": "This must be 300 characters or fewer",
        },
    )


@part_of("interviews")
@require_safe
def interview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """When and where it is, who takes part, and who was told."""
    found = interview_or_404(request, uid, what="an interview")
    user = user_of(request)
    return render(
        request,
        "appointments/booking/interview.html",
        {
            **_about(request, found),
            "takes_part": takes_part(found),
            "told": [(WHAT_WAS_TOLD[one.message.kind], one) for one in told(found)],
            "unmet": not_met(found.wishes_unmet),
            "may_change": bool(may_change(user, found)),
            "follows": found.follows,
        },
    )


@part_of("interviews")
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cancel an interview: asked once, with the reason."""
    user = user_of(request)
    if not may_book_at_all(user):
        raise PermissionDenied
    found = interview_or_404(request, uid, what="an interview, to cancel it")
    form = CancelForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        cancel(
            found,
            cause=form.cleaned_data["cause"],
            because=form.cleaned_data["because"],
            by=user,
            at=at_of(request),
        )
        return f"Interview cancelled: {when(found.starts_at, found.ends_at)}"

    if acted(request, form, act, refused_at=None):
        return redirect("interview", found.uid)
    verdict: Verdict = may_change(user, found)
    return render(
        request,
        "appointments/booking/cancel.html",
        {**_about(request, found), "form": form, "why_not": verdict.why_not},
        status=422 if form.errors else 200,
    )


def takes_part(found: Interview) -> list[tuple[str, str]]:
    """Who takes part, each with their part."""
    by_link = " (by a link)"
    people = [("Interviewer", f"{found.interviewer}")]
    if found.interpreter is not None:
        linked = "" if found.interpreter_on_site else by_link
        people.append(("Interpreter", f"{found.interpreter}{linked}"))
    if found.representative is not None:
        people.append(("Representative", f"{found.representative}"))
    if found.adult is not None:
        people.append(("Responsible adult", f"{found.adult}"))
    if found.host is not None:
        people.append(("Received by", f"{found.host}"))
    return people


def _about(request: HttpRequest, found: Interview) -> dict[str, object]:
    titles = titles_at(at_of(request))
    standing = standings_of([found.case], today=today_of(request))[found.case_id]
    return {
        "interview": found,
        "case": found.case,
        "identity": identity_of(found.case, standing, titles),
        "when": when(found.starts_at, found.ends_at),
        "place": place(found),
        "title": "Interview cancelled"
        if found.cancelled_at
        else found.get_kind_display(),
    }
