"""How interviews of a period ended: what was lost and why, and who was invited again.

Counted among the interviews of cases that the reader may see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from evenhand.appointments.interviews.states import CancelledFor, Outcome, State


# What a cause is told as, whether it was said before the day or on it.
NOT_ATTENDED, NOT_COME = "Claimant did not attend", "Claimant could not come"
INTERPRETER, INTERVIEWER = "Interpreter", "Interviewer"
ADULT, REPRESENTATIVE = "Responsible adult", "Representative"
TECHNICAL, SITE, ON_THE_CASE = (
    "Technical failure",
    "Site or room",
    "Something on the case",
)
CAUSES: dict[str, str] = {
    Outcome.DID_NOT_ATTEND: NOT_ATTENDED,
    Outcome.UNFIT: NOT_COME,
    CancelledFor.CLAIMANT: NOT_COME,
    Outcome.INTERPRETER_FAILURE: INTERPRETER,
    CancelledFor.INTERPRETER: INTERPRETER,
    Outcome.INTERVIEWER_AWAY: INTERVIEWER,
    CancelledFor.INTERVIEWER: INTERVIEWER,
    Outcome.ADULT_AWAY: ADULT,
    CancelledFor.ADULT: ADULT,
    Outcome.REPRESENTATIVE_AWAY: REPRESENTATIVE,
    CancelledFor.REPRESENTATIVE: REPRESENTATIVE,
    Outcome.TECHNICAL_FAILURE: TECHNICAL,
    Outcome.SITE_CLOSED: SITE,
    CancelledFor.SITE: SITE,
    CancelledFor.BARRIER: ON_THE_CASE,
}
PART_HEARD, HELD = "Part heard", "Held before"
# Nobody was invited in vain by these: the time was given to others, or never meant.
NOT_LOST = (CancelledFor.REPLANNED.value, CancelledFor.ERROR.value)

_PERIOD = """
    i.starts_at >= %(since)s AND i.starts_at < %(until)s
    AND i.cancelled_for <> ALL (%(not_lost)s)
    AND (%(site)s::text IS NULL OR
         i.site_id = (SELECT id FROM appointments_site WHERE code = %(site)s))
"""
# Read once, and compared by room and day: asked for each by itself, whether its time was
# filled takes a second.
_LOST = f"""
WITH there AS MATERIALIZED (
    SELECT i.id, i.room_id, i.starts_at, i.ends_at, i.state,
           coalesce(nullif(i.cancelled_for, ''), i.outcome) AS cause,
           (i.starts_at AT TIME ZONE 'Europe/London')::date AS day,
           extract(epoch FROM i.ends_at - i.starts_at)::float8 / 60 AS minutes
    FROM appointments_interview i WHERE {_PERIOD}
), lost AS (
    SELECT * FROM there WHERE state IN ('{State.CANCELLED}', '{State.NOT_HELD}')
), filled AS (
    SELECT DISTINCT l.id FROM lost l
    JOIN there o ON o.room_id = l.room_id AND o.day = l.day
                AND o.starts_at < l.ends_at AND o.ends_at > l.starts_at
                AND o.id <> l.id AND o.state <> '{State.CANCELLED}'
)
SELECT l.cause, count(*), sum(l.minutes), count(f.id),
       coalesce(sum(l.minutes) FILTER (WHERE f.id IS NOT NULL), 0)
FROM lost l LEFT JOIN filled f ON f.id = l.id GROUP BY 1
UNION ALL SELECT NULL, count(*), coalesce(sum(minutes), 0), 0, 0 FROM there
"""
_INVITED = f"""
WITH there AS MATERIALIZED (
    SELECT i.id, i.case_id, i.starts_at, i.outcome,
           coalesce(nullif(i.cancelled_for, ''), i.outcome) AS ended
    FROM appointments_interview i WHERE {_PERIOD}
)
SELECT NULL, t.case_id IS NOT NULL, times, count(*), count(*) FILTER (WHERE held)
FROM (
    SELECT case_id, count(*) AS times, bool_or(outcome = '{Outcome.COMPLETED}') AS held
    FROM there GROUP BY 1
) x LEFT JOIN (SELECT case_id FROM casework_caseperson
               WHERE role = 'main applicant' AND unaccompanied_at_claim) t
           ON t.case_id = x.case_id
GROUP BY 2, 3
UNION ALL
SELECT ended, NULL, NULL, count(*), NULL FROM (
    SELECT ended, lead(id) OVER (PARTITION BY case_id ORDER BY starts_at, id) AS next
    FROM there
) x WHERE next IS NOT NULL GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant until another, at one site (its code) or at all ("")."""

    since: datetime
    until: datetime
    site: str = ""

    def asked(self) -> dict[str, Any]:
        """What a question is asked with."""
        return {
            "since": self.since,
            "until": self.until,
            "site": self.site or None,
            "not_lost": list(NOT_LOST),
        }


@dataclass(frozen=True, slots=True)
class Lost:
    """Interviews lost for one cause: how many, their minutes, and those filled again."""

    cause: str
    lost: int
    minutes: float
    filled: int
    filled_minutes: float


@dataclass(frozen=True, slots=True)
class LostSlots:
    """What was lost, the most hours first; and all that was booked, with its minutes."""

    causes: list[Lost]
    booked: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Invited:
    """People invited so many times in a period, and how many of them were heard.

    alone  those who claimed alone as a child.
    """

    alone: bool
    times: int
    people: int
    heard: int


@dataclass(frozen=True, slots=True)
class Invitations:
    """People by how often they were invited; and how invitations before another ended."""

    times: list[Invited]
    before: dict[str, int]


def lost_slots(period: Period) -> LostSlots:
    """What was booked and not held, by cause."""
    found: dict[str, list[float]] = {}
    booked, whole = 0, 0.0
    for cause, number, minutes, *filled in rows(_LOST, period):
        if cause is None:
            booked, whole = number, minutes
            continue
        said = found.setdefault(CAUSES[cause], [0, 0, 0, 0])
        for place, value in enumerate((number, minutes, *filled)):
            said[place] += value
    causes = [
        Lost(cause, int(lost), minutes, int(filled), filled_minutes)
        for cause, (lost, minutes, filled, filled_minutes) in found.items()
    ]
    causes.sort(key=lambda one: (-one.minutes, one.cause))
    return LostSlots(causes, booked, whole)


def invitations(period: Period) -> Invitations:
    """How often people were invited, and why again."""
    times: list[Invited] = []
    before: dict[str, int] = {}
    for ended, alone, often, number, heard in rows(_INVITED, period):
        if often is not None:
            times.append(Invited(alone, often, number, heard))
            continue
        cause = CAUSES.get(ended) or {
            Outcome.PART_HEARD.value: PART_HEARD,
            Outcome.COMPLETED.value: HELD,
        }.get(ended, "Not over yet")
        before[cause] = before.get(cause, 0) + number
    return Invitations(times, before)


def rows(question: str, period: Period) -> list[tuple[Any, ...]]:
    """The rows that answer a question about a period."""
    with connection.cursor() as cursor:
        cursor.execute(question, period.asked())
        return list(cursor.fetchall())
