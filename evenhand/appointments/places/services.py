"""Keep the sites, their rooms and hosts, and how long journeys take."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from evenhand.appointments.calendars.models import Calendar
from evenhand.appointments.keeping import (
    change_entry,
    end_entry,
    explained,
    may_keep,
    new_calendar,
    tell,
)
from evenhand.appointments.places.features import ACCESS, EQUIPMENT
from evenhand.appointments.places.models import Between, Host, Journey, Room, Site
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Unit


LONGEST_MINUTES = 600
FEWEST_SEATS = 2


@dataclass(frozen=True, slots=True)
class SiteSaid:
    """What is said of a site; `partner` where the department does not run it."""

    name: str
    address: str
    postcode: str
    nation: str
    unit: Unit | None = None
    partner: str = ""
    directions: str = ""
    phone: str = ""
    open_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class RoomSaid:
    """What is said of a room; turn-round is the minutes between two interviews."""

    name: str
    mode: str
    seats: int
    equipment: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    turn_round_minutes: int = 15


@transaction.atomic
def add_site(
    code: str, said: SiteSaid, *, from_on: date, by: User, at: datetime, because: str
) -> Site:
    """A new site from a day on, without hours and rooms as yet."""
    may_keep(by).enforce()
    explained(because)
    code = code.strip().upper()
    if Site.objects.filter(code=code).exists():
        raise Refused(f"There is a site with the code {code} already")
    site = Site.objects.create(
        code=code,
        calendar=new_calendar(Calendar.Kind.SITE),
        from_on=from_on,
        **_columns(said),
    )
    tell(
        "entry_added",
        {"what": "site", "name": site.name},
        by=by,
        at=at,
        because=because,
    )
    return site


@transaction.atomic
def change_site(
    site: Site, said: SiteSaid, *, by: User, at: datetime, because: str
) -> bool:
    """Change what is said of a site; False where nothing changes."""
    return change_entry(
        site, _columns(said), name=site.name, what="site", by=by, at=at, because=because
    )


@transaction.atomic
def site_leaves(site: Site, on: date, *, by: User, at: datetime, because: str) -> None:
    """Say from which day on nobody is interviewed there. What is booked stays."""
    end_entry(
        site, on, column="to_on", began=site.from_on, name=site.name, what="site",
        by=by, at=at, because=because,
    )  # fmt: skip


@transaction.atomic
def add_room(
    site: Site,
    said: RoomSaid,
    *,
    from_on: date,
    by: User,
    at: datetime,
    because: str = "",
) -> Room:
    """A room of a site from a day on. It has no hours: set them before it is booked."""
    may_keep(by).enforce()
    _may_be(site, said)
    room = Room.objects.create(
        site=site,
        calendar=new_calendar(Calendar.Kind.ROOM),
        from_on=from_on,
        **asdict(said),
    )
    name = f"{room.name}, {site.name}"
    tell("entry_added", {"what": "room", "name": name}, by=by, at=at, because=because)
    return room


@transaction.atomic
def change_room(
    room: Room, said: RoomSaid, *, by: User, at: datetime, because: str
) -> bool:
    """Change what is said of a room; False where nothing changes."""
    _may_be(room.site, said, room)
    return change_entry(
        room, asdict(said), name=f"{room.name}, {room.site.name}", what="room",
        by=by, at=at, because=because,
    )  # fmt: skip


@transaction.atomic
def room_goes(room: Room, on: date, *, by: User, at: datetime, because: str) -> None:
    """Say from which day on a room is not used any longer."""
    end_entry(
        room, on, column="to_on", began=room.from_on,
        name=f"{room.name}, {room.site.name}", what="room",
        by=by, at=at, because=because,
    )  # fmt: skip


@transaction.atomic
def add_host(
    site: Site,
    *,
    name: str,
    email: str,
    at_once: int,
    user: User | None,
    from_on: date,
    by: User,
    at: datetime,
) -> Host:
    """Somebody of a partner who receives people. Refused where nobody runs it for us."""
    may_keep(by).enforce()
    if not site.hosted:
        raise Refused("This site is ours, and its desk receives people")
    if user is not None and Host.objects.filter(user=user).exists():
        raise Refused(f"{user.name} receives people at a site already")
    host = Host.objects.create(
        site=site,
        name=name,
        email=email,
        at_once=at_once,
        user=user,
        calendar=new_calendar(Calendar.Kind.HOST),
        from_on=from_on,
    )
    tell("entry_added", {"what": "host", "name": f"{name}, {site.name}"}, by=by, at=at)
    return host


@transaction.atomic
def host_goes(host: Host, on: date, *, by: User, at: datetime, because: str) -> None:
    """Say from which day on somebody receives people no longer."""
    end_entry(
        host, on, column="to_on", began=host.from_on,
        name=f"{host.name}, {host.site.name}", what="host",
        by=by, at=at, because=because,
    )  # fmt: skip


@transaction.atomic
def set_journey(
    site: Site, area: str, minutes: int | None, *, by: User, at: datetime, because: str
) -> None:
    """How long people of a postcode area travel to a site; None: they cannot get there."""
    may_keep(by).enforce()
    explained(because)
    _in_reason(minutes)
    there = Journey.objects.filter(site=site, postcode_area=area)
    if minutes is None:
        there.delete()
    else:
        Journey.objects.update_or_create(
            site=site, postcode_area=area, defaults={"minutes": minutes}
        )
    tell(
        "journey_set",
        {"area": area, "site": site.name, "minutes": minutes},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def set_travel(
    one: Site, other: Site, minutes: int | None, *, by: User, at: datetime, because: str
) -> None:
    """How long it takes from one site to another; None: nobody goes on the same day."""
    may_keep(by).enforce()
    explained(because)
    _in_reason(minutes)
    if one.pk == other.pk:
        raise Refused("Choose two different sites")
    first, second = sorted((one, other), key=lambda site: site.pk)
    if minutes is None:
        Between.objects.filter(one=first, other=second).delete()
    else:
        Between.objects.update_or_create(
            one=first, other=second, defaults={"minutes": minutes}
        )
    tell(
        "travel_set",
        {"one": one.name, "other": other.name, "minutes": minutes},
        by=by,
        at=at,
        because=because,
    )


def _columns(said: SiteSaid) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(said, name) for name in SiteSaid.__dataclass_fields__
    }
    return values | {"postcode": said.postcode.strip().upper()}


def _may_be(site: Site, said: RoomSaid, room: Room | None = None) -> None:
    if said.seats < FEWEST_SEATS:
        raise Refused("A room has at least 2 seats")
    unknown = [name for name in said.equipment if name not in EQUIPMENT]
    unknown += [name for name in said.access if name not in ACCESS]
    if unknown:
        raise Refused(f"{unknown[0]} is not something a room can have")
    others = site.rooms.exclude(pk=room.pk) if room else site.rooms.all()
    if others.filter(name=said.name).exists():
        raise Refused(f"{site.name} has a room called {said.name} already")


def _in_reason(minutes: int | None) -> None:
    if minutes is not None and not 0 <= minutes <= LONGEST_MINUTES:
        raise Refused("A journey takes between 0 and 600 minutes")
