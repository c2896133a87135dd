"""Runs: started, watched, looked at, and accepted in part or whole."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evenhand.casework.cases.services import touch_cases
from evenhand.casework.models import Case
from evenhand.core.models import Event
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import create_run
from evenhand.planning.models import Proposal, Run
from evenhand.web.charts import load_chart, load_charts
from evenhand.web.formats import next_working_week
from evenhand.web.planning import reading
from tests.accepting import open_all
from tests.cast import AT, ON


SAID = {"reason": "fits-the-child", "because": "her social worker agrees"}


def typed(day: date) -> dict[str, str]:
    return {
        "on-day": str(day.day),
        "on-month": str(day.month),
        "on-year": str(day.year),
    }


def proposals_of(cast, run):
    with acting_as(cast.dana):
        return list(Proposal.objects.filter(run=run).select_related("case"))


def test_planning_without_runs_says_what_a_run_does(cast, as_):
    page = as_(cast.dana).get("/planning/").text
    assert "No runs yet" in page
    assert "Start run" in page


def test_run_is_started_once_however_often_the_button_is_pressed(cast, as_):
    browser = as_(cast.dana)
    sent = typed(timezone.localdate() + timedelta(days=1))
    first = browser.post("/planning/start/", sent)
    second = browser.post("/planning/start/", sent)
    assert first.url == second.url
    assert Run.objects.count() == 1
    assert "is under way" in browser.get(first.url).text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 1, 1), "must not be in the past"),
        (date(2099, 1, 1), "within the next 60 days"),
    ],
)
def test_run_for_a_day_that_makes_no_sense_is_refused(day, words, cast, as_):
    answer = as_(cast.dana).post("/planning/start/", typed(day))
    assert answer.status_code == 422
    assert words in answer.text
    assert not Run.objects.exists()


def test_run_is_proposed_for_the_coming_week_at_a_weekend():
    assert next_working_week(date(2026, 11, 22)) == date(2026, 11, 23)
    assert next_working_week(date(2026, 11, 20)) == date(2026, 11, 20)


def test_only_workflow_managers_plan(cast, as_):
    for user in (cast.amira, cast.cass, cast.idris):
        browser = as_(user)
        assert browser.get("/planning/").status_code == 403
        assert browser.post("/planning/start/", typed(ON)).status_code == 403


def test_run_that_works_says_how_far_it_is_and_loads_itself_when_done(
    cast, as_, planned
):
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    browser = as_(cast.dana)
    page = browser.get(f"/planning/{run.pk}/").text
    assert "Waiting to start: step 1 of 3" in page
    assert 'hx-trigger="every 2s"' in page
    script = {"HX-Request": "true"}
    part = browser.get(f"/planning/{run.pk}/progress/", headers=script)
    assert "HX-Refresh" not in part.headers
    done = planned()
    part = browser.get(f"/planning/{done.pk}/progress/", headers=script)
    assert part.headers["HX-Refresh"] == "true"
    plain = browser.get(f"/planning/{done.pk}/progress/")
    assert plain.url == f"/planning/{done.pk}/"


def test_run_that_failed_says_why(cast, as_):
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
        Run.objects.update(state=Run.State.FAILED, why_failed="Nobody works here")
    page = as_(cast.dana).get(f"/planning/{run.pk}/").text
    assert "Nobody works here" in page
    assert "Accept" not in page.split("<main")[1]


def test_run_that_does_not_exist_is_not_found(cast, as_):
    assert as_(cast.dana).get("/planning/99/").status_code == 404
    assert as_(cast.dana).post("/planning/99/accept/").status_code == 404


def test_run_with_nothing_to_propose_says_so(cast, as_, planned):
    page = as_(cast.dana).get(f"/planning/{planned().pk}/").text
    assert "This run proposes nothing" in page


def test_accepting_asks_once_and_names_the_number(cast, as_, planned):
    cases = [cast.case() for _ in range(2)]
    run = planned()
    browser = as_(cast.dana)
    assert "Accept 2 proposals" not in browser.get(f"/planning/{run.pk}/").text
    open_all(run, by=cast.dana)
    assert "Accept 2 proposals" in browser.get(f"/planning/{run.pk}/").text
    asked = browser.post(f"/planning/{run.pk}/accept/", {})
    assert "2 cases will be given to 1 decision maker" in asked.text
    with acting_as(cast.dana):
        assert not Case.objects.exclude(owner=None).exists()
    done = browser.post(
        f"/planning/{run.pk}/accept/", {"sure": "2", "because": "looked at both"}
    )
    assert "Accepted 2 proposals." in browser.get(done.url).text
    with acting_as(cast.dana):
        owners = set(Case.objects.values_list("owner__name", flat=True))
        because = set(
            Event.objects.filter(
                kind="case_allocated", case_id__in=[c.pk for c in cases]
            ).values_list("because", flat=True)
        )
    assert owners == {"Amira Test"}
    assert because == {"looked at both"}


def test_accepting_twice_is_harmless_and_said(cast, as_, planned):
    cast.case()
    run = planned()
    open_all(run, by=cast.dana)
    browser = as_(cast.dana)
    for _ in range(2):
        browser.post(f"/planning/{run.pk}/accept/", {"sure": "1"})
    page = browser.get(f"/planning/{run.pk}/").text
    assert "Somebody may have accepted them already" in page
    with acting_as(cast.dana):
        assert Event.objects.filter(kind="case_allocated").count() == 1


def test_number_that_changed_meanwhile_is_asked_again(cast, as_, planned):
    cast.case()
    cast.case()
    run = planned()
    answer = as_(cast.dana).post(f"/planning/{run.pk}/accept/", {"sure": "3"})
    assert answer.status_code == 200
    assert "The number has changed since you looked" in answer.text


def test_some_proposals_are_accepted_by_choice_or_filter(cast, as_, planned):
    child = cast.case(born_on=date(2012, 1, 1), unaccompanied=True)
    cast.case()
    run = planned()
    browser = as_(cast.dana)
    address = f"/planning/{run.pk}/accept/"
    assert "Accept 1 proposal" in browser.post(address, {"band": "1"}).text
    (chosen,) = [p for p in proposals_of(cast, run) if p.case_id == child.pk]
    sent = {"proposal": [chosen.pk], "sure": "1"}
    unopened = browser.post(address, sent | SAID)
    assert unopened.status_code == 422
    assert "Open 1 proposal first" in unopened.text
    browser.get(f"/planning/{run.pk}/proposals/{child.ref}/")
    assert "Choose a reason" in browser.post(address, sent).text
    assert "own words" in browser.post(address, sent | {"reason": "other"}).text
    browser.post(address, sent | SAID)
    states = {p.case_id: p.state for p in proposals_of(cast, run)}
    assert states.pop(child.pk) == Proposal.State.ACCEPTED
    assert set(states.values()) == {Proposal.State.PROPOSED}


def test_case_that_changed_meanwhile_is_left_out_and_named(cast, as_, planned):
    case = cast.case()
    cast.case()
    run = planned()
    with acting_as(cast.service):
        touch_cases([case.pk], at=AT)
    open_all(run, by=cast.dana)
    browser = as_(cast.dana)
    done = browser.post(f"/planning/{run.pk}/accept/", {"sure": "2"})
    page = browser.get(done.url).text
    banner, below = page.split("</h1>", 1)
    assert "Accepted 1 proposal. 1 case was left out" in banner
    assert case.ref not in banner
    assert case.ref in below
    assert "It changed after the run read it" in below


def test_proposal_of_another_run_cannot_be_slipped_in(cast, as_, planned):
    cast.case()
    first, second = planned(), planned()
    (other,) = proposals_of(cast, first)
    answer = as_(cast.dana).post(
        f"/planning/{second.pk}/accept/", {"proposal": [other.pk], "sure": "1"}
    )
    assert answer.status_code == 302
    assert all(p.state == Proposal.State.PROPOSED for p in proposals_of(cast, first))


def test_cases_not_placed_are_grouped_by_what_would_unblock_them(cast, as_, planned):
    far = cast.case(nationality="Vietnam")
    run = planned()
    browser = as_(cast.dana)
    page = browser.get(f"/planning/{run.pk}/?show=not-placed").text
    assert "Nobody works in their units" in page
    assert far.ref in page
    other = browser.get(f"/planning/{run.pk}/?show=not-placed&why=full").text
    assert far.ref not in other


def test_proposals_page_by_position(cast, as_, planned, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for _ in range(3):
        cast.case()
    run = planned()
    page = as_(cast.dana).get(f"/planning/{run.pk}/").text
    assert "after=2" in page
    page = as_(cast.dana).get(f"/planning/{run.pk}/?after=2").text
    assert page.count('name="proposal"') == 1


def test_what_a_run_read_is_told(cast, as_, planned):
    run = planned()
    page = as_(cast.dana).get(f"/planning/{run.pk}/?show=read").text
    assert "as known on 20 November 2026 at 9am" in page
    assert "polars" in page


def test_chart_begins_at_zero_and_marks_what_is_over():
    chart = load_chart([("Leeds", 12, 10), ("Wales", 0, 7)])
    assert chart.marks[0] == (chart.layout.left, 0)
    leeds, wales = chart.bars
    assert leeds.over
    assert not wales.over
    assert leeds.load_width > leeds.room_width > wales.room_width
    assert wales.load_width == 0
    assert load_chart([]).bars == []


def test_chart_for_a_phone_fits_it():
    wide, narrow = load_charts([("Non-Suspensive Appeals", 1212, 10), ("Wales", 0, 7)])
    for chart in (wide, narrow):
        ends = [chart.layout.left + bar.load_width for bar in chart.bars]
        assert max(ends) <= chart.layout.width
        assert chart.marks[-1][0] <= chart.layout.width
    assert narrow.layout.width < 390
    assert narrow.layout.above, "a label stands above its bar"
