"""The list of cases, and how many there are, which is counted only when asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.cases.references import tidy_ref
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.web.cases.listing import (
    ORDERS,
    Asked,
    Row,
    cases_asked_for,
    page_of,
    stage_choices,
    unit_choices,
)
from evenhand.web.pages import part_of
from evenhand.web.parts import render_page_or_part
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at


@part_of("cases")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """A page of cases; a whole reference typed into the search opens that case."""
    asked = Asked.from_address(request.GET)
    if tidy_ref(asked.text) and (found := case_by_ref(asked.text)):
        return redirect("case", found.ref)
    titles = titles_at(at_of(request))
    page = page_of(asked, titles=titles, today=today_of(request))
    _log(request, asked, rows=page.rows)
    return render_page_or_part(
        request,
        "cases/list.html",
        "cases/list_part.html",
        {
            "asked": asked,
            "rows": page.rows,
            "following": asked.address(after=page.following) if page.following else "",
            "first": asked.address() if len(asked.after) > 1 else "",
            "units": unit_choices(),
            "bands": [("", "All bands"), *titles.bands()],
            "stages": stage_choices(),
            "orders": list(ORDERS.items()),
        },
    )


@part_of("cases")
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many cases fit what was asked for; a name asked for is a search."""
    asked = Asked.from_address(request.GET)
    if asked.text:
        found = page_of(
            asked, titles=titles_at(at_of(request)), today=today_of(request)
        )
        _log(request, asked, rows=found.rows)
    return render_page_or_part(
        request,
        "cases/count.html",
        "cases/count_part.html",
        {"asked": asked, "number": cases_asked_for(asked).count()},
    )


def _log(request: HttpRequest, asked: Asked, *, rows: list[Row]) -> None:
    """Log the search. What was typed may name a case that few may know of.

    So where a restricted case was found the words are kept with that case, for whoever
    may see it, and the log that all auditors read says only that there were words.
    """
    assert isinstance(request.user, User)
    by, at = request.user, at_of(request)
    few = [row.case for row in rows if row.case.restriction] if asked.text else []
    may_name = bool(asked.text and by.clearances)
    record_look(
        Look.Kind.SEARCH,
        by=by,
        at=at,
        what=asked.words(text_kept=not may_name),
        rows=len(rows),
    )
    for case in few:
        record_look(Look.Kind.SEARCH, by=by, at=at, what=asked.words(), case_id=case.pk)
