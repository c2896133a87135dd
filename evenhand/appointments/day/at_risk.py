"""What falls out of what is booked: somebody is away, a place is closed, a barrier opened."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from evenhand.appointments.day.queries import with_all
from evenhand.appointments.interviews.states import CancelledFor
from evenhand.appointments.models import Interview
from evenhand.appointments.needs.misfits import misfits
from evenhand.core.arrays import AnyOf


SITE, ROOM, HOST = "site", "room", "host"
INTERVIEWER, INTERPRETER = "interviewer", "interpreter"
REPRESENTATIVE, ADULT = "representative", "adult"
BARRIER, CLAIMANT = "barrier", "claimant"
# What is for a person to weigh, and not a matter of who else is free.
WEIGHED = frozenset({BARRIER, CLAIMANT})

# Interviews at risk are looked at a week at a time.
AHEAD = timedelta(days=7)
# What began longer ago than this is not under way.
_UNDER_WAY = timedelta(hours=12)

# The part of an interview that each table of people and places takes.
_PARTS = (
    SITE,
    ROOM,
    HOST,
    INTERVIEWER,
    INTERPRETER,
    REPRESENTATIVE,
    "responsibleadult",
)
_COLUMNS = {"responsibleadult": ADULT}

_AWAY = """
SELECT i.id, i.starts_at, '{part}', a.cause, a.because
FROM appointments_away a
JOIN appointments_{table} p ON p.calendar_id = a.calendar_id
JOIN booked i ON i.{part}_id = p.id
    AND i.starts_at < upper(a.during) AND i.ends_at > lower(a.during)
WHERE a.ended_at IS NULL AND upper(a.during) > %(at)s
"""
_ABSENT = """
SELECT i.id, i.starts_at, 'interviewer', 'leave', ''
FROM workforce_absence a
JOIN appointments_interviewer p ON p.staff_member_id = a.staff_member_id
JOIN booked i ON i.interviewer_id = p.id
    AND (i.starts_at AT TIME ZONE 'Europe/London')::date >= a.from_on
    AND (i.starts_at AT TIME ZONE 'Europe/London')::date < a.to_on
WHERE a.to_on > (%(at)s AT TIME ZONE 'Europe/London')::date
"""
_LEFT = """
SELECT i.id, i.starts_at, 'interviewer', 'left', ''
FROM workforce_staffmember s
JOIN appointments_interviewer p ON p.staff_member_id = s.id
JOIN booked i ON i.interviewer_id = p.id
    AND (i.starts_at AT TIME ZONE 'Europe/London')::date >= s.left_on
WHERE s.left_on IS NOT NULL
"""
_BARRED = """
SELECT i.id, i.starts_at, 'barrier', b.kind, b.source
FROM casework_barrier b
JOIN booked i ON i.case_id = b.case_id
WHERE b.closed_on IS NULL AND b.blocks = 'interview'
"""
# What may have changed on the claimant's side since it was booked: their needs, where
# they live, who represents them, a conflict. `needs.misfits` says whether it did.
_CHANGED = """
SELECT i.id, i.starts_at, 'claimant', 'changed', ''
FROM booked i
LEFT JOIN appointments_interviewneeds n ON n.case_id = i.case_id
LEFT JOIN casework_residence r ON r.case_id = i.case_id AND r.to_on IS NULL
LEFT JOIN casework_representation l ON l.case_id = i.case_id AND l.to_on IS NULL
LEFT JOIN appointments_representative p ON p.id = i.representative_id
WHERE (
    n.recorded_at > i.booked_at
    OR r.postcode <> '' AND NOT EXISTS (
        SELECT FROM appointments_journey j WHERE j.site_id = i.site_id
        AND j.postcode_area = substring(upper(r.postcode) FROM '^[A-Z]{1,2}')
        AND j.minutes <= coalesce(n.longest_journey, j.minutes))
    OR p.organisation IS DISTINCT FROM l.firm AND p.id IS NOT NULL
    OR EXISTS (SELECT FROM casework_conflict c JOIN appointments_interviewer w
               ON w.staff_member_id = c.staff_member_id
               WHERE c.case_id = i.case_id AND w.id = i.interviewer_id
               AND c.ended_at IS NULL)
    OR EXISTS (SELECT FROM appointments_interpreterconflict c
               WHERE c.case_id = i.case_id AND c.interpreter_id = i.interpreter_id
               AND c.ended_at IS NULL))
"""
_IN_A_WEEK = (
    "i.ends_at > %(at)s AND i.starts_at >= %(begins)s AND i.starts_at < %(until)s"
)
_ONE = "i.ends_at > %(at)s AND i.id = %(only)s"
_AT_RISK = """
WITH booked AS MATERIALIZED (
    SELECT * FROM appointments_interview i WHERE i.state = 'booked' AND {soon}),
