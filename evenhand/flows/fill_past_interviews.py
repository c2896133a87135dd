"""Give the demo a year of past interviews, so that figures and pilots have what to show.

Drawn for the cases there are (synthetic/appointments/past) and written as arrays. What a
past interview took (`Taken`) is written for the last quarter alone, which is all that the
use of rooms and people is counted of. Nothing is told of them in the history of a case.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from evenhand.appointments.models import Interview, State
from evenhand.casework.models import Stage
from evenhand.casework.people.queries import adult_since
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.engine.diaries.steps import LONDON
from evenhand.synthetic.appointments.geography import nearest
from evenhand.synthetic.appointments.past import (
    QUARTER,
    Attempt,
    Offices,
    Place,
    Somebody,
    Waited,
    past_interviews,
)
from evenhand.synthetic.draws import Chance


_CASES = """
SELECT c.id, c.claimed_on, c.interviewed_on,
       coalesce(
           coalesce(p.assessed_born_on, p.treated_as_born_on, p.claimed_born_on)
               > %(adult_since)s,
           t.unaccompanied_at_claim
       ),
       coalesce(substring(upper(r.postcode) from '^[A-Z]{1,2}'), ''),
       o.id, coalesce(s.language, ''), coalesce(s.dialect, ''),
       coalesce(n.interviewer_sex, ''), coalesce(n.interpreter_sex, ''),
       n.short_notice_agreed_on IS NOT NULL, n.adult_id
FROM casework_case c
JOIN casework_caseperson t ON t.case_id = c.id AND t.role = 'main applicant'
JOIN casework_person p ON p.id = t.person_id
LEFT JOIN casework_personlanguage s
       ON s.person_id = p.id AND s.position = 1 AND s.interpreter_needed
LEFT JOIN casework_residence r ON r.case_id = c.id AND r.to_on IS NULL
LEFT JOIN appointments_interviewer o ON o.staff_member_id = c.owner_id
LEFT JOIN appointments_interviewneeds n ON n.case_id = c.id
WHERE c.interviewed_on IS NOT NULL OR c.stage = %(ready)s
ORDER BY c.ref
"""
_ROOMS = """
SELECT r.id, s.code, r.mode, r.calendar_id, r.site_id, r.turn_round_minutes
FROM appointments_room r JOIN appointments_site s ON s.id = r.site_id
WHERE EXISTS (SELECT FROM appointments_hours h WHERE h.calendar_id = r.calendar_id)
ORDER BY s.code, r.id
"""
_INTERVIEWERS = """
SELECT i.id, i.sex, coalesce(s.code, ''), i.calendar_id,
       ARRAY(SELECT h.weekday::int FROM appointments_hours h
             WHERE h.calendar_id = i.calendar_id AND h.weekday IS NOT NULL)
FROM appointments_interviewer i LEFT JOIN appointments_site s ON s.id = i.site_id
ORDER BY i.id
"""
_INTERPRETERS = """
SELECT i.id, i.sex, coalesce(s.code, ''), i.calendar_id,
       ARRAY(SELECT h.weekday::int FROM appointments_hours h
             WHERE h.calendar_id = i.calendar_id AND h.weekday IS NOT NULL),
       ARRAY(SELECT l.language || '|' || l.dialect
             FROM appointments_interpreterlanguage l WHERE l.interpreter_id = i.id)
FROM appointments_interpreter i LEFT JOIN appointments_site s ON s.id = i.base_id
ORDER BY i.id
"""
_WRITE = """
INSERT INTO appointments_interview
    (case_id, uid, sequence, version, kind, state, mode, starts_at, ends_at,
     break_minutes, language, dialect, site_id, room_id, interviewer_id, interpreter_id,
     interpreter_on_site, adult_id, wishes_unmet, short_notice, because, booked_at,
     booked_by_id, started_at, ended_at, outcome, cancelled_at, cancelled_by_id,
     cancelled_for, cancelled_because)
