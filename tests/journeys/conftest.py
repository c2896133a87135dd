"""Journeys: a real browser, a real server and a database where things really happen."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from evenhand.config.browser import MISSING, find_chromium
from tests.cast import Cast, assemble


ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass
class Site:
    """A running Evenhand with the cast in it."""

    address: str
    cast: Cast


@pytest.fixture
def site(own_database: str) -> Iterator[Site]:
    """The web process over a database of this test's own."""
    cast = assemble()
    server = LiveServerThread(
        "127.0.0.1", static_handler=lambda application: application
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield Site(f"http://127.0.0.1:{server.port}", cast)
    server.terminate()


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """The Chromium of the machine; without one every journey fails with its name."""
    program = find_chromium()
    if program is None:
        pytest.fail(MISSING)
    # The driver keeps a loop in this thread, in which Django would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """One tab, at the width of a desk; what its console complains of fails the test."""
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        timezone_id="Europe/London",
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" else None,
    )
    yield page
    context.close()
    unexpected = [c for c in complaints if "status of 4" not in c]
    assert unexpected == []


def scan(page: Page) -> None:
    """Fail where the page breaks WCAG 2.2 AA, as far as a machine can tell.

    The page must also fit a desk and a phone. Pictures of it are kept where
    EVENHAND_SHOTS names a folder.
    """
    results = Axe().run(page, options=RULES)
    assert results.violations_count == 0, results.generate_report()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        _keep_picture(page, width)
        wider = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not wider, f"{page.url} does not fit a window {width} wide"


def _keep_picture(page: Page, width: int) -> None:
    folder = os.environ.get("EVENHAND_SHOTS")
    if not folder:
        return
    name = re.sub(r"\W+", "-", page.url.split("/", 3)[3]).strip("-") or "home"
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=f"{folder}/{name[:80]}-{width}.png", full_page=True)


def come_in(page: Page, username: str) -> None:
    """Sign in through the demo's door."""
    page.context.clear_cookies()
    page.goto("/demo/")
    page.locator(f"form[action='/demo/{username}/'] button").click()
