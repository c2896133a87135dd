"""Whose interview could fill a gap: those who wait and could come, longest waiting first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from evenhand.appointments.interviews.states import LIVE
from evenhand.casework.models import Case, Stage


PAGE = 25
# Cases are walked in the order of their wait, and where they live is looked up for each
# (LATERAL, with a limit), so that reading ends with the page. A language may be spoken by
# few: who speaks it is read first.
_WAITING = """
SELECT c.id FROM casework_case c
CROSS JOIN LATERAL (
    SELECT FROM casework_residence r
    WHERE r.case_id = c.id AND r.to_on IS NULL AND (%(areas)s::text[] IS NULL OR
          substring(upper(r.postcode) from '^[A-Z]{1,2}') = ANY (%(areas)s)) LIMIT 1
) home
WHERE c.stage = %(ready)s
  AND (c.claimed_on, c.ref) > (%(claimed_on)s, %(ref)s)
  AND NOT EXISTS (SELECT FROM appointments_interview i
                  WHERE i.case_id = c.id AND i.state = ANY (%(live)s))
  AND NOT EXISTS (SELECT FROM casework_barrier b
                  WHERE b.case_id = c.id AND b.closed_on IS NULL
                    AND b.blocks IN ('interview', 'decision'))
  AND (%(languages)s::text[] IS NULL OR c.id IN (
       SELECT t.case_id FROM casework_caseperson t
       JOIN casework_personlanguage s ON s.person_id = t.person_id AND s.position = 1
       WHERE t.role = 'main applicant' AND s.interpreter_needed
         AND s.language = ANY (%(languages)s)))
ORDER BY c.claimed_on, c.ref LIMIT %(most)s
"""
_NEAR = """
SELECT j.postcode_area FROM appointments_journey j
JOIN appointments_site s ON s.id = j.site_id
WHERE s.code = %s AND j.minutes <= %s
"""


def areas_near(site_code: str, minutes: int) -> list[str]:
    """The postcode areas from which a site is reached in so many minutes."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [site_code, minutes])
        return [area for (area,) in cursor.fetchall()]


def could_fill(
    *,
    areas: Sequence[str] | None,
    languages: Sequence[str] | None,
    after: tuple[date, str] | None,
) -> tuple[list[Case], bool]:
    """A page of cases ready to interview, not booked, and whether there are more.

    areas       postcode areas in which they live; None, anywhere.
    languages   in which they need an interpreter; None, any or none.
    after       day of claim and reference of the last of the page before.

    Without an address nothing can be offered: such cases are left out.
    Whether anybody is free for them then is not looked at: their offers say it.
    """
    claimed_on, ref = after or (date.min, "")
    asked: dict[str, Any] = {
        "ready": Stage.READY_TO_INTERVIEW.value,
        "live": sorted(LIVE),
        "claimed_on": claimed_on,
        "ref": ref,
        "areas": None if areas is None else list(areas),
        "languages": None if languages is None else list(languages),
        "most": PAGE + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, asked)
        ids = [case for (case,) in cursor.fetchall()]
    found = Case.objects.filter(pk__in=ids[:PAGE]).select_related("responsible_unit")
    return sorted(found, key=lambda one: (one.claimed_on, one.ref)), len(ids) > PAGE
