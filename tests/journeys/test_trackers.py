"""Trackers on screen: the first Monday, the second, an undoing, and a unit that goes live."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from evenhand.casework.cases.services import move_case
from evenhand.casework.models import Case, Stage
from evenhand.core.viewing import acting_as
from evenhand.flows import import_tracker, jobs
from evenhand.intake.models import Import
from tests.cast import Cast
from tests.journeys.conftest import Site, come_in, scan
from tests.tracker_files import HEADINGS, row, tracker


pytestmark = pytest.mark.journey
# As the unit has it, with a column in words that nobody else uses.
UNITS_OWN = tuple("Wkly blurb" if name == "Notes" else name for name in HEADINGS)
FIRST = [
    row(f"SYN-{number}", **{"Wkly blurb": "Chased the representative"})
    for number in range(1_000_001, 1_000_006)
]
BAD = [
    row("SYN-2000001", Language="Kurdi"),
    row("SYN-2000002", Language="Kurdi"),
    row("SYN-2000003", **{"Date of claim": "see file"}),
]


def choose(page: Page, data: bytes, *, name: str = "Liverpool tracker.xlsx") -> None:
    """Choose a tracker of Liverpool on the first page, and send it."""
    page.goto("/trackers/")
    page.get_by_label("Whose tracker is it").select_option("Liverpool")
    page.get_by_label("Workbook or csv file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Try it out").click()


def work(page: Page) -> None:
    """What the worker does with the import on the page, done here."""
    number = int(re.findall(r"/trackers/(\d+)/", page.url)[0])
    jobs.read_import(number)


def brought_in(cast: Cast, rows: list[dict[str, str]]) -> Import:
    """A first tracker of Liverpool, in already."""
    at = timezone.now()
    of = import_tracker.receive(
        "First.xlsx", tracker(rows), unit=cast.liverpool, by=cast.dana, at=at
    )
    of = import_tracker.read(of, at=at)
    return import_tracker.carry_out(of, by=cast.dana, at=at)


def case_of(cast: Cast, reference: str) -> Case:
    with acting_as(cast.service):
        return Case.objects.get(references__value=reference)


def test_first_monday(page: Page, site: Site):
    come_in(page, "dana")
    page.get_by_role("link", name="Trackers").click()
    expect(page.get_by_text("No file has been brought here yet")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    scan(page)

    # It is read in the background, and the page sees by itself that it is done.
    choose(page, tracker([*FIRST, *BAD], headings=UNITS_OWN))
    expect(page.get_by_role("status")).to_have_text("Waiting to be read")
    scan(page)
    work(page)
    bring_in = page.get_by_role("button", name="Bring in 5 rows")
    expect(bring_in).to_be_visible(timeout=10_000)
    expect(page.get_by_text("A word that is on no list")).to_be_visible()
    scan(page)

    # One column is in words of the unit's own: a person says what it holds.
    page.get_by_role("link", name="Columns").click()
    expect(page.get_by_text("The heading says “HO Ref”")).to_be_visible()
    scan(page)
    page.get_by_label("Wkly blurb").select_option("Stage")
    page.get_by_role("button", name="Read it so and look again").click()
    expect(page.get_by_role("alert")).to_contain_text("is read as Stage already")
    scan(page)
    page.get_by_label("Wkly blurb").select_option("Notes")
    page.get_by_role("button", name="Read it so and look again").click()
    expect(page.get_by_text("is read as you said, next time too")).to_be_visible()
    number = int(re.findall(r"\d+", page.url.rpartition("/trackers/")[2])[0])
    jobs.judge_import(number)
    expect(bring_in).to_be_visible(timeout=10_000)
    bring_in.click()
    expect(page.get_by_role("heading", name="Bring in 5 rows?")).to_be_visible()
    scan(page)
    bring_in.click()
    expect(page.get_by_role("status")).to_have_text("Waiting to be brought in")
    jobs.carry_out_import(number)
    expect(page.get_by_text("What happened")).to_be_visible(timeout=10_000)

    # One word is said once for its two rows; one row is corrected and tried again.
    page.get_by_role("link", name="Set aside (3)").click()
    expect(page.get_by_text("“Kurdi” is not a language")).to_be_visible()
    scan(page)
    page.get_by_role("button", name="Try 2 rows again").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what “Kurdi” means")
    scan(page)
    page.get_by_label("It means (“Kurdi”)").select_option("Kurdish Sorani")
    page.get_by_role("button", name="Try 2 rows again").click()
    expect(page.get_by_text("2 rows are no longer set aside")).to_be_visible()
    page.get_by_role("link", name="Put right row 11").click()
    scan(page)
    page.get_by_label("Date of claim").fill("last spring")
    page.get_by_role("button", name="Try this row again").first.click()
    expect(page.get_by_role("alert")).to_contain_text("It is still set aside")
    scan(page)
    page.get_by_label("Date of claim").fill("4 May 2024")
    page.get_by_role("button", name="Try this row again").first.click()
    expect(page.get_by_text("Row 11 is no longer set aside")).to_be_visible()
    expect(page.get_by_text("No row is set aside")).to_be_visible()
    scan(page)

    # The case says where it came from.
    ref = case_of(site.cast, "SYN-1000001").ref
    page.goto(f"/cases/{ref}/")
    came = page.locator("#trackers")
    expect(came).to_contain_text("Liverpool tracker, sheet “WIP”, row 4, brought in on")
    expect(came).to_contain_text("by Dana Test")
    expect(page.locator("#notes")).to_contain_text("Chased the representative")
    scan(page)
    page.goto("/trackers/")
    scan(page)


def test_second_monday(page: Page, site: Site):
    cast = site.cast
    brought_in(cast, [row(f"SYN-{number}") for number in range(1_000_001, 1_000_006)])
    for reference in ("SYN-1000001", "SYN-1000002"):
        with acting_as(cast.amira):
            move_case(
                case_of(cast, reference),
                to=Stage.INTERVIEWED,
                on=date(2025, 9, 1),
                interviewed_on=date(2025, 9, 1),
                because="interviewed by video",
                by=cast.amira,
                at=timezone.now(),
            )
    rows = [
        row("SYN-1000001", Stage="Decided"),
        row("SYN-1000002", Stage="Withdrawn"),
        row("SYN-1000003", Support="Section 98"),
        row("SYN-1000004"),
        row("SYN-1000009"),
    ]
    come_in(page, "dana")
    choose(page, tracker(rows), name="Second.xlsx")
    work(page)
    button = page.get_by_role("button", name="Bring in 4 rows")
    expect(button).to_be_visible(timeout=10_000)
    page.get_by_role("link", name="Changed", exact=True).click()
    expect(page.get_by_text("becomes Section 98")).to_be_visible()
    scan(page)
    button.click()
    scan(page)
    button.click()
    number = int(re.findall(r"/trackers/(\d+)/", page.url)[0])
    jobs.carry_out_import(number)
    expect(page.get_by_text("What happened")).to_be_visible(timeout=10_000)

    # Both changes are shown with who and when; each is settled the other way.
    page.get_by_role("link", name="Conflicts (2)").click()
    expect(page.get_by_text("Amira Test").first).to_be_visible()
    scan(page)
    for reference, choice in (
        ("SYN-1000001", "What the tracker says"),
        ("SYN-1000002", "What stands here"),
    ):
        ref = case_of(cast, reference).ref
        page.get_by_role("link", name=f"Say which is right (Stage, {ref})").click()
        page.get_by_role("button", name="Settle this conflict").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose which is right")
        scan(page)
        page.get_by_label(choice).check()
        page.get_by_label("How do you know").fill("Read the decision on file")
        page.get_by_role("button", name="Settle this conflict").click()
        expect(page.get_by_text(f"Stage of {ref}")).to_be_visible()
    expect(page.get_by_text("No conflict.")).to_be_visible()
    assert case_of(cast, "SYN-1000001").stage == Stage.DECIDED
    assert case_of(cast, "SYN-1000002").stage == Stage.INTERVIEWED
    page.get_by_role("link", name="Gone").click()
    expect(page.get_by_text("SYN1000005")).to_be_visible()
    scan(page)
    assert case_of(cast, "SYN-1000005").stage == Stage.READY_TO_INTERVIEW
    page.get_by_role("link", name="In two trackers").click()
    expect(
        page.get_by_text("No case of this tracker stands in another")
    ).to_be_visible()
    scan(page)


def test_an_import_is_undone_unless_something_was_built_on_it(page: Page, site: Site):
    of = brought_in(site.cast, [row("SYN-1000001"), row("SYN-1000002")])
    come_in(page, "dana")
    case = case_of(site.cast, "SYN-1000001")
    page.goto(f"/trackers/{of.pk}/")
    page.get_by_role("link", name="Undo this import").click()
    scan(page)
    page.get_by_label("Why is it undone").fill("The wrong week’s file")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("First.xlsx was undone")).to_be_visible()
    scan(page)
    with acting_as(site.cast.service):
        case.refresh_from_db()
    assert case.stage == Stage.VOID

    later = brought_in(site.cast, [row("SYN-1000001"), row("SYN-1000002")])
    built = case_of_latest(site.cast)
    page.goto(f"/cases/{built.ref}/")
    page.get_by_label("Add a note").fill("Called the representative.")
    page.get_by_role("button", name="Add note").click()
    page.goto(f"/trackers/{later.pk}/undo/")
    page.get_by_label("Why is it undone").fill("The wrong week’s file")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be undone")
    expect(page.get_by_role("link", name=built.ref)).to_be_visible()
    scan(page)


def case_of_latest(cast: Cast) -> Case:
    with acting_as(cast.service):
        return Case.objects.exclude(stage=Stage.VOID).earliest("pk")


def test_a_unit_goes_live_and_its_tracker_is_refused(page: Page, site: Site):
    come_in(page, "jo")
    page.goto("/trackers/")
    page.get_by_role("link", name="Set the date (Liverpool)").click()
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("6")
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Save the date").click()
    expect(page.get_by_role("alert")).to_contain_text("must be a real date")
    scan(page)
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("6")
    page.get_by_label("Year").fill("2025")
    page.get_by_label("Why").fill("Everybody is trained")
    page.get_by_role("button", name="Save the date").click()
    expect(page.get_by_text("Liverpool goes live on 1 June 2025")).to_be_visible()
    expect(page.get_by_text("Live since 1 June 2025")).to_be_visible()
    scan(page)
    choose(page, tracker(FIRST))
    expect(page.get_by_role("alert")).to_contain_text("its tracker is no longer taken")
    scan(page)


def test_first_monday_works_without_scripts(browser: Browser, site: Site):
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/demo/")
    page.locator("form[action='/demo/dana/'] button").click()
    choose(page, tracker([*FIRST, *BAD]))
    work(page)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Count the rows and bring them in").click()
    page.get_by_role("button", name="Bring in 5 rows").click()
    page.get_by_role("button", name="Bring in 5 rows").click()
    jobs.carry_out_import(int(re.findall(r"/trackers/(\d+)/", page.url)[0]))
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Set aside (3)").click()
    page.get_by_label("It means (“Kurdi”)").select_option("Kurdish Sorani")
    page.get_by_role("button", name="Try 2 rows again").click()
    expect(page.get_by_text("2 rows are no longer set aside")).to_be_visible()
    context.close()
