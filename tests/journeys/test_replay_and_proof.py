"""A day of a case is replayed, nights are looked into, promises are held to what happened."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evenhand.casework.cases.services import move_case
from evenhand.casework.models import Stage
from evenhand.casework.people.services import correct_date_of_birth
from evenhand.core.viewing import acting_as
from evenhand.flows.count_proof import count_day, count_yesterday
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_night import replay_night
from evenhand.planning.models import Outcome, ProofDay
from tests.cast import Cast
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def planned(cast: Cast) -> None:
    at = timezone.now() - timedelta(days=4)
    with acting_as(cast.dana):
        run = create_run(on=at.date(), by=cast.dana, at=at)
    carry_out(run.pk, at=at)


def test_day_is_replayed_and_a_night_is_looked_into(page: Page, site: Site) -> None:
    cast, now = site.cast, timezone.now()
    with acting_as(cast.service):
        case = cast.case(given_names="Yusuf")
        case.facts.update(valid=("[2026-01-02,)"))
    planned(cast)
    on = (now - timedelta(days=3)).date()
    with acting_as(cast.dana):
        correct_date_of_birth(
            case.people.get(),
            which="assessed",
            born_on=date(2010, 1, 1),
            by=cast.dana,
            at=now - timedelta(days=1),
            because="an age assessment",
        )

    come_in(page, "dana")
    page.goto(f"/cases/{case.ref}/")
    page.get_by_role("link", name="Replay a day").click()
    expect(page.get_by_role("heading", name="Why here, on a date")).to_be_visible()
    page.get_by_label("Day", exact=True).fill(on.isoformat())
    page.get_by_role("button", name="Replay").press("Enter")
    expect(page.get_by_text("the same, to the bit")).to_be_visible()
    expect(page.get_by_role("cell", name="1 January 2010")).to_be_visible()
    scan(page)
    page.get_by_label("As known on", exact=True).fill(
        (on - timedelta(days=1)).isoformat()
    )
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("alert")).to_contain_text("on or after the one you ask")
    scan(page)

    # The night finds that an outcome was changed, and tells the auditor.
    with acting_as(cast.service):
        Outcome.objects.filter(case=case).update(band=5)
    replay_night((now - timedelta(days=1)).date(), at=now)
    come_in(page, "idris")
    page.goto("/audit/")
    page.get_by_role("link", name="Look into it").click()
    expect(page.get_by_role("heading", name="Not the same")).to_be_visible()
    scan(page)
    page.get_by_role("link", name=case.ref).click()
    expect(page.get_by_text("it does not come out the same: band")).to_be_visible()
    scan(page)


def test_promises_are_held_to_what_happened(page: Page, site: Site) -> None:
    cast, now = site.cast, timezone.now()
    claimed = (now - timedelta(days=400)).date()
    supported = [cast.case(claimed_on=claimed) for _ in range(20)]
    others = [cast.case(claimed_on=claimed, support="none") for _ in range(20)]
    with acting_as(cast.service):
        for case in (*supported, *others):
            case.facts.update(valid="[2026-01-02,)")
        for case in (*others[:15], *supported[:4]):
            move_case(
                case,
                to=Stage.INTERVIEWED,
                by=cast.service,
                on=(now - timedelta(days=20)).date(),
                at=now - timedelta(days=20),
                because="it was held",
                interviewed_on=(now - timedelta(days=20)).date(),
            )
    yesterday = (now - timedelta(days=1)).date()
    count_yesterday(yesterday, at=now)

    come_in(page, "dana")
    page.goto("/rules/")
    page.get_by_role("link", name="Promised and delivered").click()
    page.get_by_role("link", name="Interview", exact=True).click()
    expect(page.get_by_text("Priority did not work everywhere")).to_be_visible()
    expect(page.get_by_text("Supported people waited longer")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Decision", exact=True).click()
    expect(page.get_by_role("cell", name="182 days").first).to_be_visible()
    scan(page)

    # Another day is asked for, and counted.
    asked = (now - timedelta(days=10)).date()
    page.get_by_label("Day").fill(asked.isoformat())
    page.get_by_role("button", name="Show that day").click()
    scan(page)
    page.get_by_role("button", name="Count the waits of").click()
    expect(page.get_by_text("are being counted")).to_be_visible()
    with acting_as(cast.service):
        day = ProofDay.objects.get(of=asked)
    count_day(day.pk, at=timezone.now())
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", name="What was promised")).to_be_visible()
