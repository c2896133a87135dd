"""Promised and delivered: its page, its file, and asking for a day."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.casework.cases.services import move_case
from evenhand.casework.models import Stage
from evenhand.core.models import Role
from evenhand.core.viewing import acting_as
from evenhand.flows.count_proof import count_day, count_yesterday
from evenhand.planning.models import ProofDay
from tests.cast import AT, ON


DAY = ON + timedelta(days=91)
NOW = AT + timedelta(days=93)


def rows_of(page: str) -> dict[str, list[str]]:
    """The table of groups: what each row is called, and its cells."""
    table = page.split("<caption")[-1].split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in table.split("<tr>")[1:]:
        cells = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.split(r"</t[hd]>", row)
        ]
        found[cells[0]] = cells[1:-1]
    return found


@pytest.fixture
def counted(cast) -> date:
    """Supported people waited; of the others most were interviewed, and two decided."""
    supported = [cast.case(claimed_on=date(2026, 3, 1)) for _ in range(20)]
    others = [cast.case(claimed_on=date(2026, 3, 1), support="none") for _ in range(20)]
    with acting_as(cast.service):
        for case in others[:15]:
            move_case(
                case,
                to=Stage.INTERVIEWED,
                by=cast.service,
                on=ON + timedelta(days=50),
                at=AT + timedelta(days=50),
                because="it was held",
                interviewed_on=ON + timedelta(days=50),
            )
        for case in supported[:2]:
            move_case(
                case,
                to=Stage.DECIDED,
                by=cast.service,
                on=date(2026, 6, 1),
                at=AT,
                because="on the papers",
            )
    assert count_yesterday(DAY, at=NOW) is not None
    return DAY


@pytest.fixture
def page_of(cast, as_) -> Callable[..., str]:
    def read(**asked: str) -> str:
        with time_machine.travel(NOW, tick=False):
            return as_(cast.dana).get("/rules/proof/", asked).text

    return read


def test_priority_that_did_not_work_is_said_in_a_sentence(counted, page_of) -> None:
    page = page_of(stage="interviewed")
    assert "Priority did not work everywhere: 1 comparison below does not" in page
    assert (
        "Supported people waited longer than everybody else: of those who waited on "
        "20 November 2026, 0 in 100 were interviewed within 91 days, against 75 in 100"
    ) in page
    assert "75 points less, between" in page
    assert page.count('role="img"') == 2, "the plot for a desk and for a phone"
    assert "Too few waited in more than one of these groups" in page
    page = page_of(stage="decided", on=(DAY + timedelta(days=1)).isoformat())
    assert "have not been counted" in page


def test_where_nobody_came_through_there_is_no_verdict(cast, page_of) -> None:
    for support in ("section 95", "none"):
        for _ in range(12):
            cast.case(claimed_on=date(2026, 3, 1), support=support)
    assert count_yesterday(DAY, at=NOW) is not None
    page = page_of(stage="interviewed")
    assert (
        "Nobody of supported people or everybody else who waited on 20 November 2026 "
        "was interviewed within 91 days."
    ) in page
    assert "Priority did not work" not in page
    assert 'role="img"' not in page


def test_promise_stands_beside_what_was_delivered(counted, page_of) -> None:
    rows = rows_of(page_of(stage="decided", on=DAY.isoformat()))
    everybody = rows["Everybody"]
    assert everybody[:4] == ["40", "2", "38", "0"]
    assert everybody[4] == "Not reached by so many"
    assert everybody[6] == "182 days"
    assert everybody[7] == "5% 1 to 17, of 40 due"
    assert everybody[8] == "38"
    rows = rows_of(page_of(stage="given"))
    assert rows["Everybody"][6:] == ["No standard stated", "", ""]
    assert any(label.startswith("Supported") for label in rows)


def test_file_is_rounded_and_leaves_small_numbers_out(cast, as_, counted) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = as_(cast.idris).post(
            "/rules/proof/export/", {"because": "for the board", "kind": "csv"}
        )
    text = answer.getvalue().decode() if answer.streaming else answer.text
    lines = [line.split(",") for line in text.splitlines()]
    (line,) = [one for one in lines if one[:2] == ["Decision", "Everybody"] and one[2]]
    assert line[3:8] == ["40", "", "40", "0", "182"], "two decided are too few to tell"
    assert line[10] == "", "so their share is not told either"


def test_day_that_was_not_counted_can_be_asked_for(cast, as_, page_of) -> None:
    for _ in range(10):
        cast.case()
    assert "have not been counted" in page_of(on="2026-12-01")
    with time_machine.travel(NOW, tick=False):
        browser = as_(cast.dana)
        for _ in range(2):
            answer = browser.post("/rules/proof/count/", {"on": "2026-12-01"})
            assert answer.url == "/rules/proof/?on=2026-12-01"
        assert "are being counted" in browser.get(answer.url).text
    with acting_as(cast.dana):
        (day,) = ProofDay.objects.all()
    count_day(day.pk, at=NOW)
    assert rows_of(page_of(on="2026-12-01"))["Everybody"][0] == "10"


def test_those_who_may_not_ask_are_told_who_may(cast, as_) -> None:
    with time_machine.travel(NOW, tick=False):
        browser = as_(cast.amira)
        page = browser.get("/rules/proof/?on=2026-12-01").text
        assert "Others can be asked for by policy leads" in page
        assert "Count the waits of" not in page
        browser.post("/rules/proof/count/", {"on": "2026-12-01"})
        assert "Others can be asked for by" in browser.get("/rules/proof/").text
        assert as_(cast.dana).get("/rules/proof/?on=x").status_code == 422
        refused = as_(cast.dana)
        refused.post("/rules/proof/count/", {"on": "2031-01-01"})
        assert "not in the future" in refused.get("/rules/proof/").text
    with acting_as(cast.service):
        assert not ProofDay.objects.exists()


def test_page_asks_few_questions_however_many_cases(cast, counted, page_of) -> None:
    with CaptureQueriesContext(connection) as asked:
        page_of(stage="interviewed")
    assert len(asked) < 40
    with acting_as(cast.service):
        plan = "\n".join(
            row[0]
            for row in _explained(
                "SELECT * FROM planning_delivery WHERE day_id = 1 AND stage = 'given'"
            )
        )
    assert "casework_case" not in plan, "nothing of the page reads cases"


def _explained(sql: str) -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return list(cursor.fetchall())


def test_rules_lead_to_it_for_policy_leads(cast) -> None:
    client = Client()
    pia = cast.person("pia", Role.POLICY_LEAD)
    client.force_login(pia, "django.contrib.auth.backends.ModelBackend")
    assert 'href="/rules/proof/"' in client.get("/rules/").text
