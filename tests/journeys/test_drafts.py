"""A policy lead changes a rule: a wrong cell, mended, compared, taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from evenhand.core.models import Role
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def test_rule_is_changed_in_a_draft(page: Page, site: Site) -> None:
    site.cast.person("pia", Role.POLICY_LEAD)

    # A draft is begun from the release in force.
    come_in(page, "pia")
    page.goto("/rules/drafts/")
    expect(page.get_by_text("No draft is being written")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Start a draft").click()
    scan(page)
    page.get_by_label("What the draft is called").fill("Iraq to Newcastle")
    page.get_by_role("button", name="Start the draft").press("Enter")
    expect(page.get_by_text("Nothing is in force by it")).to_be_visible()
    scan(page)

    # The cell that is wrong is told while it is typed, and refused when it is saved.
    page.get_by_role("link", name="Routing", exact=True).click()
    page.locator("#RT-036").get_by_role("link", name=re.compile("^Change")).click()
    units = page.get_by_label("Units")
    units.fill("Newcastel")
    said = page.locator("#said-then_units")
    expect(said).to_contain_text("did you mean NEWCASTLE?")
    scan(page)
    page.get_by_role("button", name="Save in the draft").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("did you mean NEWCASTLE?")
    expect(units).to_have_value("Newcastel")
    scan(page)

    # Mended, it is saved; the checks stand beside the rule.
    units.fill("Newcastle")
    expect(said).to_contain_text("Understood as: Newcastle")
    page.get_by_label("Why do you change it").fill("Newcastle has the interpreters")
    page.get_by_role("button", name="Save in the draft").press("Enter")
    expect(page.get_by_text("Saved in the draft: RT-036, then units")).to_be_visible()
    scan(page)

    # A rule is added below it and moved; the order is told as such.
    page.locator("#RT-036").get_by_role("link", name="Add a rule below").click()
    page.get_by_label("Title", exact=True).fill("Iraq, in London")
    page.get_by_label("Nationality", exact=True).fill("Iraq")
    page.get_by_label("Units").fill("London")
    scan(page)
    page.get_by_role("button", name="Save in the draft").press("Enter")
    expect(page.get_by_text("New in this draft")).to_be_visible()
    page.locator("#RT-036").get_by_role("button", name="Move down").click()
    expect(page.get_by_text("RT-036 is moved one place down")).to_be_visible()

    # What changes is compared with the release, and what was changed is taken back.
    page.goto("/rules/drafts/")
    page.get_by_role("link", name="Iraq to Newcastle").click()
    scan(page)
    page.get_by_role("button", name="What it changes").click()
    expect(page.get_by_role("heading", name="RT-036 Iraq")).to_be_visible()
    scan(page)
    page.go_back()
    page.get_by_role("link", name="All changes, and taking them back").click()
    expect(page.get_by_text("Newcastle has the interpreters")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Take this change back").click()
    scan(page)
    page.get_by_role("button", name="Take back").press("Enter")
    expect(page.get_by_text("says again what it said before")).to_be_visible()

    # An authority, the files, and the end of the draft.
    page.goto("/rules/drafts/")
    page.get_by_role("link", name="Iraq to Newcastle").click()
    page.get_by_role("link", name="Add an authority").click()
    scan(page)
    page.go_back()
    page.get_by_role("link", name="Take it out or bring it in").click()
    scan(page)
    page.go_back()
    page.get_by_role("link", name="Give it up").click()
    page.get_by_label("Why is it given up").fill("Wales has found interpreters")
    scan(page)
    page.get_by_role("button", name="Give up the draft").press("Enter")
    expect(page.get_by_text("is given up. It stays to be read")).to_be_visible()
    scan(page)


def test_rule_is_changed_where_no_scripts_run(page: Page, site: Site) -> None:
    site.cast.person("pia", Role.POLICY_LEAD)
    context = page.context.browser.new_context(
        base_url=site.address, java_script_enabled=False
    )
    plain = context.new_page()
    come_in(plain, "pia")
    plain.goto("/rules/drafts/start/")
    plain.get_by_label("What the draft is called").fill("Without scripts")
    plain.get_by_role("button", name="Start the draft").click()
    plain.get_by_role("link", name="Routing", exact=True).click()
    plain.locator("#RT-036").get_by_role("link", name=re.compile("^Change")).click()
    expect(plain.locator("#said-then_units")).to_contain_text("Understood as")
    plain.get_by_label("Units").fill("Newcastle")
    plain.get_by_role("button", name="Save in the draft").click()
    expect(plain.get_by_text("Saved in the draft: RT-036")).to_be_visible()
    context.close()
