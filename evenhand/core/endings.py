"""End a record that a person made: it counts no longer, and that it was made stays."""

from datetime import datetime

from django.db.models import Model

from evenhand.core.models import User
from evenhand.core.verdict import Refused


def end_record(
    record: Model,
    *,
    by: User,
    at: datetime,
    because: str,
    unexplained: str,
    already: str,
    ended: str = "ended",
) -> None:
    """Fill `ended`_at, _by and _because, unless somebody else just has.

    Refused with `unexplained` where no reason is given, and with `already` where the
    record has been ended meanwhile.
    """
    if not because.strip():
        raise Refused(unexplained)
    done = (
        type(record)
        ._default_manager.filter(pk=record.pk, **{f"{ended}_at": None})
        .update(
            **{
                f"{ended}_at": at,
                f"{ended}_by": by,
                f"{ended}_because": because.strip(),
            }
        )
    )
    if not done:
        raise Refused(already)