SELECT case_id, uid, sequence, 1, kind, state, mode, starts_at, ends_at, 0, language,
       dialect, site_id, room_id, interviewer_id, interpreter_id, false, adult_id,
       wishes::jsonb, short_notice, '', booked_at, %(by)s, started_at, ended_at,
       outcome, cancelled_at, CASE WHEN cancelled_at IS NULL THEN NULL ELSE %(by)s END,
       cancelled_for, because
FROM unnest(%(case_id)s::bigint[], %(uid)s::uuid[], %(sequence)s::int[],
            %(kind)s::text[], %(state)s::text[], %(mode)s::text[],
            %(starts_at)s::timestamptz[], %(ends_at)s::timestamptz[],
            %(language)s::text[], %(dialect)s::text[], %(site_id)s::bigint[],
            %(room_id)s::bigint[], %(interviewer_id)s::bigint[],
            %(interpreter_id)s::bigint[], %(adult_id)s::bigint[], %(wishes)s::text[],
            %(short_notice)s::boolean[], %(booked_at)s::timestamptz[],
            %(started_at)s::timestamptz[], %(ended_at)s::timestamptz[],
            %(outcome)s::text[], %(cancelled_at)s::timestamptz[],
            %(cancelled_for)s::text[], %(because)s::text[])
     AS x (case_id, uid, sequence, kind, state, mode, starts_at, ends_at, language,
           dialect, site_id, room_id, interviewer_id, interpreter_id, adult_id, wishes,
           short_notice, booked_at, started_at, ended_at, outcome, cancelled_at,
           cancelled_for, because)
RETURNING id
"""
_FOLLOW = """
UPDATE appointments_interview i SET follows_id = x.follows
FROM unnest(%s::bigint[], %s::bigint[]) AS x (id, follows) WHERE i.id = x.id
"""
_TAKE = """
INSERT INTO appointments_taken (calendar_id, interview_id, during, site_id, shared)
SELECT calendar, interview, tstzrange(starts, ends), site, false
FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[],
            %s::bigint[]) AS x (calendar, interview, starts, ends, site)
