"""Open, review and close barriers. Each is dated, explained and reviewed on a day."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from evenhand.casework.barriers.models import Barrier
from evenhand.casework.barriers.verdicts import may_close_barrier, may_open_barrier
from evenhand.casework.cases.models import Case
from evenhand.casework.cases.services import touch_cases
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.releases.queries import policy_of, release_in_force


@transaction.atomic
def open_barrier(
    case: Case,
    *,
    kind: str,
    blocks: str,
    source: str,
    on: date,
    review_on: date,
    by: User,
    at: datetime,
    because: str = "",
) -> Barrier:
    """Record what stands in the way. Refused when it is already open or has no reason."""
    may_open_barrier(by, case).enforce()
    register = policy_of(release_in_force(at)).registers["barriers"]
    if kind not in register.values:
        raise Refused(f"“{kind}” is not a kind of barrier in the policy in force")
    if review_on < on:
        raise Refused("The review date must not be before the day the barrier opened")
    try:
        with transaction.atomic():
            barrier = Barrier.objects.create(
                case=case,
                kind=kind,
                blocks=blocks,
                source=source,
                opened_on=on,
                opened_by=by,
                review_on=review_on,
            )
    except IntegrityError as clash:
        if "casework_barrier_open_once" in str(clash):
            title = (register.attributes or {}).get(kind, {}).get("title", kind)
            raise Refused(f"This case has an open barrier “{title}” already") from clash
        raise
    record_events(
        [
            Happening(
                "barrier_opened",
                {"barrier": kind, "blocks": blocks, "review_on": review_on},
                case.pk,
            )
        ],
        by=by,
        at=at,
        because=because or source,
    )
    touch_cases([case.pk], at=at)
    return barrier


@transaction.atomic
def review_barrier(
    barrier: Barrier, *, review_on: date, by: User, at: datetime, because: str
) -> Barrier:
    """Say that the barrier still stands, why, and when it is looked at next."""
    may_close_barrier(by, barrier).enforce()
    if not because.strip():
        raise Refused("Say why the barrier still stands")
    if review_on <= at.date():
        raise Refused("The next review must be after today")
    kept = Barrier.objects.filter(pk=barrier.pk, closed_on=None).update(
        review_on=review_on
    )
    if not kept:
        raise Refused("Somebody else has just closed this barrier")
    record_events(
        [
            Happening(
                "barrier_reviewed",
                {"barrier": barrier.kind, "review_on": review_on},
                barrier.case_id,
            )
        ],
        by=by,
        at=at,
        because=because,
    )
    barrier.refresh_from_db()
    return barrier


@transaction.atomic
def close_barrier(
    barrier: Barrier, *, on: date, by: User, at: datetime, because: str
) -> Barrier:
    """Say that the barrier no longer stands, and why. Refused when closed already."""
    may_close_barrier(by, barrier).enforce()
    if not because.strip():
        raise Refused("Say why the barrier no longer stands")
    closed = Barrier.objects.filter(pk=barrier.pk, closed_on=None).update(
        closed_on=on, closed_by=by, closed_because=because.strip()
    )
    if not closed:
        raise Refused("Somebody else has just closed this barrier")
    record_events(
        [Happening("barrier_closed", {"barrier": barrier.kind}, barrier.case_id)],
        by=by,
        at=at,
        because=because,
    )
    touch_cases([barrier.case_id], at=at)
    barrier.refresh_from_db()
    return barrier
