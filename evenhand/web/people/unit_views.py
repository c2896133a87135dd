"""A unit is added, named anew, closed on a day, or kept open: by an administrator."""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.web.formats import day
from evenhand.web.pages import part_of
from evenhand.web.people.change import change
from evenhand.web.people.change_forms import WhyForm
from evenhand.web.people.unit_forms import CloseUnitForm, RenameUnitForm, UnitForm
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import Unit
from evenhand.workforce.units import add_unit, close_unit, keep_unit_open, rename_unit
from evenhand.workforce.verdicts import may_administer


ASKED = ["GET", "HEAD", "POST"]
STAY = (
    "Its cases stay with it until they are cut over or given elsewhere. From that day on "
    "nobody is sent there, and nobody who helps it is given cases for it."
)


@part_of("people")
@require_http_methods(ASKED)
def new_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit or a queue."""
    form = UnitForm(request.POST or None)
    made: list[Unit] = []

    def act() -> str:
        said = form.cleaned_data
        made.append(
            add_unit(
                code=said["code"],
                name=said["name"],
                region=said["region"],
                is_queue=said["kind"] == "queue",
                by=user_of(request),
                at=at_of(request),
            )
        )
        return (
            f"{made[0].name} was added. Cases come to it once a policy release names "
            f"its code, {made[0].code}, or by a cut-over."
        )

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=[("People and units", reverse("people"))],
        title="Add a unit",
        button="Add this unit",
        act=act,
        onward=lambda: _page_of(made[0]),
    )


@part_of("people")
@require_http_methods(ASKED)
def name_anew(request: HttpRequest, code: str) -> HttpResponse:
    """Give a unit another name or region."""
    unit = _unit_or_404(code)
    form = RenameUnitForm(
        request.POST or None, initial={"name": unit.name, "region": unit.region}
    )

    def act() -> str:
        rename_unit(
            unit,
            name=form.cleaned_data["name"],
            region=form.cleaned_data["region"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The unit is called {form.cleaned_data['name']}"

    return _change(
        request,
        form,
        unit,
        title=f"Change the name or region of {unit.name}",
        button="Change it",
        act=act,
        refused_at="name",
        about=f"Its code {unit.code}, by which the rules name it, stays as it is.",
    )


@part_of("people")
@require_http_methods(ASKED)
def closes(request: HttpRequest, code: str) -> HttpResponse:
    """Say from which day a unit is closed."""
    unit = _unit_or_404(code)
    form = CloseUnitForm(request.POST or None)

    def act() -> str:
        on = form.cleaned_data["closes_on"]
        close_unit(
            unit,
            closes_on=on,
            on=today_of(request),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{unit.name} closes on {day(on)}"

    return _change(
        request,
        form,
        unit,
        title=f"{unit.name} closes",
        button="Close this unit",
        act=act,
        refused_at="closes_on",
        about=STAY,
    )


@part_of("people")
@require_http_methods(ASKED)
def stays_open(request: HttpRequest, code: str) -> HttpResponse:
    """Take the day back on which a unit closes."""
    unit = _unit_or_404(code)
    form = WhyForm(request.POST or None)

    def act() -> str:
        keep_unit_open(
            unit,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{unit.name} does not close"

    return _change(
        request,
        form,
        unit,
        title=f"{unit.name} does not close",
        button="Keep it open",
        act=act,
    )


def _change(
    request: HttpRequest,
    form: forms.Form,
    unit: Unit,
    *,
    title: str,
    button: str,
    act: Callable[[], str],
    refused_at: str | None = None,
    about: str = "",
) -> HttpResponse:
    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=[("People and units", reverse("people")), (unit.name, _page_of(unit))],
        onward=_page_of(unit),
        title=title,
        button=button,
        act=act,
        refused_at=refused_at,
        about=about,
    )


def _page_of(unit: Unit) -> str:
    return reverse("unit", args=[unit.code])


def _unit_or_404(code: str) -> Unit:
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found
