"""Draw the outcomes of a day that are worked out again in the night."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from evenhand.engine.rules.release import Release
from evenhand.planning.models import Outcome


# For releases from before this standard was written.
_STANDARDS: Mapping[str, Any] = {"sample": 500, "salt": "evenhand"}

_DRAWN = """
SELECT drawn.id FROM (
    SELECT o.id, row_number() OVER (
        PARTITION BY o.restriction
        ORDER BY sha256(convert_to(concat(%(salt)s::text, ' ', %(of)s::text, ' ', c.ref), 'UTF8'))
    ) AS place
    FROM planning_outcome o JOIN casework_case c ON c.id = o.case_id
    WHERE o.valid @> %(end)s::timestamptz
) drawn WHERE drawn.place <= %(sample)s
"""


def replay_standards(policy: Release) -> Mapping[str, Any]:
    """How many are drawn, and the salt of the lot, as the policy says."""
    return {**_STANDARDS, **policy.standards.get("replays", {})}


def draw(*, of: date, end: datetime, sample: int, salt: str) -> list[Outcome]:
    """Outcomes in force at the end of a day, by lot; with run and release at hand.

    The lot of a case is the SHA-256 of the salt, the day and its reference: anybody can
    draw the sample again, and nobody can choose what is in it. As many are drawn of
    each kind of restriction, so that what is drawn of cases that everybody may see says
    nothing of the others. Read as a service.
    """
    bound = {"salt": salt, "of": of.isoformat(), "end": end, "sample": sample}
    ids = [row.pk for row in Outcome.objects.raw(_DRAWN, bound)]
    return list(
        Outcome.objects.filter(pk__in=ids)
        .select_related("run", "release")
        .defer("release__bundle")
        .order_by("pk")
    )
