"""A booking officer keeps a site and an interpreter; needs are recorded on a case."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.appointments.book.services import book
from evenhand.core.viewing import acting_as
from tests.booking import open_book
from tests.cast import AT
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def soon() -> date:
    """A day that is still to come when the page is looked at."""
    return timezone.localdate() + timedelta(days=7)


def test_a_site_is_closed_and_opened_again(page: Page, site: Site):
    town = open_book(site.cast)
    case = site.cast.case(postcode="DE1 1AA")
    with acting_as(town.booker):
        asked = town.asked(case, language=None, not_before=soon())
        interview = book(case, asked, town.way(asked), by=town.booker, at=AT)
        place, on = interview.site, interview.starts_at.date()

    come_in(page, "bea")
    page.get_by_role("link", name="People and places").click()
    scan(page)
    page.get_by_role("link", name=place.name, exact=True).click()
    scan(page)
    page.get_by_role("link", name="Record a closure").click()
    page.get_by_label("Closed").check()
    for box in ("First day", "Last day"):
        group = page.get_by_role("group", name=box)
        for part, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            group.get_by_label(part).fill(str(value))
    scan(page)
    page.get_by_label("Why").fill("No heating")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("#at-risk")).to_contain_text("1 interview is booked then")
    scan(page)
    page.get_by_role("button", name="Close it all the same").click()
    expect(page.locator("#away")).to_contain_text("No heating")
    expect(page.locator("#away")).to_contain_text("1 interview booked then, at risk")
    scan(page)
    page.get_by_role("link", name="Open again").click()
    page.get_by_role("button", name="End it now").click()
    expect(page.locator("#away")).to_contain_text("None recorded from today on")

    page.get_by_role("link", name="Change hours").click()
    page.get_by_label("Saturday").fill("nine to one")
    page.get_by_label("Why they change").fill("A backlog")
    page.get_by_role("button", name="Change hours").click()
    expect(page.get_by_role("alert")).to_contain_text("Saturday: “nine” is not a time")
    scan(page)
    page.get_by_label("Saturday").fill("9am to 1pm")
    page.get_by_role("button", name="Change hours").click()
    expect(page.locator("#hours")).to_contain_text("9am to 1pm")


def test_an_interpreter_joins_and_is_found_and_kept_from_a_case(page: Page, site: Site):
    open_book(site.cast)
    case = site.cast.case(sex="female")
    come_in(page, "bea")
    page.goto("/places/interpreters/")
    page.get_by_role("link", name="Add an interpreter").click()
    page.get_by_label("Name", exact=True).fill("Ines Vale")
    page.get_by_label("Female").check()
    vetted = page.get_by_role("group", name="Vetted up to")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2035")):
        vetted.get_by_label(part).fill(value)
    scan(page)
    page.get_by_role("button", name="Add interpreter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ines Vale")
    page.get_by_role("link", name="Change languages and levels").click()
    page.get_by_label("Languages, a line each").fill(
        "Arabic 3\nArabic (Sudanese Arabic) 4"
    )
    page.get_by_label("How it is known").fill("Assessed by the unit")
    scan(page)
    page.get_by_role("button", name="Change languages").click()
    scan(page)
    page.get_by_role("navigation", name="Breadcrumb").get_by_role(
        "link", name="Interpreters"
    ).click()
    page.get_by_label("Language").select_option("Arabic")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Dialect").select_option("Sudanese Arabic")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Ines Vale")).to_be_visible()
    scan(page)

    come_in(page, "eli")
    page.goto(f"/cases/{case.ref}/")
    page.get_by_role("link", name="Record interview needs").click()
    page.get_by_role("group", name="Who interviews").get_by_label("A woman").check()
    page.get_by_label("Latest start").fill("2pm")
    scan(page)
    page.get_by_role("button", name="Record needs").click()
    expect(page.locator("#interview-needs")).to_contain_text("A woman")
    page.get_by_role("link", name="Say who must not interpret").click()
    page.get_by_label("Who must not interpret").fill("Ines Vale")
    page.get_by_label("What the conflict is").fill("A cousin of the claimant")
    scan(page)
    page.get_by_role("button", name="They must not interpret").click()
    expect(page.locator("#interview-needs")).to_contain_text("A cousin of the claimant")
