"""The door of a private link: who holds its text, and has said what is not in it.

Whoever is let in is known for half an hour by a signed cookie, which only this link's
own address is sent.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from evenhand.appointments.telling.links import (
    OPENED_FOR,
    holding,
    link_held,
    opens,
    rests,
)
from evenhand.appointments.telling.models import PrivateLink
from evenhand.web.invited.forms import OpenForm
from evenhand.web.timing import at_of


COOKIE = "invited"
# One sentence for every answer that is wrong, whatever is wrong with it.
WRONG = "That is not what we have. Check it, and try again"

Page = Callable[[HttpRequest, PrivateLink, str], HttpResponse]
Opened = Callable[[HttpRequest, str], HttpResponse]


def behind_the_door(view: Page) -> Opened:
    """A page of a private link: seen by whoever has been let in, else the door is shown.

    The view is given the link and its text, in a transaction that sees the one interview.
    Nothing of it is kept by browsers, and search engines are told to leave it.
    """

    @wraps(view)
    @sensitive_variables("token")
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        with holding(token):
            link = link_held(token, at=at_of(request))
            if link is None:
                response = render(request, "invited/gone.html", status=404)
            elif not _let_in(request, link):
                response = redirect(reverse("open-invitation", args=[token]))
            else:
                response = view(request, link, token)
        return _kept_nowhere(response)

    return login_not_required(guarded)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what is not in the message, and let in whoever knows it."""
    at = at_of(request)
    with holding(token):
        link = link_held(token, at=at)
        if link is None:
            return _kept_nowhere(render(request, "invited/gone.html", status=404))
        if rests(link, at=at):
            return _kept_nowhere(render(request, "invited/resting.html", status=429))
        form = OpenForm(request.POST or None, link=link)
        if request.method == "POST" and form.is_valid():
            if opens(link, form.cleaned_data["answer"], at=at):
                inside = redirect(reverse("invitation", args=[token]))
                _let(inside, link, token)
                return _kept_nowhere(inside)
            form.add_error("answer", WRONG)
        page = render(
            request,
            "invited/open.html",
            {"form": form},
            status=422 if form.errors else 200,
        )
    return _kept_nowhere(page)


def _let(response: HttpResponse, link: PrivateLink, token: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        "in",
        salt=link.digest,
        max_age=OPENED_FOR,
        path=reverse("invitation", args=[token]),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _let_in(request: HttpRequest, link: PrivateLink) -> bool:
    found = request.get_signed_cookie(
        COOKIE, default="", salt=link.digest, max_age=OPENED_FOR
    )
    return found == "in"


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
