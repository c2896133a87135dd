"""Take the time of everybody an interview brings together, or of nobody.

Whoever changes hours, absences or what is taken locks the calendars first, always in the
same order: two who want the same wait for each other, and never each for the other. A site
is locked to be shared by the bookings in it, and by whoever closes it alone.

The last word is the database's: rows that overlap are refused (`appointments_taken_once`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from evenhand.core.verdict import Refused


# The first half of the key of our locks; the second is the number of a calendar.
_LOCKS = 0x41504F49

_LOCK = """
SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(%(locks)s, id)
            ELSE pg_advisory_xact_lock(%(locks)s, id) END
FROM unnest(%(ids)s::int[], %(shared)s::boolean[]) AS x (id, shared)
"""
# Locks of two calls have no order together: whoever holds some already waits for none.
_HOLDS_SOME = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
               AND classid = %s AND pid = pg_backend_pid())
"""
_TRY = """
SELECT bool_and(CASE WHEN shared THEN pg_try_advisory_xact_lock_shared(%(locks)s, id)
                     ELSE pg_try_advisory_xact_lock(%(locks)s, id) END)
FROM unnest(%(ids)s::int[], %(shared)s::boolean[]) AS x (id, shared)
"""
_TAKE = """
INSERT INTO appointments_taken (calendar_id, interview_id, during, site_id, shared)
SELECT x.calendar, %(interview)s, tstzrange(%(starts)s, x.until), x.site, x.shared
FROM unnest(%(calendars)s::bigint[], %(untils)s::timestamptz[], %(sites)s::bigint[],
            %(shared)s::boolean[]) AS x (calendar, until, site, shared)
"""
_FREE = "DELETE FROM appointments_taken WHERE interview_id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class Holding:
    """A calendar to be taken until an instant, turn-round in it.

    site    where they must be; None, they take part by a link.
    shared  may overlap others: a host receives several at once.
    """

    calendar: int
    until: datetime
    site: int | None = None
    shared: bool = False


class Clash(Refused):
    """Somebody or something is taken already; the words say so without saying by whom."""


def lock_calendars(ids: Iterable[int], *, shared: Iterable[int] = ()) -> None:
    """Wait until nobody else changes these calendars, until the transaction ends.

    A transaction that has locked others before does not wait: two of them could wait for
    each other. It raises `Clash` where somebody else has one of these just now.
    """
    alone = set(ids)
    both = sorted(alone | set(shared))
    asked: dict[str, Any] = {
        "locks": _LOCKS,
        "ids": both,
        "shared": [one not in alone for one in both],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS_SOME, [_LOCKS])
        if not cursor.fetchone()[0]:
            cursor.execute(_LOCK, asked)
            cursor.fetchall()
            return
        cursor.execute(_TRY, asked)
        if cursor.fetchone()[0] is False:
            raise Clash("Somebody else is booking one of them just now. Try again")


def take(interview: int, starts_at: datetime, holdings: Sequence[Holding]) -> None:
    """Take all of these for an interview. Raises `Clash` where one is taken, taking none."""
    ordered = sorted(holdings, key=lambda one: one.calendar)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _TAKE,
                {
                    "interview": interview,
                    "starts": starts_at,
                    "calendars": [one.calendar for one in ordered],
                    "untils": [one.until for one in ordered],
                    "sites": [one.site for one in ordered],
                    "shared": [one.shared for one in ordered],
                },
            )
    except IntegrityError as clash:
        if "appointments_taken_once" in str(clash):
            raise Clash("Somebody else has just booked one of them") from clash
        raise


def give_back(interviews: Sequence[int]) -> None:
    """Free all that interviews have taken."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [list(interviews)])
