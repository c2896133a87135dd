"""A person recorded twice is found, looked at, joined and parted; a family is linked."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenhand.casework.models import Case, Residence
from evenhand.core.viewing import acting_as
from evenhand.flows.find_likenesses import find_likenesses
from tests.cast import AT
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def at_home(site: Site, *cases: Case) -> None:
    with acting_as(site.cast.service):
        Residence.objects.filter(case__in=cases).update(address="4 Fernlea Terrace")


def test_likenesses_are_looked_at_and_judged(page: Page, site: Site):
    cast = site.cast
    one = cast.case(
        family_name="Tembarak", given_names="Abd al-Zuhayr", born_on=date(1988, 7, 3)
    )
    cast.case(
        family_name="Abdulzuhair",
        given_names="Tembarak",
        born_on=date(1988, 3, 7),
        claimed_on=date(2025, 6, 1),
        postcode="M1 1AB",
        sex="not recorded",
    )
    sisters = [
        cast.case(family_name="Orvaneh", given_names=name, born_on=born, sex="female")
        for name, born in (("Lina", date(2001, 2, 3)), ("Hiba", date(2004, 9, 8)))
    ]
    at_home(site, *sisters)
    find_likenesses(at=AT)

    come_in(page, "eli")
    page.get_by_role("link", name="Same person?").click()
    expect(page.get_by_role("row")).to_have_count(3)
    scan(page)
    page.get_by_label("What they may be").select_option("One family")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_label("What they may be").select_option("One person")
    expect(page.get_by_text("day and month may be swapped")).to_be_visible()

    page.get_by_role("link", name="Look at Abd al-Zuhayr Tembarak").click()
    page.get_by_role("button", name="They are one person").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what shows it")
    page.get_by_text("How this was weighed").click()
    scan(page)
    page.get_by_label("What shows it").fill("The same photograph on both files")
    page.get_by_role("button", name="They are one person").click()
    expect(page.locator(".eh-verdict")).to_contain_text("They are one person")
    scan(page)

    page.get_by_role("link", name=one.ref).click()
    expect(page.get_by_text("is one person with")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="End the link with").click()
    scan(page)
    page.get_by_label("Why does the link not hold").fill("The photograph was misfiled")
    page.get_by_role("button", name="End link").click()
    expect(page.get_by_role("alert")).to_contain_text("was ended")

    page.goto(f"/cases/{sisters[0].ref}/")
    page.get_by_role("link", name="Look at both, Hiba Orvaneh").click()
    page.get_by_label("What shows it").fill("Their mother named both")
    page.get_by_role("button", name="They are a family").click()
    expect(page.locator(".eh-verdict")).to_contain_text("They are a family")
    page.get_by_label("Why do you take it back").fill("Another mother")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="They are a family")).to_be_visible()
    scan(page)
