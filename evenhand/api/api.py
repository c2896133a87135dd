"""The API itself: its calls, and how what goes wrong in them is answered."""

import json
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from evenhand.api.appointments.calls import router as appointments
from evenhand.api.caller import Needs
from evenhand.api.document import completed
from evenhand.api.problems import Problem, not_as_described, not_found
from evenhand.core.verdict import Refused


VERSION = "1"
ROOT = "api/v1/"
ABOUT = (
    "Look up, book, amend and cancel interviews from another system. Every call shows a "
    "token; every call that changes something sends an Idempotency-Key; every error is a "
    "problem (RFC 9457). docs/guide/api.md has an example of each call."
)

api = NinjaAPI(
    title="Evenhand",
    version=VERSION,
    description=ABOUT,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Needs(None),
)


def problem_of(
    request: HttpRequest, fault: Exception | type[Exception]
) -> HttpResponse:
    """Any fault that is the caller's, as a problem; what was begun is undone."""
    transaction.set_rollback(True)
    match fault:
        case Problem():
            found = fault
        case Http404():
            found = not_found()
        case Refused():
            found = Problem("refused", f"{fault}.")
        case PermissionDenied():
            found = Problem("not-granted", "This system may not do that.")
        case ValidationError():
            found = not_as_described(request, fault)
        case HttpError():
            found = Problem("unreadable", "The body is not JSON that can be read.")
        case _:
            raise fault  # ours: the door answers
    return found.response()


for kind in (Problem, Http404, Refused, PermissionDenied, ValidationError, HttpError):
    api.add_exception_handler(kind, problem_of)
api.add_router("", appointments)


@api.get("/openapi.json", url_name="openapi", include_in_schema=False)
def openapi(request: HttpRequest) -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1), for any token."""
    return document()


@cache
def document() -> dict[str, Any]:
    """The whole description."""
    return completed(api.get_openapi_schema(path_prefix=f"/{ROOT}"))


def text() -> str:
    """The description as the file that is kept under docs/generated."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
