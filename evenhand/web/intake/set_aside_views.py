"""Put right what was set aside: one word for many rows, one row, or a workbook of them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.flows.import_tracker import mend_from_workbook, mend_row, mend_word
from evenhand.intake import review
from evenhand.intake.models import TrackerRow
from evenhand.intake.verdicts import may_import, may_mend
from evenhand.web.formats import counted
from evenhand.web.intake.forms import ReturnForm
from evenhand.web.intake.parts import shown
from evenhand.web.intake.reading import (
    import_or_404,
    name_in,
    reason_in_words,
    where,
)
from evenhand.web.intake.values import Values
from evenhand.web.intake.words import field_title, hint_in, not_a_word, refusal
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.web.uploads import was_too_large
from evenhand.web.viewer import user_of


LONGEST = 20_000  # characters of one cell


@part_of("trackers")
@require_POST
def say_word(request: HttpRequest, number: int) -> HttpResponse:
    """Say what a word means, and try all its rows again."""
    found = import_or_404(number)
    field, word = request.POST.get("field", ""), request.POST.get("word", "")
    value = request.POST.get("value", "")
    words = review.unknown_words(found)
    about = next((one for one in words if (one.field, one.word) == (field, word)), None)
    back = f"{reverse('import', args=[number])}?show=set-aside"
    if about is None:
        messages.error(request, "No row is set aside for this word any more")
        return redirect(back)
    values = Values(titles_at(at_of(request)), {})
    choices = dict(values.choices(field))
    wrong = ""
    if value not in choices:
        wrong = f"Choose what “{word}” means"
    else:
        try:
            may_import(user_of(request), found.unit).enforce()
            with transaction.atomic():
                _, rows = mend_word(
                    found,
                    field=field,
                    word=word,
                    value=value,
                    everywhere=request.POST.get("everywhere") == "yes",
                    by=user_of(request),
                    at=at_of(request),
                )
        except Refused as refused:
            wrong = str(refused)
    if wrong:
        at = words.index(about) + 1
        more: dict[str, Any] = {
            "word_error": (at, wrong),
            "word_value": value,
            "problems": [(f"word-{at}", wrong)],
        }
        return shown(request, found, show="set-aside", status=422, **more)
    messages.success(
        request,
        f"“{word}” means {choices[value]} from now on. "
        f"{counted(rows, 'row is', 'rows are').capitalize()} no longer set aside.",
    )
    return redirect(back)


@dataclass(slots=True)
class CellShown:
    """One cell of a row that is set aside, and what is wrong with it."""

    at: int
    heading: str
    field: str
    text: str
    error: str = ""
    choices: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        return len(self.text) > 60


@part_of("trackers")
@require_http_methods(["GET", "HEAD", "POST"])
def put_right(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """One row as written, each reason next to its cell; corrected and tried again."""
    found = import_or_404(number)
    about = (
        TrackerRow.objects.filter(of=found, pk=row)
        .select_related("of", "unit", "case")
        .first()
    )
    if about is None:
        raise Http404
    user = user_of(request)
    back = f"{reverse('import', args=[number])}?show=set-aside"
    verdict = may_mend(user, about)
    headings = review.headings_of(about.sheet_id)
    wrong = ""
    if request.method == "POST" and verdict:
        typed = _typed(request, about, headings)
        try:
            with transaction.atomic():
                about = mend_row(about, cells=typed, by=user, at=at_of(request))
        except Refused as refused:
            wrong = str(refused)
        else:
            if about.standing != TrackerRow.Standing.QUARANTINED:
                messages.success(request, f"Row {about.row:,} is no longer set aside")
                return redirect(back)
    elif request.method == "POST":
        messages.error(request, verdict.why_not)
        return redirect(back)
    record_look(
        Look.Kind.VIEW,
        by=user,
        at=at_of(request),
        what=f"Tracker import {number}: row {about.row}",
        case_id=about.case_id,
    )
    cells = _cells(request, about, headings)
    source = review.sources_of([about]).get(about.sheet_id)
    loose = _loose_reasons(about, cells)
    return render(
        request,
        "intake/put_right.html",
        {
            "of": found,
            "row": about,
            "where": where(about, source),
            "name": name_in(about.values),
            "cells": [cell for cell in cells if cell.field],
            "others": [cell for cell in cells if not cell.field],
            "loose": [wrong, *loose] if wrong else loose,
            "verdict": verdict,
            "back": back,
            "tried": request.method == "POST",
        },
        status=422 if request.method == "POST" else 200,
    )


def _typed(
    request: HttpRequest, row: TrackerRow, headings: list[tuple[str, str]]
) -> dict[str, str]:
    """The cells that were changed: heading -> text."""
    now = {**row.cells, **row.mended}
    typed = {}
    for at, (heading, _) in enumerate(headings):
        text = request.POST.get(f"cell-{at}")
        if text is None:
            continue
        text = text.strip().replace("\r\n", "\n")[:LONGEST]
        if text != (now.get(heading) or ""):
            typed[heading] = text
    return typed


def _cells(
    request: HttpRequest, row: TrackerRow, headings: list[tuple[str, str]]
) -> list[CellShown]:
    """Every cell of the row, those with a reason first."""
    values = Values(titles_at(at_of(request)), {})
    said: dict[str, str] = {}
    for reason in row.reasons:
        about = reason.get("field") or ""
        words = reason.get("words") or refusal(reason["code"]).title
        if reason["code"] == "word_unknown" and reason.get("word"):
            hint = hint_in(words)
            words = not_a_word(about, reason["word"]) + (f". {hint}" if hint else "")
        said.setdefault(about, words.removeprefix(f"{field_title(about)}: "))
    now = {**row.cells, **row.mended}
    cells = [
        CellShown(
            at=at,
            heading=heading,
            field=field,
            text=request.POST.get(f"cell-{at}", now.get(heading) or ""),
            error=said.get(field, "") if field else "",
            choices=tuple(title for _, title in values.choices(field)),
        )
        for at, (heading, field) in enumerate(headings)
    ]
    return sorted(cells, key=lambda cell: not cell.error)


def _loose_reasons(row: TrackerRow, cells: list[CellShown]) -> list[str]:
    """Reasons that no cell on the page stands for, with what to do."""
    near = {cell.field for cell in cells if cell.error}
    return [
        f"{reason_in_words(reason)}. {refusal(reason['code']).to_do}"
        for reason in row.reasons
        if reason.get("field") not in near
    ]


@part_of("trackers")
@require_POST
def return_workbook(request: HttpRequest, number: int) -> HttpResponse:
    """Try rows again as a returned workbook has them."""
    found = import_or_404(number)
    form = ReturnForm(request.POST, request.FILES, too_large=was_too_large(request))
    if form.is_valid():
        try:
            may_import(user_of(request), found.unit).enforce()
            with transaction.atomic():
                rows = mend_from_workbook(
                    found,
                    form.cleaned_data["file"].read(),
                    by=user_of(request),
                    at=at_of(request),
                )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            left = counted(rows, "row is", "rows are")
            messages.success(
                request, f"{left[0].upper()}{left[1:]} no longer set aside"
            )
            return redirect(f"{reverse('import', args=[number])}?show=set-aside")
    wrong = [(form["file"].auto_id, words) for words in form.errors["file"]]
    more: dict[str, Any] = {"return_form": form, "problems": wrong}
    return shown(request, found, show="set-aside", status=422, **more)
