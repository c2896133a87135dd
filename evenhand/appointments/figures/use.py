"""Hours that rooms and people are open, and hours of them that are taken.

Counted from hours and `Taken` alone, so that every reader is told the same
(docs/adr/0037). Absences and closures are not taken off what is open: time that is not
free cannot be told apart by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from django.db import connection

from evenhand.appointments.models import Calendar
from evenhand.engine.calendar import SATURDAY, Nation, is_working_day
from evenhand.engine.diaries.steps import instant


WEEK = timedelta(days=7)
ROOMS = Calendar.Kind.ROOM.value
INTERVIEWERS = Calendar.Kind.INTERVIEWER.value
INTERPRETERS = Calendar.Kind.INTERPRETER.value
KINDS = (ROOMS, INTERVIEWERS, INTERPRETERS)

# Whose calendars: the site they count with, and from when until when they are there.
_OF = {
    ROOMS: "SELECT calendar_id, site_id, from_on, to_on FROM appointments_room",
    INTERVIEWERS: """
        SELECT i.calendar_id, i.site_id, s.started_on AS from_on, s.left_on AS to_on
        FROM appointments_interviewer i
        JOIN workforce_staffmember s ON s.id = i.staff_member_id""",
    INTERPRETERS: """
        SELECT calendar_id, base_id AS site_id, contract_from AS from_on,
               least(contract_until, vetted_until) AS to_on
        FROM appointments_interpreter""",
}
_SIZES = """
SELECT x.site_id, count(DISTINCT x.calendar_id) FROM ({of}) x
JOIN appointments_hours h ON h.calendar_id = x.calendar_id
WHERE (x.from_on IS NULL OR x.from_on < %(until)s)
  AND (x.to_on IS NULL OR x.to_on > %(since)s) GROUP BY 1
"""
# A beginning before the weeks, or an end after them, says nothing of them: without it
# thousands of calendars are a few hundred rows.
_OPEN = """
SELECT x.site_id, h.weekday, h."on",
       nullif(greatest(h.from_on, x.from_on, %(since)s), %(since)s),
       nullif(least(h.to_on, x.to_on, %(until)s), %(until)s),
       sum(extract(epoch FROM h.closes - h.opens))::float8 / 60
FROM ({of}) x JOIN appointments_hours h ON h.calendar_id = x.calendar_id
WHERE h.weekday IS NOT NULL OR h."on" >= %(since)s AND h."on" < %(until)s
GROUP BY 1, 2, 3, 4, 5
"""
_TAKEN = """
SELECT x.site_id,
       date_trunc('week', lower(t.during) AT TIME ZONE 'Europe/London')::date,
       sum(extract(epoch FROM upper(t.during) - lower(t.during)))::float8 / 60
FROM appointments_taken t JOIN ({of}) x ON x.calendar_id = t.calendar_id
WHERE t.during && tstzrange(%(first)s, %(last)s) AND NOT t.shared
GROUP BY 1, 2
"""
_SITES = "SELECT id, name, nation, open_on_holidays FROM appointments_site"


@dataclass(frozen=True, slots=True)
class Use:
    """Of one site in one week: minutes open and minutes taken. No site: "" is its name."""

    site: str
    monday: date
    open: float
    taken: float


@dataclass(frozen=True, slots=True)
class Used:
    """The use of all of a kind, and how many of them count with each site."""

    uses: list[Use]
    sizes: dict[str, int]


def use_of(kind: str, mondays: Sequence[date]) -> Used:
    """The use of rooms, interviewers or interpreters in some weeks, in their order."""
    of, since, until = _OF[kind], mondays[0], mondays[-1] + WEEK
    asked = {"since": since, "until": until}
    sites: dict[int | None, tuple[str, str, bool]] = {
        pk: (name, nation, always) for pk, name, nation, always in _rows(_SITES)
    }
    sites[None] = ("", Nation.ENGLAND_AND_WALES, False)
    opened: dict[tuple[int | None, date], float] = {}
    for (site, weekday), weeks in _by_weekday(
        _rows(_OPEN.format(of=of), asked), since, len(mondays)
    ).items():
        _, nation, always = sites[site]
        for monday, minutes in zip(mondays, weeks, strict=True):
            day = monday + timedelta(days=weekday)
            # Interpreters keep no holidays; nor do sites that open on them.
            if minutes and (always or kind == INTERPRETERS or _works(nation, day)):
                opened[site, monday] = opened.get((site, monday), 0) + minutes
    span = {"first": instant(since, 0), "last": instant(until, 0)}
    taken = {
        (site, monday): minutes
        for site, monday, minutes in _rows(_TAKEN.format(of=of), span)
    }
    return Used(
        uses=[
            Use(
                site=sites[site][0],
                monday=monday,
                open=opened.get((site, monday), 0),
                taken=taken.get((site, monday), 0),
            )
            for site in sites
            for monday in mondays
            if (site, monday) in opened or (site, monday) in taken
        ],
        sizes={
            sites[site][0]: size for site, size in _rows(_SIZES.format(of=of), asked)
        },
    )


def _by_weekday(
    rows: Sequence[tuple[Any, ...]], since: date, count: int
) -> dict[tuple[int | None, int], list[float]]:
    """Minutes open in each of so many weeks, by site and day of the week.

    What begins and what ends is noted at its week and summed at the end: hours that hold
    for years are then looked at once.
    """
    changes: dict[tuple[int | None, int], list[float]] = {}
    for site, said, on, from_on, to_on, minutes in rows:
        weekday = on.weekday() if said is None else said
        first, last = (
            (_weeks(from_on, since, weekday, 0), _weeks(to_on, since, weekday, count))
            if on is None
            else ((on - since).days // 7, (on - since).days // 7 + 1)
        )
        change = changes.setdefault((site, weekday), [0.0] * (count + 1))
        if first < last:
            change[first] += minutes
            change[last] -= minutes
    return {
        place: list(accumulate(change[:count])) for place, change in changes.items()
    }


def _weeks(day: date | None, since: date, weekday: int, unbound: int) -> int:
    """The first week whose day of that name is not before a day."""
    return unbound if day is None else -(-((day - since).days - weekday) // 7)


@cache
def _works(nation: str, day: date) -> bool:
    """Whether no bank holiday falls on it, there; weekends are as good as any."""
    return day.weekday() >= SATURDAY or is_working_day(day, Nation(nation))


def _rows(question: str, asked: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        return list(cursor.fetchall())
