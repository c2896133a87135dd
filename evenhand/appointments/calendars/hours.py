"""Say when a calendar is open: each week from a day on, or on one day besides."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q

from evenhand.appointments.book.hold import lock_calendars
from evenhand.appointments.calendars.models import Calendar, Hours
from evenhand.appointments.calendars.words import HoursSaid, say_stretches, say_week
from evenhand.appointments.keeping import explained, may_keep, name_of, tell
from evenhand.core.models import User
from evenhand.core.verdict import Refused


Week = list[list[tuple[time, time]]]


@transaction.atomic
def set_hours(
    calendar: Calendar,
    hours: Sequence[HoursSaid],
    *,
    by: User,
    at: datetime,
    because: str,
    from_on: date | None = None,
) -> None:
    """Put these hours of the week in place of those before, from a day on.

    `from_on` None: at once, as if they had always been. Hours of single days stay. None
    at all: it is never free. What is booked outside of them stays booked.
    """
    may_keep(by).enforce()
    explained(because)
    lock_calendars([calendar.pk])
    weekly = Hours.objects.filter(calendar=calendar, weekday__isnull=False)
    if from_on is None:
        weekly.delete()
    else:
        weekly.filter(from_on__gte=from_on).delete()
        weekly.filter(Q(to_on=None) | Q(to_on__gt=from_on)).update(to_on=from_on)
    Hours.objects.bulk_create(
        Hours(
            calendar=calendar,
            weekday=said.weekday,
            opens=said.opens,
            closes=said.closes,
            from_on=from_on,
        )
        for said in hours
    )
    week: Week = [[] for _ in range(7)]
    for said in hours:
        week[said.weekday or 0].append((said.opens, said.closes))
    tell(
        "hours_set",
        {"name": name_of(calendar), "hours": say_week(week), "from_on": from_on},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def open_on_day(
    calendar: Calendar,
    on: date,
    stretches: Sequence[tuple[time, time]],
    *,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Open on one day, besides the hours of the week. Refused without hours."""
    may_keep(by).enforce()
    explained(because)
    if not stretches:
        raise Refused("Say from when to when, such as 9am to 5pm")
    lock_calendars([calendar.pk])
    Hours.objects.filter(calendar=calendar, on=on).delete()
    Hours.objects.bulk_create(
        Hours(calendar=calendar, on=on, opens=opens, closes=closes)
        for opens, closes in stretches
    )
    tell(
        "day_opened",
        {"name": name_of(calendar), "on": on, "hours": say_stretches(stretches)},
        by=by,
        at=at,
        because=because,
    )


def week_on(calendar: Calendar, on: date) -> Week:
    """The hours of each weekday, Monday first, as they hold on a day."""
    return weeks_on([calendar.pk], on)[calendar.pk]


def weeks_on(calendars: Sequence[int], on: date) -> dict[int, Week]:
    """The same of several calendars, asked for at once."""
    weeks: dict[int, Week] = {pk: [[] for _ in range(7)] for pk in calendars}
    holding = Hours.objects.filter(
        Q(from_on=None) | Q(from_on__lte=on),
        Q(to_on=None) | Q(to_on__gt=on),
        calendar__in=calendars,
        weekday__isnull=False,
    ).order_by("weekday", "opens")
    for hours in holding:
        assert hours.weekday is not None
        weeks[hours.calendar_id][hours.weekday].append((hours.opens, hours.closes))
    return weeks


def weeks_to_come(calendar: Calendar, on: date) -> list[tuple[date, Week]]:
    """Hours that take over after a day: from when, and which."""
    days = (
        Hours.objects.filter(calendar=calendar, from_on__gt=on)
        .values_list("from_on", flat=True)
        .distinct()
        .order_by("from_on")
    )
    return [(day, week_on(calendar, day)) for day in days if day is not None]


def single_days(calendar: Calendar, on: date) -> list[tuple[date, str]]:
    """The days still to come on which it is open besides: the day, and from when."""
    found: dict[date, list[tuple[time, time]]] = {}
    for hours in Hours.objects.filter(calendar=calendar, on__gte=on).order_by("on"):
        assert hours.on is not None
        found.setdefault(hours.on, []).append((hours.opens, hours.closes))
    return [(day, say_stretches(stretches)) for day, stretches in found.items()]
