"""Say that somebody or something is away, or back; and which interviews that touches."""

from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from evenhand.appointments.book.hold import lock_calendars
from evenhand.appointments.calendars.models import Away, Calendar
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import State
from evenhand.appointments.keeping import may_keep, name_of, tell
from evenhand.core.models import User
from evenhand.core.verdict import Refused


# Causes that need no more words; of the others somebody may ask.
SPEAKS_FOR_ITSELF = (Away.Cause.LEAVE, Away.Cause.ILLNESS)

# By what an interview brings a calendar together with others.
_TAKES = {
    Calendar.Kind.SITE: "site",
    Calendar.Kind.ROOM: "room",
    Calendar.Kind.HOST: "host",
    Calendar.Kind.INTERVIEWER: "interviewer",
    Calendar.Kind.INTERPRETER: "interpreter",
    Calendar.Kind.REPRESENTATIVE: "representative",
    Calendar.Kind.ADULT: "adult",
}


@transaction.atomic
def record_away(
    calendar: Calendar,
    during: DateTimeTZRange,
    *,
    cause: Away.Cause,
    because: str,
    by: User,
    at: datetime,
) -> Away:
    """Record an absence, a closure or a fault: nothing is booked in it from now on.

    What is booked stays, at risk, until somebody acts (`interviews_in`). The same said
    twice is one. Refused where it ends before it begins, or says too little.
    """
    may_keep(by).enforce()
    if during.lower >= during.upper:
        raise Refused("It must end later than it begins")
    if cause not in SPEAKS_FOR_ITSELF and not because.strip():
        raise Refused("Say why")
    lock_calendars([calendar.pk])
    there = calendar.aways.filter(ended_at=None, during=during, cause=cause).first()
    if there is not None:
        return there
    away = Away.objects.create(
        calendar=calendar,
        during=during,
        cause=cause,
        because=because.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    tell("away_recorded", _told(away), by=by, at=at, because=because)
    return away


@transaction.atomic
def end_away(away: Away, *, by: User, at: datetime, because: str = "") -> Away:
    """Say that it is over, or was recorded in error. Refused where it has been ended.

    What has passed of it stays recorded: the rest of its time is free again.
    """
    may_keep(by).enforce()
    lock_calendars([away.calendar_id])
    away = Away.objects.select_for_update().get(pk=away.pk)
    if away.ended_at is not None:
        raise Refused("Somebody else has just ended this")
    if away.during.upper <= at:
        raise Refused("This is over already")
    if away.during.lower < at:
        away.during = DateTimeTZRange(away.during.lower, at)
        away.save(update_fields=["during"])
    else:
        away.ended_at, away.ended_by = at, by
        away.save(update_fields=["ended_at", "ended_by"])
    tell("away_ended", _told(away), by=by, at=at, because=because)
    return away


def interviews_in(calendar: Calendar, during: DateTimeTZRange) -> QuerySet[Interview]:
    """The interviews booked then that need this calendar, of cases the viewer may see."""
    column = _TAKES[Calendar.Kind(calendar.kind)]
    return (
        Interview.objects.filter(
            **{f"{column}__calendar": calendar},
            state=State.BOOKED,
            starts_at__lt=during.upper,
            ends_at__gt=during.lower,
        )
        .select_related("case", "site", "room", "interpreter")
        .order_by("starts_at", "pk")
    )


def aways_from(calendar: Calendar, at: datetime) -> QuerySet[Away]:
    """What is recorded and not over, the first to begin first."""
    return (
        Away.objects.filter(
            Q(during__endswith__gt=at), calendar=calendar, ended_at=None
        )
        .select_related("recorded_by")
        .order_by("during", "pk")
    )


def _told(away: Away) -> dict[str, object]:
    return {
        "name": name_of(away.calendar),
        "cause": away.cause,
        "from": away.during.lower,
        "until": away.during.upper,
    }
