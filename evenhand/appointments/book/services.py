"""Book, move and cancel an interview for everybody it brings together, in one step."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.free import lock_all, still_free
from evenhand.appointments.book.hold import give_back, lock_calendars, take
from evenhand.appointments.book.verdicts import may_book, may_change
from evenhand.appointments.book.ways import Way
from evenhand.appointments.calendars.models import Taken
from evenhand.appointments.interpreters.models import InterpreterConflict
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import CancelledFor, State
from evenhand.appointments.telling.services import (
    tell_booked,
    tell_cancelled,
    tell_changed,
)
from evenhand.casework.models import Case, Conflict
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


CHANGED = "Somebody else has just changed this interview. Look at it again first"
BOOKED = "Somebody else has just booked an interview of this case"


@transaction.atomic
def book(
    case: Case,
    asked: Asked,
    way: Way,
    *,
    by: User,
    at: datetime,
    because: str = "",
    follows: Interview | None = None,
) -> Interview:
    """Book an interview of a case in one of its ways, for all who take part.

    Raises `Clash` (a `Refused`) where somebody or something that was free is free no
    longer, and `Refused` where the case may not be booked. A wish of the claimant that
    is not met needs a reason (`because`).
    """
    may_book(by, case).enforce()
    _explained(way, because)
    holdings = lock_all(asked, way)
    still_free(asked, way)
    _nobody_conflicted(case.pk, way)
    interview = _made(case, asked, way, by=by, at=at, because=because, follows=follows)
    take(interview.pk, way.starts_at, holdings)
    record_events(
        [Happening("interview_booked", told_of(interview), case.pk)],
        by=by,
        at=at,
        because=because,
    )
    tell_booked(interview, by=by, at=at)
    return interview


@transaction.atomic
def amend(
    interview: Interview,
    asked: Asked,
    way: Way,
    *,
    version: int,
    by: User,
    at: datetime,
    because: str,
) -> Interview:
    """Move an interview, or change who takes part; its own time does not stand in its way.

    `version` is the one that was looked at. Raises `Clash` and `Refused` as `book` does,
    and where somebody else changed it meanwhile. The calendar files keep their UID.
    """
    may_change(by, interview).enforce()
    if not because.strip():
        raise Refused("Say why the interview is changed")
    holdings = lock_all(asked, way, also=_calendars_of(interview))
    before = Interview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
    if before.version != version or before.state != State.BOOKED:
        raise Refused(CHANGED)
    still_free(asked, way, leaving_out=interview.pk)
    _nobody_conflicted(interview.case_id, way)
    Interview.objects.filter(pk=interview.pk).update(
        **_arranged(way),
        break_minutes=asked.break_minutes,
        wishes_unmet=list(way.wishes_unmet),
        sequence=F("sequence") + 1,
        version=F("version") + 1,
    )
    give_back([interview.pk])
    take(interview.pk, way.starts_at, holdings)
    interview.refresh_from_db()
    record_events(
        [
            Happening(
                "interview_changed",
                {**told_of(interview), "from_at": before.starts_at},
                interview.case_id,
            )
        ],
        by=by,
        at=at,
        because=because.strip(),
    )
    tell_changed(interview, before, by=by, at=at)
    return interview


@transaction.atomic
def cancel(
    interview: Interview,
    *,
    cause: CancelledFor | str,
    because: str,
    by: User,
    at: datetime,
) -> Interview:
    """Cancel an interview and free the time of all it took. A second time does nothing."""
    if interview.state == State.CANCELLED:
        return interview
    may_change(by, interview).enforce()
    if not because.strip():
        raise Refused("Say why the interview is cancelled")
    lock_calendars(_calendars_of(interview))
    done = Interview.objects.filter(pk=interview.pk, state=State.BOOKED).update(
        state=State.CANCELLED,
        cancelled_at=at,
        cancelled_by=by,
        cancelled_for=CancelledFor(cause),
        cancelled_because=because.strip(),
        sequence=F("sequence") + 1,
        version=F("version") + 1,
    )
    interview.refresh_from_db()
    if not done:
        if interview.state == State.CANCELLED:
            return interview
        raise Refused(CHANGED)
    give_back([interview.pk])
    record_events(
        [
            Happening(
                "interview_cancelled",
                {**told_of(interview), "cause": str(CancelledFor(cause).label)},
                interview.case_id,
            )
        ],
        by=by,
        at=at,
        because=because.strip(),
    )
    tell_cancelled(interview, by=by, at=at)
    return interview


def told_of(interview: Interview) -> Mapping[str, object]:
    """What the history of a case says of an interview."""
    return {
        "starts_at": interview.starts_at,
        "site": interview.site.name,
        "mode": interview.mode,
    }


def _nobody_conflicted(case_id: int, way: Way) -> None:
    """Asked again under the locks: a conflict may have been declared meanwhile."""
    if (
        Conflict.objects.filter(
            case_id=case_id,
            staff_member__interviewer=way.interviewer_id,
            ended_at=None,
        ).exists()
        or InterpreterConflict.objects.filter(
            case_id=case_id, interpreter=way.interpreter_id, ended_at=None
        ).exists()
    ):
        raise Refused(
            "One of them must not take part in this case. Choose another time"
        )


def _made(
    case: Case,
    asked: Asked,
    way: Way,
    *,
    by: User,
    at: datetime,
    because: str,
    follows: Interview | None,
) -> Interview:
    try:
        with transaction.atomic():
            return Interview.objects.create(
                case=case,
                kind=asked.kind,
                **_arranged(way),
                break_minutes=asked.break_minutes,
                language=asked.language or "",
                dialect=asked.dialect or "",
                wishes_unmet=list(way.wishes_unmet),
                short_notice=asked.short_notice,
                because=because.strip(),
                follows=follows,
                booked_at=at,
                booked_by=by,
            )
    except IntegrityError as clash:
        if "appointments_interview_one_at_a_time" in str(clash):
            raise Refused(BOOKED) from clash
        raise


def _arranged(way: Way) -> dict[str, object]:
    return {
        "mode": way.mode,
        "starts_at": way.starts_at,
        "ends_at": way.ends_at,
        "site_id": way.site_id,
        "room_id": way.room_id,
        "interviewer_id": way.interviewer_id,
        "interpreter_id": way.interpreter_id,
        "interpreter_on_site": way.interpreter_on_site,
        "representative_id": way.representative_id,
        "adult_id": way.adult_id,
        "host_id": way.host_id,
    }


def _explained(way: Way, because: str) -> None:
    if way.wishes_unmet and not because.strip():
        raise Refused(
            "This does not meet what the claimant asked for "
            f"({', '.join(way.wishes_unmet)}). Say why it is booked all the same"
        )


def _calendars_of(interview: Interview) -> frozenset[int]:
    return frozenset(
        Taken.objects.filter(interview=interview).values_list("calendar_id", flat=True)
    )
