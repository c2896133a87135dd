"""The list of cases as a tracker: found, narrowed, kept, and acted on by the number."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenhand.core.viewing import acting_as
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def test_a_team_leader_finds_narrows_keeps_and_acts(page: Page, site: Site):
    with acting_as(site.cast.service):
        for name in ("Sayed", "Syed", "Sayet", "Haddad"):
            site.cast.case(
                family_name=name,
                claimed_on=date(2024, 6, 1),
                responsible_unit=site.cast.liverpool,
            )
        site.cast.case(family_name="Hidden", restriction="special")
    come_in(page, "cass")

    # A name in any spelling, the best first, each with why.
    page.goto("/cases/")
    expect(page.get_by_text("4 cases that you may see")).to_be_visible()
    scan(page)
    page.get_by_label("Reference or name").fill("said rami")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The name sounds alike: Syed")).to_have_count(0)
    page.get_by_label("Reference or name").fill("syed")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The name sounds alike: Sayed")).to_be_visible()
    expect(page.get_by_text("One letter differs: Sayet")).to_be_visible()
    scan(page)

    # Filters stand in the address; the view is kept under a name, for the unit.
    page.goto("/cases/")
    page.get_by_text("More filters").click()
    page.get_by_label("Waiting at least").select_option("12")
    expect(page.get_by_text("4 cases that you may see")).to_be_visible()
    page.wait_for_url("**waiting=12**")
    scan(page)
    page.get_by_role("link", name="Keep this view").click()
    page.get_by_label("Name").fill("Long waits")
    page.get_by_label("For everybody in Liverpool").check()
    scan(page)
    page.get_by_role("button", name="Keep this view").click()
    tabs = page.get_by_label("Views of the cases")
    expect(tabs.get_by_role("link", name="Long waits")).to_contain_text("4")
    scan(page)

    # Columns are chosen and kept.
    page.get_by_text("Choose columns").click()
    page.get_by_label("Nationality", exact=True).last.check()
    scan(page)
    page.get_by_role("button", name="Keep these columns for me").click()
    expect(page.get_by_role("columnheader", name="Nationality")).to_be_visible()

    # The keys go through the rows; those chosen are counted on the button.
    page.keyboard.press("x")
    page.get_by_role("button", name="Go through the list by keys").click()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_label("Many cases at once", exact=True).last.select_option("note")
    page.get_by_role("button", name="Go on with 2 chosen cases").click()
    expect(page.get_by_role("heading", name="Add a note: 2 cases")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Add the note to 2 cases").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the note")
    page.get_by_label("The note").fill("The firm has been written to.")
    page.get_by_role("button", name="Add the note to 2 cases").click()
    expect(page.get_by_text("2 done, 0 not.")).to_be_visible()
    scan(page)

    # All that fit, where some cannot be done: the list says which and why.
    page.goto("/cases/?unit=LIVERPOOL")
    page.get_by_label("Many cases at once", exact=True).last.select_option("review")
    page.get_by_role("button", name="Go on with all that fit").click()
    page.get_by_label("Which barrier still stands").select_option("policy-hold")
    page.get_by_label("What did you learn").fill("The guidance comes in March.")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2099")):
        page.get_by_label(part).fill(value)
    scan(page)
    page.get_by_role("button", name="Review the barrier on 4 cases").click()
    expect(page.get_by_text("0 done, 4 not.")).to_be_visible()
    expect(page.get_by_text("This barrier is not open on it").first).to_be_visible()
    scan(page)

    # With the keys alone: down, and open.
    page.goto("/cases/")
    page.get_by_role("button", name="Go through the list by keys").press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Who this case is about")).to_be_visible()

    # The view is renamed and removed.
    page.goto("/cases/?waiting=12")
    page.get_by_role("link", name="Rename or remove “Long waits”").click()
    scan(page)
    page.get_by_role("button", name="Remove “Long waits”").click()
    expect(page.get_by_text("The view “Long waits” was removed")).to_be_visible()
