"""Conflicts of interest on a case: declared, ended, and somebody else looked for."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.casework.conflicts.services import declare_conflict, end_conflict
from evenhand.casework.conflicts.verdicts import may_declare_conflict, may_end_conflict
from evenhand.core.verdict import Refused
from evenhand.flows.reallocate import reallocate_case
from evenhand.web.cases.case_form import answer_form, back_to
from evenhand.web.cases.reading import case_or_404
from evenhand.web.formats import next_working_week
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import StaffMember


class DeclareForm(forms.Form):
    """Whose conflict it is, and what it is."""

    who = forms.CharField(
        label="Who must not have this case",
        help_text="Their name or their staff reference.",
        max_length=120,
        error_messages={"required": "Enter the name of who must not have this case"},
    )
    because = forms.CharField(
        label="What the conflict is",
        help_text="Everybody who may see this case can read it.",
        max_length=2_000,
        error_messages={"required": "Say what the conflict is"},
    )

    def clean_who(self) -> StaffMember:
        typed = self.cleaned_data["who"].strip()
        found = list(
            StaffMember.objects.filter(ref__iexact=typed)
            or StaffMember.objects.filter(name__iexact=typed)[:2]
        )
        if not found:
            raise forms.ValidationError(
                "Nobody has this name or staff reference. Both stand on the page of "
                "their unit"
            )
        if len(found) > 1:
            raise forms.ValidationError(
                "More than one person has this name. Enter their staff reference"
            )
        return found[0]


class EndForm(forms.Form):
    """Why it no longer stands."""

    because = forms.CharField(
        label="Why does it no longer stand",
        help_text="Say what you have looked at.",
        max_length=2_000,
        error_messages={"required": "Say why the conflict no longer stands"},
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that somebody must not have this case. It moves nothing by itself."""
    found = case_or_404(request, ref, what="Form: declare a conflict of interest")
    me = StaffMember.objects.filter(user=user_of(request)).first()
    form = DeclareForm(request.POST or None, initial={"who": me.name if me else ""})

    def act() -> str:
        declare_conflict(
            found,
            staff_member=form.cleaned_data["who"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The conflict of {form.cleaned_data['who']} was declared"

    return answer_form(
        request,
        found,
        form,
        "cases/declare_conflict.html",
        act=act,
        refused_at="who",
        then="conflicts",
        verdict=may_declare_conflict(user_of(request), found),
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say that a conflict no longer stands."""
    found = case_or_404(request, ref, what="Form: end a conflict of interest")
    conflict = (
        found.conflicts.filter(pk=number).select_related("staff_member", "case").first()
    )
    if conflict is None:
        raise Http404
    form = EndForm(request.POST or None)

    def act() -> str:
        end_conflict(
            conflict,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The conflict of {conflict.staff_member} was ended"

    return answer_form(
        request,
        found,
        form,
        "cases/end_conflict.html",
        act=act,
        refused_at="because",
        then="conflicts",
        verdict=may_end_conflict(user_of(request), conflict),
        conflict=conflict,
    )


@part_of("cases")
@require_POST
def somebody_else(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose another owner for a case whose owner has a conflict of interest."""
    found = case_or_404(request, ref, what="Case page")
    try:
        run = reallocate_case(
            found,
            by=user_of(request),
            on=next_working_week(today_of(request)),
            at=at_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return back_to(found, "conflicts")
    return redirect("reallocation", run.pk)
