"""End an interview, or say why it was not held; the next step follows in one transaction."""

from datetime import date, datetime

from django.db import transaction

from evenhand.appointments.book.hold import give_back, lock_calendars
from evenhand.appointments.day.beginning import end_pause
from evenhand.appointments.day.changing import locked, must_be_at, swap
from evenhand.appointments.day.explaining import open_explanation
from evenhand.appointments.day.models import Arrival, Ending
from evenhand.appointments.day.present import Present, day_of, local_day, present_of
from evenhand.appointments.day.verdicts import may_end
from evenhand.appointments.interviews.states import HELD
from evenhand.appointments.models import (
    Interview,
    InterviewNeeds,
    Outcome,
    State,
    Taken,
)
from evenhand.appointments.telling.queries import was_delivered
from evenhand.casework.cases.services import move_case
from evenhand.casework.cases.verdicts import may_move
from evenhand.casework.models import Case, Contact, Stage
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


@transaction.atomic
def end(
    interview: Interview,
    *,
    version: int,
    outcome: Outcome,
    because: str = "",
    unfit_until: date | None = None,
    by: User,
    at: datetime,
) -> Interview:
    """Say how an interview ended, or why it was not held. Harmless twice.

    because       in words; needed for all but a completed one
    unfit_until   for a person who was unfit: until when, as far as is known

    Completed, the claim moves on to interviewed. Not held, the time that was taken is
    free again. Missed, an explanation is asked for where the invitation arrived. Refused
    as `may_end`, and where somebody else has changed the interview meanwhile.
    """
    if outcome not in HELD:
        # Before the row: whoever moves an interview locks in this order too.
        lock_calendars(
            Taken.objects.filter(interview=interview.pk).values_list(
                "calendar_id", flat=True
            )
        )
    kept = locked(interview)
    if _ended_by(kept, outcome, by, version):
        return kept
    must_be_at(kept, version)
    present = present_of(kept)
    may_end(
        by, kept, outcome, present, in_touch=in_touch(kept, present), at=at
    ).enforce()
    if outcome != Outcome.COMPLETED and not because.strip():
        raise Refused("Say in a few words what happened")
    end_pause(kept, by=by, at=at)
    Ending.objects.create(
        interview=kept,
        outcome=outcome,
        child=present.child,
        adult_came=present.has(Arrival.Who.ADULT),
        because=because.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    held = outcome in HELD
    swap(
        kept,
        state=State.HELD if held else State.NOT_HELD,
        outcome=outcome,
        ended_at=at,
    )
    if not held:
        give_back([kept.pk])
    record_events(
        [Happening("interview_ended", {"outcome": outcome.value}, kept.case_id)],
        by=by,
        at=at,
        because=because.strip(),
    )
    _follow(kept, outcome, unfit_until=unfit_until, by=by, at=at)
    return kept


def in_touch(interview: Interview, present: Present) -> bool:
    """Whether those who look after a child were contacted since it was to begin.

    Their representative, where they have one, and social services: a try counts, for
    what came of it is written down with it.
    """
    since = Contact.objects.filter(
        case=interview.case_id, at__gte=interview.starts_at
    ).values_list("whom", flat=True)
    reached = set(since)
    social = {Contact.With.LOCAL_AUTHORITY.value, Contact.With.ADULT.value}
    return bool(reached & social) and (
        not present.represented or Contact.With.REPRESENTATIVE.value in reached
    )


def _follow(
    kept: Interview,
    outcome: Outcome,
    *,
    unfit_until: date | None,
    by: User,
    at: datetime,
) -> None:
    on = day_of(kept)
    if outcome == Outcome.COMPLETED:
        _move_on(kept.case, on=on, by=by, at=at)
    elif outcome == Outcome.UNFIT:
        if unfit_until is None or unfit_until < on:
            raise Refused("Say until when the person is unfit, as far as is known")
        needs, _ = InterviewNeeds.objects.get_or_create(
            case=kept.case, defaults={"recorded_at": at, "recorded_by": by}
        )
        needs.unfit_until, needs.recorded_at, needs.recorded_by = unfit_until, at, by
        needs.save(update_fields=["unfit_until", "recorded_at", "recorded_by"])
    elif outcome == Outcome.DID_NOT_ATTEND and was_delivered(kept):
        open_explanation(kept, on=local_day(at), by=by, at=at)


def _move_on(case: Case, *, on: date, by: User, at: datetime) -> None:
    """To interviewed. A claim that was moved meanwhile, or decided, stays where it is."""
    case.interviewed_on = case.interviewed_on or on
    if case.stage != Stage.INTERVIEWED and may_move(case, Stage.INTERVIEWED):
        move_case(
            case,
            to=Stage.INTERVIEWED,
            interviewed_on=on,
            by=by,
            on=on,
            at=at,
            because="The interview was completed",
        )


def _ended_by(kept: Interview, outcome: Outcome, by: User, version: int) -> bool:
    return (
        kept.version == version + 1
        and kept.outcome == outcome
        and Ending.objects.filter(interview=kept, recorded_by=by).exists()
    )
