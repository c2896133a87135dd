"""Nobody goes past the door of the API without a token, whichever address they ask for."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evenhand.api.addresses import addresses
from evenhand.api.api import document
from evenhand.api.document import WORDS
from evenhand.api.problems import KINDS, MEDIA_TYPE
from evenhand.core.models import ApiToken, User
from evenhand.core.tokens.pace import at_once
from evenhand.core.tokens.services import revoke_token
from evenhand.core.viewing import acting_as
from tests.api.bearing import Caller, system_of, token_for
from tests.cast import AT, Cast


UID = "6f1f9e9c-0f0e-4c57-9d0a-0c6a5a3f2d11"
METHODS = ("get", "post", "patch", "put", "delete", "options", "head")
NAMES = [str(pattern.name) for pattern in addresses()]


def address_of(name: str) -> str:
    """Where a call of that name is, for an interview or a case that is not there."""
    pattern = next(pattern for pattern in addresses() if pattern.name == name)
    needed = pattern.pattern.converters
    given = {"uid": UID, "ref": "EH-0000000-X"}
    return reverse(f"api:{name}", kwargs={one: given[one] for one in needed})


def problem(answer: object) -> dict[str, object]:
    assert answer.headers["Content-Type"] == MEDIA_TYPE  # type: ignore[attr-defined]
    told = json.loads(answer.content)  # type: ignore[attr-defined]
    assert told["status"] == answer.status_code  # type: ignore[attr-defined]
    assert told["detail"].endswith(".")
    return dict(told)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", METHODS)
def test_anonymous_is_answered_401_everywhere(name: str, method: str, db: None) -> None:
    for shown in ({}, {"Authorization": "Bearer evh_x"}, {"Authorization": "Basic x"}):
        client = Client(headers=shown, raise_request_exception=True)
        answer = getattr(client, method)(address_of(name))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert method == "head" or problem(answer)["type"].endswith(":no-token")  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/x", "/api/v2/x"])
def test_addresses_that_are_not_there_tell_strangers_nothing(
    path: str, cast: Cast
) -> None:
    assert Client().get(path).status_code == 401
    caller = Client(
        headers={"Authorization": f"Bearer {token_for(cast, system_of(cast))}"}
    )
    answer = caller.get(path)
    assert answer.status_code == 404
    problem(answer)


def test_signing_in_opens_no_call(cast: Cast, as_: Callable[[User], Client]) -> None:
    browser = as_(cast.jo)
    assert browser.get("/glossary/").status_code == 200
    assert browser.get("/api/v1/openapi.json").status_code == 401


def test_token_opens_no_page(cast: Cast) -> None:
    text = token_for(cast, system_of(cast))
    answer = Client(headers={"Authorization": f"Bearer {text}"}).get("/cases/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


def test_revoked_token_is_answered_401(cast: Cast) -> None:
    caller = Caller(token_for(cast, system_of(cast)))
    assert caller.get("/openapi.json").status_code == 200
    with acting_as(cast.jo):
        revoke_token(ApiToken.objects.get(), by=cast.jo, at=AT, because="lost")
    assert caller.get("/openapi.json").status_code == 401


def test_token_past_its_last_day_is_answered_401(cast: Cast) -> None:
    caller = Caller(token_for(cast, system_of(cast)))
    ApiToken.objects.update(expires_on=timezone.localdate() + timedelta(days=1))
    assert caller.get("/openapi.json").status_code == 200
    ApiToken.objects.update(expires_on=timezone.localdate())
    assert caller.get("/openapi.json").status_code == 401


def test_use_of_a_token_is_noted_by_day(cast: Cast) -> None:
    caller = Caller(token_for(cast, system_of(cast)))
    caller.get("/openapi.json")
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_token_that_calls_too_fast_is_told_how_long_to_wait(cast: Cast) -> None:
    caller = Caller(token_for(cast, system_of(cast), per_minute=2))
    calls = [
        caller.get("/openapi.json") for _ in range(at_once(ApiToken(per_minute=2)))
    ]
    assert {answer.status_code for answer in calls} == {200}
    answer = caller.get("/openapi.json")
    assert answer.status_code == 429
    assert "2 times a minute" in str(problem(answer)["detail"])
    assert 25 <= int(answer.headers["Retry-After"]) <= 30
    another = Caller(token_for(cast, User.objects.get(is_system=True)))
    assert another.get("/openapi.json").status_code == 200


def test_wrong_method_is_a_problem(cast: Cast) -> None:
    caller = Caller(token_for(cast, system_of(cast)))
    answer = caller.post("/openapi.json", key="k")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    problem(answer)


def test_character_that_no_database_keeps_is_not_found(cast: Cast) -> None:
    caller = Caller(token_for(cast, system_of(cast)))
    for path in ("/%00", "/openapi.json?x=%00"):
        answer = caller.client.get(f"/api/v1{path}")
        assert answer.status_code == 404
        problem(answer)


def test_every_problem_is_described(cast: Cast) -> None:
    assert {status for status, _ in KINDS.values()} - {405} == set(WORDS)


def test_description_names_the_scope_of_every_call(cast: Cast) -> None:
    for path, calls in document()["paths"].items():
        for method, call in calls.items():
            (needed,) = call["security"]
            scope = "read" if method == "get" else "write"
            assert needed == {"Token": [f"appointments:{scope}"]}, (method, path)
            assert "401" in call["responses"]
