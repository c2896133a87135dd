"""Every signed-in request reads and writes on behalf of the person who signed in."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.web.timing import at_of, today_of


class ViewerMiddleware:
    """One transaction for each signed-in request, seen through its person's eyes.

    Nobody signed in: row-level security shows nothing. Whoever has left is signed out.
    A view that fails leaves nothing half done: what it wrote is undone before its error
    page is made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at_of(request)
        user = request.user
        if not isinstance(user, User) or not user.is_authenticated:
            return self.get_response(request)
        if user.has_ended(today_of(request)):
            logout(request)
            return self.get_response(request)
        request.acting = True  # type: ignore[attr-defined]
        with acting_as(user):
            # Read now: an error page asks the database nothing, and still has a header.
            _ = user.roles
            response = self.get_response(request)
        # Nobody reads it again by going back, once the person has signed out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Undo what the failed view wrote."""
        if getattr(request, "acting", False):
            transaction.set_rollback(True)


def user_of(request: HttpRequest) -> User:
    """Who asks; a page that is part of something is never asked by a stranger."""
    assert isinstance(request.user, User)
    return request.user
