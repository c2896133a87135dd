"""Why here, on a date: the page of one day of a case."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.casework.people.services import correct_date_of_birth
from evenhand.core.models import Look
from evenhand.core.viewing import acting_as
from evenhand.planning.models import Outcome
from tests.cast import AT, ON


NOW = AT + timedelta(days=3)


@pytest.fixture
def page_of(cast, as_):
    """The page as dana has it three days after the run."""

    def read(case, **asked: str):
        with time_machine.travel(NOW, tick=False):
            return as_(cast.dana).get(f"/cases/{case.ref}/replay/", asked)

    return read


def corrected(cast, case, born_on: date = date(2010, 1, 1)) -> None:
    with acting_as(cast.dana):
        correct_date_of_birth(
            case.people.get(),
            which="assessed",
            born_on=born_on,
            by=cast.dana,
            at=AT + timedelta(days=1),
            because="an age assessment",
        )


def test_day_is_shown_then_stored_and_as_known_now(cast, planned, page_of) -> None:
    case = cast.case()
    planned()
    corrected(cast, case)
    page = page_of(case, on="2026-11-20").text
    assert "20 November 2026, as known then" in page
    assert "the same, to the bit" in page
    assert "20 November 2026, as known on 23 November 2026" in page
    assert "<strong>1 January 2010</strong>" in page
    facts = page.split("Facts that were read")[1]
    assert "The person’s record" in facts
    assert "20 November 2026 at 9am" in facts
    assert "By the end of the day it would have been otherwise" not in page
    with acting_as(cast.service):
        (look,) = Look.objects.filter(case_id=case.pk)
    assert look.what == "Replay of 20 November 2026"


def test_day_that_is_known_alike_says_so(cast, planned, page_of) -> None:
    case = cast.case()
    planned()
    page = page_of(case, on="2026-11-20").text
    assert "The rules would have said the same." in page
    assert 'id="later-title"' not in page_of(case).text, "today, as known today"


def test_what_comes_out_otherwise_is_told_without_what_few_may_read(
    cast, planned, page_of
) -> None:
    case = cast.case(high_harm=True)
    planned()
    with acting_as(cast.service):
        Outcome.objects.update(points=7)
    page = page_of(case, on="2026-11-20").text
    assert "it does not come out the same.</strong>" in page
    assert "the rules now say something else" in page
    assert "points" not in page.split("as known then")[1].split("Facts that")[0]
    assert "igh harm" not in page
    with acting_as(cast.service):
        Outcome.objects.update(band=5)
    assert "come out the same: band.</strong>" in page_of(case, on="2026-11-20").text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"on": "2026-13-40"}, "“Day” must be a real date"),
        ({"known": "x"}, "“As known on” must be a real date"),
        ({"on": "2026-12-24"}, "not in the future"),
        ({"on": "2026-11-20", "known": "2026-11-19"}, "on or after the one you ask"),
        ({"on": "2019-11-20"}, "No policy release was in force"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_box(cast, page_of, asked, words):
    answer = page_of(cast.case(), **asked)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert "Facts that were read" not in answer.text


def test_case_page_leads_to_the_day(cast, planned, as_) -> None:
    case = cast.case()
    planned()
    with time_machine.travel(NOW, tick=False):
        page = as_(cast.dana).get(f"/cases/{case.ref}/?on={ON}").text
    assert f"/cases/{case.ref}/replay/?on=2026-11-20" in page


def test_number_of_questions_does_not_grow_with_history(cast, planned, page_of) -> None:
    case = cast.case()
    planned()
    with CaptureQueriesContext(connection) as few:
        page_of(case, on="2026-11-20")
    for year in (2008, 2009, 2010):
        corrected(cast, case, date(year, 1, 1))
    with CaptureQueriesContext(connection) as many:
        page_of(case, on="2026-11-20")
    assert len(many) <= len(few)
    assert len(few) < 100
