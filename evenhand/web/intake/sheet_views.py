"""Correct how a sheet is read; kept for the unit's next file with these headings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from evenhand.core.verdict import Refused
from evenhand.flows.jobs import start_judging
from evenhand.intake.services import save_mapping
from evenhand.intake.verdicts import may_carry_on
from evenhand.web.intake.parts import shown
from evenhand.web.intake.reading import import_or_404
from evenhand.web.intake.sheets import sheet_asked, sheets_shown
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


@part_of("trackers")
@require_POST
def correct_columns(request: HttpRequest, number: int, position: int) -> HttpResponse:
    """Say how a sheet is read, for now and for next week, and try the file out anew."""
    found = import_or_404(number)
    sheet = found.sheets.filter(position=position).first()
    if sheet is None:
        raise Http404
    asked = sheet_asked(sheet, request.POST)
    if not asked.errors:
        try:
            may_carry_on(user_of(request), found).enforce()
            save_mapping(
                sheet,
                columns={
                    column.heading: column.field or None for column in asked.columns
                },
                role=sheet.role,
                by=user_of(request),
                at=at_of(request),
            )
            start_judging(found)
        except Refused as refused:
            asked.error = str(refused)
            asked.errors.append((asked.id, str(refused)))
        else:
            messages.success(
                request,
                f"Sheet “{sheet.name}” is read as you said, next time too",
            )
            return redirect("import", number)
    sheets = [
        asked if one.sheet.position == position else one for one in sheets_shown(found)
    ]
    more: dict[str, Any] = {"sheets": sheets, "problems": asked.errors}
    return shown(request, found, show="columns", status=422, **more)