fallen (id, starts_at, part, cause, because) AS ({each})
SELECT f.id, f.part, f.cause, min(f.because)
FROM fallen f
WHERE f.id IN (
    SELECT g.id FROM fallen g WHERE (g.starts_at, g.id) > (%(after)s, %(after_id)s)
    GROUP BY g.id, g.starts_at ORDER BY g.starts_at, g.id LIMIT %(most)s)
GROUP BY f.id, f.starts_at, f.part, f.cause ORDER BY f.starts_at, f.id, f.part
"""

# Whose cancellation it counts as where an interview cannot be held for it; the first
# that applies.
CAUSES: dict[str, CancelledFor] = {
    BARRIER: CancelledFor.BARRIER,
    CLAIMANT: CancelledFor.CLAIMANT,
    ADULT: CancelledFor.ADULT,
    REPRESENTATIVE: CancelledFor.REPRESENTATIVE,
    INTERPRETER: CancelledFor.INTERPRETER,
    INTERVIEWER: CancelledFor.INTERVIEWER,
    SITE: CancelledFor.SITE,
    ROOM: CancelledFor.SITE,
    HOST: CancelledFor.SITE,
}


@dataclass(frozen=True, slots=True)
class Fallen:
    """One thing that fell out: which part, and why.

    cause       of `Away.Cause`, "left", a kind of barrier, or "changed": then `because`
                says in a sentence what no longer fits.
    """

    part: str
    cause: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A booked interview, and what of it fell out."""

    interview: Interview
    fallen: tuple[Fallen, ...] = field(default_factory=tuple)

    @property
    def out(self) -> frozenset[str]:
        """The parts that fell out."""
        return frozenset(one.part for one in self.fallen)

    @property
    def cancelled_for(self) -> CancelledFor:
        """For what it would count as cancelled."""
        return next(
            (cause for part, cause in CAUSES.items() if part in self.out),
            CancelledFor.REPLANNED,
        )


def at_risk(
    *,
    at: datetime,
    most: int,
    begins: datetime | None = None,
    after: tuple[datetime, int] | None = None,
) -> list[AtRisk]:
    """Booked interviews still to come of which something fell out, in order of time.

    As the viewer may see; those of a week (`AHEAD`) from `begins`, or else from now, so
    that looking costs the same however far ahead is booked. `after`: the start and
    number of the last that was shown.
    """
    return _read(
        _IN_A_WEEK,
        {
            "at": at,
            "begins": begins or at - _UNDER_WAY,
            "until": (begins or at) + AHEAD,
            "most": most,
            "after": after[0] if after else "-infinity",
            "after_id": after[1] if after else 0,
        },
    )


def risk_to(interview: Interview, *, at: datetime) -> AtRisk | None:
    """What fell out of one interview; None where nothing did."""
    asked = {"at": at, "only": interview.pk, "most": 1}
    found = _read(_ONE, {**asked, "after": "-infinity", "after_id": 0})
    return found[0] if found else None


def _read(which: str, asked: Mapping[str, Any]) -> list[AtRisk]:
    parts = [(_COLUMNS.get(table, table), table) for table in _PARTS]
    each = [
        *(_AWAY.replace("{part}", part).replace("{table}", t) for part, t in parts),
        *(_ABSENT, _LEFT, _BARRED, _CHANGED),
    ]
    question = _AT_RISK.replace("{each}", " UNION ALL ".join(each))
    with connection.cursor() as cursor:
        cursor.execute(question.replace("{soon}", which), asked)
        rows = cursor.fetchall()
    fallen: dict[int, list[Fallen]] = defaultdict(list)
    for pk, part, cause, because in rows:
        fallen[pk].append(Fallen(part, cause, because))
    risks = [
        AtRisk(interview, tuple(_borne_out(interview, fallen[interview.pk])))
        for interview in _interviews(list(fallen))
    ]
    return [risk for risk in risks if risk.fallen]


def _borne_out(interview: Interview, fallen: Sequence[Fallen]) -> Iterator[Fallen]:
    """What fell out; of the claimant, a sentence for each way in which it no longer fits."""
    for one in fallen:
        if one.part != CLAIMANT:
            yield one
            continue
        for words in misfits(interview):
            yield Fallen(CLAIMANT, one.cause, words)


def _interviews(ids: Sequence[int]) -> list[Interview]:
    found = with_all(Interview.objects.filter(AnyOf("pk", ids)))
    return list(found.order_by("starts_at", "pk"))
