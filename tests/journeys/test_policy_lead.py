"""A rule is changed by those who own it: written, rehearsed, approved, withdrawn."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.rehearse import carry_out_rehearsal
from evenhand.planning.models import Rehearsal
from tests.cast import AT
from tests.journeys.conftest import Site, come_in, scan
from tests.publishing import WORKFLOW, policy_lead


pytestmark = pytest.mark.journey

IN_FORCE_ON = date(2026, 11, 24)


@pytest.fixture
def until(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """It is the morning of the cast, until the test says that days have passed."""
    real = timezone.now
    began, moved = real(), [AT]

    def now() -> datetime:
        return moved[0] + (real() - began)

    def until(then: datetime) -> None:
        moved[0] = then - (real() - began)

    monkeypatch.setattr(timezone, "now", now)
    return until


def typed(page: Page, group: str, day: date) -> None:
    box = page.get_by_role("group", name=group)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        box.get_by_label(part, exact=True).fill(str(value))


def planned(site: Site) -> None:
    """The run of this morning."""
    at = timezone.now()
    with acting_as(site.cast.dana):
        run = create_run(on=timezone.localdate(), by=site.cast.dana, at=at)
    carry_out(run.pk, at=timezone.now())


def rehearsed() -> int:
    """The rehearsal that waits is carried out, as the worker would."""
    (waiting,) = Rehearsal.objects.filter(state=Rehearsal.State.WAITING)
    carry_out_rehearsal(waiting.pk, at=timezone.now())
    return waiting.pk


def test_policy_is_changed_by_two_and_taken_back_by_two(
    page: Page, site: Site, until: Callable[[datetime], None]
) -> None:
    cast = site.cast
    policy_lead(cast, "gil", WORKFLOW)
    policy_lead(cast, "hal", "Asylum support")
    case = cast.case(claimed_on=date(2026, 8, 1), support="none")
    planned(site)

    # Gil begins a draft, types a cell that says nothing, and mends it.
    come_in(page, "gil")
    page.goto("/rules/")
    page.get_by_role("link", name="Drafts: rules being changed").click()
    page.get_by_role("button", name="Start a draft").click()
    page.get_by_label("What the draft is called").fill("The first step of the wait")
    page.get_by_role("button", name="Start the draft").click()
    page.get_by_role("link", name="Prioritisation", exact=True).click()
    page.get_by_role("link", name="Change WP-002", exact=True).click()
    points = page.get_by_label("Points for waiting")
    points.fill("ten or so")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("alert")).to_be_visible()
    scan(page)
    page.get_by_label("Points for waiting").fill("15")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("link", name="15 points")).to_be_visible()

    # Unseen it is not sent; rehearsed and looked at, it is.
    draft = "/rules/drafts/1/publication/"
    page.goto(draft)
    expect(page.get_by_text("You have not looked at a rehearsal")).to_be_visible()
    scan(page)
    page.goto("/rules/drafts/1/")
    page.get_by_role("button", name="Rehearse").click()
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_text("You can leave this page")).to_be_visible()
    number = rehearsed()
    # The page sees by itself that it is done.
    expect(page.get_by_role("heading", name="Units")).to_be_visible(timeout=20_000)
    page.goto(draft)
    expect(page.get_by_text("rule WP-002")).to_be_visible()
    page.get_by_role("button", name="Send for approval").click()
    scan(page)
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it should come into")
    scan(page)
    typed(page, "From which day it is to be in force", IN_FORCE_ON)
    page.get_by_label("Why it should come into force").fill("Three months are long.")
    page.get_by_role("button", name="Send for approval").click()
    expect(
        page.get_by_text("to be in force from 24 November 2026").first
    ).to_be_visible()

    # Nobody approves what they sent themselves.
    expect(page.get_by_text("You sent this draft yourself")).to_be_visible()
    scan(page)
    page.goto("/rules/drafts/1/approve/")
    expect(page.get_by_text("You sent this draft yourself")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    # Hal, who owns nothing of it, looks at the rehearsal and approves.
    come_in(page, "hal")
    page.goto("/rules/")
    page.get_by_role("link", name="“The first step of the wait”").click()
    expect(page.get_by_text("You have not looked at a rehearsal").first).to_be_visible()
    page.get_by_role("link", name=f"Rehearsal {number}", exact=True).click()
    page.goto(draft)
    page.get_by_role("button", name="Approve").click()
    scan(page)
    page.get_by_label("Why you approve it").fill("The effects are even.")
    page.get_by_role("button", name="Approve and publish").click()
    expect(
        page.get_by_text("Release 2 comes into force on 24 November 2026")
    ).to_be_visible()
    scan(page)

    # Not before its day; from then on the next run follows it.
    page.goto("/rules/")
    expect(page.get_by_text("Release 1: Casework specialisms").first).to_be_visible()
    until(datetime(2026, 11, 24, 9, tzinfo=AT.tzinfo))
    planned(site)
    come_in(page, "hal")
    page.goto("/rules/")
    expect(page.get_by_text("Release 2: The first step").first).to_be_visible()
    scan(page)
    come_in(page, "idris")
    page.goto(f"/cases/{case.ref}/?show=why")
    expect(page.get_by_text("15 points").first).to_be_visible()

    # Hal asks for its withdrawal; Gil, who answers for the rule, withdraws it.
    until(datetime(2026, 11, 25, 9, tzinfo=AT.tzinfo))
    come_in(page, "hal")
    page.goto("/rules/2/")
    page.get_by_role("link", name="Ask for its withdrawal").click()
    scan(page)
    page.get_by_label("Why it should be withdrawn").fill("Older claims fell back.")
    page.get_by_role("button", name="Ask for it").click()
    come_in(page, "gil")
    page.goto("/rules/")
    page.get_by_role("link", name="Withdraw it").click()
    scan(page)
    page.get_by_label("Why you withdraw it").fill("So they did.")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("Release 2 is withdrawn").first).to_be_visible()
    scan(page)
    planned(site)

    # The case stands as before; and each day says by which release it stood.
    come_in(page, "idris")
    page.goto(f"/cases/{case.ref}/?show=why")
    expect(page.get_by_text("10 points").first).to_be_visible()
    for day, points_then, release in (
        ("2026-11-20", "10 points", "release 1"),
        ("2026-11-24", "15 points", "release 2"),
        ("2026-11-25", "10 points", "release 1"),
    ):
        page.goto(f"/cases/{case.ref}/replay/?on={day}")
        expect(page.get_by_text(points_then).first).to_be_visible()
        expect(page.get_by_text(release).first).to_be_visible()


@pytest.mark.usefixtures("until")
def test_assessments_are_opened_from_a_release_and_owners_kept(
    page: Page, site: Site
) -> None:
    policy_lead(site.cast, "gil", WORKFLOW)
    policy_lead(site.cast, "hal")
    come_in(page, "jo")
    page.goto("/rules/owners/")
    scan(page)
    page.get_by_role("link", name="Say who answers for an owner").click()
    scan(page)
    page.get_by_label("Owner").select_option(label="Asylum policy")
    page.get_by_label("Who answers for it").select_option(label="Hal Test")
    page.get_by_label("Why").fill("Took over the desk.")
    page.get_by_role("button", name="Let them answer for it").click()
    expect(page.get_by_text("Hal Test answers for Asylum policy")).to_be_visible()

    come_in(page, "gil")
    page.goto("/rules/1/")
    page.get_by_role("link", name="Transparency record and impact assessments").click()
    scan(page)
    page.get_by_role("button", name="Open the algorithmic transparency record").click()
    expect(page.get_by_text("From the release").first).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Answer 1.4 Contact email").click()
    scan(page)
    page.get_by_label("1.4 Contact email").fill("policy@example.org")
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.get_by_text("policy@example.org")).to_be_visible()
    expect(page.get_by_text("Gil Test, 20 November 2026")).to_be_visible()
