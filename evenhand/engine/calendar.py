"""Working days by nation of the United Kingdom, and none beyond what is known.

Bank holidays are those of GOV.UK as packaged with govuk-bank-holidays; nothing is
fetched. A day outside the years they cover is refused rather than guessed.
"""

import datetime
from enum import StrEnum
from functools import cache

from govuk_bank_holidays.bank_holidays import BankHolidays


DAY = datetime.timedelta(days=1)
SATURDAY = 5


class Nation(StrEnum):
    """Whose bank holidays count; the names are GOV.UK's."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


class BeyondTheCalendar(ValueError):
    """A day for which no bank holidays are known; says so in a sentence."""


def known_until() -> datetime.date:
    """The last day for which bank holidays are known: the end of the last full year."""
    return _known()[1]


def is_working_day(day: datetime.date, nation: Nation | str) -> bool:
    """Whether the day is neither a weekend nor a bank holiday there.

    Raises BeyondTheCalendar for a day outside the years known.
    """
    _within(day)
    return day.weekday() < SATURDAY and day not in _holidays(Nation(nation))


def add_working_days(
    day: datetime.date, count: int, nation: Nation | str
) -> datetime.date:
    """The working day that is `count` working days after (before, if negative) a day.

    The day itself is not counted, working or not; zero answers the day itself. Five
    working days after Thursday 1 April 2021, before Easter, are Monday 12 April in
    England and Friday 9 April in Scotland, where Easter Monday is worked.

    Raises BeyondTheCalendar where that leaves the years known.
    """
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        if is_working_day(day, nation):
            left -= 1
    _within(day)
    return day


def working_days_between(
    start: datetime.date, end: datetime.date, nation: Nation | str
) -> int:
    """How many working days there are after `start`, up to and with `end`.

    Negative when `end` is before `start`: so many working days must be taken off.
    Counts as `add_working_days` does.

    Raises BeyondTheCalendar where either is outside the years known.
    """
    _within(start)
    _within(end)
    if end < start:
        return -_working_days(end - DAY, start - DAY, Nation(nation))
    return _working_days(start, end, Nation(nation))


def _working_days(after: datetime.date, until: datetime.date, nation: Nation) -> int:
    """Working days in (after, until]; whole weeks are not walked through."""
    weeks, rest = divmod((until - after).days, 7)
    counted = weeks * 5 + sum(
        (until - DAY * back).weekday() < SATURDAY for back in range(rest)
    )
    return counted - sum(
        after < holiday <= until and holiday.weekday() < SATURDAY
        for holiday in _holidays(nation)
    )


def _within(day: datetime.date) -> None:
    first, last = _known()
    if not first <= day <= last:
        raise BeyondTheCalendar(
            f"Bank holidays are known from {_said(first)} to {_said(last)};"
            f" {_said(day)} is outside that."
        )


def _said(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


@cache
def _holidays(nation: Nation) -> frozenset[datetime.date]:
    return frozenset(event["date"] for event in _data().data[nation.value])


@cache
def _data() -> BankHolidays:
    return BankHolidays(use_cached_holidays=True)


@cache
def _known() -> tuple[datetime.date, datetime.date]:
    """The first and last day of the years that all nations have holidays for.

    A year counts as known when it has Christmas Day or its substitute everywhere:
    lists are published a year at a time, and that is their last entry but one.
    """
    years = set.intersection(
        *(
            {day.year for day in _holidays(nation) if day.month == 12 and day.day >= 25}
            for nation in Nation
        )
    )
    return datetime.date(min(years), 1, 1), datetime.date(max(years), 12, 31)
