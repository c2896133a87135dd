"""Read calendars and what is known of them, all or some, in one query a table."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from evenhand.appointments.board.entries import (
    CompanionEntry,
    HostEntry,
    InterpreterEntry,
    InterviewerEntry,
    RoomEntry,
    SiteEntry,
    Spoken,
)
from evenhand.engine.diaries.diary import Open, Stretch


_SOME = "(%(every)s OR {column} = ANY (%(calendars)s))"

_HOURS = f"""
SELECT calendar_id, opens, closes, weekday, "on", from_on, to_on
FROM appointments_hours WHERE {_SOME.format(column="calendar_id")}
"""
_AWAYS = f"""
SELECT calendar_id, lower(during) AT TIME ZONE 'Europe/London',
       upper(during) AT TIME ZONE 'Europe/London'
FROM appointments_away
WHERE ended_at IS NULL AND during && tstzrange(%(since)s, %(until)s)
  AND {_SOME.format(column="calendar_id")}
"""
_ABSENCES = f"""
SELECT i.calendar_id, a.from_on, a.to_on
FROM workforce_absence a
JOIN appointments_interviewer i ON i.staff_member_id = a.staff_member_id
WHERE a.to_on > %(since)s::date AND {_SOME.format(column="i.calendar_id")}
"""
_TAKEN = f"""
SELECT calendar_id, lower(during) AT TIME ZONE 'Europe/London',
       upper(during) AT TIME ZONE 'Europe/London', site_id, interview_id
FROM appointments_taken
WHERE during && tstzrange(%(since)s, %(until)s)
  AND {_SOME.format(column="calendar_id")}
"""
_SITES = f"""
SELECT id, calendar_id, code, name, nation, unit_id, partner <> '', open_on_holidays,
       from_on, to_on
FROM appointments_site WHERE {_SOME.format(column="calendar_id")}
"""
_ROOMS = f"""
SELECT id, calendar_id, site_id, name, mode, seats,
       ARRAY(SELECT jsonb_array_elements_text(equipment || access)),
       turn_round_minutes, from_on, to_on
FROM appointments_room WHERE {_SOME.format(column="calendar_id")}
"""
_HOSTS = f"""
SELECT id, calendar_id, site_id, name, at_once, from_on, to_on
FROM appointments_host WHERE {_SOME.format(column="calendar_id")}
"""
_INTERVIEWERS = f"""
SELECT i.id, i.calendar_id,
       ARRAY(SELECT h.skill FROM workforce_skillheld h
             WHERE h.staff_member_id = s.id ORDER BY h.id),
       ARRAY(SELECT h.expires_on FROM workforce_skillheld h
             WHERE h.staff_member_id = s.id ORDER BY h.id),
       s.id, s.name, i.sex, i.site_id, s.unit_id, i.by_video, i.week_limit, s.left_on
FROM appointments_interviewer i JOIN workforce_staffmember s ON s.id = i.staff_member_id
WHERE {_SOME.format(column="i.calendar_id")}
"""
_INTERPRETERS = f"""
SELECT i.id, i.calendar_id,
       ARRAY(SELECT l.language FROM appointments_interpreterlanguage l
             WHERE l.interpreter_id = i.id ORDER BY l.id),
       ARRAY(SELECT l.dialect FROM appointments_interpreterlanguage l
             WHERE l.interpreter_id = i.id ORDER BY l.id),
       ARRAY(SELECT l.level::int FROM appointments_interpreterlanguage l
             WHERE l.interpreter_id = i.id ORDER BY l.id),
       i.name, i.sex, i.base_id, i.in_person, i.by_video,
       i.week_limit, i.contract_from, least(i.contract_until, i.vetted_until)
