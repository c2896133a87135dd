"""Units' trackers, and one import: received, looked at, brought in, undone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.core.verdict import Refused
from evenhand.flows.import_tracker import CannotUndo, receive, undo
from evenhand.flows.jobs import start_carrying_out, start_judging, start_reading
from evenhand.intake import review
from evenhand.intake.models import Import, TrackerRow
from evenhand.intake.queries import DEPENDANTS, by_standing
from evenhand.intake.verdicts import (
    may_carry_on,
    may_carry_out,
    may_import,
    may_set_go_live,
    may_undo,
)
from evenhand.web.intake.asked import before_in
from evenhand.web.intake.forms import BringInForm, UndoForm
from evenhand.web.intake.parts import STAGED, figures_of, shown
from evenhand.web.intake.reading import (
    import_or_404,
    key_of_import,
    unit_trackers,
    units_to_import,
    working,
)
from evenhand.web.intake.words import STATES
from evenhand.web.pages import may_open, part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.uploads import was_too_large
from evenhand.web.viewer import user_of


IMPORTS = 20
Standing = TrackerRow.Standing


@part_of("trackers")
@require_safe
def trackers(request: HttpRequest) -> HttpResponse:
    """Each unit's tracker, the door for the next one, and all imports."""
    return _first_page(request, BringInForm(units=_unit_choices(request)))


@part_of("trackers")
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a file in and have it read. One that cannot be opened is not kept."""
    form = BringInForm(
        request.POST,
        request.FILES,
        units=_unit_choices(request),
        too_large=was_too_large(request),
    )
    if form.is_valid():
        file, code = form.cleaned_data["file"], form.cleaned_data["unit"]
        unit = next(
            (u for u in units_to_import(user_of(request)) if u.code == code), None
        )
        try:
            with transaction.atomic():
                found = receive(
                    file.name,
                    file.read(),
                    unit=unit,
                    by=user_of(request),
                    at=at_of(request),
                )
                if found.state == Import.State.RECEIVED and not found.progress:
                    start_reading(found)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            if found.state != Import.State.REFUSED:
                return redirect("import", found.pk)
            form.add_error("file", found.why)
    return _first_page(request, form, status=422)


@part_of("trackers")
@require_safe
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """One import: how far it is, or the part of it that the address asks for."""
    found = import_or_404(number)
    return shown(request, found)


@part_of("trackers")
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far an import is; asks the page to load again once there is more to see."""
    found = import_or_404(number)
    if not request.headers.get("HX-Request"):
        return redirect("import", number)
    response = render(
        request,
        "intake/progress.html",
        {"of": found, "working": working(found), "states": STATES},
    )
    if not working(found):
        response.headers["HX-Refresh"] = "true"
    return response


@part_of("trackers")
@require_safe
def figures(request: HttpRequest, number: int) -> HttpResponse:
    """What would happen, in totals; asked for after the page, since it reads all rows."""
    found = import_or_404(number)
    if found.state not in STAGED:
        raise Http404
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('import', args=[number])}?count=yes")
    return render(request, "intake/figures.html", figures_of(request, found))


@part_of("trackers")
@require_POST
def look_again(request: HttpRequest, number: int) -> HttpResponse:
    """Try an import out anew, or go on with what has stopped on the way."""
    found = import_or_404(number)
    try:
        may_carry_on(user_of(request), found).enforce()
        if found.state == Import.State.RECEIVED:
            start_reading(found)
        elif found.state == Import.State.CARRYING_OUT:
            start_carrying_out(found, by=user_of(request), at=at_of(request))
        else:
            start_judging(found)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import", number)


@part_of("trackers")
@require_POST
def carry_out(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, naming the number of rows; then bring them in."""
    found = import_or_404(number)
    verdict = may_carry_out(user_of(request), found)
    if not verdict:
        messages.error(request, verdict.why_not)
        return redirect("import", number)
    counts = review.counts_of([found])[found.pk]
    family = by_standing(found, about=DEPENDANTS).get(Standing.NEW, 0)
    rows = rows_that_come_in(counts) + family
    if request.POST.get("sure") != str(rows):
        context = {
            "of": found,
            "rows": rows,
            **_by_standing(counts),
            "family": family,
            "changed": bool(request.POST.get("sure")),
        }
        return render(request, "intake/bring_in.html", context)
    try:
        start_carrying_out(found, by=user_of(request), at=at_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import", number)


@part_of("trackers")
@require_http_methods(["GET", "HEAD", "POST"])
def undo_import(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, in words; then undo the import, or say what has been built on it."""
    found = import_or_404(number)
    verdict = may_undo(user_of(request), found)
    form = UndoForm(request.POST or None)
    built: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid() and verdict:
        try:
            with transaction.atomic():
                undo(
                    found,
                    by=user_of(request),
                    at=at_of(request),
                    because=form.cleaned_data["because"],
                )
        except CannotUndo as cannot:
            built = cannot.built
        except Refused as refused:
            form.add_error("because", str(refused))
        else:
            messages.success(request, f"{found.file_name} was undone")
            return redirect("import", number)
    return render(
        request,
        "intake/undo.html",
        {
            "of": found,
            "form": form,
            "verdict": verdict,
            "built": built,
            **_by_standing(review.counts_of([found])[found.pk] if verdict else {}),
            "sees_cases": may_open(user_of(request), "cases"),
        },
        status=422 if form.errors or built else 200,
    )


def _by_standing(counts: Mapping[str, int]) -> dict[str, int]:
    return {
        "new": counts.get(Standing.NEW, 0),
        "updates": counts.get(Standing.UPDATE, 0),
        "conflicts": counts.get(Standing.CONFLICT, 0),
        "set_aside": counts.get(Standing.QUARANTINED, 0),
    }


def rows_that_come_in(counts: Mapping[str, int]) -> int:
    """Rows that change something here: new cases, changed ones, and the unquestioned
    cells of those with a conflict."""
    coming = (Standing.NEW, Standing.UPDATE, Standing.CONFLICT)
    return sum(counts.get(standing, 0) for standing in coming)


def _first_page(
    request: HttpRequest, form: BringInForm, *, status: int = 200
) -> HttpResponse:
    user = user_of(request)
    before = before_in(request.GET)
    page = review.page_of_imports(before=before, most=IMPORTS + 1)
    after = key_of_import(page[IMPORTS - 1]) if len(page) > IMPORTS else ""
    address = reverse("trackers")
    counted = request.GET.get("count") == "yes"
    return render(
        request,
        "intake/trackers.html",
        {
            "form": form,
            "may_import": may_import(user),
            "may_set_go_live": may_set_go_live(user),
            "trackers": unit_trackers(user, today_of(request), counted=counted),
            "counted": counted,
            "imports": page[:IMPORTS],
            "states": STATES,
            "first": address if before else "",
            "following": f"{address}?{urlencode({'before': after})}" if after else "",
        },
        status=status,
    )


def _unit_choices(request: HttpRequest) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in units_to_import(user_of(request))]
