"""A conflict is declared, somebody else is found, and a person accepts."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def test_a_case_leaves_whoever_must_not_decide_it(page: Page, site: Site):
    cast = site.cast
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 1
        hal.staff_member.save()
    theirs = {
        "owner": cast.amira.staff_member,
        "owned_since": date(2026, 10, 1),
        "responsible_unit": cast.liverpool,
    }
    case = cast.case(given_names="Samira", **theirs)
    cast.case(given_names="Lina", **theirs)

    come_in(page, "amira")
    page.goto(f"/cases/{case.ref}/conflicts/declare/")
    page.get_by_role("button", name="Declare conflict").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the conflict is")
    scan(page)
    page.get_by_label("What the conflict is").fill("Her neighbour")
    page.get_by_role("button", name="Declare conflict").click()
    expect(page.get_by_text("must not decide it")).to_be_visible()
    scan(page)

    come_in(page, "dana")
    page.goto("/people/LIVERPOOL/")
    scan(page)
    page.get_by_role("link", name="Find others for their cases (Amira Test)").click()
    page.get_by_label("They are away").check()
    scan(page)
    for legend in ("First day away", "Last day away"):
        for part, typed in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
            page.get_by_role("group", name=legend).get_by_label(part).fill(typed)
    page.get_by_role("button", name="Find others").click()
    expect(page.get_by_text("Nobody can take these now")).to_be_visible()
    scan(page)

    page.goto(f"/cases/{case.ref}/")
    page.get_by_role("button", name="Find somebody else for this case").click()
    page.get_by_label(f"Choose {case.ref}").check()
    page.get_by_role("button", name="Accept 1 chosen proposal").click()
    page.get_by_role("button", name="Open them one by one").click()
    scan(page)
    page.get_by_label("Reason").select_option(
        label="The present owner cannot decide it"
    )
    page.get_by_label("In your own words").fill("Her neighbour.")
    page.get_by_role("button", name="Accept this proposal").click()
    expect(page.get_by_text("Accepted 1 proposal.")).to_be_visible()
    scan(page)
    page.goto(f"/cases/{case.ref}/")
    expect(page.get_by_text("Decides: Hal Test")).to_be_visible()
    page.get_by_role("link", name="End it (Amira Test)").click()
    scan(page)
