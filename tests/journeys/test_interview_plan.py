"""A booking officer has weeks planned, looks, books a part, and sees it on the calendar."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.appointments.models import InterviewPlan
from evenhand.appointments.plans.models import PLAN_WORKING
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_interviews import carry_out_plan
from tests.cast import Cast
from tests.journeys.conftest import Site, come_in, scan
from tests.planned_town import settle


pytestmark = pytest.mark.journey


def carry_out_waiting_plans(cast: Cast) -> None:
    """What the worker does, done here; without the time to make plans better."""
    with acting_as(cast.service):
        waiting = InterviewPlan.objects.filter(state__in=PLAN_WORKING)
        waiting.update(seconds_allowed=0)
        numbers = list(waiting.values_list("pk", flat=True))
    for number in numbers:
        carry_out_plan(number, at=timezone.now())


def test_weeks_are_planned_looked_at_and_booked_in_part(page: Page, site: Site) -> None:
    town = settle(
        site.cast,
        cases=3,
        others=[{"postcode": "ZE1 0AA", "language": "Tigrinya", "given_names": "Far"}],
    )
    come_in(page, "bea")
    page.get_by_role("link", name="Plans").click()
    expect(page.get_by_text("No plans yet")).to_be_visible()
    scan(page)

    page.get_by_label("Days of notice").fill("2")
    page.get_by_role("button", name="Find times").click()
    expect(page.get_by_role("link", name="People are told at least 10")).to_be_visible()
    scan(page)
    page.get_by_label("Days of notice").fill("10")
    page.get_by_role("button", name="Find times").click()
    expect(page.get_by_text("Waiting to start: step 1 of 4")).to_be_visible()
    scan(page)
    carry_out_waiting_plans(site.cast)
    page.reload()

    # The calendar, by site and day; and a day of it.
    expect(page.get_by_text("of 4 people who wait to be interviewed")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Derby")).to_be_visible()
    scan(page)
    page.get_by_role("link", name=re.compile(r"at Derby on")).first.click()
    expect(page.get_by_role("heading", name=re.compile(r"^Derby, "))).to_be_visible()
    scan(page)

    # Who has no time, and why.
    page.get_by_role("link", name="No time (1)").click()
    expect(page.get_by_text("Ask whether they could travel further")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="No place near enough").click()
    expect(page.get_by_text("within the journey they can be asked")).to_be_visible()
    scan(page)

    # Some are looked at and booked; one is left out.
    page.get_by_role("link", name="List", exact=True).click()
    scan(page)
    page.get_by_label(f"Choose {town.cases[2].ref}").check()
    page.get_by_role("button", name="Leave out those chosen").click()
    page.get_by_label("Why").fill("She is abroad until spring")
    scan(page)
    page.get_by_role("button", name="Leave out 1 interview").click()
    expect(page.get_by_text("Nobody was told anything")).to_be_visible()
    page.get_by_role("button", name="Open them one by one").click()
    expect(page.get_by_text("Responsible adult")).to_have_count(0)
    scan(page)
    page.get_by_role("button", name="Open the next").click()
    page.get_by_role("link", name="Back to the plan").click()
    page.get_by_role("button", name="Book 2 interviews").click()
    scan(page)
    page.get_by_role("button", name="Book 2 interviews").click()
    expect(page.get_by_text("Booked 2 interviews")).to_be_visible()
    scan(page)

    # What was done can be undone while nothing was built on it.
    page.get_by_role("link", name="What was done").click()
    scan(page)
    page.get_by_role("link", name="Cancel them together").click()
    scan(page)
    page.get_by_label("Why they are cancelled").fill("The site closes in those weeks")
    page.get_by_role("button", name="Cancel 2 interviews").click()
    expect(page.get_by_text("Cancelled 2 interviews")).to_be_visible()
