"""Sign in with a name and a password, sign out, and what is said after too many tries."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.web.sign_in.forms import SignInForm
from evenhand.web.timing import today_of


@sensitive_post_parameters("password")
@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One form for everybody; a wrong name and a wrong password answer alike."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None and not user.has_ended(today_of(request)):
            login(request, user)
            return redirect(onward(request) or "home")
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        form.add_error("username", "Check your user name and password")
    return render(
        request,
        "sign_in/sign_in.html",
        {"form": form, "onward": onward(request)},
        status=422 if form.errors else 200,
    )


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session is forgotten."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for this name from this place."""
    return render(
        request,
        "sign_in/locked_out.html",
        {"tries": settings.AXES_FAILURE_LIMIT, "hours": settings.AXES_COOLOFF_TIME},
        status=429,
    )


def onward(request: HttpRequest) -> str:
    """Where a person was going when asked to sign in, if it is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else ""
