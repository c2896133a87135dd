"""The page of one import, and the parts of it that stand under its tabs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.intake import review
from evenhand.intake.models import Import, TrackerRow
from evenhand.intake.queries import gone_rows, totals
from evenhand.intake.verdicts import may_carry_on, may_carry_out, may_undo
from evenhand.web.intake.asked import AskedRows, following, following_clashes
from evenhand.web.intake.forms import ReturnForm, SettleForm
from evenhand.web.intake.reading import PAGE, clashes_shown, rows_shown, working
from evenhand.web.intake.sheets import sheets_shown
from evenhand.web.intake.values import Values
from evenhand.web.intake.words import (
    STANDINGS,
    STATES,
    field_title,
    hint_in,
    not_a_word,
    refusal,
    warning,
)
from evenhand.web.pages import may_open
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


LATE = timedelta(minutes=10)  # reading and bringing in take seconds, or a minute
STAGED = (
    Import.State.JUDGED,
    Import.State.CARRYING_OUT,
    Import.State.IN,
    Import.State.UNDONE,
)


def shown(
    request: HttpRequest,
    found: Import,
    *,
    show: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """An import's page. show: the part to show, whatever the address asks for."""
    usual = "columns" if found.state == Import.State.TO_BE_MAPPED else "rows"
    asked = AskedRows.from_address(request.GET, usual=show or usual)
    user = user_of(request)
    address = reverse("import", args=[found.pk])
    context: dict[str, Any] = {
        "of": found,
        "working": working(found),
        "late": at_of(request) - found.received_at > LATE,
        "states": STATES,
        "asked": asked,
        "address": address,
        "tabs": [],
        "may_carry_on": may_carry_on(user, found),
        "may_carry_out": may_carry_out(user, found),
        "may_undo": may_undo(user, found),
        "sees_cases": may_open(user, "cases"),
        "refusal": refusal,
        "warning": warning,
        "field_title": field_title,
        "not_a_word": not_a_word,
        **more,
    }
    if not context["working"] and found.state in (*STAGED, Import.State.TO_BE_MAPPED):
        part = PARTS[asked.show] if found.state in STAGED else _columns
        listed = part(request, found, asked)
        context |= {**listed, **more}
        if found.state in STAGED:
            context["tabs"] = _tabs(found, asked, address)
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=at_of(request),
            what=f"Tracker import {found.pk}: {asked.show}",
            rows=len(listed.get("rows", ())),
        )
    return render(request, "intake/import.html", context, status=status)


def _rows(request: HttpRequest, found: Import, asked: AskedRows) -> dict[str, Any]:
    standing = asked.standing or review.first_standing(found)
    if asked.code:
        rows = review.page_of_warned(
            found, code=asked.code, after=asked.after, most=PAGE + 1
        )
    else:
        rows = review.page_of_rows(
            found,
            standing=standing,
            after=asked.after,
            most=PAGE + 1,
        )
    context = _listed(request, found, asked, rows)
    if asked.counted:
        context |= figures_of(request, found)
    return context | {"standings": STANDINGS, "standing": standing}


def _columns(request: HttpRequest, found: Import, asked: AskedRows) -> dict[str, Any]:
    return {"sheets": sheets_shown(found)}


def _set_aside(request: HttpRequest, found: Import, asked: AskedRows) -> dict[str, Any]:
    rows = review.page_of_set_aside(
        found,
        code=asked.code,
        field=asked.field,
        after=asked.after,
        most=PAGE + 1,
    )
    titles = titles_at(at_of(request))
    return {
        **_listed(request, found, asked, rows),
        "reasons": review.reasons_of(found),
        "words": review.unknown_words(found),
        "hint": hint_in,
        "values": Values(titles, {}),
        "return_form": ReturnForm(),
        "workbook": reverse("export-set-aside", args=[found.pk]),
    }


def _conflicts(request: HttpRequest, found: Import, asked: AskedRows) -> dict[str, Any]:
    clashes = review.page_of_clashes(
        found, field=asked.field, after=asked.after, most=PAGE + 1
    )
    titles = titles_at(at_of(request))
    page, after = following_clashes(clashes, PAGE)
    return {
        "rows": clashes_shown(page, titles=titles),
        **_around(found, asked, after),
        "fields": review.conflicts_by_field(found),
        "two_cases": rows_shown(review.of_two_cases(found), titles=titles),
        "in": found.state == Import.State.IN,
        "settle_form": SettleForm(),
    }


def _gone(request: HttpRequest, found: Import, asked: AskedRows) -> dict[str, Any]:
    rows = review.page_of(gone_rows(found), after=asked.after, most=PAGE + 1)
    return _listed(request, found, asked, rows)


def _two(request: HttpRequest, found: Import, asked: AskedRows) -> dict[str, Any]:
    rows = review.in_two_trackers(found, after=asked.after, most=PAGE + 1)
    units = review.units_that_have(row.case_id for row in rows)
    return _listed(request, found, asked, rows, units=units)


PARTS: dict[str, Callable[[HttpRequest, Import, AskedRows], dict[str, Any]]] = {
    "rows": _rows,
    "columns": _columns,
    "set-aside": _set_aside,
    "conflicts": _conflicts,
    "gone": _gone,
    "two": _two,
}


def _listed(
    request: HttpRequest,
    found: Import,
    asked: AskedRows,
    rows: list[TrackerRow],
    **more: Any,
) -> dict[str, Any]:
    page, after = following(rows, PAGE)
    return {
        "rows": rows_shown(page, titles=titles_at(at_of(request)), **more),
        **_around(found, asked, after),
    }


def _around(found: Import, asked: AskedRows, after: str) -> dict[str, str]:
    """Where the pages before and after this one are."""
    address = reverse("import", args=[found.pk])
    return {
        "following": f"{address}{asked.address(after=after)}" if after else "",
        "first": f"{address}{asked.address()}" if asked.after else "",
    }


def figures_of(request: HttpRequest, found: Import) -> dict[str, Any]:
    """What would happen, or has happened, in totals over what the viewer may see."""
    told = totals(found)
    family = told.dependants
    return {
        "of": found,
        "address": reverse("import", args=[found.pk]),
        "told": told,
        "coming": told.new + told.updates + told.conflicts + family.get("new", 0),
        "family": {
            "rows": sum(family.values()),
            "new": family.get("new", 0),
            "set_aside": family.get("quarantined", 0),
        },
        "refusal": refusal,
        "warning": warning,
        "may_carry_out": may_carry_out(user_of(request), found),
    }


def _tabs(found: Import, asked: AskedRows, address: str) -> list[dict[str, Any]]:
    happened = found.state in (Import.State.IN, Import.State.UNDONE)
    set_aside = review.set_aside_in([found]).get(found.pk, 0)
    conflicts = sum(number for _, number in review.conflicts_by_field(found))
    named = [
        ("rows", "What happened" if happened else "What would happen"),
        ("set-aside", f"Set aside ({set_aside:,})"),
        ("conflicts", f"Conflicts ({conflicts:,})" if happened else "Conflicts"),
        ("gone", "Gone"),
        ("two", "In two trackers"),
        ("columns", "Columns"),
    ]
    return [
        {
            "text": text,
            "href": address if show == "rows" else f"{address}?show={show}",
            "current": asked.show == show,
        }
        for show, text in named
    ]