FROM appointments_interpreter i WHERE {_SOME.format(column="i.calendar_id")}
"""
_REPRESENTATIVES = f"""
SELECT id, calendar_id, name, by_video, from_on, to_on
FROM appointments_representative WHERE {_SOME.format(column="calendar_id")}
"""
_ADULTS = f"""
SELECT id, calendar_id, name, false, from_on, least(to_on, vetted_until)
FROM appointments_responsibleadult WHERE {_SOME.format(column="calendar_id")}
"""
_JOURNEYS = "SELECT postcode_area, site_id, minutes FROM appointments_journey"
_BETWEEN = "SELECT one_id, other_id, minutes FROM appointments_between"


class Reading:
    """What the database says of some calendars, or of all (`calendars` None).

    `since` is the instant before which nothing matters any longer, and `until`, where
    there is one, that from which on nothing is asked.
    """

    def __init__(
        self,
        calendars: Sequence[int] | None,
        since: datetime,
        until: datetime | None = None,
    ) -> None:
        self._asked: dict[str, Any] = {
            "every": calendars is None,
            "calendars": list(calendars or ()),
            "since": since,
            "until": until,
        }

    def hours(self) -> dict[int, list[Open]]:
        """Hours of each calendar."""
        found: dict[int, list[Open]] = defaultdict(list)
        for calendar, *said in self._rows(_HOURS):
            found[calendar].append(Open(*said))
        return found

    def aways(self) -> dict[int, list[Stretch]]:
        """Absences and closures of each; an absence of staff takes whole days."""
        found: dict[int, list[Stretch]] = defaultdict(list)
        for calendar, starts, ends in self._rows(_AWAYS):
            found[calendar].append(Stretch(starts, ends))
        for calendar, first, until in self._rows(_ABSENCES):
            found[calendar].append(Stretch(_midnight(first), _midnight(until)))
        return found

    def taken(self) -> dict[int, list[Stretch]]:
        """What is booked in each."""
        found: dict[int, list[Stretch]] = defaultdict(list)
        for calendar, starts, ends, site, interview in self._rows(_TAKEN):
            found[calendar].append(Stretch(starts, ends, site, interview))
        return found

    def sites(self) -> list[SiteEntry]:
        """The sites among them."""
        return [SiteEntry(*row) for row in self._rows(_SITES)]

    def rooms(self) -> list[RoomEntry]:
        """The rooms among them."""
        return [
            RoomEntry(pk, calendar, site, name, mode, seats, frozenset(features), *rest)
            for pk, calendar, site, name, mode, seats, features, *rest in self._rows(
                _ROOMS
            )
        ]

    def hosts(self) -> list[HostEntry]:
        """The hosts among them."""
        return [HostEntry(*row) for row in self._rows(_HOSTS)]

    def interviewers(self) -> list[InterviewerEntry]:
        """The interviewers among them, with their skills."""
        return [
            InterviewerEntry(pk, calendar, dict(zip(skills, ends, strict=True)), *rest)
            for pk, calendar, skills, ends, *rest in self._rows(_INTERVIEWERS)
        ]

    def interpreters(self) -> list[InterpreterEntry]:
        """The interpreters among them, with what they speak."""
        return [
            InterpreterEntry(
                pk, calendar, tuple(map(Spoken, languages, dialects, levels)), *rest
            )
            for pk, calendar, languages, dialects, levels, *rest in self._rows(
                _INTERPRETERS
            )
        ]

    def representatives(self) -> list[CompanionEntry]:
        """The representatives among them."""
        return [CompanionEntry(*row) for row in self._rows(_REPRESENTATIVES)]

    def adults(self) -> list[CompanionEntry]:
        """The responsible adults among them; they come to the site."""
        return [CompanionEntry(*row) for row in self._rows(_ADULTS)]

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._asked)
            return list(cursor.fetchall())


def read_journeys() -> dict[str, dict[int, int]]:
    """How long people of each postcode area travel to each site, in minutes."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_JOURNEYS)
        for area, site, minutes in cursor.fetchall():
            found[area][site] = minutes
    return found


def read_travel() -> dict[tuple[int, int], int]:
    """How long it takes from one site to another, either way, in minutes."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN)
        for one, other, minutes in cursor.fetchall():
            found[one, other] = found[other, one] = minutes
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
