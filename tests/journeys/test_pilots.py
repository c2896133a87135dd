"""A pilot is started, given its places, measured and decided, in the browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from evenhand.config.clock import today
from tests.appointments.telling.derby import derby
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def fill_day(page: Page, legend: str, on: date) -> None:
    group = page.get_by_role("group", name=legend, exact=True)
    for label, number in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        group.get_by_label(label).fill(str(number))


def test_pilot_is_started_and_made_permanent(page: Page, site: Site) -> None:
    derby(site.cast)
    come_in(page, "dana")
    page.goto("/interviews/pilots/")
    scan(page)
    page.get_by_role("button", name="Start a pilot").click()
    page.get_by_role("button", name="Start the pilot").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the pilot a title")
    scan(page)
    page.get_by_label("Title").fill("Derby and Liverpool")
    page.get_by_label("What is done differently").fill("Interviews where people live")
    page.get_by_label("What it is meant to bring").fill("Less travel")
    page.get_by_label("Why it is tried").fill("To interview more people")
    page.get_by_label("Journeys and hours saved").check()
    page.get_by_label("Interviews completed").check()
    begins = today() - timedelta(days=30)
    fill_day(page, "First day", begins)
    fill_day(page, "Last day", begins + timedelta(days=90))
    fill_day(page, "Compared with: first day", begins - timedelta(days=90))
    fill_day(page, "Compared with: last day", begins - timedelta(days=1))
    page.get_by_role("button", name="Start the pilot").click()
    scan(page)
    page.get_by_label("Site").select_option("Derby Reception Centre")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("In the pilot: Derby Reception Centre")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Add what somebody said").click()
    scan(page)
    page.get_by_label("Who says it").select_option("Host or partner")
    page.get_by_label("Better than before").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Better than before: 1")).to_be_visible()
    page.get_by_role("link", name="Take out").click()
    scan(page)
    page.go_back()
    page.get_by_role("button", name="Decide").click()
    scan(page)
    page.get_by_label("Made permanent").check()
    page.get_by_label("Why", exact=True).fill(
        "Less travel, and people say it is calmer"
    )
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("dl")).to_contain_text("Made permanent")
    scan(page)
