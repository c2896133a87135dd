"""Join two records that a person says belong together; ended as any record (endings.py)."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from evenhand.core.models import User
from evenhand.core.verdict import Refused


Link = TypeVar("Link", bound=Model)


def make_link(
    kind: type[Link],
    one: Any,
    other: Any,
    *,
    evidence: str,
    by: User,
    at: datetime,
    once: str,
    unexplained: str,
    already: str,
) -> Link:
    """Keep that two records belong together, the lower number first.

    Refused with `unexplained` without evidence, and with `already` where they are linked:
    `once` is the name of the constraint that knows.
    """
    if not evidence.strip():
        raise Refused(unexplained)
    first, second = sorted((one, other), key=lambda record: record.pk)
    try:
        with transaction.atomic():
            return kind._default_manager.create(
                one=first,
                other=second,
                evidence=evidence.strip(),
                linked_at=at,
                linked_by=by,
            )
    except IntegrityError as clash:
        if once in str(clash):
            raise Refused(already) from clash
        raise
