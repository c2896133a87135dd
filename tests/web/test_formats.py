"""Dates, times and numbers read as people write them."""

from datetime import UTC, date, datetime

import pytest

from evenhand.web import formats


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2021, 5, 4), "4 May 2021"),
        (datetime(2026, 7, 31, 23, 30, tzinfo=UTC), "1 August 2026"),
        (None, ""),
    ],
)
def test_day_is_written_out_in_london(value, words):
    assert formats.day(value) == words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (14, 30, "2:30pm"),
        (9, 0, "9am"),
        (12, 0, "midday"),
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (12, 15, "12:15pm"),
    ],
)
def test_time_of_day_is_said_as_people_say_it(hour, minute, words):
    assert formats.time_of_day(datetime(2026, 1, 5, hour, minute, tzinfo=UTC)) == words


def test_time_of_day_follows_summer_time():
    assert formats.time_of_day(datetime(2026, 7, 1, 13, 30, tzinfo=UTC)) == "2:30pm"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "no cases"), (1, "1 case"), (1412, "1,412 cases")],
)
def test_counted_agrees_with_its_noun(count, words):
    assert formats.counted(count, "case") == words


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 31), 2),
        (date(2023, 4, 22), date(2026, 11, 22), 43),
    ],
)
def test_months_between_counts_whole_months_only(earlier, later, months):
    assert formats.months_between(earlier, later) == months


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (date(2026, 11, 20), "today"),
        (date(2026, 11, 19), "1 day"),
        (date(2026, 10, 20), "4 weeks"),
        (date(2024, 3, 1), "32 months"),
    ],
)
def test_how_long_uses_the_unit_people_would(earlier, words):
    assert formats.how_long(earlier, date(2026, 11, 20)) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 20), "today"),
        (date(2026, 11, 21), "tomorrow"),
        (date(2026, 11, 15), "5 days overdue"),
        (date(2027, 1, 5), "by 5 January 2027"),
    ],
)
def test_when_due_is_said_against_today(due, words):
    assert formats.when_due(due, date(2026, 11, 20)) == words


def test_age_changes_on_the_birthday_itself():
    born = date(2008, 11, 20)
    assert formats.years_between(born, date(2026, 11, 19)) == 17
    assert formats.years_between(born, date(2026, 11, 20)) == 18
