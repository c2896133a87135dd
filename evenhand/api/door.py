"""The door of the API: no cookie counts here, only a token.

A middleware that answers before sessions, sign-in and pages: whoever shows no token that
opens anything goes no further, whichever address they ask for. What is behind it runs in
one transaction, seen through the eyes of the system that calls.
"""

import logging
import math
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone

from evenhand.api.once import CHANGES, answered_once
from evenhand.api.problems import MEDIA_TYPE, Problem, not_found
from evenhand.core.models import ApiToken
from evenhand.core.tokens.pace import wait_of
from evenhand.core.tokens.queries import token_shown
from evenhand.core.tokens.services import used
from evenhand.core.viewing import acting_as


PREFIX = "/api/"
UNSURE = (
    "Something went wrong here, and it has been noted. Send the same call with the same "
    "Idempotency-Key again: what was done is not done twice."
)
logger = logging.getLogger(__name__)


class ApiMiddleware:
    """Answers whatever is asked under /api/, and lets everything else go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        try:
            response = answered(request)
        except Problem as problem:
            response = problem.response()
        except Http404:
            response = not_found().response()
        except RequestDataTooBig:
            response = Problem("too-large", "Send less at once.").response()
        except Exception:
            logger.exception("API call failed: %s", request.method)
            response = Problem("our-fault", UNSURE).response()
        response.headers["Cache-Control"] = "no-store"
        return response


def answered(request: HttpRequest) -> HttpResponse:
    """Let the call in, and have it answered. Raises Problem at the door."""
    at = timezone.now()
    token = _token(request)
    _pace(token)
    if any("\0" in text for text in (request.path, *request.GET.values())):
        raise not_found()
    request.token, request.at = token, at  # type: ignore[attr-defined]
    view, args, kwargs = resolve(request.path_info)
    with acting_as(token.user):
        if request.method in CHANGES:
            response = answered_once(request, lambda: view(request, *args, **kwargs))
        else:
            response = view(request, *args, **kwargs)
    if response.status_code == 405:
        raise Problem(
            "no-such-method",
            f"This address is not called by {request.method}.",
            headers={"Allow": response.headers["Allow"]},
        )
    assert response.status_code < 400 or response.headers["Content-Type"] == MEDIA_TYPE
    return response


def _token(request: HttpRequest) -> ApiToken:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    found = None
    if scheme.lower() == "bearer":
        found = token_shown(text.strip(), on=timezone.localdate())
    if found is None:
        raise Problem(
            "no-token",
            "Show a token that is neither revoked nor past its last day, as: "
            "Authorization: Bearer evh_...",
            headers={"WWW-Authenticate": 'Bearer realm="Evenhand"'},
        )
    return found


def _pace(token: ApiToken) -> None:
    """Count the call. Raises Problem where the token calls faster than it may."""
    wait = wait_of(token, at=timezone.now())
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise Problem(
            "too-fast",
            f"This token may call {token.per_minute} times a minute. Wait before you "
            "call again; how many seconds, Retry-After says.",
            headers={"Retry-After": str(seconds)},
        )
    used(token, on=timezone.localdate())
