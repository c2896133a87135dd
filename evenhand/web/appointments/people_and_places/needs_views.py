"""What a claimant needs to be interviewed, and who must not interpret: on the case."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from evenhand.appointments.book.verdicts import booked_of
from evenhand.appointments.interpreters.models import Interpreter
from evenhand.appointments.interpreters.services import (
    declare_interpreter_conflict,
    end_interpreter_conflict,
)
from evenhand.appointments.needs.misfits import misfits
from evenhand.appointments.needs.models import InterviewNeeds
from evenhand.appointments.needs.services import main_applicant, record_needs
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.people.languages import language_of
from evenhand.web.appointments.people_and_places.forms import because
from evenhand.web.appointments.people_and_places.needs_form import (
    NeedsForm,
    needs_said,
)
from evenhand.web.cases.case_form import answer_form
from evenhand.web.cases.reading import case_or_404
from evenhand.web.formats import instant
from evenhand.web.forms import instant_in_form
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]
PART = "interview-needs"


class DeclareForm(forms.Form):
    """Which interpreter, and why."""

    who = forms.CharField(
        label="Who must not interpret in this case",
        help_text="Their name, or their reference such as INT-00012.",
        max_length=120,
        error_messages={"required": "Enter the name of the interpreter"},
    )
    because = because("What the conflict is")

    def clean_who(self) -> Interpreter:
        typed = self.cleaned_data["who"].strip()
        found = list(
            Interpreter.objects.filter(ref__iexact=typed)
            or Interpreter.objects.filter(name__iexact=typed)[:2]
        )
        if not found:
            raise forms.ValidationError("No interpreter has this name or reference")
        if len(found) > 1:
            raise forms.ValidationError(
                "More than one interpreter has this name. Enter their reference"
            )
        return found[0]


class EndForm(forms.Form):
    """Why it no longer stands."""

    because = because("Why there is no conflict any longer")


@part_of("cases")
@require_http_methods(ASKED)
def needs(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what the claimant asks for, or that they were asked again."""
    found = case_or_404(request, ref, what="Form: interview needs")
    before = (
        InterviewNeeds.objects.filter(case=found)
        .select_related("representative", "adult")
        .first()
    )
    seen = before.recorded_at if before else None
    form = NeedsForm(
        request.POST or None,
        case=found,
        titles=titles_at(at_of(request)),
        needs=before,
        initial=needs_said(before, language_of(main_applicant(found))),
    )
    if request.method == "POST":
        seen = instant_in_form(request.POST.get("seen", ""))

    def act() -> str:
        record_needs(
            found,
            form.said(today=today_of(request), before=before),
            seen=seen,
            because=form.cleaned_data["because"],
            by=user_of(request),
            on=today_of(request),
            at=at_of(request),
        )
        booked = booked_of(found)
        wrong = misfits(booked) if booked else []
        if booked and wrong:
            messages.error(
                request,
                f"The interview of {instant(booked.starts_at)} no longer fits: "
                f"{'; '.join(wrong)}. It stays booked until somebody changes it",
            )
        return "The interview needs were recorded"

    return answer_form(
        request,
        found,
        form,
        "appointments/people_and_places/needs.html",
        act=act,
        refused_at=None,
        then=PART,
        verdict=may_work_on(user_of(request), found),
        seen=seen.isoformat() if seen else "",
    )


@part_of("cases")
@require_http_methods(ASKED)
def declare(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that somebody must not interpret in this case."""
    found = case_or_404(
        request, ref, what="Form: an interpreter's conflict of interest"
    )
    form = DeclareForm(request.POST or None)

    def act() -> str:
        who = form.cleaned_data["who"]
        declare_interpreter_conflict(
            found,
            who,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{who.name} is not booked for this case"

    return answer_form(
        request,
        found,
        form,
        "appointments/people_and_places/declare.html",
        act=act,
        refused_at="who",
        then=PART,
        verdict=may_work_on(user_of(request), found),
    )


@part_of("cases")
@require_http_methods(ASKED)
def end(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say that an interpreter's conflict is no longer."""
    found = case_or_404(
        request, ref, what="Form: end an interpreter's conflict of interest"
    )
    conflict = (
        found.interpreter_conflicts.filter(pk=number, ended_at=None)
        .select_related("interpreter", "case")
        .first()
    )
    if conflict is None:
        raise Http404
    form = EndForm(request.POST or None)

    def act() -> str:
        end_interpreter_conflict(
            conflict,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{conflict.interpreter.name} can be booked for this case again"

    return answer_form(
        request,
        found,
        form,
        "appointments/people_and_places/end_conflict.html",
        act=act,
        refused_at="because",
        then=PART,
        verdict=may_work_on(user_of(request), found),
        interpreter=conflict.interpreter,
    )
