"""The description of the API (OpenAPI 3.1): what its calls do not each say themselves."""

import json
from collections.abc import Mapping
from typing import Any

from evenhand.api.caller import SCHEME
from evenhand.api.once import CHANGES, HEADER
from evenhand.api.problems import MEDIA_TYPE, ProblemOut
from evenhand.core.models import Scope


# Every call may be answered with these; those that change something with these as well.
ALWAYS = {401, 403, 404, 422, 429, 500}
OF_CHANGES = {400, 409, 413}
WORDS = {
    400: "What was sent cannot be read, or has no Idempotency-Key",
    401: "No token that opens anything was shown",
    403: "The token was not granted for this call",
    404: "It does not exist, or may not be seen by this system",
    409: "Taken or changed meanwhile, refused, or being answered",
    413: "More was sent than is read",
    422: "What was sent is not as described, or the key belongs to another call",
    429: "Too many calls; Retry-After says how many seconds to wait",
    500: "Something went wrong here; send the call again with the same key",
}
KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": True,
    "description": (
        "Of your own, new for each thing that is to be done. The same call with the same "
        "key within 24 hours is answered alike and done once."
    ),
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
}


def completed(described: Mapping[str, Any]) -> dict[str, Any]:
    """What ninja describes, with what holds for every call written into each."""
    found: dict[str, Any] = json.loads(json.dumps(described))
    parts = found["components"]
    parts["schemas"].setdefault(
        "ProblemOut", ProblemOut.model_json_schema(ref_template=_REF)
    )
    for name, schema in parts["schemas"]["ProblemOut"].pop("$defs", {}).items():
        parts["schemas"].setdefault(name, schema)
    parts["securitySchemes"] = {
        SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "A token, granted by an administrator for some of: "
            + "; ".join(f"{one.value} ({one.label})" for one in Scope),
        }
    }
    for calls in found["paths"].values():
        for method, call in calls.items():
            _complete(call, changes=method.upper() in CHANGES)
    return found


_REF = "#/components/schemas/{model}"


def _complete(call: dict[str, Any], *, changes: bool) -> None:
    """Write in the key, the problems, and their media type."""
    if changes:
        call["parameters"].insert(0, KEY_PARAMETER)
    answers = call["responses"]
    for status in sorted(ALWAYS | (OF_CHANGES if changes else set())):
        answers.setdefault(str(status), {})
    for status, answer in answers.items():
        if int(status) < 400:
            continue
        answer["description"] = WORDS[int(status)]
        content = answer.pop("content", None)
        schema = (
            content["application/json"]["schema"]
            if content
            else {"$ref": _REF.format(model="ProblemOut")}
        )
        answer["content"] = {MEDIA_TYPE: {"schema": schema}}
    call["responses"] = dict(sorted(answers.items()))
