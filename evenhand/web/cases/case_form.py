"""A form about one case: asked, sent back with its faults, or done and said."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evenhand.casework.models import Case
from evenhand.web.acting import acted
from evenhand.web.cases import reading
from evenhand.web.cases.standing import standings_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at


def answer_form(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    template: str,
    *,
    act: Callable[[], str],
    refused_at: str | None,
    then: str = "",
    onward: str = "",
    **more: Any,
) -> HttpResponse:
    """Act on a form that was sent and is in order, and go back to the case; else show it.

    act         as `acted` has it, and `refused_at` too
    then        the part of the case page to go back to.
    onward      the address to go to in place of the case page.
    more        what the template shows besides.
    """
    if acted(request, form, act, refused_at=refused_at):
        return redirect(onward) if onward else back_to(case, then)
    titles = titles_at(at_of(request))
    standing = standings_of([case], today=today_of(request))[case.pk]
    return render(
        request,
        template,
        {
            "case": case,
            "identity": reading.identity_of(case, standing, titles),
            "form": form,
            "titles": titles,
            **more,
        },
        status=422 if form.errors else 200,
    )


def back_to(case: Case, part: str = "") -> HttpResponse:
    """The page of the case, at one of its parts."""
    address = reverse("case", args=[case.ref])
    return redirect(f"{address}#{part}" if part else address)
