"""One form that changes something about a person or a team: asked, sent back, or done."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evenhand.core.verdict import Verdict
from evenhand.web.acting import acted
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.queries import open_units


def change(
    request: HttpRequest,
    form: forms.Form,
    *,
    verdict: Verdict,
    trail: list[tuple[str, str]],
    title: str,
    button: str,
    act: Callable[[], str],
    onward: str | Callable[[], str],
    refused_at: str | None = None,
    about: str = "",
) -> HttpResponse:
    """Act on a form that was sent and is in order, and go `onward`; else show it.

    act         as `acted` has it, and `refused_at` too
    trail       the breadcrumbs above the form: words and address
    about       what follows from it, in a sentence or two
    """
    if not verdict:
        raise PermissionDenied
    if acted(request, form, act, refused_at=refused_at):
        return redirect(onward if isinstance(onward, str) else onward())
    return render(
        request,
        "people/change.html",
        {
            "form": form,
            "trail": trail,
            "title": title,
            "button": button,
            "about": about,
        },
        status=422 if form.errors else 200,
    )


def person_or_404(code: str, ref: str) -> StaffMember:
    """The person of an address, with their unit, team and account."""
    person = (
        StaffMember.objects.filter(unit__code=code, ref=ref)
        .select_related("unit", "team", "user")
        .first()
    )
    if person is None:
        raise Http404
    return person


def page_of(person: StaffMember) -> str:
    """The address of somebody's page."""
    return reverse("person", args=[person.unit.code, person.ref])


def trail_of(person: StaffMember) -> list[tuple[str, str]]:
    """The way to somebody's page, as breadcrumbs."""
    return [
        ("People and units", reverse("people")),
        (person.unit.name, reverse("unit", args=[person.unit.code])),
        (person.name, page_of(person)),
    ]


def units_with_people(on: date) -> list[Unit]:
    """Every unit that people can work in on a day, by name."""
    return list(open_units(on).filter(is_queue=False))
