"""A form about one case: asked, sent back with its faults, or done and said."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evenhand.casework.models import Case
from evenhand.core.verdict import Refused
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

    act         does what is asked, and answers what to say of it; may raise Refused,
                whose words then stand beside the field `refused_at` (None: on top).
    then        the part of the case page to go back to.
    onward      the address to go to in place of the case page.
    more        what the template shows besides.
    """
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except Refused as refusal:
            form.add_error(refused_at, str(refusal))
        else:
            messages.success(request, said)
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
