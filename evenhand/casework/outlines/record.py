"""Keep the outlines of cases: the only writer of `Outline`.

Whoever changes what an outline follows from calls it in the same transaction; recording
facts does so as well. Written as the planning service, so that an outline says the same
whoever made the change.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from evenhand.casework.facts.providers import MAIN_APPLICANT
from evenhand.core.accounts import planning_service
from evenhand.core.viewing import acting_as


_SAID = (
    *("restriction", "born_on", "alone_at_claim", "age_disputed", "detained"),
    *("vulnerable", "expedited", "supported", "due_on", "nationalities"),
)
_KEEP = f"""
INSERT INTO casework_outline AS o (case_id, {", ".join(_SAID)})
SELECT c.id, c.restriction, age.born_on, coalesce(m.unaccompanied_at_claim, false),
       coalesce(p.age_disputed, false),
       EXISTS (SELECT FROM casework_detention d
               WHERE d.case_id = c.id AND d.to_on IS NULL),
       EXISTS (SELECT FROM casework_vulnerability v
               WHERE v.person_id = p.id AND v.to_on IS NULL),
       EXISTS (SELECT FROM casework_expedite e
               WHERE e.case_id = c.id AND e.answered_on IS NULL),
       EXISTS (SELECT FROM casework_support s
               WHERE s.case_id = c.id AND s.to_on IS NULL
                 AND s.kind NOT IN ('none', 'not recorded')),
       least((SELECT min(b.review_on) FROM casework_barrier b
              WHERE b.case_id = c.id AND b.closed_on IS NULL),
             (SELECT min(a.due_on) FROM casework_nextaction a
              WHERE a.case_id = c.id AND a.done_at IS NULL),
             (SELECT min(d.due_on) FROM casework_diaryentry d
              WHERE d.case_id = c.id AND d.done_at IS NULL)),
       ARRAY(SELECT n.nationality FROM casework_personnationality n
             WHERE n.person_id = p.id ORDER BY n.position)
FROM {MAIN_APPLICANT} WHERE %(all)s OR c.id = ANY (%(ids)s)
ON CONFLICT (case_id) DO UPDATE
SET ({", ".join(_SAID)}) = ({", ".join(f"excluded.{name}" for name in _SAID)})
WHERE ({", ".join(f"o.{name}" for name in _SAID)})
   IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _SAID)})
"""


def record_outlines(case_ids: Sequence[int] | None) -> int:
    """Bring the outlines of these cases (None: of all) up to date; answer how many changed."""
    bound: dict[str, Any] = {"all": case_ids is None, "ids": list(case_ids or ())}
    with acting_as(planning_service()), connection.cursor() as cursor:
        cursor.execute(_KEEP, bound)
        return int(cursor.rowcount)
