"""The board of this process: read once, and after that only what has changed.

Each calendar says which transaction touched it last. Whatever was touched by one that had
not ended when the board was last looked at is read again, so that nothing is missed and
nothing but a handful is read. What the present transaction itself has changed is read
again the next time too: it may be undone.

Nobody's word is taken for it: a booking is settled by the database, under locks.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from evenhand.appointments.board.entries import (
    CompanionEntry,
    HostEntry,
    InterpreterEntry,
    InterviewerEntry,
    Register,
    RoomEntry,
    SiteEntry,
)
from evenhand.appointments.board.read import Reading, read_journeys, read_travel
from evenhand.engine.calendar import BeyondTheCalendar, Nation, is_working_day
from evenhand.engine.diaries.board import Board
from evenhand.engine.diaries.diary import Diary
from evenhand.engine.diaries.steps import instant


WEEKS = 14

_TOUCHED = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       array_agg(id) FILTER (WHERE touched >= %(seen)s OR id = ANY (%(unsure)s)),
       array_agg(id) FILTER (
           WHERE touched = pg_current_xact_id_if_assigned()::text::bigint)
FROM appointments_calendar
"""

Entry = (
    SiteEntry
    | RoomEntry
    | HostEntry
    | InterviewerEntry
    | InterpreterEntry
    | CompanionEntry
)


@dataclass(slots=True)
class Kept:
    """The board and the register, as of the last look at the database.

    `until`: the day from which on nothing is read; None, there is no end.
    """

    first: date
    board: Board
    register: Register = field(default_factory=Register)
    seen: int = 0
    unsure: set[int] = field(default_factory=set)
    until: date | None = None

    def refresh(self) -> None:
        """Read again whatever has changed since."""
        with connection.cursor() as cursor:
            cursor.execute(_TOUCHED, {"seen": self.seen, "unsure": list(self.unsure)})
            xmin, changed, own = cursor.fetchone()
        stale = set(changed or ()) | self.unsure
        if stale:
            self.read(None if not self.seen else sorted(stale))
        self.seen = xmin
        self.unsure = set(own or ())

    def read(self, calendars: Sequence[int] | None) -> None:
        """Read calendars, or all (None), and write them on the board."""
        reading = Reading(
            calendars,
            since=instant(self.first, 0),
            until=instant(self.until, 0) if self.until else None,
        )
        entries: dict[int, Entry] = {}
        for kind, read in (
            (self.register.sites, reading.sites),
            (self.register.rooms, reading.rooms),
            (self.register.hosts, reading.hosts),
            (self.register.interviewers, reading.interviewers),
            (self.register.interpreters, reading.interpreters),
            (self.register.representatives, reading.representatives),
            (self.register.adults, reading.adults),
        ):
            found = {entry.calendar: entry for entry in read()}
            for calendar in calendars or ():
                kind.pop(calendar, None)
            kind.update(found)  # type: ignore[arg-type]
            entries.update(found)
        self.register.changed()
        if calendars is None or any(one in self.register.sites for one in calendars):
            self.register.journeys = read_journeys()
            self.register.travel = read_travel()
        hours, aways, taken = reading.hours(), reading.aways(), reading.taken()
        holidays = _Holidays(self.board.days)
        nations = {site.id: site.nation for site in self.register.sites.values()}
        for calendar in set(calendars or ()).difference(entries):
            self.board.wipe(calendar)
        self.board.write(
            {
                calendar: Diary(
                    hours=hours.get(calendar, ()),
                    closed=holidays.closed(entry, nations),
                    aways=aways.get(calendar, ()),
                    taken=taken.get(calendar, ()),
                    at_once=entry.at_once if isinstance(entry, HostEntry) else 1,
                    from_on=getattr(entry, "from_on", None),
                    to_on=_last_day(entry),
                )
                for calendar, entry in entries.items()
            }
        )


class _Holidays:
    """The bank holidays of each nation among some days."""

    def __init__(self, days: Sequence[date]) -> None:
        self._of = {
            nation: frozenset(
                day
                for day in days
                if day.weekday() < 5 and not is_working_day(day, nation)
            )
            for nation in Nation
        }

    def closed(self, entry: Entry, nations: dict[int, str]) -> frozenset[date]:
        """The days on which a site, or who works at one, is not there."""
        if isinstance(entry, SiteEntry):
            return frozenset() if entry.open_on_holidays else self._of[
                Nation(entry.nation)
            ]  # fmt: skip
        if isinstance(entry, InterviewerEntry):
            nation = nations.get(entry.site or 0, Nation.ENGLAND_AND_WALES)
            return self._of[Nation(nation)]
        return frozenset()


def _last_day(entry: Entry) -> date | None:
    if isinstance(entry, InterviewerEntry):
        return entry.left_on
    if isinstance(entry, InterpreterEntry | CompanionEntry):
        return entry.until
    return entry.to_on


_kept: dict[str, Kept] = {}
_one_at_a_time = threading.RLock()


@contextmanager
def board_on(on: date) -> Iterator[Kept]:
    """The board from the Monday of a week on, as up to date as the transaction sees it.

    Held while it is in use: another thread of the process waits.
    """
    with _one_at_a_time:
        monday = on - timedelta(days=on.weekday())
        name = str(connection.settings_dict["NAME"])
        kept = _kept.get(name)
        if kept is None or kept.first != monday:
            kept = _kept[name] = Kept(monday, Board(_days(monday)))
        kept.refresh()
        yield kept


def board_of(calendars: Sequence[int], days: Sequence[date]) -> Kept:
    """Some calendars over some days, past ones too, read for this once."""
    kept = Kept(days[0], Board(days), until=days[-1] + timedelta(days=1))
    kept.read(sorted(calendars))
    return kept


def last_day(on: date) -> date:
    """The last day that is on the board of a day."""
    return _days(on - timedelta(days=on.weekday()))[-1]


def _days(monday: date) -> list[date]:
    """The days of so many weeks, as far as bank holidays are known."""
    days = [monday + timedelta(days=number) for number in range(7 * WEEKS)]
    known = []
    for day in days:
        try:
            is_working_day(day, Nation.ENGLAND_AND_WALES)
        except BeyondTheCalendar:
            break
        known.append(day)
    return known
