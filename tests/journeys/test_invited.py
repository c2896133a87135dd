"""A claimant on an old telephone sees, confirms and asks; a booking officer answers."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import vobject
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings

from evenhand.appointments.telling.services import tell_booked
from evenhand.config.clock import LONDON, now
from evenhand.core.models import Message
from evenhand.core.outbox import record_returned
from evenhand.core.viewing import acting_as
from evenhand.flows.send_messages import send_due
from tests.appointments.telling.derby import Derby, derby
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


@pytest.fixture
def scene(site: Site, settings: Settings, tmp_path: Path) -> Derby:
    settings.OUTBOX_FOLDER = str(tmp_path)
    settings.PUBLIC_ADDRESS = site.address
    # The mail of this test, and not of one before it.
    mail.outbox = []
    scene = derby(site.cast)
    soon = now().astimezone(LONDON).date() + timedelta(days=5)
    starts = datetime.combine(soon, time(10), LONDON)
    with acting_as(scene.officer):
        scene.needs(channel="email", email="selam@post.example")
        tell_booked(scene.book(starts=starts), by=scene.officer, at=now())
    send_due(at=now())
    return scene


@pytest.fixture
def telephone(browser: Browser, site: Site) -> Iterator[Page]:
    """A small screen. Our pages bring no script; the scan needs one of its own."""
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": 390, "height": 700},
        accept_downloads=True,
        has_touch=True,
    )
    yield context.new_page()
    context.close()


def link_sent(to: str) -> str:
    body = str([one for one in mail.outbox if one.to == [to]][-1].body)
    return body.rsplit("/i/", 1)[1].split("/")[0]


def test_claimant_sees_confirms_and_asks_and_is_answered(
    telephone: Page, page: Page, scene: Derby
) -> None:
    token = link_sent("selam@post.example")
    telephone.goto(f"/i/{token}/")
    expect(telephone.get_by_role("heading", level=1)).to_have_text(
        "See your appointment"
    )
    scan(telephone)
    telephone.get_by_label("The year you were born").fill("1990")
    telephone.get_by_role("button", name="Continue").click()
    expect(telephone.get_by_role("alert")).to_contain_text("That is not what we have")
    scan(telephone)
    telephone.get_by_label("The year you were born").fill("1994")
    telephone.get_by_role("button", name="Continue").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Your interview")
    expect(telephone.get_by_text("10am to 1pm")).to_be_visible()
    expect(telephone.get_by_text("Derby Reception Centre")).to_be_visible()
    expect(telephone.locator("script")).to_have_count(0)
    scan(telephone)

    telephone.get_by_role("button", name="I will come").click()
    expect(telephone.get_by_text("that you will come. Thank you.")).to_be_visible()
    with telephone.expect_download() as got:
        telephone.get_by_role("link", name="Put it in my calendar").click()
    file = vobject.readOne(Path(got.value.path()).read_text())
    assert file.vevent.dtstart.value.hour == 10

    telephone.get_by_role("link", name="Ask to change it").click()
    scan(telephone)
    telephone.get_by_label("What should change, and why").fill(
        "I have a hospital appointment that morning"
    )
    telephone.get_by_role("button", name="Ask for the change").click()
    expect(telephone.get_by_text("for a change. We will answer you.")).to_be_visible()
    scan(telephone)

    come_in(page, scene.officer.username)
    page.goto("/interviews/answers/")
    expect(page.get_by_text("I have a hospital appointment")).to_be_visible()
    expect(page.get_by_text("Claimant: confirmed")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Keep it as it is").click()
    scan(page)
    page.get_by_label("Why it cannot be changed").fill("No interpreter on other days")
    page.get_by_role("button", name="Keep it, and tell them why").click()
    expect(page.get_by_text("Nobody asks for a change")).to_be_visible()

    telephone.goto(f"/i/{token}/")
    expect(telephone.get_by_text("No interpreter on other days")).to_be_visible()
    telephone.goto("/i/k3m7ranx5qehtw2b.yx4hnd2p/")
    expect(telephone.get_by_role("heading", level=1)).to_have_text(
        "This link does not work"
    )
    scan(telephone)


def test_officer_acts_on_what_came_back_and_ends_the_links(
    page: Page, scene: Derby
) -> None:
    with acting_as(scene.officer):
        message = Message.objects.get(recipient="claimant")
        record_returned(message.key, "Mailbox full", at=now())
    come_in(page, scene.officer.username)
    page.goto("/interviews/messages/")
    expect(page.get_by_text("Mailbox full")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Read it and act").click()
    scan(page)
    page.get_by_label("How", exact=True).select_option("Text message")
    page.get_by_label("Where to").fill("07700 900123")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Everything has arrived, or is on its way")).to_be_visible()
    scan(page)
    page.goto(f"/interviews/{message.about}/links/")
    scan(page)
    page.get_by_label("Why").fill("Somebody else reads that mailbox")
    page.get_by_role("button", name="End these links").click()
    expect(page.get_by_text("Somebody else reads that mailbox").first).to_be_visible()
