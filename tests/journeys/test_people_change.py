"""A case is skipped and passed back, its team leader sees it, and people change."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.workforce.models import StaffMember, Team
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def fill_day(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=legend)
    for part in ("day", "month", "year"):
        group.get_by_label(part.capitalize()).fill(str(getattr(day, part)))


def test_people_change_and_nothing_moves_by_itself(page: Page, site: Site):
    cast = site.cast
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 5
        hal.staff_member.save()
        team = Team.objects.create(unit=cast.liverpool, name="Team 1")
        StaffMember.objects.filter(user__in=[cast.amira, cast.cass, hal]).update(
            team=team
        )
    theirs = {
        "owner": cast.amira.staff_member,
        "owned_since": date(2026, 10, 1),
        "responsible_unit": cast.liverpool,
    }
    first = cast.case(given_names="Samira", claimed_on=date(2024, 3, 1), **theirs)
    second = cast.case(given_names="Lina", claimed_on=date(2025, 3, 1), **theirs)

    come_in(page, "amira")
    expect(page.get_by_role("button", name="Take the next case")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Skip it for today").click()
    page.get_by_role("button", name="Skip for today").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a reason")
    scan(page)
    page.get_by_label("It asks for a training I do not hold").check()
    page.get_by_role("button", name="Skip for today").click()
    expect(page.get_by_text("was skipped for today")).to_be_visible()
    page.get_by_text("1 case before it in the order").click()
    expect(page.get_by_text("You skipped it today")).to_be_visible()
    scan(page)
    page.goto(f"/cases/{second.ref}/")
    page.get_by_role("link", name="Pass this case back").click()
    scan(page)
    page.get_by_label("The person needs somebody else").check()
    page.get_by_label("In your own words").fill("She asks for a woman who speaks Dari.")
    page.get_by_role("button", name="Pass this case back").click()
    expect(page.get_by_text("It stays yours until")).to_be_visible()

    come_in(page, "cass")
    expect(page).to_have_url(f"{site.address}/team/")
    expect(page.get_by_text("Skipped by Amira Test")).to_be_visible()
    expect(page.get_by_role("link", name=first.ref)).to_have_count(0)
    scan(page)
    page.get_by_role("link", name="Waits until Hal Test is accepted").click()
    expect(page.get_by_text("Somebody can take these")).to_be_visible()
    scan(page)
    page.goto("/team/")
    page.get_by_role("link", name="Hal Test", exact=True).click()
    scan(page)
    page.get_by_role("button", name="Sick today").click()
    expect(page.get_by_text("Hal Test is away today")).to_be_visible()
    page.get_by_role("link", name="Back early").click()
    scan(page)
    page.get_by_role("button", name="Record the return").click()
    expect(page.get_by_text("None recorded for the last year")).to_be_visible()
    page.get_by_role("link", name="Change hours and places").click()
    page.get_by_label("Hours, in per cent").fill("60")
    page.get_by_role("button", name="Change hours and places").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    scan(page)
    page.get_by_label("Places for new cases in a full week").fill("3")
    page.get_by_label("Why they change").fill("Three days a week from now on.")
    page.get_by_role("button", name="Change hours and places").click()
    expect(page.get_by_text("60% of full time")).to_be_visible()

    come_in(page, "jo")
    page.goto("/people/LIVERPOOL/")
    scan(page)
    page.get_by_role("link", name="Somebody joins").click()
    scan(page)
    page.get_by_label("Name", exact=True).fill("Ida New")
    page.get_by_label("Staff reference").fill("S-ida")
    page.get_by_label("User name").fill("ida")
    page.get_by_label("First role").select_option(label="Decision maker")
    page.get_by_label("Places for new cases in a full week").fill("5")
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_text("Ida New joins on")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Make an invitation").click()
    expect(page.get_by_text("It is shown this once")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="To the page of Ida New").click()
    page.get_by_role("link", name="Grant a role or clearance").click()
    scan(page)
    page.get_by_label("Role or clearance").select_option(label="Team leader")
    page.get_by_label("Why they are given it").fill("Leads the second team.")
    page.get_by_role("button", name="Grant").click()
    expect(page.get_by_text("Leads the second team.")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Record a training").click()
    scan(page)
    page.get_by_role("link", name="Back to Ida New").click()
    page.get_by_role("link", name="They leave").click()
    fill_day(page, "Their last day", date(2027, 1, 29))
    page.get_by_label("Why they leave").fill("A post elsewhere.")
    scan(page)
    page.get_by_role("button", name="Record the last day").click()
    expect(page.get_by_text("Leaves; the last day is 29 January 2027")).to_be_visible()
