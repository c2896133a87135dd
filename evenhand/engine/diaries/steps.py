"""A day in quarter hours, from seven in the morning to nine at night, by the wall clock.

The clocks change at night, so that each quarter hour of these is one instant.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


LONDON = ZoneInfo("Europe/London")
MINUTES = 15
OPENS, CLOSES = time(7), time(21)
FIRST = OPENS.hour * 60
STEPS = (CLOSES.hour * 60 - FIRST) // MINUTES


def steps_for(minutes: int) -> int:
    """How many quarter hours hold so many minutes."""
    return -(-minutes // MINUTES)


def step_up(at: time) -> int:
    """The first step that begins at or after a time of day; from 0 to `STEPS`."""
    return _within(-(-_past_opening(at) // MINUTES))


def step_down(at: time) -> int:
    """The last step that begins at or before a time of day; from 0 to `STEPS`."""
    return _within(_past_opening(at) // MINUTES)


def time_of(step: int) -> time:
    """When a step begins, by the wall clock."""
    minutes = FIRST + step * MINUTES
    return time(minutes // 60, minutes % 60)


def instant(day: date, step: int) -> datetime:
    """When a step of a day begins, as an instant in London."""
    return datetime.combine(day, time_of(step), LONDON)


def local(at: datetime) -> datetime:
    """An instant by the wall clock of London, without its zone."""
    return at.astimezone(LONDON).replace(tzinfo=None)


def covered(
    starts: datetime, ends: datetime, day: date, *, whole: bool
) -> tuple[int, int]:
    """The steps of a day in an interval of wall time; `whole`: those wholly in it.

    Else those it touches. The second is not below the first, and the same where none is.
    """
    dawn, dusk = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
    low, high = max(starts, dawn), min(ends, dusk)
    if low >= high:
        return 0, 0
    before, after = _steps(low - dawn), _steps(high - dawn)
    if whole:
        first, last = -(-before[0] // before[1]), after[0] // after[1]
        return first, max(first, last)
    return before[0] // before[1], -(-after[0] // after[1])


def _steps(past: timedelta) -> tuple[int, int]:
    return int(past.total_seconds()), MINUTES * 60


def _past_opening(at: time) -> int:
    # A second past the minute counts as the next minute when rounding up is meant;
    # hours are said in whole minutes, so that it never is.
    return at.hour * 60 + at.minute - FIRST


def _within(step: int) -> int:
    return min(max(step, 0), STEPS)
