"""Administrators let other systems in, and grant and revoke their tokens."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenhand.api.api import document
from evenhand.core.models import ApiToken, User
from evenhand.core.tokens.queries import token_shown
from tests.cast import Cast


As = Callable[[User], Client]
AGENCY = {"name": "Agency rota", "username": "agency", "because": "they book"}


def asked(**changed: object) -> dict[str, object]:
    last_on = timezone.localdate() + timedelta(days=30)
    return {
        "name": "rota server",
        "scopes": ["appointments:read"],
        "last_on-day": str(last_on.day),
        "last_on-month": str(last_on.month),
        "last_on-year": str(last_on.year),
        "per_minute": "600",
        "because": "offers in their rota",
        **changed,
    }


@pytest.fixture
def browser(cast: Cast, as_: As) -> Client:
    browser = as_(cast.jo)
    assert browser.post("/systems/add/", AGENCY).status_code == 302
    return browser


def test_token_is_granted_shown_once_and_revoked(browser: Client) -> None:
    answer = browser.post("/systems/agency/tokens/grant/", asked())
    (text,) = re.findall(r"evh_[\w-]+", answer.text)
    token = token_shown(text, on=timezone.localdate())
    assert token is not None
    assert token.user.username == "agency"
    assert token.expires_on == timezone.localdate() + timedelta(days=31)
    assert "no-store" in answer.headers["Cache-Control"]
    page = browser.get("/systems/agency/")
    assert text not in page.text
    assert "rota server" in page.text
    assert "Until the end of" in page.text
    address = f"/systems/agency/tokens/{token.pk}/revoke/"
    assert browser.post(address, {"because": ""}).status_code == 422
    assert browser.post(address, {"because": "lost"}).status_code == 302
    assert token_shown(text, on=timezone.localdate()) is None
    assert "by Jo Test" in browser.get("/systems/agency/").text
    assert browser.get(address).status_code == 302, "it is revoked already"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scopes": []}, "Choose what the token is for"),
        ({"last_on-year": "2020"}, "a day that is to come"),
        ({"last_on-year": "2099"}, "within a year"),
        ({"per_minute": "many"}, "must be a whole number"),
        ({"because": ""}, "Say why"),
    ],
)
def test_form_says_what_is_wrong(
    changed: dict[str, object], words: str, browser: Client
) -> None:
    answer = browser.post("/systems/agency/tokens/grant/", asked(**changed))
    assert answer.status_code == 422
    assert words in answer.text
    assert not ApiToken.objects.exists()


def test_system_of_a_name_that_is_taken_is_refused(browser: Client) -> None:
    answer = browser.post("/systems/add/", {**AGENCY, "username": "amira"})
    assert answer.status_code == 422
    assert "The user name amira is taken" in answer.text


def test_auditor_reads_and_changes_nothing(
    browser: Client, cast: Cast, as_: As
) -> None:
    browser.post("/systems/agency/tokens/grant/", asked())
    token = ApiToken.objects.get()
    reader = as_(cast.idris)
    assert "rota server" in reader.get("/systems/agency/").text
    assert "Grant a token" not in reader.get("/systems/agency/").text
    for address in (
        "/systems/add/",
        "/systems/agency/tokens/grant/",
        f"/systems/agency/tokens/{token.pk}/revoke/",
    ):
        assert reader.get(address).status_code == 403
        assert reader.post(address, {"because": "x"}).status_code == 403


def test_person_is_no_system(browser: Client) -> None:
    assert browser.get("/systems/amira/").status_code == 404
    assert browser.post("/systems/amira/tokens/grant/", asked()).status_code == 404


def test_page_of_the_api_says_every_call(cast: Cast, as_: As) -> None:
    page = as_(cast.jo).get("/systems/the-api/").text
    for path, calls in document()["paths"].items():
        for method, call in calls.items():
            assert f"{method.upper()} {path}" in page
            assert call["summary"] in page
    assert '<script src="http' not in page
    assert as_(cast.amira).get("/systems/the-api/").status_code == 403
