"""Systems are added, and their tokens granted and revoked, by administrators.

Auditors read which there are.
"""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.models import User
from evenhand.core.tokens.queries import systems, tokens_of
from evenhand.core.tokens.services import add_system, grant_token, revoke_token
from evenhand.core.tokens.verdicts import may_grant_token, may_let_in, may_revoke
from evenhand.core.verdict import Refused
from evenhand.web.acting import acted
from evenhand.web.pages import part_of
from evenhand.web.systems.forms import RevokeForm, SystemForm, TokenForm
from evenhand.web.systems.reference import reference
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]


@part_of("systems")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every system, and how many of its tokens work."""
    today = today_of(request)
    return render(
        request,
        "systems/systems.html",
        {
            "rows": [
                (system, [one for one in tokens_of(system) if one.opens(today)])
                for system in systems()
            ],
            "may_let_in": may_let_in(user_of(request)),
        },
    )


@part_of("systems")
@require_safe
def api_reference(request: HttpRequest) -> HttpResponse:
    """Every call of the API, with what it sends and how it is answered."""
    context = {"reference": reference(), "trail": _trail()}
    return render(request, "systems/reference.html", context)


@part_of("systems")
@require_http_methods(ASKED)
def new_system(request: HttpRequest) -> HttpResponse:
    """Let another system in."""
    if not may_let_in(user_of(request)):
        raise PermissionDenied
    form = SystemForm(request.POST or None)

    def act() -> str:
        said = form.cleaned_data
        add_system(
            said["username"],
            said["name"],
            clearances=said["clearances"],
            because=said["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{said['name']} was added. Grant it a token, and it can call"

    if acted(request, form, act, refused_at="username"):
        return redirect("system", form.cleaned_data["username"])
    return _asked(
        request,
        form,
        trail=_trail(),
        title="Let another system in",
        button="Add it",
        about="It books interviews through the API and never signs in. It acts in its "
        "own name: what it looked at and changed stays on record.",
    )


@part_of("systems")
@require_safe
def system(request: HttpRequest, username: str) -> HttpResponse:
    """One system and its tokens, those that work first."""
    found = _system_or_404(username)
    today = today_of(request)
    tokens = sorted(tokens_of(found), key=lambda token: not token.opens(today))
    return render(
        request,
        "systems/system.html",
        {
            "system": found,
            "clearances": [
                held.get_clearance_display()
                for held in found.clearance_grants.filter(ended_at=None)
            ],
            "trail": _trail(),
            "tokens": [(one, one.opens(today)) for one in tokens],
            "last_day": lambda token: token.expires_on - timedelta(days=1),
            "may_grant": may_grant_token(user_of(request), found),
        },
    )


@part_of("systems")
@never_cache
@require_http_methods(ASKED)
def new_token(request: HttpRequest, username: str) -> HttpResponse:
    """Grant a token; its text is shown in this one answer and kept nowhere."""
    found = _system_or_404(username)
    if not may_grant_token(user_of(request), found):
        raise PermissionDenied
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            token, text = grant_token(
                found,
                said["name"],
                scopes=said["scopes"],
                expires_on=said["last_on"] + timedelta(days=1),
                per_minute=said["per_minute"],
                because=said["because"],
                by=user_of(request),
                on=today_of(request),
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(
                request,
                "systems/token.html",
                {"system": found, "token": token, "text": text, "trail": _to(found)},
            )
    return _asked(
        request,
        form,
        trail=_to(found),
        title=f"Grant {found.name} a token",
        button="Grant it",
        about="Whoever holds the token acts as this system. Its text is shown once.",
    )


@part_of("systems")
@require_http_methods(ASKED)
def end_token(request: HttpRequest, username: str, number: int) -> HttpResponse:
    """Revoke a token."""
    found = _system_or_404(username)
    token = found.tokens.filter(pk=number).first()
    if token is None:
        raise Http404
    if not may_let_in(user_of(request)):
        raise PermissionDenied
    if not (verdict := may_revoke(user_of(request), token)):
        messages.error(request, f"{verdict.why_not}.")
        return redirect("system", username)
    form = RevokeForm(request.POST or None)

    def act() -> str:
        revoke_token(
            token,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The token “{token.name}” was revoked"

    if acted(request, form, act, refused_at="because"):
        return redirect("system", username)
    return _asked(
        request,
        form,
        trail=_to(found),
        title=f"Revoke “{token.name}” of {found.name}",
        button="Revoke it",
        about="It opens nothing from now on. What was booked with it stays.",
    )


def _asked(request: HttpRequest, form: forms.Form, **context: object) -> HttpResponse:
    return render(
        request,
        "people/change.html",
        {"form": form, **context},
        status=422 if form.errors else 200,
    )


def _system_or_404(username: str) -> User:
    found = systems().filter(username=username).first()
    if found is None:
        raise Http404
    return found


def _trail() -> list[tuple[str, str]]:
    return [("Other systems", reverse("systems"))]


def _to(system: User) -> list[tuple[str, str]]:
    return [*_trail(), (system.name, reverse("system", args=[system.username]))]
