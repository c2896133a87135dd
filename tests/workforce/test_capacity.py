"""Weekly places: agreed places for the days a person is there."""

from datetime import date, timedelta

import pytest

from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Absence, SkillHeld
from tests.cast import ON, Cast


MONDAY = ON - timedelta(days=ON.weekday())


def places(on: date = ON) -> dict:
    frame = weekly_places(on)
    return {row["ref"]: row for row in frame.iter_rows(named=True)}


def test_only_people_who_decide_have_places(cast: Cast) -> None:
    assert list(places()) == ["S-amira"]
    assert places()["S-amira"]["places"] == 5


@pytest.mark.parametrize(("days", "left"), [(1, 4), (2, 3), (5, 0), (30, 0)])
def test_absence_takes_its_days_places(cast: Cast, days: int, left: int) -> None:
    Absence.objects.create(
        staff_member=cast.amira.staff_member,
        from_on=MONDAY,
        to_on=MONDAY + timedelta(days=days),
    )
    assert places()["S-amira"]["places"] == left


def test_absence_that_ended_on_monday_takes_nothing(cast: Cast) -> None:
    Absence.objects.create(
        staff_member=cast.amira.staff_member,
        from_on=MONDAY - timedelta(days=7),
        to_on=MONDAY,
    )
    assert places()["S-amira"]["places"] == 5


def test_part_of_a_place_is_no_place(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.weekly_places = 3
    amira.save()
    Absence.objects.create(
        staff_member=amira, from_on=MONDAY, to_on=MONDAY + timedelta(days=1)
    )
    assert places()["S-amira"]["places"] == 2  # 3 x 4 / 5 = 2.4


def test_leaver_has_no_places_and_joiner_the_days_after_joining(cast: Cast) -> None:
    amira = cast.amira.staff_member
    amira.started_on = MONDAY + timedelta(days=3)
    amira.save()
    assert places()["S-amira"]["places"] == 2
    amira.started_on, amira.left_on = date(2024, 1, 1), ON
    amira.save()
    assert places() == {}


def test_expired_training_does_not_count(cast: Cast) -> None:
    SkillHeld.objects.create(
        staff_member=cast.amira.staff_member, skill="trafficking", expires_on=ON
    )
    assert places()["S-amira"]["skills"] == ["children"]
    day_before = ON - timedelta(days=1)
    assert places(day_before)["S-amira"]["skills"] == ["children", "trafficking"]
