"""Which interviews a list asks for, page by page, in order of time."""

import base64
import binascii
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from evenhand.api.appointments.schemas import ListAsked
from evenhand.api.appointments.telling import WHOLE
from evenhand.api.problems import Problem, faulty
from evenhand.appointments.models import Interview


MOST_DAYS = 92


def page_of(asked: ListAsked) -> tuple[list[Interview], str | None]:
    """A page of interviews, and what asks for the next; row-level security narrows it.

    By keyset: a page neither skips nor repeats what is booked or moved meanwhile after it.
    """
    first, last = asked.from_on, asked.to_on or asked.from_on
    if not first <= last <= first + timedelta(days=MOST_DAYS - 1):
        raise _wrong(
            "query.to_on", f"This must be from_on or up to {MOST_DAYS} days from it."
        )
    found = (
        Interview.objects.select_related(*WHOLE)
        .filter(
            starts_at__gte=_midnight(first),
            starts_at__lt=_midnight(last + timedelta(days=1)),
        )
        .order_by("starts_at", "uid")
    )
    if asked.site is not None:
        found = found.filter(site__code=asked.site)
    if asked.interviewer is not None:
        found = found.filter(interviewer__staff_member__ref=asked.interviewer)
    if asked.interpreter is not None:
        found = found.filter(interpreter__ref=asked.interpreter)
    if asked.case is not None:
        found = found.filter(case__ref=asked.case)
    if asked.state is not None:
        found = found.filter(state=asked.state)
    if asked.after is not None:
        found = _after(found, asked.after)
    rows = list(found[: asked.limit + 1])
    following = None
    if len(rows) > asked.limit:
        rows = rows[: asked.limit]
        following = _written(rows[-1])
    return rows, following


def _after(found: QuerySet[Interview], text: str) -> QuerySet[Interview]:
    try:
        said = base64.urlsafe_b64decode(text.encode()).decode()
        instant, _, uid = said.partition(" ")
        starts_at, last = datetime.fromisoformat(instant), UUID(uid)
        aware = starts_at.astimezone(timezone.get_current_timezone())
    except (ValueError, OverflowError, binascii.Error):
        raise _wrong(
            "query.after", "This is not what a page said follows it."
        ) from None
    return found.filter(Q(starts_at__gt=aware) | Q(starts_at=aware, uid__gt=last))


def _written(row: Interview) -> str:
    said = f"{row.starts_at.isoformat()} {row.uid}"
    return base64.urlsafe_b64encode(said.encode()).decode()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _wrong(where: str, what: str) -> Problem:
    return faulty({"where": where, "what": what})
