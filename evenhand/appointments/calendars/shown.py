"""Days of calendars as they may be shown: what is booked, what is free, what is not.

What is booked for a case that the reader may not see, an absence and a closure are all
the one thing, "not free" (docs/adr/0037): time is taken from hours, absences and `Taken`,
and what is told of an interview from `Interview`, as the reader sees it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from itertools import groupby

import numpy as np

from evenhand.appointments.board.kept import Kept, board_of
from evenhand.appointments.models import Interview
from evenhand.core.arrays import AnyOf
from evenhand.engine.diaries.diary import Diary, Steps
from evenhand.engine.diaries.steps import STEPS, covered


class Being(Enum):
    """How a stretch of a day stands."""

    CLOSED = "closed"
    FREE = "free"
    NOT_FREE = "not free"
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a day, in quarter hours from seven: `first` in it, `last` not."""

    being: Being
    first: int
    last: int
    interview: Interview | None = None


Shown = dict[tuple[int, date], list[Part]]


def parts_of(
    calendars: Collection[int],
    days: Sequence[date],
    *,
    within: Mapping[int, int] | None = None,
) -> Shown:
    """The parts of each day of each calendar, in order, without a gap.

    calendars  those to be shown.
    days       in order, within the years whose bank holidays are known.
    within     the calendar of the site that has to be open too, by that of its room; and
               of the site at whose bank holidays somebody is off.
    """
    within = within or {}
    kept = board_of([*calendars, *set(within.values())], days)
    seen = _seen(kept, calendars, days)
    rooms = kept.register.rooms
    found: Shown = {}
    for calendar in calendars:
        diary = kept.board.diaries.get(calendar, Diary())
        hours, there = _hours(diary, days)
        site = kept.board.diaries.get(within.get(calendar, 0))
        if site is not None and calendar in rooms:
            its_hours, its_there = _hours(site, days)
            hours, there = hours & its_hours, there & its_there
        for number, day in enumerate(days):
            found[calendar, day] = _parts(
                diary, day, hours[number], there[number], seen
            )
    return found


def _hours(diary: Diary, days: Sequence[date]) -> tuple[Steps, Steps]:
    """Hours, whatever else; and those of them that no absence takes away."""
    return replace(diary, aways=()).open(days), diary.open(days)


def _seen(
    kept: Kept, calendars: Collection[int], days: Sequence[date]
) -> dict[int, Interview]:
    """The interviews of these days whose cases the reader may see."""
    ids = {
        taken.owner
        for calendar in calendars
        for day in days
        for taken in kept.board.taken(calendar, day)
        if taken.owner is not None
    }
    if not ids:
        return {}
    return {
        interview.pk: interview
        for interview in Interview.objects.filter(AnyOf("id", sorted(ids)))
        .select_related(
            "case", "site", "room", "interviewer__staff_member", "interpreter"
        )
        .defer("case__version")
    }


def _parts(
    diary: Diary,
    day: date,
    hours: np.ndarray,
    there: np.ndarray,
    seen: Mapping[int, Interview],
) -> list[Part]:
    steps: list[tuple[Being, int]] = [
        (
            (Being.FREE if free else Being.NOT_FREE) if hour else Being.CLOSED,
            0,
        )
        for hour, free in zip(hours, there, strict=True)
    ]
    for taken in diary.by_day.get(day, ()):
        first, last = covered(taken.starts, taken.ends, day, whole=False)
        own = taken.owner in seen
        for step in range(first, last):
            if own:
                steps[step] = (Being.BOOKED, taken.owner or 0)
            elif hours[step] and steps[step][0] is not Being.BOOKED:
                steps[step] = (Being.NOT_FREE, 0)
    parts, at = [], 0
    for (being, owner), run in groupby(steps):
        length = len(list(run))
        parts.append(Part(being, at, at + length, seen.get(owner)))
        at += length
    assert at == STEPS
    return parts


def week_of(day: date) -> list[date]:
    """The seven days of the week of a day, from its Monday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]
