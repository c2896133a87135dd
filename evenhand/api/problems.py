"""Every error in one shape: problem details (RFC 9457), with plain sentences.

`type` is what a program goes by, and `detail` what a person reads.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from ninja.errors import ValidationError


MEDIA_TYPE = "application/problem+json"
URN = "urn:evenhand:problem:"

# kind -> the status it is answered with, and its title
KINDS: Mapping[str, tuple[int, str]] = {
    "no-token": (401, "No token that opens anything"),
    "not-granted": (403, "Not granted to this token"),
    "not-found": (404, "Not found"),
    "no-such-method": (405, "This address is not called like that"),
    "unreadable": (400, "What was sent cannot be read"),
    "no-key": (400, "An Idempotency-Key is needed"),
    "too-large": (413, "More was sent than is read"),
    "not-as-described": (422, "What was sent is not as described"),
    "key-of-another-call": (422, "The key belongs to another call"),
    "being-answered": (409, "Being answered"),
    "taken": (409, "Taken meanwhile"),
    "changed": (409, "Changed meanwhile"),
    "refused": (409, "This cannot be done"),
    "too-fast": (429, "Too many calls"),
    "our-fault": (500, "Something went wrong here"),
}
FAULTY = "What was sent is not as the API describes it; “errors” says where and what."


class Fault(Schema):
    """One thing that is wrong with what was sent: where, and what."""

    where: str
    what: str


class ProblemOut(Schema):
    """What is answered where something could not be done."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []


class Problem(Exception):
    """A call that is answered with an error; `detail` is a sentence for a person."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail = kind, detail
        self.headers, self.more = dict(headers or {}), more

    def response(self) -> HttpResponse:
        """The problem as an answer."""
        status, title = KINDS[self.kind]
        told = {
            "type": URN + self.kind,
            "title": title,
            "status": status,
            "detail": self.detail,
            "errors": [],
            **self.more,
        }
        return HttpResponse(
            json.dumps(told, ensure_ascii=False),
            status=status,
            content_type=MEDIA_TYPE,
            headers=self.headers,
        )


def not_found(what: str = "") -> Problem:
    """The same for what does not exist and for what may not be seen."""
    sentence = f"There is no such {what}." if what else "There is nothing here."
    return Problem("not-found", sentence)


def not_as_described(request: HttpRequest, fault: ValidationError) -> Problem:
    """What is wrong with what was sent, one sentence for each place."""
    faults = [
        {"where": _where(error["loc"]), "what": _what(error)} for error in fault.errors
    ]
    return faulty(*faults)


def faulty(*faults: Mapping[str, str]) -> Problem:
    """What was sent is wrong in places, each with `where` and `what`."""
    return Problem("not-as-described", FAULTY, errors=list(faults))


# What pydantic calls a fault, and what a person would.
SENTENCES: Mapping[str, str] = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be text.",
    "string_too_short": "This must have {min_length} characters or more.",
    "string_too_long": "This must have {max_length} characters or fewer.",
    "string_pattern_mismatch": "This has characters that are not taken here.",
    "string_unicode": "This has characters that are not taken here.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "int_parsing_size": "This number is too large.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
    "literal_error": "This must be {expected}.",
    "enum": "This must be {expected}.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "value_error": "{error}.",
}
_DATE = "This must be a date, like 2027-03-29."
_INSTANT = (
    "This must be a date and time with its offset, like 2027-03-29T10:00:00+01:00."
)


def _where(place: Sequence[str | int]) -> str:
    # In a body the name of our own argument stands between; nobody sent that.
    source, *rest = place
    return ".".join(str(one) for one in [source, *rest[source == "body" :]])


def _what(error: Mapping[str, Any]) -> str:
    kind: str = error["type"]
    if kind.startswith("date_"):
        return _DATE
    if kind.startswith(("datetime_", "timezone_")):
        return _INSTANT
    if kind.startswith("uuid_"):
        return "This is not the code of an interview."
    if kind.startswith(("model_", "dict_")):
        return "This must be an object."
    sentence = SENTENCES.get(kind, "This is not as described.")
    return sentence.format_map(error.get("ctx", {}))
