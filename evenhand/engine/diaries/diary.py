"""The diary of one room or person: hours, less absences, less what is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from evenhand.engine.diaries.steps import STEPS, covered, step_down, step_up


Steps = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Open:
    """Hours on a weekday (Monday is 0) from one day to another, or on a day `on`."""

    opens: time
    closes: time
    weekday: int | None = None
    on: date | None = None
    from_on: date | None = None
    to_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether these are hours of that day; `to_on` is the first they are not."""
        if self.on is not None:
            return self.on == day
        return (
            self.weekday == day.weekday()
            and (self.from_on is None or self.from_on <= day)
            and (self.to_on is None or day < self.to_on)
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """An interval of wall time, half open; `site`: where one has to be then, if at one.

    `owner` is whose it is: the interview that takes it.
    """

    starts: datetime
    ends: datetime
    site: int | None = None
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Diary:
    """All that says when somebody or something is free.

    hours     without any it is never free.
    closed    days on which it is closed, whatever the hours say.
    aways     absences and closures.
    taken     what is booked.
    at_once   how many may be taken at a time: more than one for a host only.
    from_on, to_on   outside of these days (half open) it is not there at all.
    """

    hours: Sequence[Open] = ()
    closed: frozenset[date] = frozenset()
    aways: Sequence[Stretch] = ()
    taken: Sequence[Stretch] = ()
    at_once: int = 1
    from_on: date | None = None
    to_on: date | None = None
    by_day: dict[date, list[Stretch]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[date, list[Stretch]] = {}
        for stretch in self.taken:
            found.setdefault(stretch.starts.date(), []).append(stretch)
        object.__setattr__(self, "by_day", found)

    def clear(self, days: Sequence[date]) -> Steps:
        """Which steps are not taken, whether they are hours or not: days by `STEPS`."""
        found = np.ones((len(days), STEPS), np.bool_)
        index = {day: number for number, day in enumerate(days)}
        if self.at_once == 1:
            _mark(found, self.taken, index)
            return found
        counts = np.zeros(found.shape, np.uint8)
        for stretch in self.taken:
            for number, first, last in _where(stretch, index):
                counts[number, first:last] += 1
        return counts < self.at_once

    def without(self, owner: int) -> "Diary":
        """The same diary, with what an owner has taken given back."""
        return replace(self, taken=[one for one in self.taken if one.owner != owner])

    def in_week(self, day: date) -> int:
        """How many interviews it has in the week of a day, Monday to Sunday."""
        monday = day - timedelta(days=day.weekday())
        return sum(
            len(self.by_day.get(monday + timedelta(days=number), ()))
            for number in range(7)
        )

    def open(self, days: Sequence[date]) -> Steps:
        """Which steps are hours and no absence, taken or not: days by `STEPS`."""
        found = np.zeros((len(days), STEPS), np.bool_)
        if not self.hours:
            return found
        index = {day: number for number, day in enumerate(days)}
        there = [
            (number, day)
            for number, day in enumerate(days)
            if day not in self.closed and self._there(day)
        ]
        for hours in self.hours:
            first, last = step_up(hours.opens), step_down(hours.closes)
            for number, day in there:
                if hours.holds(day):
                    found[number, first:last] = True
        _mark(found, self.aways, index)
        return found

    def _there(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (
            self.to_on is None or day < self.to_on
        )


def _mark(steps: Steps, stretches: Sequence[Stretch], index: dict[date, int]) -> None:
    for stretch in stretches:
        for number, first, last in _where(stretch, index):
            steps[number, first:last] = False


def _where(stretch: Stretch, index: dict[date, int]) -> list[tuple[int, int, int]]:
    first_day, last_day = stretch.starts.date(), stretch.ends.date()
    if first_day == last_day:
        days = [first_day] if first_day in index else []
    else:
        days = [day for day in index if first_day <= day <= last_day]
    return [
        (index[day], *covered(stretch.starts, stretch.ends, day, whole=False))
        for day in days
    ]
