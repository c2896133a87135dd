"""The thin path: a run is started, accepted, and seen by the person it gave a case to."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Restriction
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out
from evenhand.planning.models import Run
from tests.cast import AT, Cast
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey


def a_caseload(cast: Cast) -> dict[str, str]:
    """A few cases of different kinds, by name."""
    with acting_as(cast.service):
        older = cast.case(claimed_on=date(2024, 6, 1), given_names="Samira")
        child = cast.case(
            given_names="Yusuf",
            family_name="Haddad",
            born_on=date(2010, 2, 3),
            unaccompanied=True,
            local_authority="Croydon",
            accommodation="hotel",
        )
        newer = cast.case(claimed_on=date(2026, 9, 1), given_names="Lina")
        hidden = cast.case(
            given_names="Hidden",
            family_name="Person",
            restriction=Restriction.SPECIAL,
        )
        far = cast.case(given_names="Thuy", family_name="Nguyen", nationality="Vietnam")
    with acting_as(cast.eli):
        open_barrier(
            newer,
            kind="medical-evidence",
            blocks="refusal",
            source="letter of the representative, 2 November 2026",
            on=date(2026, 11, 2),
            review_on=date(2026, 11, 24),
            by=cast.eli,
            at=AT,
        )
    return {
        "older": older.ref,
        "child": child.ref,
        "newer": newer.ref,
        "hidden": hidden.ref,
        "far": far.ref,
    }


def carry_out_waiting_runs(cast: Cast) -> None:
    """What the worker does, done here."""
    for run in Run.objects.filter(state=Run.State.WAITING):
        carry_out(run.pk, at=AT)


def test_a_run_is_started_accepted_and_explained_to_whom_it_gave_a_case(
    page: Page, site: Site
):
    refs = a_caseload(site.cast)

    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    scan(page)
    page.goto("/demo/")
    scan(page)

    # The manager starts a run and watches it.
    come_in(page, "dana")
    expect(page.get_by_role("heading", name="Planning")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Start run").click()
    expect(page.get_by_text("was started")).to_be_visible()
    expect(page.get_by_text("step 1 of 3")).to_be_visible()
    scan(page)
    carry_out_waiting_runs(site.cast)

    # The page sees by itself that the run is done.
    accept = page.get_by_role("button", name="Accept 3 proposals")
    walk = page.get_by_role("button", name="Open them one by one")
    expect(walk).to_be_visible(timeout=10_000)
    expect(
        page.get_by_role("img", name="Cases proposed against places")
    ).to_be_visible()
    expect(page.get_by_text("Hidden Person")).to_have_count(0)
    scan(page)
    page.get_by_role("link", name="Not placed").click()
    expect(page.get_by_text(refs["far"])).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Shares").click()
    scan(page)
    expect(page.get_by_text("Wales")).not_to_have_count(0)
    scan(page)
    page.get_by_role("link", name="What it read").click()
    scan(page)

    # Acceptance names its number, asks once, and says what came of it.
    page.get_by_role("link", name="Proposals").click()
    walk.click()
    for _ in range(2):
        page.get_by_role("button", name="Next to open").click()
    page.get_by_role("button", name="All opened: back to accept").click()
    page.get_by_label(f"Choose {refs['older']}").check()
    expect(page.get_by_role("button", name="Accept 1 chosen proposal")).to_be_enabled()
    accept.click()
    expect(page.get_by_role("heading", name="Accept 3 proposals")).to_be_visible()
    scan(page)
    page.get_by_label("Reason").select_option(label="Right for the child")
    page.get_by_label("In your own words").fill("The hub knows Croydon.")
    page.get_by_role("button", name="Accept 3 proposals").click()
    expect(page.get_by_text("Accepted 3 proposals.")).to_be_visible()
    scan(page)
    for address in (
        "/cases/",
        "/people/",
        "/people/LIVERPOOL/",
        "/rules/",
        "/glossary/",
    ):
        page.goto(address)
        scan(page)

    # The decision maker sees the cases, in order, and why each is theirs.
    come_in(page, "amira")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    expect(page.get_by_role("heading", name="New to you")).to_be_visible()
    scan(page)
    page.get_by_role("link", name="Samira Sayed").first.click()
    why = page.locator("#why")
    expect(why.get_by_text("Given to Amira Test of Liverpool")).to_be_visible()
    expect(why.get_by_text("RT-031")).to_be_visible()
    expect(why.get_by_text("Waiting 24 to 30 months")).to_be_visible()
    scan(page)
    why.get_by_role("link", name="WP-006").click()
    expect(page.locator("#WP-006")).to_be_visible()
    scan(page)

    # A note, and a day before anybody had ranked the case.
    page.goto(f"/cases/{refs['older']}/")
    page.get_by_label("Add a note").fill("Called the representative.")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("Your note was added")).to_be_visible()
    page.get_by_label("another day").fill("2026-10-01")
    page.get_by_role("button", name="Show that day").click()
    expect(page.get_by_text("had not been ranked by then")).to_be_visible()
    scan(page)


def test_a_barrier_is_opened_reviewed_and_closed(page: Page, site: Site):
    refs = a_caseload(site.cast)
    come_in(page, "eli")
    expect(page.get_by_role("link", name="Review Medical evidence")).to_be_visible()
    scan(page)

    page.goto(f"/cases/{refs['newer']}/")
    page.get_by_role("link", name="Open a barrier").click()
    page.get_by_role("button", name="Open barrier").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what stands in the way")
    scan(page)
    page.get_by_label("What stands in the way").select_option("prosecution")
    page.get_by_label("How do you know").fill("Police record, 19 November 2026")
    page.get_by_role("button", name="Open barrier").click()
    expect(page.get_by_role("alert")).to_contain_text("It is looked at again on")

    page.get_by_role("link", name=re.compile("It still stands.*Prosecution")).click()
    page.get_by_label("Why does it still stand").fill("Trial in January.")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2027")
    page.get_by_role("button", name="Keep this barrier open").click()
    expect(page.get_by_role("alert")).to_contain_text("must be a real date")
    scan(page)
    page.get_by_label("Month").fill("1")
    page.get_by_role("button", name="Keep this barrier open").click()

    page.get_by_role("link", name=re.compile("Close it.*Prosecution")).click()
    scan(page)
    page.get_by_label("Why does it no longer stand").fill("Acquitted.")
    page.get_by_role("button", name="Close barrier").click()
    expect(page.get_by_text("was closed")).to_be_visible()

    page.get_by_role("link", name="Move this case to another stage").click()
    scan(page)


def test_pages_without_the_right_are_refused_in_words(page: Page, site: Site):
    refs = a_caseload(site.cast)
    come_in(page, "amira")
    expect(page.get_by_role("navigation", name="Main")).not_to_contain_text("Planning")
    page.goto("/planning/")
    expect(page.get_by_role("heading", name="not open to you")).to_be_visible()
    scan(page)
    page.goto(f"/cases/{refs['child']}/")
    expect(
        page.get_by_label("Flags").get_by_text("Unaccompanied child")
    ).to_be_visible()
    page.goto(f"/cases/{refs['hidden']}/")
    hidden = page.locator("main").inner_text()
    scan(page)
    page.goto("/cases/EH-9999999-X/")
    assert page.locator("main").inner_text() == hidden


def test_the_auditor_reads_who_looked(page: Page, site: Site):
    refs = a_caseload(site.cast)
    come_in(page, "amira")
    page.goto(f"/cases/{refs['older']}/")
    come_in(page, "idris")
    expect(page.get_by_text("Viewed: Case page")).to_be_visible()
    scan(page)
    page.goto(f"/cases/{refs['older']}/")
    looks = page.locator("#looks")
    expect(looks.get_by_text("Amira Test")).to_be_visible()
    expect(page.get_by_role("button", name="Add note")).to_have_count(0)
    scan(page)


def test_everything_works_without_scripts(browser, site: Site):
    refs = a_caseload(site.cast)
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/demo/")
    page.locator("form[action='/demo/dana/'] button").click()
    page.get_by_role("button", name="Start run").click()
    carry_out_waiting_runs(site.cast)
    page.get_by_role("link", name="Look again").click()
    page.get_by_label(f"Choose {refs['older']}").check()
    page.get_by_role("button", name="Accept those chosen below").click()
    page.get_by_role("button", name="Open them one by one").click()
    page.get_by_role("button", name="Accept this proposal").click()
    expect(page.get_by_text("Accepted 1 proposal.")).to_be_visible()
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_label("Reference or name").fill("haddad")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("link", name="Yusuf Haddad")).to_be_visible()
    page.get_by_role("link", name="Count these cases").click()
    expect(page.get_by_text("1 case that you may see")).to_be_visible()
    context.close()
