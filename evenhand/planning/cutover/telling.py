"""Who was told of a cut-over: the messages written when its cases moved, or went back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from evenhand.planning.cutover.models import CutOver


@dataclass(frozen=True, slots=True)
class ToldOf:
    """One message. `unit`: which unit it says has the case; empty: none any more.

    `name`: of the member of staff it is for; empty for a person and a representative.
    """

    case_id: int
    ref: str
    recipient: str
    name: str
    unit: str
    written_at: datetime
    sent_at: datetime | None


# A message has the instant at which its phase was carried out, or the case went back.
_MESSAGES = """
FROM planning_cutovercase w
JOIN planning_cutoverphase p ON p.id = w.phase_id
JOIN casework_case c ON c.id = w.case_id
JOIN core_message m ON m.case_id = w.case_id AND m.kind = 'unit_changed'
    AND m.created_at IN (p.carried_out_at, w.returned_at)
LEFT JOIN core_user u ON u.id = m.user_id
WHERE w.cut_over_id = %(cut_over)s AND w.state IN ('moved', 'returned')
  AND (%(phase)s::int IS NULL OR p.number = %(phase)s)
"""
_READ = f"""
SELECT c.id, c.ref, m.recipient, coalesce(u.name, ''), coalesce(m.data ->> 'unit', ''),
       m.created_at, m.sent_at
{_MESSAGES} ORDER BY m.created_at, w.position, m.id LIMIT %(most)s OFFSET %(after)s
"""


def told_of(
    cut_over: CutOver, *, phase: int | None = None, after: int = 0, most: int
) -> Sequence[ToldOf]:
    """At most so many messages after so many, the first written first.

    Of the whole cut-over or one phase by its number, about the cases the viewer may see.
    """
    with connection.cursor() as cursor:
        cursor.execute(_READ, {**_asked(cut_over, phase), "after": after, "most": most})
        return [ToldOf(*row) for row in cursor.fetchall()]


def number_told(cut_over: CutOver, *, phase: int | None = None) -> int:
    """How many messages there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_MESSAGES}", _asked(cut_over, phase))
        return int(cursor.fetchone()[0])


def _asked(cut_over: CutOver, phase: int | None) -> dict[str, Any]:
    return {"cut_over": cut_over.pk, "phase": phase}