"""
_SHORT = 6  # days of notice, fewer than which are short


def fill_past_interviews(*, seed: int, by: User, on: date, at: datetime) -> int:
    """Draw and write the interviews of the year before a day; how many they are.

    None where there are past ones already, or no rooms.
    """
    with acting_as(by):
        if Interview.objects.filter(starts_at__lt=at).exists():
            return 0
        rooms = _rows(_ROOMS)
        interviewers = _rows(_INTERVIEWERS)
        interpreters = _rows(_INTERPRETERS)
        offices = Offices(
            rooms=tuple(Place(pk, site, mode) for pk, site, mode, *_ in rooms),
            interviewers=tuple(
                Somebody(pk, sex, site, frozenset(days))
                for pk, sex, site, _, days in interviewers
            ),
            interpreters=tuple(
                Somebody(pk, sex, site, frozenset(days), _spoken(said))
                for pk, sex, site, _, days, said in interpreters
            ),
            near=nearest(),
        )
        attempts = past_interviews(_cases(on), offices, on=on, chance=Chance(seed))
        if not attempts:
            return 0
        ids = _write(attempts, {pk: site for pk, _, _, _, site, _ in rooms}, seed, by)
        _take(
            [(pk, one) for pk, one in zip(ids, attempts, strict=True) if one.held],
            {pk: (calendar, site, turn) for pk, _, _, calendar, site, turn in rooms},
            {pk: (calendar, site) for pk, _, site, calendar, _ in interviewers},
            {pk: calendar for pk, _, _, calendar, _, _ in interpreters},
            since=on - QUARTER,
        )
        with connection.cursor() as cursor:
            for table in ("interview", "taken"):
                cursor.execute(f"ANALYZE appointments_{table}")
        return len(attempts)


def _cases(on: date) -> list[Waited]:
    asked = {"adult_since": adult_since(on), "ready": Stage.READY_TO_INTERVIEW.value}
    return [
        Waited(
            case=pk,
            claimed_on=claimed_on,
            held_on=held_on,
            child=child,
            area=area,
            owner=owner,
            language=language,
            dialect=dialect,
            sexes=(interviewer_sex, interpreter_sex),
            short_notice=short_notice,
            adult=adult,
        )
        for (
            pk, claimed_on, held_on, child, area, owner, language, dialect,
            interviewer_sex, interpreter_sex, short_notice, adult,
        ) in _rows(_CASES, asked)
    ]  # fmt: skip


def _write(
    attempts: Sequence[Attempt], sites: dict[int, int], seed: int, by: User
) -> list[int]:
    rng = Chance(seed).stream("past interviews, written")
    late = rng.integers(0, 20, len(attempts))
    columns: dict[str, list[Any]] = {
        name: [] for name in (
            "case_id", "uid", "sequence", "kind", "state", "mode", "starts_at",
            "ends_at", "language", "dialect", "site_id", "room_id", "interviewer_id",
            "interpreter_id", "adult_id", "wishes", "short_notice", "booked_at",
            "started_at", "ended_at", "outcome", "cancelled_at", "cancelled_for",
            "because",
        )
    }  # fmt: skip
    for number, one in enumerate(attempts):
        starts, ends = _times(one)
        wait = timedelta(minutes=int(late[number]))
        off = None if one.ahead is None else starts - timedelta(days=one.ahead, hours=1)
        state = State.HELD if one.held else State.NOT_HELD
        row = (
            one.waited.case, UUID(bytes=rng.bytes(16), version=4),
            int(one.cancelled), one.kind, State.CANCELLED if off else state, one.mode,
            starts, ends, one.waited.language, one.waited.dialect, sites[one.room],
            one.room, one.interviewer, one.interpreter, one.waited.adult,
            _list(one.unmet), one.notice < _SHORT, starts - timedelta(days=one.notice),
            starts + wait if one.held else None,
            ends + wait if one.held else (None if off else starts + wait),
            "" if off else one.cause, off, one.cause if off else "",
            "As it happened" if off else "",
        )  # fmt: skip
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {**columns, "by": by.pk})
        ids = [pk for (pk,) in cursor.fetchall()]
        place = {id(one): pk for one, pk in zip(attempts, ids, strict=True)}
        follows = [
            (place[id(one)], place[id(one.follows)])
            for one in attempts
            if one.follows is not None
        ]
        cursor.execute(_FOLLOW, [[a for a, _ in follows], [b for _, b in follows]])
    return ids


def _take(
    held: Sequence[tuple[int, Attempt]],
    rooms: dict[int, tuple[int, int, int]],
    interviewers: dict[int, tuple[int, str]],
    interpreters: dict[int, int],
    *,
    since: date,
) -> None:
    rows: list[tuple[Any, ...]] = []
    for pk, one in held:
        if one.on < since:
            continue
        starts, ends = _times(one)
        room, site, turn = rooms[one.room]
        rows.append((room, pk, starts, ends + timedelta(minutes=turn), site))
        calendar, home = interviewers[one.interviewer]
        rows.append((calendar, pk, starts, ends, site if home == one.site else None))
        if one.interpreter is not None:
            rows.append((interpreters[one.interpreter], pk, starts, ends, None))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(column) for column in zip(*rows, strict=True)])


def _times(one: Attempt) -> tuple[datetime, datetime]:
    """When it was to begin and to end, by the clock of London."""
    hours, minutes = divmod(one.starts, 60)
    starts = datetime.combine(one.on, time(hours, minutes), LONDON)
    return starts, starts + timedelta(minutes=one.minutes)


def _spoken(said: Sequence[str]) -> frozenset[tuple[str, str]]:
    pairs = (words.partition("|") for words in said)
    return frozenset((language, dialect) for language, _, dialect in pairs)


def _list(words: Sequence[str]) -> str:
    quoted = ", ".join(f'"{word}"' for word in words)
    return f"[{quoted}]"


def _rows(question: str, asked: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        return list(cursor.fetchall())
