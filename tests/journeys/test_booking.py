"""A booking officer finds who waits longest, offers times, books, moves and cancels."""

import pytest
from playwright.sync_api import Page, expect

from evenhand.casework.models import Case
from evenhand.core.viewing import acting_as
from tests.booking import Book, open_book
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def laid_out(site: Site) -> tuple[Book, Case]:
    """A woman near Derby waits to be interviewed in Tigrinya."""
    town = open_book(site.cast)
    with acting_as(site.cast.service):
        town.interpreter("Ines Voice")
        town.interviewer("Helen Hart")
    case = site.cast.case(
        sex="female",
        language="Tigrinya",
        postcode="DE1 1AA",
        given_names="Selam",
        family_name="Haile",
    )
    return town, case


def test_a_booking_officer_books_moves_and_cancels(page: Page, site: Site) -> None:
    _, case = laid_out(site)
    come_in(page, "bea")
    expect(page.get_by_role("heading", name="Interviews", exact=True)).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Offer times to Selam Haile").click()

    expect(page.get_by_text("Soonest with a Tigrinya interpreter")).to_be_visible()
    expect(page.get_by_text("People are told 10 days ahead")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Book interview").click()
    expect(page.get_by_role("link", name="Choose one of the times")).to_be_visible()
    scan(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book interview").click()

    expect(page.get_by_text("Interview booked:")).to_be_visible()
    expect(page.get_by_text("Ines Voice (by a link)")).to_be_visible()
    expect(page.get_by_role("row", name="Claimant Invitation")).to_be_visible()
    scan(page)

    page.get_by_role("button", name="Change time or people").click()
    page.get_by_role("radio").nth(1).check()
    page.get_by_label("Reason").fill("Her train comes later that day")
    page.get_by_role("button", name="Change interview").click()
    expect(page.get_by_text("Interview changed: now")).to_be_visible()
    expect(page.get_by_role("row", name="Claimant Change")).to_be_visible()

    page.get_by_role("link", name="Cancel interview").click()
    scan(page)
    page.get_by_label("What stands in the way").select_option("claimant")
    page.get_by_label("What happened").fill("She is in hospital")
    page.get_by_role("button", name="Cancel interview").click()
    expect(page.get_by_role("heading", name="Interview cancelled")).to_be_visible()

    page.get_by_role("link", name=case.ref).first.click()
    expect(
        page.get_by_role("link", name="Offer times for an interview")
    ).to_be_visible()
    expect(page.get_by_text("She is in hospital").first).to_be_visible()
