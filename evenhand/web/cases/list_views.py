"""The list of cases, and how many there are, which is counted only when asked."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.casework.bulk.verdicts import may_act_in_bulk
from evenhand.casework.cases.queries import case_by_ref
from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.evidence.verdicts import sees_evidence
from evenhand.casework.models import BulkAct, Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.preferences import choose_columns
from evenhand.web.cases.asked import BEST, ORDERS, Asked
from evenhand.web.cases.columns import COLUMNS, NONE, columns_shown, read_columns
from evenhand.web.cases.filters import FILTERS, Asker
from evenhand.web.cases.lines import Line, lines_of
from evenhand.web.cases.listing import (
    PAGE,
    Row,
    cases_asked_for,
    page_of,
    stage_choices,
    unit_choices,
)
from evenhand.web.cases.tabs import changeable, tabs_for
from evenhand.web.cases.why_found import whys_found
from evenhand.web.pages import part_of
from evenhand.web.parts import render_page_or_part
from evenhand.web.sign_in.views import onward
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import Titles, titles_at


USUAL_ORDER = "Best, or longest waiting"


@part_of("cases")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """A page of cases; a whole reference typed into the search opens that case."""
    user = request.user
    assert isinstance(user, User)
    asked = Asked.from_address(request.GET, on=today_of(request))
    if tidy_ref(asked.text) and (found := case_by_ref(asked.text)):
        return redirect("case", found.ref)
    titles = titles_at(at_of(request))
    page = page_of(asked, titles=titles, today=asked.on)
    few = [row.case for row in page.rows if row.case.restriction]
    _log(request, asked, few, rows=len(page.rows))
    columns = columns_shown(read_columns(asked.columns), user.columns)
    asker = asker_of(request, asked, titles)
    response = render_page_or_part(
        request,
        "cases/list.html",
        "cases/list_part.html",
        {
            "asked": asked,
            "lines": _lines(asked, page.rows, columns, titles),
            "following": asked.address(after=page.following) if page.following else "",
            "first": asked.address() if len(asked.after) > 1 else "",
            "units": unit_choices(),
            "bands": [("", "All bands"), *titles.bands()],
            "stages": stage_choices(),
            "orders": [
                ("", USUAL_ORDER),
                *((n, w) for n, w in ORDERS.items() if n != BEST),
            ],
            "more": [
                (each, _with_chosen(each.choices(asker), asked.chosen(each.name)))
                for each in FILTERS.values()
            ],
            "columns": [(name, COLUMNS[name]) for name in columns],
            "all_columns": COLUMNS,
            "shown": columns,
            "bulk_acts": BulkAct.Kind.choices if may_act_in_bulk(user) else [],
            "tabs": (tabs := tabs_for(user, asked)),
            "changeable": changeable(user, tabs),
            "sees_evidence": sees_evidence(user),
            "in_part": "HX-Request" in request.headers
            and "HX-History-Restore-Request" not in request.headers,
        },
    )
    if request.headers.get("HX-Request"):
        # Without what was left open, so that the address can be read and sent.
        page_at = asked.address(after="~".join(asked.after))
        response.headers["HX-Push-Url"] = reverse("cases") + page_at
    return response


def asker_of(request: HttpRequest, asked: Asked, titles: Titles) -> Asker:
    """For whom the choices of filters are listed."""
    return Asker(titles, asked.unit, getattr(request.user, "staff_member", None))


def _with_chosen(choices: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """The choices, and what an address chose that is none of them."""
    missing = value and value not in dict(choices)
    return [("", "Any"), *([(value, value)] if missing else []), *choices]


def _lines(
    asked: Asked, rows: list[Row], columns: list[str], titles: Titles
) -> list[Line]:
    found = {}
    if asked.text and rows:
        hits = [asked.found[row.case.pk] for row in rows]
        found = whys_found(asked.text, hits)
    return lines_of(
        rows,
        titles=titles,
        today=asked.on,
        found=found,
        nationalities="nationality" in columns,
    )


@part_of("cases")
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many cases fit what was asked for; a name asked for is a search."""
    asked = Asked.from_address(request.GET, on=today_of(request))
    found = cases_asked_for(asked)
    number = found.count()
    if asked.text:
        few = found.exclude(restriction="").order_by("claimed_on", "ref")[:PAGE]
        _log(request, asked, few, rows=min(number, PAGE))
    return render_page_or_part(
        request,
        "cases/count.html",
        "cases/count_part.html",
        {
            "asked": asked,
            "number": number,
            "bare": "bare" in request.GET,
        },
    )


@part_of("cases")
@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns the person wants, and show the same list with them."""
    user = request.user
    assert isinstance(user, User)
    if "usual" in request.POST:
        chosen = ""
    else:
        chosen = ".".join(n for n in COLUMNS if n in request.POST.getlist("column"))
        chosen = chosen or NONE
    choose_columns(user, chosen)
    return redirect(onward(request) or reverse("cases"))


def _log(
    request: HttpRequest, asked: Asked, restricted: Iterable[Case], *, rows: int
) -> None:
    """Log the search. What was typed may name a case that few may know of.

    So where a restricted case was found the words are kept with that case, for whoever
    may see it, and the log that all auditors read says only that there were words.
    """
    assert isinstance(request.user, User)
    by, at = request.user, at_of(request)
    may_name = bool(asked.text and by.clearances)
    record_look(
        Look.Kind.SEARCH,
        by=by,
        at=at,
        what=asked.words(text_kept=not may_name),
        rows=rows,
    )
    for case in restricted if may_name else ():
        record_look(Look.Kind.SEARCH, by=by, at=at, what=asked.words(), case_id=case.pk)
