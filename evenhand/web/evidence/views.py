"""The two lists, and the forms by which something is noted on a case or noted no longer."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.casework.evidence.services import end_evidence_note, note_evidence
from evenhand.casework.evidence.verdicts import (
    may_end_evidence_note,
    may_note_evidence,
    sees_evidence,
)
from evenhand.casework.models import EvidenceNote
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import release_in_force
from evenhand.web.cases.case_form import answer_form
from evenhand.web.cases.listing import unit_choices
from evenhand.web.cases.reading import case_or_404
from evenhand.web.evidence.reading import (
    EVERY_UNIT,
    GRANTS,
    UNABLE,
    Asked,
    FilesPage,
    page_of,
)
from evenhand.web.forms import DayField
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


GUIDANCE = "deciding-without-an-interview"


class NoteEvidenceForm(forms.Form):
    """What is noted, of which day, and in which words."""

    kind = forms.ChoiceField(
        label="What do you note",
        choices=EvidenceNote.Kind.choices,
        error_messages={
            "required": "Choose what you note",
            "invalid_choice": "Choose what you note",
        },
    )
    dated_on = DayField(
        called="day",
        label="Since when",
        help_text="The day you read the file, the evidence came, or the chance was "
        "given.",
    )
    until_on = DayField(
        called="day by which more may be sent",
        label="By when may more be sent",
        help_text="Only for the chance to send more.",
        required=False,
    )
    text = forms.CharField(
        label="What have you read",
        help_text="Which papers, and what they show. Everybody who may see this case "
        "can read it.",
        max_length=2_000,
        error_messages={"required": "Say what you have read"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_dated_on(self) -> date:
        dated_on: date = self.cleaned_data["dated_on"]
        if dated_on > self.today:
            raise forms.ValidationError("The day must not be in the future")
        return dated_on

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        until_on = said.get("until_on")
        if "until_on" in self.errors or "kind" not in said:
            return said
        if said["kind"] != EvidenceNote.Kind.CHANCE:
            if until_on:
                self.add_error(
                    "until_on",
                    "Leave this empty unless you note the chance to send more",
                )
        elif not until_on:
            self.add_error("until_on", "Enter the day by which more may be sent")
        elif "dated_on" in said and until_on < said["dated_on"]:
            self.add_error(
                "until_on", "More may be sent until a day after the chance was given"
            )
        return said


class EndNoteForm(forms.Form):
    """Why a note no longer counts."""

    because = forms.CharField(
        label="Why does it no longer count",
        help_text="Say what you have looked at. That it was noted stays on record.",
        max_length=2_000,
        error_messages={"required": "Say why the note no longer counts"},
    )


@part_of("cases")
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Files to be read, in two lists, with the words of the guidance above them."""
    user = user_of(request)
    if not sees_evidence(user):
        raise PermissionDenied
    titles, today = titles_at(at_of(request)), today_of(request)
    staff = getattr(user, "staff_member", None)
    own = staff.unit.code if staff is not None and staff.unit is not None else ""
    asked = Asked.from_address(request.GET, unit=own)
    release = _in_force(request)
    page = (
        page_of(asked, release=release, titles=titles, today=today)
        if release
        else FilesPage([], {GRANTS: 0, UNABLE: 0}, "")
    )
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at_of(request),
        what="Deciding without an interview. List",
        rows=len(page.lines),
    )
    return render(
        request,
        "evidence/files.html",
        {
            "asked": asked,
            "page_": page,
            "titles": titles,
            "release": release,
            "guidance": titles.policy.guidance.get(GUIDANCE) if titles.policy else None,
            "units": [
                (EVERY_UNIT if code == "" else code, name)
                for code, name in unit_choices()
            ],
            "today": today,
        },
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Note what was read of the evidence. It asks for the file to be read, no more."""
    if not sees_evidence(user_of(request)):
        raise PermissionDenied
    found = case_or_404(request, ref, what="Form: note evidence")
    today = today_of(request)
    form = NoteEvidenceForm(
        request.POST or None, initial={"dated_on": today}, today=today
    )

    def act() -> str:
        said = form.cleaned_data
        noted = note_evidence(
            found,
            kind=said["kind"],
            text=said["text"],
            dated_on=said["dated_on"],
            until_on=said["until_on"],
            by=user_of(request),
            on=today,
            at=at_of(request),
        )
        return f"Noted: {noted.get_kind_display()}"

    return answer_form(
        request,
        found,
        form,
        "evidence/note.html",
        act=act,
        refused_at="kind",
        then="evidence",
        verdict=may_note_evidence(user_of(request), found),
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say that a note no longer counts."""
    if not sees_evidence(user_of(request)):
        raise PermissionDenied
    found = case_or_404(request, ref, what="Form: end a note of evidence")
    noted = found.evidence_notes.filter(pk=number).select_related("case").first()
    if noted is None:
        raise Http404
    form = EndNoteForm(request.POST or None)

    def act() -> str:
        end_evidence_note(
            noted,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"This counts no longer: {noted.get_kind_display()}"

    return answer_form(
        request,
        found,
        form,
        "evidence/end.html",
        act=act,
        refused_at="because",
        then="evidence",
        verdict=may_end_evidence_note(user_of(request), noted),
        noted=noted,
    )


def _in_force(request: HttpRequest) -> PolicyRelease | None:
    try:
        return release_in_force(at_of(request))
    except Refused:
        return None
