"""A specialism is cut over: planned by one, carried out by another, and reversed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.casework.models import Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.planning.models import CutOverPhase
from tests.cast import AT
from tests.cutting_over import iraqi, routed, wales
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def typed(page: Page, group: str, day: date) -> None:
    box = page.get_by_role("group", name=group)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        box.get_by_label(part, exact=True).fill(str(value))


def test_specialism_is_cut_over_by_two_people(page: Page, site: Site) -> None:
    cast = site.cast
    grant(cast.jo, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="helps")
    wales()
    first = iraqi(cast, given_names="Samira", claimed_on=date(2024, 6, 1))
    iraqi(cast, given_names="Lina", claimed_on=date(2025, 6, 1))
    iraqi(cast, given_names="Rami", stage=Stage.INTERVIEWED)
    routed(cast)
    today = timezone.localdate()

    # Dana asks, is told what is missing, and looks at what would move.
    come_in(page, "dana")
    page.goto("/planning/")
    page.get_by_role("link", name="All cut-overs").click()
    expect(page.get_by_text("No cut-overs yet")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Plan a cut-over").click()
    scan(page)
    page.get_by_role("button", name="See what would move").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what the cut-over is")
    scan(page)
    page.get_by_label("What it is called").fill("Iraq to Wales")
    page.get_by_label("Unit that receives the cases").select_option(label="Wales")
    page.get_by_label("Only those of one rule").select_option(label="RT-036 Iraq")
    page.get_by_label("Number of phases").fill("2")
    typed(page, "Day of the first phase", today)
    page.get_by_label("Who answers for it").select_option(label="Dana Test")
    page.get_by_label("Why", exact=True).fill("Wales has the interpreters.")
    page.get_by_role("button", name="See what would move").press("Enter")
    expect(page.get_by_role("heading", name="what would move")).to_be_visible()
    expect(page.get_by_text("Interviewed already")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Change the plan").click()
    expect(page.get_by_label("What it is called")).to_have_value("Iraq to Wales")
    page.get_by_role("button", name="See what would move").click()
    page.get_by_role("button", name="Plan to move 2 cases").click()
    expect(page.get_by_text("Nothing has moved yet")).to_be_visible()
    scan(page)
    expect(page.get_by_text("Somebody else than whoever planned it")).to_have_count(2)
    page.get_by_role("link", name="Left out", exact=True).click()
    expect(page.get_by_role("link", name="Rami Sayed")).to_be_visible()
    scan(page)

    # Jo carries the first phase out, on its day.
    with acting_as(cast.service):
        CutOverPhase.objects.filter(number=1).update(on=today - timedelta(days=1))
    page.get_by_role("button", name="Sign out").click()
    come_in(page, "jo")
    page.goto("/planning/")
    page.get_by_role("link", name="Carry out phase 1").click()
    scan(page)
    page.get_by_role("button", name="Move 1 case").click()
    expect(page.get_by_text("1 case moved to Wales.")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Cases", exact=True).last.click()
    expect(page.get_by_role("link", name="Samira Sayed")).to_be_visible()
    scan(page)
    page.goto(f"/cases/{first.ref}/")
    expect(page.get_by_text("Moved to Wales, before Mersey").first).to_be_visible()

    # What people say is kept; then it is reversed, and the rest called off.
    page.goto("/planning/cut-overs/1/?show=feedback")
    scan(page)
    page.get_by_label("What was said").fill("Too quick for our interpreters.")
    page.get_by_role("button", name="Keep this feedback").click()
    expect(page.get_by_text("Too quick for our interpreters.")).to_be_visible()
    page.goto("/planning/cut-overs/1/")
    page.get_by_role("link", name="Reverse phase 1").click()
    scan(page)
    page.get_by_role("button", name="Move 1 case back").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it is reversed")
    page.get_by_label("Why is it reversed").fill("No interpreters yet.")
    page.get_by_role("button", name="Move 1 case back").click()
    expect(page.get_by_text("1 case moved back to whom")).to_be_visible()
    page.get_by_role("link", name="Call off phase 2").click()
    scan(page)
    page.get_by_label("Why is it called off").fill("We wait for Wales.")
    page.get_by_role("button", name="Call off phase 2").click()
    expect(page.get_by_text("Phase 2 is called off")).to_be_visible()
    page.get_by_role("link", name="Feedback and review").click()
    page.get_by_label("What was learned").fill("Ask for interpreters first.")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_text("The review is kept.")).to_be_visible()
    scan(page)
