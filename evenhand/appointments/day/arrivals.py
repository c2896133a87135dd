"""Record who has come, or joined by the link; a second click changes nothing."""

from datetime import datetime

from django.db import transaction

from evenhand.appointments.day.changing import locked
from evenhand.appointments.day.models import Arrival
from evenhand.appointments.day.present import day_of, expected, local_day, present_of
from evenhand.appointments.day.verdicts import may_record_arrival
from evenhand.appointments.models import Interview, State
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


@transaction.atomic
def record_arrival(
    interview: Interview,
    *,
    who: Arrival.Who,
    came_at: datetime,
    by: User,
    at: datetime,
) -> Arrival:
    """Say that one of those who take part came, and when. Once recorded, it stays.

    Refused for a time that is to come or of another day, and for whom nobody expects.
    """
    kept = locked(interview)
    may_record_arrival(by, kept, at=at).enforce()
    if came_at > at:
        raise Refused("The time they came must not be in the future")
    if local_day(came_at) != day_of(kept):
        raise Refused("Give a time on the day of the interview")
    present = present_of(kept)
    if (there := present.came.get(who)) is not None:
        return there
    if who not in expected(kept, child=present.child):
        raise Refused(f"No {who.label.lower()} takes part in this interview")
    arrival = Arrival.objects.create(
        interview=kept, who=who, at=came_at, recorded_at=at, recorded_by=by
    )
    record_events(
        [
            Happening(
                "arrival_recorded",
                {"who": who.value, "came_at": came_at},
                kept.case_id,
            )
        ],
        by=by,
        at=at,
    )
    return arrival


@transaction.atomic
def take_arrival_back(
    interview: Interview, *, who: Arrival.Who, by: User, at: datetime
) -> None:
    """Say that it was recorded in error. Harmless twice; refused once it has begun."""
    kept = locked(interview)
    may_record_arrival(by, kept, at=at).enforce()
    if kept.state != State.BOOKED:
        raise Refused("The interview has begun, and who was there was confirmed")
    taken = Arrival.objects.filter(interview=kept, who=who, taken_back_at=None).update(
        taken_back_at=at, taken_back_by=by
    )
    if taken:
        record_events(
            [Happening("arrival_taken_back", {"who": who.value}, kept.case_id)],
            by=by,
            at=at,
        )
