"""Before and after a run, by group; and runs of a unit or of full caseloads."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.replay_plan import carry_out_replay
from evenhand.planning.effects.queries import ages_in_words, effects_of
from evenhand.planning.models import Run
from evenhand.releases.queries import policy_of
from evenhand.web.charts import interval_charts
from tests.cast import AT, ON, Cast


AGES = [0, 16, 18, 25]


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
def page_of(cast: Cast, as_) -> Callable[[Run, str], str]:
    def read(run: Run, by: str) -> str:
        return as_(cast.dana).get(f"/planning/{run.pk}/?show=effects&by={by}").text

    return read


def test_few_cases_are_not_told_apart(cast, planned, page_of) -> None:
    for _ in range(9):
        cast.case()
    page = page_of(planned(), "nationality")
    assert "Fewer than 10 cases waited" in page
    assert "<caption" not in page
    assert 'id="what-it-means"' in page


def test_groups_are_told_before_and_after(cast, planned, page_of) -> None:
    for day in range(1, 13):
        cast.case(claimed_on=date(2025, 3, day), sex="female")
        cast.case(claimed_on=date(2025, 4, day), sex="male")
    page = page_of(planned(), "sex")
    rows = rows_of(page)
    assert rows["Female"][:3] == ["12", "5 42%", "7"]
    assert rows["Male"][:3] == ["12", "0 0%", "12"]
    assert rows["All"][:3] == ["24", "5 21%", "19"]
    assert rows["Male"][3].startswith("42 points less")
    assert rows["Female"][4] == "Too few to tell"
    assert "593 days; longest 598 days" in rows["Male"][5]
    assert "People whose sex is recorded as “Male” are given a place less often" in page
    assert "0% against 42%" in page
    assert (
        "most of all" not in page.split("recorded as “Male”")[1].split("</strong>")[0]
    )
    assert page.count('role="img"') == 2, "the plot for a desk and for a phone"


def test_small_groups_are_told_together(cast, planned, page_of) -> None:
    for _ in range(10):
        cast.case()
    cast.case(nationality="Eritrea")
    cast.case(nationality="Iran")
    rows = rows_of(page_of(planned(), "nationality"))
    assert set(rows) == {"3 nationalities, together", "All"}
    assert rows["All"][3] == "Nobody else"


def test_hidden_case_is_counted_in_no_group(cast, planned, page_of) -> None:
    for _ in range(10):
        cast.case()
    for _ in range(10):
        cast.case(restriction="restricted", nationality="Iran")
    run = planned()
    rows = rows_of(page_of(run, "nationality"))
    assert rows["Syria"][0] == rows["All"][0] == "10"
    assert "Iran" not in rows
    with acting_as(cast.service):
        policy = policy_of(run.release)
        groups = effects_of(run, policy).groups["nationality"]
    assert groups.whole.before == 20
    assert [group.key for group in groups.told] == ["Iran", "Syria"]


def test_case_hidden_after_the_run_is_counted_no_more(cast, planned, page_of) -> None:
    cases = [cast.case() for _ in range(11)]
    run = planned()
    assert rows_of(page_of(run, "band"))["All"][0] == "11"
    with acting_as(cast.service):
        cases[0].restriction = "restricted"
        cases[0].save()
    assert rows_of(page_of(run, "band"))["All"][0] == "10"


def test_age_is_that_of_the_day_of_claim(cast, planned) -> None:
    claimed = date(2025, 3, 1)
    cast.case(claimed_on=claimed, born_on=date(2007, 3, 1))
    cast.case(claimed_on=claimed, born_on=date(2007, 3, 2))
    cast.case(claimed_on=claimed, born_on=None)
    run = planned()
    with acting_as(cast.dana):
        ages = set(run.effects.values_list("age", flat=True))
    assert ages == {18, 17, None}


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (-1, "Not recorded"),
        (0, "Under 16"),
        (16, "16 to 17"),
        (18, "18 to 24"),
        (25, "25 and over"),
    ],
)
def test_ages_are_worded(first: int, words: str) -> None:
    assert ages_in_words(first, AGES) == words


def test_intervals_are_drawn_around_nothing() -> None:
    for chart in interval_charts([("Leeds", -0.2, -0.3, 0.05, "20 points less", True)]):
        (drawn,) = chart.ranges
        assert drawn.low < drawn.point < chart.zero < drawn.high
        assert [value for _, value in chart.marks][0] <= -30
        assert 0 in [value for _, value in chart.marks]
        assert chart.any_marked


def test_run_says_of_what_it_is_and_which_other_waits(cast, as_) -> None:
    cast.case()
    runs = []
    for scope in ({}, {"unit": cast.liverpool, "places": "caseload"}):
        with acting_as(cast.dana):
            run = create_run(on=ON, by=cast.dana, at=AT, **scope)
        runs.append(carry_out(run.pk, at=AT))
    browser = as_(cast.dana)
    first, second = (browser.get(f"/planning/{run.pk}/").text for run in runs)
    assert "The nation, this week&#39;s places." in first
    assert "Liverpool, full caseloads." in second
    assert (
        f"Run {runs[1].pk}</a> (Liverpool, full caseloads) is for the same week"
        in first
    )
    assert f"Run {runs[0].pk}</a> (the nation" in second
    assert "Room in caseloads" in second
    with acting_as(cast.dana):
        runs[1].proposals.update(state="left out")
    assert "is for the same week" not in browser.get(f"/planning/{runs[0].pk}/").text
    assert "Liverpool, full caseloads" in browser.get("/planning/").text


def test_run_of_another_unit_or_week_is_not_beside_it(cast, as_) -> None:
    cast.case(responsible_unit=cast.mersey)
    runs = []
    for on, unit in (
        (ON, cast.liverpool),
        (ON, cast.mersey),
        (ON + timedelta(days=7), None),
    ):
        with acting_as(cast.dana):
            run = create_run(on=on, by=cast.dana, at=AT, unit=unit)
        runs.append(carry_out(run.pk, at=AT))
    for run in runs:
        page = as_(cast.dana).get(f"/planning/{run.pk}/").text
        assert "is for the same week" not in page


def test_run_made_in_the_night_says_so(cast, as_) -> None:
    cast.case()
    with acting_as(cast.service):
        run = create_run(on=ON, by=cast.service, at=AT, night_of=ON)
    carry_out(run.pk, at=AT)
    assert "Made in the night" in as_(cast.dana).get(f"/planning/{run.pk}/").text
    assert "Made in the night" in as_(cast.dana).get("/planning/").text


def test_run_is_started_for_a_unit_and_full_caseloads(cast, as_) -> None:
    day = timezone.localdate() + timedelta(days=1)
    sent = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
    browser = as_(cast.dana)
    nation = browser.post("/planning/start/", sent)
    unit = browser.post(
        "/planning/start/", {**sent, "unit": "LIVERPOOL", "places": "caseload"}
    )
    assert nation.url != unit.url
    with acting_as(cast.dana):
        run = Run.objects.get(unit=cast.liverpool)
    assert run.places == Run.Places.CASELOAD
    for wrong in ({"unit": "NOWHERE"}, {"places": "all"}):
        answer = browser.post("/planning/start/", {**sent, **wrong})
        assert answer.status_code == 422
        assert "from the list" in answer.text


def test_run_is_worked_out_again_and_answers_in_words(cast, as_, planned) -> None:
    cast.case()
    run = planned()
    browser = as_(cast.dana)
    for _ in range(2):
        answer = browser.post(f"/planning/{run.pk}/replay/")
        assert answer.url == f"/planning/{run.pk}/?show=replay"
    with acting_as(cast.dana):
        asked = run.replays.get()
    assert "Being worked out." in browser.get(answer.url).text
    carry_out_replay(asked.pk, at=AT)
    page = browser.get(answer.url).text
    assert "The same plan, case by case." in page
    with acting_as(cast.service):
        for row_by_row, same, words in (
            (False, True, "The plan holds."),
            (True, False, "Not the same plan."),
            (False, False, "The plan does not hold"),
        ):
            run.replays.update(row_by_row=row_by_row, same=same)
            assert words in browser.get(answer.url).text


def test_run_that_still_works_cannot_be_worked_out_again(cast, as_) -> None:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    browser = as_(cast.dana)
    browser.post(f"/planning/{run.pk}/replay/")
    assert "once it has made its proposals" in browser.get("/planning/").text
    assert as_(cast.amira).post(f"/planning/{run.pk}/replay/").status_code == 403
