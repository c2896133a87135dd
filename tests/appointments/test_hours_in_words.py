"""Hours as people write them, and as they are said again."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.appointments.calendars.words import (
    read_stretches,
    read_time,
    say_stretches,
    say_time,
    say_week,
)
from evenhand.core.verdict import Refused


QUARTERS = st.integers(7 * 4, 21 * 4).map(lambda n: time(n // 4, n % 4 * 15))


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("9am to 5pm", [(time(9), time(17))]),
        ("9-17", [(time(9), time(17))]),
        (
            "2pm to 5:30pm, 9am until midday",
            [(time(9), time(12)), (time(14), time(17, 30))],
        ),
        ("09:00 – 12.30", [(time(9), time(12, 30))]),
        ("9am to 1pm, 1pm to 5pm", [(time(9), time(13)), (time(13), time(17))]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(typed, hours):
    assert read_stretches(typed) == hours


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nine to five", "“nine” is not a time"),
        ("9am", "write them as 9am to 5pm"),
        ("5pm to 9am", "must end later"),
        ("9am to 1pm, 12:45 to 5pm", "overlap"),
        ("9:10 to 5pm", "quarter of an hour"),
        ("6am to 5pm", "from 7am to 9pm"),
        ("25:00 to 26:00", "not a time of day"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_a_sentence(typed, said):
    with pytest.raises(Refused, match=said):
        read_stretches(typed)


@given(QUARTERS)
def test_a_time_that_is_said_is_read_as_the_same(at):
    assert read_time(say_time(at)) == at


@given(st.lists(QUARTERS, min_size=2, max_size=6, unique=True))
def test_hours_that_are_said_are_read_as_the_same(times):
    ordered = sorted(times)
    stretches = list(zip(ordered[::2], ordered[1::2], strict=False))
    assert read_stretches(say_stretches(stretches)) == stretches


def test_days_alike_are_said_together():
    nine_to_five = [(time(9), time(17))]
    week = [nine_to_five] * 5 + [[], []]
    assert say_week(week) == "Monday to Friday 9am to 5pm"
    week[2] = [(time(9), time(12))]
    assert say_week(week) == (
        "Monday and Tuesday 9am to 5pm; Wednesday 9am to midday; "
        "Thursday and Friday 9am to 5pm"
    )
    assert say_week([[]] * 7) == ""
