"""How long people wait for an interview: by when they claimed, by unit, by band.

The band is planning's, the wait is the case's, the interview is appointments': counted
together here, among the cases that the reader may see.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from evenhand.casework.models import Stage


# Who left the queue otherwise: neither interviewed nor waiting for it.
_LEFT = (
    Stage.DECIDED,
    Stage.CHECKED,
    Stage.SERVED,
    Stage.WITHDRAWN,
    Stage.VOID,
    Stage.SUSPENDED,
    Stage.REMOVED_TO_THIRD_COUNTRY,
)
# By the day, and medians are taken here: to sort a national caseload by its waits takes
# longer than to count it.
_BY_QUARTER = """
SELECT date_trunc('quarter', c.claimed_on)::date, alone.case_id IS NOT NULL,
       c.interviewed_on IS NULL AND c.stage = ANY (%(left)s),
       c.interviewed_on - c.claimed_on, count(*)
FROM casework_case c
LEFT JOIN (SELECT case_id FROM casework_caseperson
           WHERE role = 'main applicant' AND unaccompanied_at_claim) alone
       ON alone.case_id = c.id
WHERE c.claimed_on >= %(since)s AND c.claimed_on <= %(on)s
GROUP BY 1, 2, 3, 4
"""
_BY_UNIT = """
SELECT u.name, x.days, x.waiting FROM (
    SELECT c.responsible_unit_id, %(on)s - c.claimed_on AS days, count(*) AS waiting
    FROM casework_case c
    WHERE c.interviewed_on IS NULL AND c.stage <> ALL (%(left)s)
      AND c.claimed_on <= %(on)s
    GROUP BY 1, 2
) x LEFT JOIN workforce_unit u ON u.id = x.responsible_unit_id
"""
_BY_BAND = """
SELECT o.band, %(on)s - c.claimed_on, count(*)
FROM casework_case c
LEFT JOIN planning_outcome o ON o.case_id = c.id AND upper_inf(o.valid)
WHERE c.interviewed_on IS NULL AND c.stage <> ALL (%(left)s) AND c.claimed_on <= %(on)s
GROUP BY 1, 2
"""


NEVER = 1_000_000  # days: not interviewed yet


@dataclass(frozen=True, slots=True)
class Cohort:
    """People who claimed in one quarter, from its first day.

    left    neither interviewed nor waiting for it any longer.
    middle  days by which half of the others had been interviewed; None, not so many yet.
    """

    first: date
    alone: bool
    claimed: int
    interviewed: int
    left: int
    middle: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """People who wait still, of one unit or band; None, of none. `middle`: in days."""

    key: str | None
    waiting: int
    middle: int


def cohorts(*, since: date, on: date) -> list[Cohort]:
    """Quarters of claim, the latest first; who claimed alone as a child apart."""
    waits: dict[tuple[date, bool], Counter[int]] = {}
    gone: Counter[tuple[date, bool]] = Counter()
    for first, alone, left, days, number in _rows(_BY_QUARTER, since=since, on=on):
        if left:
            gone[first, alone] += number
        waits.setdefault((first, alone), Counter())[
            NEVER if days is None else days
        ] += 0 if left else number
    return [
        Cohort(
            first=first,
            alone=alone,
            claimed=some.total() + gone[first, alone],
            interviewed=some.total() - some[NEVER],
            left=gone[first, alone],
            middle=_middle(some),
        )
        for (first, alone), some in sorted(
            waits.items(),
            key=lambda one: (one[0][0].toordinal(), one[0][1]),
            reverse=True,
        )
    ]


def queues(by: str, *, on: date) -> list[Queue]:
    """Who waits for an interview, by "unit" or by "band"."""
    waits: dict[str | None, Counter[int]] = {}
    for key, days, number in _rows(_BY_BAND if by == "band" else _BY_UNIT, on=on):
        name = None if key is None else str(key)
        waits.setdefault(name, Counter())[days] += number
    return [
        Queue(name, some.total(), _middle(some) or 0) for name, some in waits.items()
    ]


def _middle(days: Counter[int]) -> int | None:
    """The days by which half have come through; None where half never have."""
    passed, whole = 0, days.total()
    for day in sorted(days):
        passed += days[day]
        if whole and 2 * passed >= whole:
            return None if day == NEVER else day
    return None


def _rows(question: str, **asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"left": [str(stage) for stage in _LEFT], **asked})
        return list(cursor.fetchall())
