"""Under the locks of all it takes: is what was offered still to be had?"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TypeVar

from evenhand.appointments.board.entries import (
    CompanionEntry,
    HostEntry,
    InterpreterEntry,
    InterviewerEntry,
    Register,
    RoomEntry,
    SiteEntry,
)
from evenhand.appointments.board.kept import board_on
from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.candidates import IN_PERSON, Fixed
from evenhand.appointments.book.hold import Clash, Holding, lock_calendars
from evenhand.appointments.book.ways import Looked, Way, look
from evenhand.core.verdict import Refused
from evenhand.engine.diaries.search import ROOM, SITE, TOGETHER


Entry = TypeVar(
    "Entry",
    SiteEntry,
    RoomEntry,
    HostEntry,
    InterviewerEntry,
    InterpreterEntry,
    CompanionEntry,
)


def lock_all(asked: Asked, way: Way, *, also: Collection[int] = ()) -> list[Holding]:
    """Lock the calendars of a way and `also` others; answer what it takes from then on.

    What it takes is worked out again under the locks: a room's turn-round may have
    changed while we waited. The process's own board is let go of before: whoever waits for a lock of the database
    must not make others of the process wait as well.
    """
    with board_on(asked.on) as kept:
        holdings, site = holdings_of(kept.register, asked, way)
    lock_calendars([*(one.calendar for one in holdings), *also], shared=[site])
    with board_on(asked.on) as kept:
        return holdings_of(kept.register, asked, way)[0]


def still_free(asked: Asked, way: Way, *, leaving_out: int | None = None) -> None:
    """Ask the one availability for exactly this way. Raises `Clash` with who is taken."""
    exactly = Fixed(
        site=way.site_id,
        mode=way.mode,
        room=way.room_id,
        interviewer=way.interviewer_id,
        interpreter=way.interpreter_id,
        adult=way.adult_id,
        host=way.host_id,
        starts_at=way.starts_at,
    )
    with board_on(asked.on) as kept:
        looked = look(kept, asked, fixed=exactly, leaving_out=leaving_out)
        found = next(iter(looked.ways([way.day])), None)
        if found is None:
            raise Clash(_lost(looked, way))
    if found != way:
        raise Refused("This is no longer as it was offered. Look at the offers again")


def holdings_of(
    register: Register, asked: Asked, way: Way
) -> tuple[list[Holding], int]:
    """What a way takes, and the calendar of its site. `Refused` where one is not there."""
    turned = way.ends_at + timedelta(minutes=asked.person_turn_round)
    room = _by_id(register.rooms, way.room_id, "room")
    comes = way.site_id
    at_site = comes if way.mode == IN_PERSON else None
    interviewer = _by_id(register.interviewers, way.interviewer_id, "interviewer")
    until = way.ends_at + timedelta(minutes=room.turn_round)
    found = [
        Holding(room.calendar, until, site=comes),
        Holding(interviewer.calendar, turned, site=at_site),
    ]
    if way.interpreter_id is not None:
        voice = _by_id(register.interpreters, way.interpreter_id, "interpreter")
        on_site = comes if way.interpreter_on_site else None
        found.append(Holding(voice.calendar, turned, site=on_site))
    if way.representative_id is not None and asked.attended:
        lawyer = _by_id(
            register.representatives, way.representative_id, "representative"
        )
        on_site = comes if way.representative_on_site else None
        found.append(Holding(lawyer.calendar, way.ends_at, site=on_site))
    if way.adult_id is not None:
        adult = _by_id(register.adults, way.adult_id, "responsible adult")
        found.append(Holding(adult.calendar, way.ends_at, site=comes))
    if way.host_id is not None:
        host = _by_id(register.hosts, way.host_id, "host")
        found.append(Holding(host.calendar, way.ends_at, site=comes, shared=True))
    return found, _by_id(register.sites, way.site_id, "site").calendar


def _by_id(entries: Mapping[int, Entry], wanted: int, name: str) -> Entry:
    for entry in entries.values():
        if entry.id == wanted:
            return entry
    raise Refused(f"This {name} is no longer there. Choose another")


def _lost(looked: Looked, way: Way) -> str:
    """Who or what is free no longer, in a sentence; never whom for."""
    if not looked.asked.allows(way.day):
        return "This is sooner than people are to be told. Choose a later day"
    for venue in looked.venues:
        lacking = looked.search.lacking(venue, way.day)
        if lacking in (None, TOGETHER):
            continue
        if lacking == SITE:
            return "The site has just been closed for that time"
        part = (
            venue.rooms
            if lacking == ROOM
            else next(one for one in venue.parts if one.name == lacking)
        )
        names = [looked.name(one.calendar) for one in part.candidates]
        who = names[0] if len(names) == 1 else f"the {lacking}"
        return f"Somebody else has just booked {who}, or their hours have changed"
    return "This can no longer be had. Choose another"
