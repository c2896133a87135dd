"""Sites, rooms and journeys, as they are read."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evenhand.appointments.calendars.models import Away, Hours
from evenhand.appointments.places.models import Host, Room, Site
from evenhand.engine.calendar import Nation, is_working_day, known_until


DAYS_AHEAD = 366


def sites_in_order(on: date) -> QuerySet[Site]:
    """Every site by name, with how many rooms it has (`in_person`, `by_video`)."""
    there = Q(rooms__from_on__lte=on) & (Q(rooms__to_on=None) | Q(rooms__to_on__gt=on))
    return (
        Site.objects.select_related("unit")
        .annotate(
            in_person=Count("rooms", filter=there & Q(rooms__mode=Room.Mode.IN_PERSON)),
            by_video=Count("rooms", filter=there & Q(rooms__mode=Room.Mode.VIDEO)),
        )
        .order_by("name")
    )


def rooms_of(site: Site) -> QuerySet[Room]:
    """Its rooms by name; `has_hours`: without them nobody is booked there."""
    hours = Hours.objects.filter(calendar=OuterRef("calendar"))
    return site.rooms.annotate(has_hours=Exists(hours)).order_by("name")


def hosts_of(site: Site) -> QuerySet[Host]:
    """Who receives people there, by name."""
    hours = Hours.objects.filter(calendar=OuterRef("calendar"))
    return (
        site.hosts.select_related("user")
        .annotate(has_hours=Exists(hours))
        .order_by("name", "pk")
    )


def closed_now(calendars: Sequence[int], at: datetime) -> dict[int, Away]:
    """What keeps each of some calendars closed at an instant, by calendar."""
    return {
        away.calendar_id: away
        for away in Away.objects.filter(
            calendar__in=calendars, ended_at=None, during__contains=at
        )
    }


def bank_holidays(site: Site, on: date) -> list[date]:
    """The days of the coming year on which it is closed because of its nation.

    Only working weekdays count; none for a site that opens on them, and none beyond the
    days for which bank holidays are known.
    """
    if site.open_on_holidays:
        return []
    last = min(on + timedelta(days=DAYS_AHEAD), known_until())
    days = (on + timedelta(days=n) for n in range((last - on).days + 1))
    return [
        day
        for day in days
        if day.weekday() < 5 and not is_working_day(day, Nation(site.nation))
    ]


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    """From midnight of a day to midnight after another, by the clock of London."""
    following = last + timedelta(days=1)
    return (
        timezone.make_aware(datetime.combine(first, time.min)),
        timezone.make_aware(datetime.combine(following, time.min)),
    )
