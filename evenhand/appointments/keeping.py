"""Who keeps the places, people and hours of the book, and how that is told."""

from datetime import date, datetime
from typing import Any

from evenhand.appointments.book.hold import lock_calendars
from evenhand.appointments.calendars.models import Calendar
from evenhand.core.events import Happening, record_events
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Refused, Verdict, no


KEEPERS = (Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER, Role.ADMINISTRATOR)

# What each entry of the book is called, by the kind of its calendar.
CALLED = {
    Calendar.Kind.SITE: "site",
    Calendar.Kind.ROOM: "room",
    Calendar.Kind.HOST: "host",
    Calendar.Kind.INTERVIEWER: "interviewer",
    Calendar.Kind.INTERPRETER: "interpreter",
    Calendar.Kind.REPRESENTATIVE: "representative",
    Calendar.Kind.ADULT: "responsible adult",
}


def may_keep(user: User) -> Verdict:
    """Whether this person keeps places, people and hours."""
    if user.has_role(*KEEPERS) or user.is_service:
        return YES
    return no(
        "Places and people are kept by booking officers, workflow managers and "
        "administrators"
    )


def new_calendar(kind: Calendar.Kind) -> Calendar:
    """A calendar without hours: nobody is booked in it until it has some."""
    return Calendar.objects.create(kind=kind)


def entry_of(calendar: Calendar) -> Any:
    """The site, room or person a calendar is of."""
    return getattr(calendar, calendar.kind)


def name_of(calendar: Calendar) -> str:
    """Whose it is, in words; a room and a host with their site."""
    entry = entry_of(calendar)
    if calendar.kind in (Calendar.Kind.ROOM, Calendar.Kind.HOST):
        return f"{entry.name}, {entry.site.name}"
    return str(entry)


def change_entry(
    entry: Any,
    values: dict[str, Any],
    *,
    name: str,
    what: str,
    by: User,
    at: datetime,
    because: str,
) -> bool:
    """Write changed columns and tell which; False where nothing changes.

    Refused without a reason, and for whoever does not keep the book.
    """
    may_keep(by).enforce()
    changed = [
        column for column, value in values.items() if getattr(entry, column) != value
    ]
    if not changed:
        return False
    explained(because)
    lock_calendars([entry.calendar_id])
    for column in changed:
        setattr(entry, column, values[column])
    entry.save(update_fields=changed)
    tell(
        "entry_changed",
        {"what": what, "name": name, "changes": changed},
        by=by,
        at=at,
        because=because,
    )
    return True


def end_entry(
    entry: Any,
    on: date,
    *,
    column: str,
    began: date,
    name: str,
    what: str,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Say from which day on an entry is in the book no longer. What is booked stays.

    Whoever books it at the same moment waits, and is told.
    """
    may_keep(by).enforce()
    explained(because)
    if on < began:
        raise Refused("The day must not be before it began")
    lock_calendars([entry.calendar_id])
    setattr(entry, column, on)
    entry.save(update_fields=[column])
    tell(
        "entry_ended",
        {"what": what, "name": name, "on": on},
        by=by,
        at=at,
        because=because,
    )


def explained(because: str) -> None:
    """Refused where no reason is given."""
    if not because.strip():
        raise Refused("Say why")


def tell(
    kind: str, data: dict[str, Any], *, by: User, at: datetime, because: str = ""
) -> None:
    """One entry in the history of the house."""
    record_events([Happening(kind, data)], by=by, at=at, because=because)
