"""Begin an interview, once it is confirmed who is there; record its breaks."""

from datetime import datetime

from django.db import transaction

from evenhand.appointments.day.changing import locked, must_be_at, swap
from evenhand.appointments.day.models import Beginning, Pause
from evenhand.appointments.day.present import present_of
from evenhand.appointments.day.verdicts import (
    may_begin,
    may_begin_as_said,
    may_pause,
)
from evenhand.appointments.models import Interview, State
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


@transaction.atomic
def begin(
    interview: Interview,
    *,
    version: int,
    adult_there: bool,
    representative: str,
    late_because: str = "",
    by: User,
    at: datetime,
) -> Interview:
    """Begin the interview. A second click by the same person changes nothing.

    adult_there      for a child: their responsible adult is with them
    representative   a value of `Beginning.Representative`; any other: had no chance

    Refused without an adult for a child, without the representative's chance to attend,
    without the claimant or the interpreter, late without a reason, on another day.
    """
    kept = locked(interview)
    if _begun_by(kept, by, version):
        return kept
    must_be_at(kept, version)
    present = present_of(kept)
    may_begin(by, kept, present, at=at).enforce()
    may_begin_as_said(
        kept,
        present,
        adult_there=adult_there,
        representative=representative,
        late_because=late_because,
        at=at,
    ).enforce()
    Beginning.objects.create(
        interview=kept,
        child=present.child,
        adult_there=adult_there,
        representative=representative,
        late_because=late_because.strip(),
        confirmed_at=at,
        confirmed_by=by,
    )
    swap(kept, state=State.UNDER_WAY, started_at=at)
    record_events(
        [
            Happening(
                "interview_began",
                {"late_minutes": late_minutes(kept), "representative": representative},
                kept.case_id,
            )
        ],
        by=by,
        at=at,
        because=late_because.strip(),
    )
    return kept


def late_minutes(interview: Interview) -> int:
    """How many minutes after its time an interview began; 0 where it did not."""
    if interview.started_at is None:
        return 0
    late = interview.started_at - interview.starts_at
    return max(0, int(late.total_seconds()) // 60)


@transaction.atomic
def pause(interview: Interview, *, by: User, at: datetime) -> Pause:
    """Say that a break begins. One that is not over yet goes on."""
    kept = locked(interview)
    may_pause(by, kept).enforce()
    if (there := kept.pauses.filter(to_at=None).first()) is not None:
        return there
    paused = Pause.objects.create(interview=kept, from_at=at, recorded_by=by)
    record_events([Happening("interview_paused", {}, kept.case_id)], by=by, at=at)
    return paused


@transaction.atomic
def go_on(interview: Interview, *, by: User, at: datetime) -> None:
    """Say that the break is over. Harmless where there is none."""
    kept = locked(interview)
    may_pause(by, kept).enforce()
    end_pause(kept, by=by, at=at)


def end_pause(kept: Interview, *, by: User, at: datetime) -> None:
    """End the break of an interview that is `locked`, where there is one."""
    paused = kept.pauses.filter(to_at=None).first()
    if paused is None:
        return
    if at < paused.from_at:
        raise Refused("The break began later than this")
    Pause.objects.filter(pk=paused.pk).update(to_at=at, ended_by=by)
    minutes = int((at - paused.from_at).total_seconds()) // 60
    record_events(
        [Happening("interview_went_on", {"minutes": minutes}, kept.case_id)],
        by=by,
        at=at,
    )


def _begun_by(kept: Interview, by: User, version: int) -> bool:
    return (
        kept.state == State.UNDER_WAY
        and kept.version == version + 1
        and Beginning.objects.filter(interview=kept, confirmed_by=by).exists()
    )
