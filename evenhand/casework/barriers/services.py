"""Open, review and close barriers. Each is dated, explained and reviewed on a day."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from evenhand.casework.barriers.models import Barrier
from evenhand.casework.barriers.verdicts import may_close_barrier, may_open_barrier
from evenhand.casework.cases.models import Case
from evenhand.casework.cases.services import NOT_SEEN, touch_cases
from evenhand.casework.cases.verdicts import may_write_at_all
from evenhand.casework.outlines.record import record_outlines
from evenhand.core.arrays import AnyOf
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
    refused = open_barriers(
        [case.pk],
        kind=kind,
        blocks=blocks,
        source=source,
        on=on,
        review_on=review_on,
        by=by,
        at=at,
        because=because,
    )
    if refused:
        raise Refused(refused[case.pk])
    return case.barriers.get(kind=kind, closed_on=None)


@transaction.atomic
def open_barriers(
    case_ids: Sequence[int],
    *,
    kind: str,
    blocks: str,
    source: str,
    on: date,
    review_on: date,
    by: User,
    at: datetime,
    because: str = "",
) -> dict[int, str]:
    """Open one kind of barrier on several cases; those where it was refused, and why."""
    may_write_at_all(by).enforce()
    register = policy_of(release_in_force(at)).registers["barriers"]
    if kind not in register.values:
        raise Refused(f"“{kind}” is not a kind of barrier in the policy in force")
    if review_on < on:
        raise Refused("The review date must not be before the day the barrier opened")
    title = (register.attributes or {}).get(kind, {}).get("title", kind)
    already = f"This case has an open barrier “{title}” already"
    cases = {
        case.pk: case
        for case in Case.objects.filter(AnyOf("pk", case_ids))
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    refused = dict.fromkeys(set(case_ids).difference(cases), NOT_SEEN)
    for case in cases.values():
        if not (verdict := may_open_barrier(by, case)):
            refused[case.pk] = verdict.why_not
    there = Barrier.objects.filter(
        AnyOf("case_id", case_ids), kind=kind, closed_on=None
    )
    refused |= dict.fromkeys(there.values_list("case_id", flat=True), already)
    opened = [pk for pk in cases if pk not in refused]
    try:
        with transaction.atomic():
            Barrier.objects.bulk_create(
                Barrier(
                    case_id=pk,
                    kind=kind,
                    blocks=blocks,
                    source=source,
                    opened_on=on,
                    opened_by=by,
                    review_on=review_on,
                )
                for pk in opened
            )
    except IntegrityError as clash:
        if "casework_barrier_open_once" in str(clash):
            raise Refused(already) from clash
        raise
    told = {"barrier": kind, "blocks": blocks, "review_on": review_on}
    record_events(
        [Happening("barrier_opened", told, pk) for pk in opened],
        by=by,
        at=at,
        because=because or source,
    )
    touch_cases(opened, at=at)
    return refused


@transaction.atomic
def review_barrier(
    barrier: Barrier, *, review_on: date, by: User, at: datetime, because: str
) -> Barrier:
    """Say that the barrier still stands, why, and when it is looked at next."""
    may_close_barrier(by, barrier).enforce()
    refused = review_barriers(
        [barrier.case_id],
        kind=barrier.kind,
        review_on=review_on,
        by=by,
        at=at,
        because=because,
    )
    if refused:
        raise Refused("Somebody else has just closed this barrier")
    barrier.refresh_from_db()
    return barrier


@transaction.atomic
def review_barriers(
    case_ids: Sequence[int],
    *,
    kind: str,
    review_on: date,
    by: User,
    at: datetime,
    because: str,
) -> dict[int, str]:
    """Say that one kind of barrier still stands on several cases, and why.

    Those where it does not stand are left alone, and given with the reason.
    """
    may_write_at_all(by).enforce()
    if not because.strip():
        raise Refused("Say why the barrier still stands")
    if review_on <= at.date():
        raise Refused("The next review must be after today")
    open_now = dict(
        Barrier.objects.filter(AnyOf("case_id", case_ids), kind=kind, closed_on=None)
        .select_for_update()
        .order_by("pk")
        .values_list("pk", "case_id")
    )
    Barrier.objects.filter(AnyOf("pk", list(open_now))).update(review_on=review_on)
    record_outlines(list(open_now.values()))
    told = {"barrier": kind, "review_on": review_on}
    record_events(
        [Happening("barrier_reviewed", told, pk) for pk in open_now.values()],
        by=by,
        at=at,
        because=because,
    )
    return dict.fromkeys(
        set(case_ids).difference(open_now.values()), "This barrier is not open on it"
    )


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
