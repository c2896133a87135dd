"""The way in after signing in, and the choice of how close the rows stand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.models import User
from evenhand.core.preferences import choose_density
from evenhand.web.pages import first_page_of, pages_of
from evenhand.web.sign_in.views import onward


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the person's role; a plain list where it has none yet."""
    assert isinstance(request.user, User)
    first = first_page_of(request.user)
    if first is not None:
        return redirect(first)
    return render(request, "home.html", {"pages": pages_of(request.user)})


@require_POST
def choose_rows(request: HttpRequest) -> HttpResponse:
    """Comfortable or compact, kept with the person, and back to where they were."""
    assert isinstance(request.user, User)
    choose_density(request.user, compact=request.POST.get("density") == "compact")
    return redirect(onward(request) or "home")
