"""A plan is looked at one by one, accepted, changed and undone, by keyboard too."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from tests.cast import AT, ON
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def test_what_matters_is_opened_before_it_is_accepted(page: Page, site: Site):
    cast = site.cast
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 1
        hal.staff_member.save()
    child = cast.case(
        given_names="Yusuf", born_on=date(2010, 2, 3), local_authority="Croydon"
    )
    older = cast.case(given_names="Samira", claimed_on=date(2024, 6, 1))
    cast.case(given_names="Lina", claimed_on=date(2025, 6, 1))
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)

    # The page says what is missing, and walks it.
    come_in(page, "dana")
    page.goto(f"/planning/{run.pk}/")
    expect(page.get_by_text("Before these 3 proposals can be accepted")).to_be_visible()
    expect(page.get_by_role("button", name="Accept 3 proposals")).to_have_count(0)
    scan(page)
    page.get_by_role("link", name="See what is to be opened").click()
    scan(page)
    page.get_by_role("button", name="Open the next one").press("Enter")
    scan(page)
    for _ in range(2):
        page.get_by_role("button", name="Next to open").press("Enter")
    page.get_by_role("button", name="All opened: back to accept").press("Enter")

    # One is changed: who cannot have it is told with the reason.
    page.get_by_role("link", name="Yusuf Sayed").click()
    page.get_by_role("button", name="Change this proposal").click()
    page.get_by_text("cannot have it").click()
    expect(page.get_by_text("does not hold the training")).to_be_visible()
    page.goto(f"/planning/{run.pk}/proposals/{older.ref}/change/")
    page.get_by_role("button", name="Change this proposal").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a reason")
    scan(page)
    page.get_by_label("Leave it as it is").check()
    page.get_by_label("Reason").select_option(label="Family to be decided together")
    page.get_by_role("button", name="Change this proposal").click()
    expect(page.get_by_text("The case was left as it is")).to_be_visible()
    scan(page)

    # The rest is accepted, with a reason for the child.
    page.goto(f"/planning/{run.pk}/")
    page.get_by_role("button", name="Accept 2 proposals").click()
    expect(page.get_by_text("Among them: 1 child when they claimed")).to_be_visible()
    page.get_by_role("button", name="Accept 2 proposals").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a reason")
    scan(page)
    page.get_by_label("Reason").select_option(label="Right for the child")
    page.get_by_label("In your own words").fill("The hub knows Croydon.")
    page.get_by_role("button", name="Accept 2 proposals").click()
    expect(page.get_by_text("Accepted 2 proposals.")).to_be_visible()
    page.get_by_role("link", name="What was done").click()
    scan(page)
    page.goto("/planning/")
    expect(page.get_by_role("heading", name="What became of proposals")).to_be_visible()
    scan(page)

    # And undone, as a whole.
    page.goto(f"/planning/{run.pk}/?show=done")
    page.get_by_role("link", name=re.compile("Undo what Dana Test accepted")).click()
    scan(page)
    page.get_by_label("Why is it undone").fill("A letter came in.")
    page.get_by_role("button", name="Undo: give back 2 cases").click()
    expect(page.get_by_text("Undone: 2 cases went back")).to_be_visible()
    page.goto(f"/cases/{child.ref}/")
    expect(page.get_by_text("No decision maker yet")).to_be_visible()


def test_run_is_looked_at_by_group_and_worked_out_again(page: Page, site: Site):
    cast = site.cast
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day), sex="female")
        cast.case(claimed_on=date(2025, 4, day), sex="male")
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT, unit=cast.liverpool)
    carry_out(run.pk, at=AT)
    come_in(page, "dana")
    page.goto(f"/planning/{run.pk}/")
    expect(page.get_by_text("Liverpool, this week's places.")).to_be_visible()
    page.get_by_role("link", name="Before and after").press("Enter")
    scan(page)
    page.get_by_label("Told by").select_option(label="Sex")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_text("People whose sex is recorded as “Male”")).to_be_visible()
    expect(page.get_by_role("img")).to_be_visible()
    expect(page.get_by_role("row", name="Female")).to_contain_text("42%")
    page.get_by_role("link", name="What these figures mean").press("Enter")
    scan(page)

    page.get_by_role("link", name="Replay").press("Enter")
    scan(page)
    page.get_by_role("button", name="Work it out again").press("Enter")
    expect(page.get_by_text("Being worked out.")).to_be_visible()
    scan(page)
