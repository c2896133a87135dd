import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engine.calendar import (
    BeyondTheCalendar,
    Nation,
    add_working_days,
    is_working_day,
    known_until,
    working_days_between,
)


DAY = datetime.timedelta(days=1)
MAUNDY_THURSDAY = datetime.date(2021, 4, 1)

days = st.dates(datetime.date(2020, 6, 1), datetime.date(2027, 6, 1))
nations = st.sampled_from(Nation)


@pytest.mark.parametrize(
    ("nation", "count", "expected"),
    [
        # Five working days after a missed appointment
        ("england-and-wales", 5, datetime.date(2021, 4, 12)),
        ("scotland", 5, datetime.date(2021, 4, 9)),
        ("northern-ireland", 5, datetime.date(2021, 4, 12)),
        # Two working days after posting: deemed service
        ("england-and-wales", 2, datetime.date(2021, 4, 7)),
        ("scotland", 2, datetime.date(2021, 4, 6)),
    ],
)
def test_working_days_over_easter_2021(nation, count, expected):
    assert add_working_days(MAUNDY_THURSDAY, count, nation) == expected
    assert working_days_between(MAUNDY_THURSDAY, expected, nation) == count


@pytest.mark.parametrize(
    ("day", "worked_in"),
    [
        (datetime.date(2021, 4, 2), set()),  # Good Friday
        (datetime.date(2021, 4, 5), {"scotland"}),  # Easter Monday
        (datetime.date(2021, 1, 4), {"england-and-wales", "northern-ireland"}),
        (datetime.date(2021, 7, 12), {"england-and-wales", "scotland"}),
        (datetime.date(2021, 11, 30), {"england-and-wales", "northern-ireland"}),
        (datetime.date(2021, 12, 25), set()),  # a Saturday
        (datetime.date(2021, 12, 28), set()),  # in its place
        (datetime.date(2022, 9, 19), set()),  # the State Funeral
        (datetime.date(2021, 4, 6), set(Nation)),
    ],
)
def test_each_nation_keeps_its_own_holidays(day, worked_in):
    assert {nation for nation in Nation if is_working_day(day, nation)} == worked_in


@given(days, st.integers(0, 300), nations)
@settings(max_examples=60, deadline=None)
def test_adding_and_counting_agree(day, count, nation):
    later = add_working_days(day, count, nation)
    assert working_days_between(day, later, nation) == count


@given(days, days, nations)
@settings(max_examples=60, deadline=None)
def test_counting_is_counting_day_by_day(start, end, nation):
    first, last = min(start, end), max(start, end)
    if end < start:
        walked = [first + DAY * n for n in range((last - first).days)]
        sign = -1
    else:
        walked = [first + DAY * (n + 1) for n in range((last - first).days)]
        sign = 1
    counted = sum(is_working_day(day, nation) for day in walked)
    assert working_days_between(start, end, nation) == sign * counted


@given(days, nations, st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_step_back_undoes_a_step_forward_between_working_days(day, nation, count):
    start = add_working_days(day, 1, nation)
    there = add_working_days(start, count, nation)
    assert add_working_days(there, -count, nation) == start


def test_days_that_are_not_known_are_refused_in_a_sentence():
    beyond = known_until() + DAY
    with pytest.raises(
        BeyondTheCalendar, match="Bank holidays are known from 1 January"
    ):
        is_working_day(beyond, "scotland")
    with pytest.raises(BeyondTheCalendar):
        add_working_days(known_until(), 1, "scotland")
    with pytest.raises(BeyondTheCalendar):
        add_working_days(beyond, 0, "scotland")
    with pytest.raises(BeyondTheCalendar):
        working_days_between(MAUNDY_THURSDAY, beyond, "scotland")


def test_the_calendar_reaches_far_enough_to_plan_with():
    assert known_until() >= datetime.date(2027, 12, 31)


def test_a_nation_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="france"):
        is_working_day(MAUNDY_THURSDAY, "france")
