"""Many cases at once from the list: asked once by number, and told afterwards."""

import re
from uuid import uuid4

import pytest

from evenhand.casework.models import BulkAct, Note
from evenhand.core.viewing import acting_as
from evenhand.web.cases import bulk_views


def send(browser, address="", **data):
    return browser.post(f"/cases/bulk/{address}", data)


def notes(cast):
    with acting_as(cast.service):
        return sorted(Note.objects.values_list("case__ref", flat=True))


def test_list_offers_it_to_those_who_may(cast, as_):
    case = cast.case()
    page = as_(cast.cass).get("/cases/?unit=none").text
    assert 'action="/cases/bulk/?unit=none"' in page
    assert f'name="case" value="{case.ref}"' in page
    assert "/cases/bulk/" not in as_(cast.amira).get("/cases/").text
    page = send(as_(cast.amira), act="note", which="all").text
    assert "Many cases at once are for team leaders" in page


def test_those_chosen_are_named_and_done(cast, as_):
    cases = [cast.case() for _ in range(3)]
    browser = as_(cast.cass)
    chosen = [case.ref for case in cases[:2]]
    page = send(browser, act="note", which="chosen", case=chosen).text
    assert "Add the note to 2 cases" in page
    assert all(ref in page for ref in chosen)
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    sent = {"act": "note", "which": "chosen", "case": chosen, "number": "2", "key": key}
    for _ in range(2):
        answer = send(browser, sure="1", text="Letter sent", **sent)
        assert answer.url == f"/cases/bulk/{key}/"
    assert notes(cast) == sorted(chosen)
    assert "2 done, 0 not." in browser.get(answer.url).text
    assert as_(cast.dana).get(answer.url).status_code == 404


def test_all_that_fit_are_counted_again_before_it_is_done(cast, as_):
    here = [cast.case(responsible_unit=cast.liverpool).ref for _ in range(2)]
    cast.case(responsible_unit=cast.liverpool, restriction="restricted")
    cast.case()
    browser, address = as_(cast.dana), "?unit=LIVERPOOL"
    sent = {"act": "note", "which": "all", "key": str(uuid4()), "text": "x"}
    assert "Add the note to 2 cases" in send(browser, address, **sent).text
    here.append(cast.case(responsible_unit=cast.liverpool).ref)
    answer = send(browser, address, sure="1", number="2", **sent)
    assert answer.status_code == 422
    assert "the list has changed: it is 3 cases now" in answer.text
    assert notes(cast) == []
    answer = send(browser, address, sure="1", number="3", **sent)
    assert answer.status_code == 302
    assert notes(cast) == sorted(here)


def test_where_it_was_not_done_is_listed_with_the_reason(cast, as_):
    cast.case()
    browser = as_(cast.eli)
    answer = send(
        browser,
        **{"act": "review", "which": "all", "number": "1", "sure": "1"},
        **{"barrier": "prosecution", "because": "They wrote", "key": str(uuid4())},
        **{"review_on-day": "1", "review_on-month": "6", "review_on-year": "2099"},
    )
    page = browser.get(answer.url).text
    assert "0 done, 1 not." in page
    assert "This barrier is not open on it" in page
    assert "Rami Sayed" in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("review", "Choose a kind of barrier"),
        ("open", "Say how you know"),
        ("progressor", "Choose a person"),
        ("note", "Write the note"),
        ("diary", "Say what is to be done"),
    ],
)
def test_what_is_missing_is_said(cast, as_, kind, words):
    cast.case()
    answer = send(as_(cast.cass), act=kind, which="all", sure="1", number="1")
    assert answer.status_code == 422
    assert words in answer.text
    with acting_as(cast.cass):
        assert not BulkAct.objects.exists()


def test_days_that_have_passed_are_refused(cast, as_):
    cast.case()
    day = {"due_on-day": "1", "due_on-month": "6", "due_on-year": "2020"}
    answer = send(
        as_(cast.cass), act="diary", which="all", sure="1", number="1", text="x", **day
    )
    assert "The day must be today or later" in answer.text


def test_barriers_looked_at_one_by_one_are_not_offered(cast, as_):
    cast.case()
    page = send(as_(cast.cass), act="review", which="all").text
    assert 'value="policy-hold"' in page
    assert 'value="trafficking-referral"' not in page


def test_nothing_chosen_too_much_and_nonsense(cast, as_, monkeypatch):
    browser = as_(cast.cass)
    assert "No case is chosen" in send(browser, act="note", which="chosen").text
    assert send(browser, act="nonsense", which="all").status_code == 404
    cast.case()
    monkeypatch.setattr(bulk_views, "MOST", 0)
    assert "Narrow the list first" in send(browser, act="note", which="all").text


def test_a_hidden_case_cannot_be_chosen(cast, as_):
    hidden = cast.case(restriction="restricted")
    page = send(as_(cast.cass), act="note", which="chosen", case=[hidden.ref]).text
    assert hidden.ref not in page
    assert "No case is chosen" in page
