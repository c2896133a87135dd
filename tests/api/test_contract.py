"""The API does what its description says, whatever that description lets others send."""

from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from evenhand.api.api import document
from evenhand.casework.models import Stage
from evenhand.config.wsgi import application
from tests.api.bearing import Caller, system_of, token_for
from tests.api.test_interviews import booked, offers_of
from tests.booking import Book
from tests.cast import Cast


CALLS = [
    (method.upper(), path)
    for path, calls in document()["paths"].items()
    for method in calls
]
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


def in_the_test(environ: Any, start_response: Any) -> list[bytes]:
    """The application on the test's own connection, as Django's client asks it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        answer = application(environ, start_response)
        body = b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    return [body]


@cache
def described() -> Any:
    found = schemathesis.openapi.from_dict(document())
    found.app = in_the_test
    return found


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("mode", MODES)
def test_call_is_answered_as_described(
    method: str, path: str, mode: Any, cast: Cast, book: Book, new_case: Any
) -> None:
    text = token_for(cast, system_of(cast))
    caller = Caller(text)
    case, waiting = new_case(), new_case()
    decided = cast.case(stage=Stage.DECIDED)
    interview = booked(caller, case)
    real = {
        "ref": [waiting.ref, case.ref, decided.ref],
        "uid": [interview["uid"]],
        "case": [waiting.ref, decided.ref],
        "offer": [offers_of(caller, waiting)["offers"][0]["offer"]],
        "instead_of": [interview["uid"]],
        "site": ["DERBY"],
    }
    if method == "PATCH":
        moved = offers_of(caller, case, instead_of=interview["uid"])
        real |= {"offer": [moved["offers"][0]["offer"]], "version": [1]}
    done = []
    operation = described()[path][method]

    @given(sent=operation.as_strategy(generation_mode=mode), data=st.data())
    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(sent: Any, data: st.DataObject) -> None:
        for part in (sent.path_parameters, sent.query, sent.body):
            if isinstance(part, dict):
                for name in sorted(set(part) & set(real)):
                    if data.draw(st.booleans()):
                        part[name] = data.draw(st.sampled_from(real[name]))
        answer = sent.call_and_validate(
            headers={"Authorization": f"Bearer {text}"}, checks=CHECKS
        )
        done.append(answer.status_code < 300)

    answers()
    assert any(done) or mode != MODES[0], "some of what may be sent is done"
