"""Wishes of claimants beside what was booked for them; and slots filled at short notice.

Counted among the interviews of cases that the reader may see.
"""

from dataclasses import dataclass
from datetime import date

from evenhand.appointments.figures.ended import Period, rows
from evenhand.appointments.interviews.states import Outcome, State


DIALECT = "dialect"

# Of what was booked and not called off. A wish for an interpreter counts where one is
# needed, and a dialect where one is asked for.
_KEPT = f"""
    i.starts_at >= %(since)s AND i.starts_at < %(until)s
    AND i.state <> '{State.CANCELLED}'
    AND (%(site)s::text IS NULL OR
         i.site_id = (SELECT id FROM appointments_site WHERE code = %(site)s))
"""
_WISHES = f"""
WITH there AS MATERIALIZED (
    SELECT i.case_id, i.language, i.dialect, i.wishes_unmet
    FROM appointments_interview i WHERE {_KEPT}
)
SELECT x.wish, x.who, count(*), count(*) FILTER (WHERE i.wishes_unmet ? x.wish)
FROM there i
JOIN appointments_interviewneeds n ON n.case_id = i.case_id
CROSS JOIN LATERAL (VALUES
    ('interviewer', n.interviewer_sex),
    ('interpreter', CASE WHEN i.language <> '' THEN n.interpreter_sex ELSE '' END)
) AS x (wish, who)
WHERE x.who <> '' AND (n.interviewer_sex <> '' OR n.interpreter_sex <> '')
GROUP BY 1, 2
UNION ALL
SELECT '{DIALECT}', i.dialect, count(*),
       count(*) FILTER (WHERE i.wishes_unmet ? '{DIALECT}')
FROM there i WHERE i.dialect <> '' GROUP BY 1, 2
"""
_SHORT = f"""
SELECT date_trunc('week', i.starts_at AT TIME ZONE 'Europe/London')::date,
       count(*), count(*) FILTER (WHERE i.short_notice),
       count(*) FILTER (WHERE i.short_notice AND i.outcome IN
                        ('{Outcome.COMPLETED}', '{Outcome.PART_HEARD}'))
FROM appointments_interview i WHERE {_KEPT} GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Wished:
    """One wish: `what` for whom or which dialect, how often, and how often not met."""

    what: str
    which: str
    asked: int
    unmet: int


@dataclass(frozen=True, slots=True)
class ShortNotice:
    """One week: interviews booked, those at short notice, and those of them held."""

    monday: date
    booked: int
    short: int
    held: int


def wishes_of(period: Period) -> list[Wished]:
    """Wishes as they were expressed, the most often first; dialects among them."""
    found = [Wished(*row) for row in rows(_WISHES, period)]
    return sorted(found, key=lambda one: (-one.asked, one.what, one.which))


def short_notice_by_week(period: Period) -> list[ShortNotice]:
    """Weeks in which anything was booked, in order."""
    return [ShortNotice(*row) for row in rows(_SHORT, period)]
