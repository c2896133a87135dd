"""The priorities of release 1: who counts as supported, points, bands."""

import datetime

import pytest

from evenhand.engine.rules.reference import evaluate
from evenhand.engine.rules.release import Release
from tests.policy.asking import CHILD_ALONE
from tests.policy.conftest import ON, Asked


def months_ago(months: int) -> datetime.date:
    """The same day of the month, so many whole months before the tests' day."""
    since = ON.year * 12 + ON.month - 1 - months
    return datetime.date(since // 12, since % 12 + 1, ON.day)


@pytest.mark.parametrize(
    ("support", "accommodation", "supported"),
    [
        ("subsistence only", "own means", True),
        ("section 95", "dispersal", True),
        ("section 98", "not recorded", True),
        ("section 4", "own means", True),
        ("not recorded", "hotel", True),
        ("not recorded", "Napier", True),
        ("not recorded", "own means", False),
        ("not recorded", "not recorded", False),
        ("none", "own means", False),
    ],
)
def test_support_is_counted_apart_from_accommodation(
    asked: Asked, support: str, accommodation: str, supported: bool
) -> None:
    answers = asked(support=support, accommodation=accommodation)
    assert answers.supported is supported
    assert answers.priority_points == (40 if supported else 0)


def test_the_case_on_the_page_has_140_points_and_band_2(asked: Asked) -> None:
    answers = asked(
        claimed_on=months_ago(31),
        support="section 95",
        accommodation="dispersal",
        nationality="Syria",
        vulnerabilities=("trafficking",),
    )
    assert (answers.waiting_points, answers.priority_points) == (80, 60)
    assert (answers.points, answers.band) == (140, 2)
    assert answers.fired["priority_points"] == ["PR-013", "PR-020"]


@pytest.mark.parametrize(
    "facts",
    [
        {"expedites": ("court order",)},
        {"high_harm": True},
        dict(CHILD_ALONE),
        {"claimed_on": months_ago(60)},
    ],
    ids=["court order", "high harm", "child alone", "five years"],
)
def test_one_first_priority_is_enough_for_the_first_band(
    asked: Asked, facts: dict[str, object]
) -> None:
    assert asked(**facts).band == 1


def test_three_years_are_enough_for_the_second_band(asked: Asked) -> None:
    assert asked(claimed_on=months_ago(36)).band == 2
    assert asked(claimed_on=months_ago(35)).band == 3


def test_letters_and_requests_do_not_buy_the_first_band(asked: Asked) -> None:
    both = asked(expedites=("pre-action letter", "MP expedite"))
    assert both.band == 3


def test_a_child_is_scored_once(asked: Asked) -> None:
    alone = asked(**CHILD_ALONE)
    family = asked(**{**CHILD_ALONE, "uasc_at_claim": False})
    assert alone.fired["priority_points"] == ["PR-011"]
    assert family.fired["priority_points"] == ["PR-012"]
    assert alone.points > family.points


def test_every_recorded_need_counts_the_same(release: Release) -> None:
    on = ON
    for need in release.registers["vulnerabilities"].values:
        outcome = evaluate(release, "priority_points", {"vulnerabilities": (need,)}, on)
        assert outcome.outputs["priority_points"] == 20, need


def test_waiting_points_never_fall(release: Release) -> None:
    points = [
        evaluate(release, "waiting_points", {"waiting_months": months}, ON).outputs[
            "waiting_points"
        ]
        for months in range(-1, 400)
    ]
    assert points == sorted(points)
    assert points[0] == 0


def test_only_the_table_of_waiting_points_reads_a_clock_for_points(
    release: Release,
) -> None:
    facts = release.vocabulary.facts
    clocks = {fact.name for fact in facts.values() if fact.clock}
    assert {"waiting_months", "age_now", "treated_as_child"} <= clocks
    assert set(release.tables["waiting_points"].inputs) == {"waiting_months"}
    for name in ("priority_points", "supported", "band"):
        assert not clocks & set(release.tables[name].inputs), name


def test_bands_are_those_of_the_standards(release: Release, asked: Asked) -> None:
    bands = release.standards["band"]
    assert [band["number"] for band in bands] == [1, 2, 3, 4, 5]
    for band in bands:
        edge = band["points_from"]
        for points, expected in ((edge, band["number"]), (edge - 1, None)):
            outcome = evaluate(release, "band", {"points": points}, ON)
            if expected is not None:
                assert outcome.outputs["band"] == expected
            elif edge:
                assert outcome.outputs["band"] == band["number"] + 1
