"""What a person reads when a page cannot be shown: never a trace, never an id."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what does not exist and for what may not be seen."""
    return render(request, "errors/not_found.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Signed in, but not in a role that opens this page."""
    return render(request, "errors/not_allowed.html", status=403)


def something_wrong(request: HttpRequest) -> HttpResponse:
    """Our fault: say so, say that nothing was changed, and what to do."""
    return render(request, "errors/something_wrong.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened in another session, or its page is too old."""
    return render(request, "errors/form_expired.html", status=403)
