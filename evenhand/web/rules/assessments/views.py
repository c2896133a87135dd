"""The transparency record and the impact assessments of a release, question by question."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.core.verdict import Refused
from evenhand.flows.assess_release import open_of_release
from evenhand.releases.assessments.fields import Field, field_of
from evenhand.releases.assessments.queries import (
    answered,
    assessment_of,
    assessments_of,
    unanswered,
)
from evenhand.releases.assessments.services import complete_assessment, write_answer
from evenhand.releases.assessments.verdicts import may_assess, may_complete
from evenhand.releases.models import Assessment, PolicyRelease
from evenhand.releases.queries import release_by_number
from evenhand.web.acting import acted
from evenhand.web.pages import part_of
from evenhand.web.rules.assessments.workbook import workbook_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AnswerForm(forms.Form):
    """The answer to one question, and the version it was written over."""

    text = forms.CharField(
        max_length=20_000,
        error_messages={
            "required": "Write an answer, or say why the question does not apply"
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@part_of("rules")
@require_safe
def assessments(request: HttpRequest, number: int) -> HttpResponse:
    """Which assessments of a release there are, and which may be opened."""
    release = release_or_404(number)
    there = {one.kind: one for one in assessments_of(release)}
    rows = [
        (
            kind,
            label,
            there.get(kind),
            len(unanswered(there[kind])) if kind in there else 0,
        )
        for kind, label in Assessment.Kind.choices
    ]
    return render(
        request,
        "rules/assessments/list.html",
        {"release": release, "rows": rows, "may": may_assess(user_of(request))},
    )


@part_of("rules")
@require_POST
def open_one(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Open an assessment, filled from the release; somebody else's is shown instead."""
    release = release_or_404(number)
    if kind not in Assessment.Kind.values:
        raise Http404
    form = forms.Form(request.POST)

    def act() -> str:
        open_of_release(release, kind, by=user_of(request), at=at_of(request))
        return "Opened. What the release can answer has been filled in; read it"

    acted(request, form, act, refused_at=None)
    if assessment_of(release, kind) is None:
        return redirect("assessments", number)
    return redirect("assessment", number, kind)


@part_of("rules")
@require_safe
def assessment(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """One assessment: every question, what stands there and who wrote it."""
    found = assessment_or_404(number, kind)
    return _page(request, found)


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int, kind: str, key: str) -> HttpResponse:
    """Write the answer to one question."""
    found = assessment_or_404(number, kind)
    question = field_of(kind, key)
    if question is None:
        raise Http404
    one = next(one for one in answered(found) if one.field.key == key)
    form = AnswerForm(
        request.POST or None,
        initial={
            "text": one.answer.text if one.answer else "",
            "version": found.version,
        },
    )
    _ask_as(form, question)
    verdict = may_assess(user_of(request))

    def act() -> str:
        write_answer(
            found,
            key,
            form.cleaned_data["text"],
            version=form.cleaned_data["version"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"“{question.title}” is answered"

    if verdict and acted(request, form, act, refused_at="text"):
        page = reverse("assessment", args=[number, kind])
        return redirect(f"{page}#{key}")
    return render(
        request,
        "rules/assessments/answer.html",
        {"of": found, "one": one, "form": form, "verdict": verdict},
        status=422 if form.errors else 200,
    )


@part_of("rules")
@require_POST
def complete(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Call an assessment complete as it stands."""
    found = assessment_or_404(number, kind)
    try:
        complete_assessment(found, by=user_of(request), at=at_of(request))
    except Refused as refusal:
        return _page(request, found, refused=str(refusal))
    return redirect("assessment", number, kind)


@part_of("rules")
@require_safe
def workbook(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """An assessment as an Excel workbook, for those who publish it elsewhere."""
    found = assessment_or_404(number, kind)
    response = HttpResponse(
        workbook_of(found, answered(found), at=at_of(request)), content_type=XLSX
    )
    name = f"{kind}-release-{number}-version-{found.version}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(
    request: HttpRequest, found: Assessment, *, refused: str = ""
) -> HttpResponse:
    rows = answered(found)
    sections: dict[str, list[object]] = {}
    for row in rows:
        sections.setdefault(row.field.section, []).append(row)
    missing = sum(1 for row in rows if row.answer is None)
    user = user_of(request)
    return render(
        request,
        "rules/assessments/assessment.html",
        {
            "of": found,
            "sections": sections,
            "missing": missing,
            "refused": refused,
            "may": may_assess(user),
            "may_complete": may_complete(user, unanswered=missing, assessment=found),
        },
        status=422 if refused else 200,
    )


def _ask_as(form: AnswerForm, question: Field) -> None:
    form.fields["text"].label = f"{question.number} {question.title}"
    form.fields["text"].help_text = question.hint


def release_or_404(number: int) -> PolicyRelease:
    """A release by its number."""
    release = release_by_number(number)
    if release is None:
        raise Http404
    return release


def assessment_or_404(number: int, kind: str) -> Assessment:
    """An assessment that was opened."""
    found = assessment_of(release_or_404(number), kind)
    if found is None:
        raise Http404
    return found
