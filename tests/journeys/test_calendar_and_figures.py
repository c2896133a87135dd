"""A booking officer looks at the calendar, fills a gap, and reads what was lost and why."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.appointments.book import services
from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.ways import ways
from evenhand.appointments.models import CancelledFor, Interview, State
from evenhand.casework.models import Restriction
from evenhand.core.viewing import acting_as
from tests.booking import Book, days, open_book
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def booked(book: Book, name: str, **columns: str) -> Interview:
    """Somebody near Bootle, at the first time there is from now on."""
    today, at = timezone.localdate(), timezone.now()
    case = book.cast.case(
        given_names=name, language="Tigrinya", postcode="L1 1AA", **columns
    )
    asked = Asked(
        case_id=case.pk,
        on=today,
        at=at,
        kind="substantive",
        minutes=120,
        minutes_by_video=130,
        language="Tigrinya",
        notice_days=7,
        postcode_area="L",
        longest_journey=90,
        modes=("in person",),
    )
    with acting_as(book.cast.service):
        way = ways(asked, days(today))[0]
        return services.book(case, asked, way, by=book.cast.service, at=at)


def lost(book: Book, cause: str, number: int) -> None:
    """So many interviews of last week, called off for a cause."""
    starts = timezone.now() - timedelta(days=7)
    for _ in range(number):
        case = book.cast.case()
        with acting_as(book.cast.service):
            Interview.objects.create(
                case=case,
                kind=Interview.Kind.SUBSTANTIVE,
                state=State.CANCELLED,
                cancelled_for=cause,
                cancelled_at=starts,
                cancelled_by=book.cast.service,
                mode="in person",
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                site=book.bootle,
                room=book.bootle_room,
                interviewer=book.amira,
                booked_at=starts - timedelta(days=12),
                booked_by=book.cast.service,
            )


def test_a_booking_officer_looks_at_the_calendar_and_fills_a_gap(
    page: Page, site: Site
):
    book = open_book(site.cast)
    book.interpreter("Ines")
    interview = booked(book, "Selam")
    booked(book, "Hadas", restriction=Restriction.SPECIAL)
    waiting = book.cast.case(given_names="Luwam", postcode="L2 1AA")

    come_in(page, "bea")
    page.get_by_role("link", name="Calendar").click()
    scan(page)
    page.get_by_label("Site, room, interviewer").fill("bootle")
    page.get_by_role("button", name="Find a calendar").click()
    expect(page.get_by_role("heading", name="Calendars with “bootle”")).to_be_visible()
    scan(page)
    page.get_by_role("listitem").get_by_role("link", name="Bootle").click()
    page.get_by_label("Day", exact=True).fill(interview.starts_at.date().isoformat())
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("link", name="Selam Sayed")).to_be_visible()
    expect(page.get_by_text("Hadas")).to_have_count(0)
    scan(page)
    page.get_by_role("link", name="Later week").click()
    expect(page.get_by_role("link", name="Selam Sayed")).to_have_count(0)
    page.get_by_role("link", name="Earlier week").click()
    week = page.get_by_role("navigation", name="Week or day")
    week.get_by_role("link", name="Day").click()
    # One table, whose headings a screen reader announces: the room, and the hour.
    table = page.get_by_role("table", name="Bootle")
    expect(table.get_by_role("rowheader", name="Room 1")).to_be_visible()
    expect(table.get_by_role("columnheader", name="9am")).to_be_visible()
    scan(page)
    table.get_by_role("link", name="Room 1", exact=True).click()
    expect(page.get_by_role("rowheader", name="Monday")).to_be_visible()
    scan(page)

    # By keyboard alone, from the heading of a day to the gap in it.
    page.locator("tbody a", has_text="Fill").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who could fill a gap")).to_be_visible()
    expect(page.get_by_role("link", name="Luwam Sayed", exact=True)).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Offer times to Luwam Sayed").click()
    expect(page).to_have_url(
        re.compile(rf"/interviews/case/{waiting.ref}/\?day=[0-9-]+&site=BOOTLE$")
    )


def test_a_booking_officer_reads_what_was_lost_and_why(page: Page, site: Site):
    book = open_book(site.cast)
    lost(book, CancelledFor.INTERPRETER, 14)
    lost(book, CancelledFor.CLAIMANT, 11)

    come_in(page, "bea")
    page.get_by_role("link", name="Figures").click()
    expect(page.get_by_role("heading", name="Use of rooms and people")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Lost slots").click()
    row = page.get_by_role("row", name="Interpreter")
    expect(row).to_contain_text("14")
    expect(page.get_by_role("img", name="Hours lost, and filled again")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="What it means").click()
    expect(
        page.get_by_text("An interview that was booked and not held")
    ).to_be_visible()
    for name in ("Waiting for an interview", "Invited again", "Wishes not met"):
        page.get_by_role("link", name=name).click()
        scan(page)
    page.get_by_role("link", name="Lost slots").click()
    page.get_by_role("link", name="Export “Lost slots").click()
    expect(page.get_by_role("button")).not_to_have_count(0)
    scan(page)
