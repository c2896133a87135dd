"""A list is filtered and taken out; another tool opens the file; the auditor sees why."""

import csv
import socket
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from evenhand.casework.models import Restriction, Stage
from evenhand.core.models import Look
from evenhand.core.viewing import acting_as
from tests.journeys.conftest import Site, come_in, scan


pytestmark = pytest.mark.journey
WHY = "To plan Monday with the unit"


def a_caseload(site: Site) -> None:
    cast = site.cast
    cast.case(given_names="Samira", claimed_on=date(2024, 6, 1))
    cast.case(given_names="=HYPERLINK(1)", family_name="Łukasz")
    cast.case(given_names="Early", stage=Stage.SCREENED)
    cast.case(
        given_names="Hidden", family_name="Person", restriction=Restriction.SPECIAL
    )


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as found:
        page.get_by_role("button", name="Download").click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_a_list_is_taken_out_in_both_kinds_and_logged(
    page: Page, site: Site, tmp_path: Path
):
    a_caseload(site)
    come_in(page, "dana")
    page.goto("/cases/")
    asked = page.get_by_role("search", name="Cases")
    asked.get_by_label("Stage", exact=True).select_option("ready_to_interview")
    expect(page.get_by_text("2 cases that you may see")).to_be_visible()
    page.get_by_role("link", name="Download this list").click()
    expect(
        page.get_by_role("heading", name="Download: Cases", exact=True)
    ).to_be_visible()
    expect(page.get_by_text("Ready to interview")).to_be_visible()
    scan(page)

    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you need this download")
    scan(page)
    page.get_by_label("Why do you need this download?").fill(WHY)
    workbook = download(page, tmp_path)
    assert workbook.name.endswith("-OFFICIAL-SENSITIVE.xlsx")
    book = openpyxl.load_workbook(workbook)
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Stage"] == "Ready to interview"
    assert (about["Rows"], about["Because"]) == ("2 rows", WHY)
    names = [row[1].value for row in book["Cases"].iter_rows(min_row=2)]
    assert names == ["Samira Sayed", "=HYPERLINK(1) Łukasz"]
    assert {row[1].data_type for row in book["Cases"].iter_rows(min_row=2)} == {"s"}

    page.get_by_label("Plain file").check()
    page.wait_for_timeout(1_100)  # within a second it would be a double click
    plain = download(page, tmp_path)
    with plain.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Name"] for row in rows] == ["Samira Sayed", "'=HYPERLINK(1) Łukasz"]
    page.get_by_role("link", name="Back to the list").click()
    expect(
        page.get_by_role("search", name="Cases").get_by_label("Stage", exact=True)
    ).to_have_value("ready_to_interview")

    come_in(page, "idris")
    expect(page.get_by_text(WHY).first).to_be_visible()
    expect(page.get_by_text("Exported: Cases")).to_have_count(2)
    page.goto("/audit/?from=yesterday")
    expect(page.get_by_role("alert")).to_contain_text("“From” must be a real date")
    scan(page)

    come_in(page, "amira")
    page.goto("/cases/export/")
    expect(page.get_by_text("Your role works on one case at a time")).to_be_visible()
    scan(page)
    page.goto("/rules/1/export/")
    expect(page.get_by_label("Why do you need")).to_have_count(0)
    scan(page)


def test_downloads_work_without_scripts(browser, site: Site, tmp_path: Path):
    a_caseload(site)
    context = browser.new_context(base_url=site.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/demo/")
    page.locator("form[action='/demo/dana/'] button").click()
    page.goto("/cases/?q=samira")
    page.get_by_role("link", name="Download this list").click()
    page.get_by_label("Why do you need this download?").fill(WHY)
    page.get_by_label("Plain file").check()
    assert "Samira" in download(page, tmp_path).read_text(encoding="utf-8-sig")
    context.close()


def test_somebody_who_goes_away_has_been_logged(page: Page, site: Site):
    a_caseload(site)
    come_in(page, "dana")
    page.goto("/cases/export/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    cookies = "; ".join(
        f"{found['name']}={found['value']}" for found in page.context.cookies()
    )
    body = f"csrfmiddlewaretoken={token}&because={WHY.replace(' ', '+')}&kind=csv"
    host = urlsplit(site.address).netloc
    with socket.create_connection(host.split(":"), timeout=10) as line:
        line.sendall(
            f"POST /cases/export/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        assert line.recv(12).startswith(b"HTTP/1.1 200")
    page.goto("/cases/")
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()
    with acting_as(site.cast.service):
        look = Look.objects.get(kind=Look.Kind.EXPORT)
    assert (look.because, look.rows) == (WHY, 3)
