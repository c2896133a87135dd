"""A call that changes something is done once for one key, however often it is sent."""

import re
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from evenhand.api.caller import token_of
from evenhand.api.problems import Problem
from evenhand.core.models import ApiAnswer
from evenhand.core.tokens.answers import Asked, answer_to, hold, keep


CHANGES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
HEADER = "Idempotency-Key"
KEPT_HEADERS = ("Content-Type", "Location")
KEY = re.compile(r"[!-~]{1,100}")
NO_KEY = (
    "Send an Idempotency-Key with every call that changes something: 1 to 100 characters "
    "of your own, without spaces, new for each thing that is to be done."
)
OTHER_CALL = (
    "This Idempotency-Key was sent with another call within a day. Take a new key for a "
    "new call; the same key is for sending the same call again."
)
BEING_ANSWERED = (
    "A call with this Idempotency-Key is being answered. Ask again in a second."
)


def answered_once(
    request: HttpRequest, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """What this key was answered before, or else what `answer` does now.

    Only what was done is kept, in the transaction in which it was done: a call that was
    refused left nothing behind, and may be sent again. Raises Problem.
    """
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        raise Problem("no-key", NO_KEY)
    asked = Asked(
        token=token_of(request),
        key=key,
        request=f"{request.method} {request.get_full_path()}",
        body=request.body,
    )
    if not hold(asked):
        raise Problem("being-answered", BEING_ANSWERED, headers={"Retry-After": "1"})
    at = request.at  # type: ignore[attr-defined]
    found = answer_to(asked, at=at)
    if found is not None:
        if not asked.is_what(found):
            raise Problem("key-of-another-call", OTHER_CALL)
        return _again(found)
    response = answer()
    if response.status_code < 400:
        try:
            keep(
                asked,
                status=response.status_code,
                headers={
                    name: response.headers[name]
                    for name in KEPT_HEADERS
                    if name in response.headers
                },
                body=response.content.decode(),
                case_id=getattr(request, "about_case", None),
                at=at,
            )
        except IntegrityError as clash:
            # Kept, but about a case that is hidden from this system by now.
            if "core_apianswer_once_a_key" in str(clash):
                raise Problem("key-of-another-call", OTHER_CALL) from None
            raise
    return response


def _again(found: ApiAnswer) -> HttpResponse:
    response = HttpResponse(found.body, status=found.status, headers=found.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response
