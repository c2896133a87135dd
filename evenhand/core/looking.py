"""Looking leaves a trace: who saw, searched or exported what, when and why."""

from datetime import datetime

from evenhand.core.models import Look, User


def record_look(
    kind: Look.Kind,
    *,
    by: User,
    at: datetime,
    what: str,
    case_id: int | None = None,
    because: str = "",
    rows: int | None = None,
) -> None:
    """Log one view, search or export of personal data.

    How many `rows` somebody with clearances saw is not kept: an auditor without them
    could count the same list and tell how many cases are hidden.
    """
    Look.objects.create(
        kind=kind,
        by=by,
        at=at,
        what=what[:300],
        case_id=case_id,
        because=because[:200],
        rows=None if by.clearances else rows,
    )
