"""Which phase each case moves in: those linked together, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.engine.calendar import Nation, is_working_day


@dataclass(frozen=True, slots=True)
class Timetable:
    """How many phases, from which day, how many days apart, and at most how many cases.

    `most` None: the phases share all cases alike.
    """

    phases: int
    first_on: date
    days_apart: int = 7
    most: int | None = None


def days_of(timetable: Timetable) -> list[date]:
    """The day of each phase; one that is no working day is put off to the next."""
    return [
        _working(timetable.first_on + timedelta(days=number * timetable.days_apart))
        for number in range(timetable.phases)
    ]


def phases_of(
    groups: Sequence[Sequence[int]], *, phases: int, most: int | None
) -> list[list[int]]:
    """Deal groups out to phases in the order given, none divided: cases for each phase.

    A phase takes groups until the next would make it more than `most` (None: an equal
    part of all); a group greater than that has a phase to itself. What comes after the
    last phase is in none. A group never goes before one that is given earlier.
    """
    total = sum(len(group) for group in groups)
    limit = most if most is not None else max(1, -(-total // phases))
    dealt: list[list[int]] = [[]]
    for group in groups:
        if dealt[-1] and len(dealt[-1]) + len(group) > limit:
            if len(dealt) == phases and most is not None:
                break
            if len(dealt) < phases:
                dealt.append([])
        dealt[-1].extend(group)
    return [phase for phase in dealt if phase]


def _working(day: date) -> date:
    while not is_working_day(day, Nation.ENGLAND_AND_WALES):
        day += timedelta(days=1)
    return day
