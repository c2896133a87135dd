"""An administrator lets another system in and grants it a token; it calls, and is shut out."""

import json
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, come_in, scan
from tests.journeys.test_people_change import fill_day


pytestmark = pytest.mark.journey


def called(site: Site, text: str) -> int:
    """The status of a call with a token."""
    asked = Request(
        f"{site.address}/api/v1/interviews?from_on=2026-11-20",
        headers={"Authorization": f"Bearer {text}"},
    )
    try:
        with urlopen(asked) as answer:
            assert json.load(answer) == {"interviews": [], "following": None}
            return int(answer.status)
    except HTTPError as problem:
        problem.close()
        return problem.code


def test_system_is_let_in_calls_and_is_shut_out(page: Page, site: Site) -> None:
    come_in(page, "jo")
    page.get_by_role("link", name="Other systems").click()
    scan(page)
    page.get_by_role("link", name="The API, call by call").click()
    scan(page)
    page.get_by_role("link", name="Other systems").first.click()
    page.get_by_role("link", name="Let another system in").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the system is called")
    scan(page)
    page.get_by_label("What it is called").fill("Interpreter agency rota")
    page.get_by_label("Its user name").fill("agency-rota")
    page.get_by_label("Why it is let in").fill("They book through their rota.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("It has no token yet")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Grant a token").click()
    page.get_by_label("Name of the token").fill("rota server")
    page.get_by_label("Look up offers and interviews").check()
    last_on = timezone.localdate() + timedelta(days=60)
    fill_day(page, "Last day it works", last_on)
    page.get_by_label("Why it is granted").fill("Offers in their rota.")
    scan(page)
    page.get_by_role("button", name="Grant it").click()
    text = page.locator("code.eh-address").inner_text()
    scan(page)
    assert called(site, text) == 200
    page.get_by_role("link", name="To the page of Interpreter agency rota").click()
    expect(page.get_by_text(text)).to_have_count(0)
    scan(page)
    page.get_by_role("link", name="Revoke rota server").click()
    page.get_by_label("Why it is revoked").fill("It was sent by mail.")
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("was revoked")).to_be_visible()
    assert called(site, text) == 401
