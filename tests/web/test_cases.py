"""The case page, the list, and the forms that change a case."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.cases.services import touch_cases
from evenhand.casework.models import Barrier, Note, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Look
from evenhand.core.viewing import acting_as
from evenhand.web.cases import listing
from tests.accepting import accept
from tests.cast import AT, ON


def barrier_on(cast, case, kind="prosecution", **more):
    with acting_as(cast.eli):
        return open_barrier(
            case,
            **{
                "kind": kind,
                "blocks": "decision",
                "source": "police record",
                "on": ON,
                "review_on": ON + timedelta(days=700),
                "by": cast.eli,
                "at": AT,
                **more,
            },
        )


def seen_by(cast, user, query):
    with acting_as(user):
        return list(query())


def test_case_page_answers_its_questions_in_order(cast, as_):
    case = cast.case(given_names="Rami")
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    places = [
        page.index(f'id="{part}"')
        for part in ("next", "clocks", "barriers", "why", "summary", "timeline")
        + ("people", "notes")
    ]
    assert places == sorted(places)
    assert "Rami Sayed" in page
    assert 'id="looks"' not in page


def test_case_page_of_an_unranked_case_says_how_the_why_comes(cast, as_):
    page = as_(cast.amira).get(f"/cases/{cast.case().ref}/").text
    assert "has not been ranked yet" in page
    assert "Wait to be ranked" in page


def test_case_page_tells_why_and_to_whom(cast, as_, planned):
    case = cast.case(claimed_on=date(2024, 6, 1))
    run = planned()
    accept(run, by=cast.dana, on=ON, at=AT)
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    assert "Given to Amira Test of Liverpool on 20 November 2026" in page
    assert "RT-031" in page
    assert "/rules/1/rule/WP-006/" in page
    assert "Units: Liverpool" in page
    assert f"planning run {run.pk}" in page
    assert f'href="/planning/{run.pk}/"' not in page
    assert (
        f'href="/planning/{run.pk}/"' in as_(cast.dana).get(f"/cases/{case.ref}/").text
    )


def test_points_are_for_those_cleared_for_every_kind_of_reason(cast, as_, planned):
    case = cast.case(claimed_on=date(2024, 6, 1), high_harm=True)
    planned()
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    assert "High harm" not in page
    assert "PR-010" not in page
    assert "Band 1, now." in page
    with acting_as(cast.service):
        grant(cast.bo, clearances=["high-harm"], by=cast.service, at=AT, because="x")
    page = as_(cast.bo).get(f"/cases/{case.ref}/").text
    assert "PR-010" in page
    assert "points" in page.split("Band 1, now:")[1][:20]


def test_case_page_shows_how_it_stood_on_another_day(cast, as_, planned):
    case = cast.case()
    planned()
    browser = as_(cast.amira)
    assert "Worked out for 20 November 2026" in (
        browser.get(f"/cases/{case.ref}/?on=2026-11-20").text
    )
    before = browser.get(f"/cases/{case.ref}/?on=2026-11-19").text
    assert "had not been ranked by then" in before
    wrong = browser.get(f"/cases/{case.ref}/?on=yesterday").text
    assert "That date could not be read" in wrong


def test_another_systems_reference_leads_to_the_case(cast, as_):
    case = cast.case()
    with acting_as(cast.service):
        case.references.create(system="Home Office", value="HO-12")
    assert as_(cast.amira).get("/cases/HO-12/").url == f"/cases/{case.ref}/"


def test_every_look_at_a_case_is_logged_and_read_by_those_who_may(cast, as_):
    case = cast.case()
    as_(cast.amira).get(f"/cases/{case.ref}/")
    looks = seen_by(cast, cast.cass, lambda: Look.objects.filter(case_id=case.pk))
    assert [(look.by_id, look.what) for look in looks] == [(cast.amira.pk, "Case page")]
    page = as_(cast.cass).get(f"/cases/{case.ref}/").text
    assert "Amira Test" in page.split('id="looks"')[1]


def test_flags_are_words(cast, as_):
    case = cast.case(
        born_on=date(2012, 1, 1),
        unaccompanied=True,
        age_disputed=True,
        high_profile=True,
        restriction="",
    )
    with acting_as(cast.service):
        case.detentions.create(from_on=ON, place="Yarl's Wood")
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    flags = page.split('aria-label="Flags"')[1].split("</ul>")[0]
    for words in ("Unaccompanied child", "Age disputed", "Detained", "High profile"):
        assert words in flags


def test_alarm_of_the_rules_is_at_the_top(cast, as_, planned):
    case = cast.case(born_on=date(2012, 1, 1))
    with acting_as(cast.service):
        case.detentions.create(from_on=ON, place="Yarl's Wood")
    with acting_as(cast.service):
        touch_cases([case.pk], at=AT)
    planned()
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    assert "A child is in detention. Somebody must look at this today." in page


def test_ages_are_told_apart(cast, as_):
    case = cast.case(claimed_on=date(2025, 3, 1), born_on=date(2008, 6, 1))
    with acting_as(cast.service):
        case.people.update(assessed_born_on=date(2005, 1, 1))
    page = as_(cast.amira).get(f"/cases/{case.ref}/").text
    assert "born 1 June 2008: 16 when they claimed" in page
    assert "born 1 January 2005: 20 when they claimed" in page


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.REGISTERED, "Screen the person"),
        (Stage.QUESTIONNAIRE, "Wait for the questionnaire"),
        (Stage.DECIDED, "Wait to be ranked"),
        (Stage.SERVED, "Nothing more: the case is served"),
    ],
)
def test_next_step_follows_the_stage(stage, words, cast, as_):
    case = cast.case(stage=stage)
    assert words in as_(cast.eli).get(f"/cases/{case.ref}/").text


def test_next_step_is_the_barrier_that_stops_the_case(cast, as_):
    case = cast.case()
    barrier_on(cast, case)
    page = as_(cast.eli).get(f"/cases/{case.ref}/").text
    assert "Clear the barrier “Prosecution is pending”" in page
    assert f"/cases/{case.ref}/barriers/prosecution/close/" in page


def test_next_step_is_the_barrier_whose_review_is_due(cast, as_):
    case = cast.case()
    barrier_on(cast, case, blocks="refusal", review_on=ON)
    page = as_(cast.eli).get(f"/cases/{case.ref}/").text
    assert "Look again at the barrier “Prosecution is pending”" in page


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.READY_TO_INTERVIEW, "Wait to be ranked"),
        (Stage.INTERVIEWED, "Decide the claim; it must not be refused while"),
        (Stage.DECIDED, "Have the decision checked; a refusal must not be confirmed"),
        (Stage.CHECKED, "Serve the decision; a refusal must not be served while"),
    ],
)
def test_next_step_tells_of_a_barrier_to_a_refusal_alone(stage, words, cast, as_):
    owner = {} if stage == Stage.READY_TO_INTERVIEW else {"owned_since": ON}
    if owner:
        owner |= {
            "owner": cast.amira.staff_member,
            "responsible_unit": cast.liverpool,
        }
    case = cast.case(stage=stage, **owner)
    barrier_on(cast, case, blocks="refusal", review_on=ON + timedelta(days=9))
    page = as_(cast.eli).get(f"/cases/{case.ref}/").text
    assert words in page
    if owner:
        assert "the barrier “Prosecution is pending” stands" in page


def test_case_page_asks_the_database_no_more_for_a_long_history(cast, as_):
    case = cast.case()
    browser = as_(cast.cass)
    browser.get(f"/cases/{case.ref}/")
    with CaptureQueriesContext(
        connection,
    ) as first:
        browser.get(f"/cases/{case.ref}/")
    kinds = (
        "no-contact",
        "missing-file",
        "interpreter",
        "prosecution",
        "questionnaire",
    )
    for n, kind in enumerate(kinds):
        browser.post(f"/cases/{case.ref}/notes/", {"text": f"note {n}"})
        barrier_on(cast, case, kind=kind)
    with CaptureQueriesContext(connection) as second:
        browser.get(f"/cases/{case.ref}/")
    assert len(second) <= len(first) + 1


def test_note_is_added_once_however_often_it_is_sent(cast, as_):
    case = cast.case()
    browser = as_(cast.amira)
    for _ in range(2):
        answer = browser.post(f"/cases/{case.ref}/notes/", {"text": "Called the rep."})
        assert answer.url == f"/cases/{case.ref}/#notes"
    notes = seen_by(cast, cast.amira, lambda: Note.objects.all())
    assert [note.text for note in notes] == ["Called the rep."]
    assert "Called the rep." in browser.get(f"/cases/{case.ref}/").text


def test_empty_note_is_refused_next_to_its_field(cast, as_):
    case = cast.case()
    answer = as_(cast.amira).post(f"/cases/{case.ref}/notes/", {"text": "  "})
    assert answer.status_code == 422
    assert answer.text.count("Write the note before you add it") == 2


def test_reader_without_a_working_role_is_told_why_not(cast, as_):
    case = cast.case()
    browser = as_(cast.idris)
    assert "Add note" not in browser.get(f"/cases/{case.ref}/").text
    answer = browser.post(f"/cases/{case.ref}/notes/", {"text": "hello"})
    assert answer.status_code == 422
    assert "Your role reads cases and does not change them" in answer.text
    page = browser.get(f"/cases/{case.ref}/barriers/open/").text
    assert "does not change them" in page


def test_markup_in_a_note_is_shown_and_not_run(cast, as_):
    case = cast.case()
    browser = as_(cast.amira)
    browser.post(f"/cases/{case.ref}/notes/", {"text": "<script>alert(1)</script>"})
    page = browser.get(f"/cases/{case.ref}/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_barrier_is_reviewed_when_policy_says_unless_told_otherwise(cast, as_):
    case = cast.case()
    as_(cast.eli).post(
        f"/cases/{case.ref}/barriers/open/",
        {"kind": "age-dispute", "source": "social worker, 18 November"},
    )
    (barrier,) = seen_by(cast, cast.eli, lambda: Barrier.objects.all())
    assert barrier.blocks == "refusal"
    assert barrier.review_on - barrier.opened_on == timedelta(days=14)


def test_same_barrier_twice_is_refused_in_words(cast, as_):
    case = cast.case()
    sent = {"kind": "prosecution", "source": "police record"}
    browser = as_(cast.eli)
    browser.post(f"/cases/{case.ref}/barriers/open/", sent)
    answer = browser.post(f"/cases/{case.ref}/barriers/open/", sent)
    assert answer.status_code == 422
    assert "has an open barrier" in answer.text
    assert len(seen_by(cast, cast.eli, lambda: Barrier.objects.all())) == 1


def test_closed_case_takes_no_barriers(cast, as_):
    case = cast.case(stage=Stage.SERVED)
    page = as_(cast.eli).get(f"/cases/{case.ref}/barriers/open/").text
    assert "This case is closed, so nothing can stand in its way" in page


def test_barrier_review_must_be_after_today(cast, as_):
    case = cast.case()
    barrier_on(cast, case)
    answer = as_(cast.eli).post(
        f"/cases/{case.ref}/barriers/prosecution/review/",
        {
            "because": "trial",
            "review_on-day": "1",
            "review_on-month": "1",
            "review_on-year": "2020",
        },
    )
    assert answer.status_code == 422
    assert "The next review must be after today" in answer.text


def test_barrier_is_closed_with_its_reason_and_a_second_click_finds_none(cast, as_):
    case = cast.case()
    barrier_on(cast, case, on=date(2026, 1, 5))
    sent = {
        "because": "Acquitted.",
        "closed_on-day": "20",
        "closed_on-month": "1",
        "closed_on-year": "2026",
    }
    browser = as_(cast.eli)
    address = f"/cases/{case.ref}/barriers/prosecution/close/"
    assert browser.post(address, sent).url == f"/cases/{case.ref}/#barriers"
    assert browser.post(address, sent).status_code == 404
    page = browser.get(f"/cases/{case.ref}/").text
    assert "1 closed barrier" in page
    assert "Acquitted." in page


def test_barrier_cannot_close_before_it_opened_or_tomorrow(cast, as_):
    case = cast.case()
    barrier_on(cast, case)
    browser = as_(cast.eli)
    address = f"/cases/{case.ref}/barriers/prosecution/close/"
    for year, words in (("2020", "cannot close before"), ("2099", "in the future")):
        sent = {"because": "x", "closed_on-day": "1", "closed_on-month": "1"}
        answer = browser.post(address, {**sent, "closed_on-year": year})
        assert words in answer.text


def test_case_is_moved_and_the_timeline_tells_it(cast, as_):
    case = cast.case()
    sent = {
        "to": "interviewed",
        "on-day": "19",
        "on-month": "11",
        "on-year": "2025",
        "because": "Interviewed by video.",
    }
    browser = as_(cast.amira)
    assert browser.post(f"/cases/{case.ref}/move/", sent).url == f"/cases/{case.ref}/"
    page = browser.get(f"/cases/{case.ref}/").text
    assert "Moved from ready to interview to interviewed" in page
    assert "Interviewed</dt><dd>19 November 2025" in page
    again = browser.post(f"/cases/{case.ref}/move/", sent)
    assert "Choose a stage that can follow" in again.text
    moved = seen_by(cast, cast.amira, lambda: Event.objects.filter(kind="case_moved"))
    assert len(moved) == 1


def test_move_offers_only_stages_that_can_follow(cast, as_):
    case = cast.case(stage=Stage.REGISTERED)
    page = as_(cast.amira).get(f"/cases/{case.ref}/move/").text
    assert 'value="screened"' in page
    assert 'value="served"' not in page


def test_timeline_is_filtered_from_the_address(cast, as_):
    case = cast.case()
    barrier_on(cast, case)
    browser = as_(cast.amira)
    browser.post(f"/cases/{case.ref}/notes/", {"text": "Called."})
    timeline = browser.get(f"/cases/{case.ref}/?show=barrier").text
    timeline = timeline.split('class="eh-timeline"')[1].split("</ol>")[0]
    assert "Barrier opened" in timeline
    assert "Called." not in timeline


# the list


def test_list_is_empty_in_words(cast, as_):
    assert "No case fits" in as_(cast.dana).get("/cases/").text


def test_list_pages_by_key_and_shows_each_case_once(cast, as_, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 2)
    refs = [
        cast.case(claimed_on=date(2025, 3, 1 + n // 2)).ref for n in range(5)
    ]  # two claimed on one day
    browser = as_(cast.dana)
    for order in ("waiting", "newest", "band"):
        address, seen = f"/cases/?order={order}", []
        while address:
            page = browser.get(address).text
            seen += [ref for ref in _refs_on(page) if ref in refs]
            following = page.split('rel="next"')[0].rsplit('href="', 1)
            address = (
                following[1].split('"')[0].replace("&amp;", "&")
                if 'rel="next"' in page
                else ""
            )
        assert sorted(seen) == sorted(refs), order
        assert len(seen) == 5


def _refs_on(page):
    return re.findall(r'<div class="eh-number eh-nowrap">([^<]+)</div>', page)


def test_list_by_band_puts_the_first_band_first_and_the_unranked_last(
    cast, as_, planned
):
    newer = cast.case(claimed_on=date(2026, 9, 1)).ref
    older = cast.case(claimed_on=date(2024, 6, 1)).ref
    planned()
    unranked = cast.case(claimed_on=date(2020, 1, 1)).ref
    page = as_(cast.dana).get("/cases/?order=band").text
    assert _refs_on(page) == [older, newer, unranked]


def test_list_is_filtered_from_the_address(cast, as_, planned):
    here = cast.case(responsible_unit=cast.liverpool)
    there = cast.case(responsible_unit=cast.mersey)
    child = cast.case(born_on=date(2012, 1, 1), unaccompanied=True)
    closed = cast.case(stage=Stage.WITHDRAWN)
    planned()
    browser = as_(cast.dana)

    def found(asked):
        return set(_refs_on(browser.get(f"/cases/?{asked}").text))

    assert found("unit=LIVERPOOL") == {here.ref}
    assert found("unit=none") == {child.ref}
    assert found("band=1") == {child.ref}
    assert found("stage=closed") == {closed.ref}
    assert found("stage=ready_to_interview") == {here.ref, there.ref, child.ref}
    assert found("band=x&stage=nonsense&order=nonsense&after=nonsense") == {
        here.ref,
        there.ref,
        child.ref,
    }


def test_search_finds_by_name_and_opens_a_whole_reference(cast, as_):
    case = cast.case(given_names="Zainab", family_name="Qureshi")
    browser = as_(cast.dana)
    assert _refs_on(browser.get("/cases/?q=zain").text) == [case.ref]
    assert browser.get(f"/cases/?q={case.ref.lower()}").url == f"/cases/{case.ref}/"
    assert "No case that you may see" in browser.get("/cases/?q=nobody").text


def test_search_is_logged_with_what_was_asked(cast, as_):
    cast.case()
    as_(cast.dana).get("/cases/?q=sayed&unit=LIVERPOOL")
    looks = seen_by(cast, cast.idris, lambda: Look.objects.filter(kind="search"))
    assert [(look.what, look.rows) for look in looks] == [
        ("Cases: unit LIVERPOOL, text “sayed”", 0)
    ]


def test_script_is_answered_with_the_part_of_the_page(cast, as_):
    cast.case()
    browser = as_(cast.dana)
    part = browser.get("/cases/", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "HX-Request" in part.headers["Vary"]
    again = browser.get(
        "/cases/",
        headers={"HX-Request": "true", "HX-History-Restore-Request": "true"},
    )
    assert "<html" in again.text


def test_list_asks_the_database_as_often_for_many_as_for_one(cast, as_):
    cast.case()
    browser = as_(cast.dana)
    browser.get("/cases/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/cases/")
    for _ in range(6):
        cast.case()
    with CaptureQueriesContext(connection) as many:
        browser.get("/cases/")
    assert len(many) == len(one)
