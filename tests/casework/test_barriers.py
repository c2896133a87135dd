"""Barriers: dated, explained, reviewed on a day, and open once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenhand.casework.barriers.services import (
    close_barrier,
    open_barrier,
    review_barrier,
)
from evenhand.casework.models import Barrier, Case
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON, Cast


def opened(cast: Cast, case: Case) -> Barrier:
    return open_barrier(
        case,
        kind="no-contact",
        blocks="interview",
        source="letter returned",
        on=ON,
        review_on=ON + timedelta(days=14),
        by=cast.eli,
        at=AT,
    )


def test_barrier_is_opened_reviewed_and_closed(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        barrier = opened(cast, case)
        review_barrier(
            barrier,
            review_on=ON + timedelta(days=28),
            by=cast.eli,
            at=AT,
            because="still no answer",
        )
        close_barrier(barrier, on=ON, by=cast.eli, at=AT, because="answered")
        kinds = list(
            Event.objects.filter(case_id=case.pk)
            .order_by("pk")
            .values_list("kind", flat=True)
        )
        barrier = Barrier.objects.get()
    assert kinds == ["barrier_opened", "barrier_reviewed", "barrier_closed"]
    assert (barrier.closed_on, barrier.closed_by) == (ON, cast.eli)


def test_same_barrier_is_not_opened_twice(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        opened(cast, case)
        with pytest.raises(Refused, match="already"):
            opened(cast, case)


def test_closed_barrier_may_be_opened_again(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        close_barrier(opened(cast, case), on=ON, by=cast.eli, at=AT, because="answered")
        opened(cast, case)
        assert Barrier.objects.count() == 2


def test_second_to_close_is_told(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        barrier = opened(cast, case)
        stale = Barrier.objects.get()
        close_barrier(barrier, on=ON, by=cast.eli, at=AT, because="answered")
        with pytest.raises(Refused, match="just closed"):
            close_barrier(stale, on=ON, by=cast.eli, at=AT, because="answered")


def test_closing_needs_a_reason(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli), pytest.raises(Refused, match="Say why"):
        close_barrier(opened(cast, case), on=ON, by=cast.eli, at=AT, because="  ")


def test_open_barrier_without_a_review_date_is_refused_by_the_database(
    cast: Cast,
) -> None:
    case = cast.case()
    with (
        acting_as(cast.service),
        pytest.raises(IntegrityError, match="open_has_a_review_date"),
        transaction.atomic(),
    ):
        Barrier.objects.create(
            case=case,
            kind="x",
            blocks="decision",
            source="x",
            opened_on=ON,
            opened_by=cast.service,
        )


def test_auditor_reads_and_does_not_close(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        barrier = opened(cast, case)
    with acting_as(cast.idris), pytest.raises(Refused, match="reads cases"):
        close_barrier(barrier, on=ON, by=cast.idris, at=AT, because="x")
