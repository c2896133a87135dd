"""A policy lead rehearses drafts, reads what would come of them, and compares them."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.rehearse import Asked, ask_to_rehearse, carry_out_rehearsal
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.queries import rehearsals_of, seen_by
from evenhand.releases.models import PolicyDraft
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import Unit
from tests.cast import AT
from tests.journeys.conftest import Site, come_in, scan
from tests.rehearsing import iraq_to


pytestmark = pytest.mark.journey
UNITS = {"WALES": ("wyn", 4), "NEWCASTLE": ("nia", 2)}


def test_policy_lead_rehearses_a_draft(page: Page, site: Site) -> None:
    cast = site.cast
    lead = cast.person("pia", Role.POLICY_LEAD)
    for code, (name, places) in UNITS.items():
        unit = Unit.objects.create(code=code, name=code.capitalize(), region="Wales")
        member = cast.person(name, Role.DECISION_MAKER).staff_member
        member.unit, member.decides, member.weekly_places = unit, True, places
        member.save()
    for day in range(1, 15):
        for nationality in ("Iraq", "Somalia", "Syria"):
            cast.case(
                claimed_on=date(2025, 3, day),
                nationality=nationality,
                sex="female" if day % 2 else "male",
            )
    release = policy_of(cast.release)
    newcastle = iraq_to(release, "NEWCASTLE")
    draft = PolicyDraft.objects.create(
        title="Iraq to Newcastle",
        based_on=cast.release,
        bundle=newcastle.bundle(),
        sha256=newcastle.sha256,
        started_at=AT,
        started_by=lead,
    )

    # Pia asks; a day too far ahead is refused in words.
    come_in(page, "pia")
    page.goto("/rules/rehearsals/")
    expect(page.get_by_text("No policy has been rehearsed yet")).to_be_visible()
    scan(page)
    page.goto(f"/rules/rehearsals/ask/?draft={draft.pk}")
    scan(page)
    page.get_by_label("Year").fill(str(timezone.localdate().year + 4))
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_role("alert")).to_contain_text("the year to come")
    scan(page)
    page.get_by_label("Year").fill(str(timezone.localdate().year))
    page.get_by_role("button", name="Rehearse").press("Enter")
    expect(page.get_by_text("step 1 of 3")).to_be_visible()
    scan(page)

    # The job does its work, and the page shows it by itself.
    (rehearsal,) = Rehearsal.objects.all()
    carry_out_rehearsal(rehearsal.pk, at=timezone.now())
    expect(page.get_by_role("heading", name="Units")).to_be_visible()
    expect(page.get_by_text("come to wait at least a week longer")).to_have_count(2)
    expect(page.get_by_text("RT-036").first).to_be_visible()
    scan(page)
    assert seen_by(lead, rehearsals_of(draft.sha256))
    page.get_by_label("Told by").select_option(label="Sex")
    page.get_by_label("Drawn").select_option(label="To another unit")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="By group: sex")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Cases that would change").click()
    expect(page.get_by_text("14 cases in all.")).to_be_visible()
    scan(page)
    page.get_by_label("Which", exact=True).select_option(label="To a lower band")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No case would change in this way.")).to_be_visible()
    scan(page)

    # Two more ideas, and all three side by side.
    for units in (["MERSEY"], ["NEWCASTLE", "MERSEY"]):
        with acting_as(lead):
            asked = ask_to_rehearse(
                Asked(iraq_to(release, *units), f"Iraq to {', then '.join(units)}"),
                by=lead,
                at=timezone.now(),
            )
        carry_out_rehearsal(asked.pk, at=timezone.now())
    page.goto("/rules/rehearsals/")
    scan(page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Lay those chosen side by side").click()
    expect(page.get_by_role("heading", name="Rehearsals side by side")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^Newcastle 2"))).to_be_visible()
    scan(page)

    # From the page of a release it is one click away.
    page.goto("/rules/1/")
    expect(page.get_by_role("heading", name="Rehearsals")).to_be_visible()
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_role("heading", name="Release 1")).to_be_visible()
