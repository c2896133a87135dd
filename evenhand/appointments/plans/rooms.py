"""Which room, and who receives people, for each interview that a plan has a time for.

The planner counts rooms of a site; here each interview is given one that suits it, whoever
needs a particular one first. Where none is left, or somebody would come too late from
another place, the interview has no time after all.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from evenhand.appointments.board.entries import HostEntry, RoomEntry
from evenhand.appointments.board.kept import Kept
from evenhand.appointments.book.candidates import IN_PERSON
from evenhand.appointments.plans.asking import suits
from evenhand.appointments.plans.resources import Days, free_steps, open_steps
from evenhand.engine.diaries.steps import covered, steps_for


NO_ROOM, NO_HOST, APART = "no_room", "no_host", "apart"


@dataclass(frozen=True, slots=True)
class Timed:
    """One interview with a time: `starts` and `ends` by the wall clock, turn-round apart.

    order         the lower comes first where not all can be had.
    on_site       calendars of whoever comes along to the site.
    """

    ref: str
    order: int
    site: int
    mode: str
    starts: datetime
    ends: datetime
    seats: int
    adjustments: tuple[str, ...]
    on_site: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The room and the host of an interview, or the code of what it lacks."""

    room: int | None = None
    host: int | None = None
    lacks: str = ""


def place_all(
    kept: Kept,
    interviews: Sequence[Timed],
    days: Days,
    *,
    given_back: Collection[int] = (),
) -> dict[str, Placed]:
    """A room and a host for each of them, by reference.

    What interviews of `given_back` take, which are put elsewhere, counts as free.
    """
    found: dict[str, Placed] = {}
    late = set(_too_late(kept, interviews))
    by_place: dict[tuple[int, str], list[Timed]] = {}
    for one in sorted(interviews, key=lambda one: one.order):
        if one.ref in late:
            found[one.ref] = Placed(lacks=APART)
        else:
            by_place.setdefault((one.site, one.mode), []).append(one)
    hosts = {
        site.id: _Hosts(kept, site.id, days, given_back)
        for site in kept.register.sites.values()
        if site.hosted
    }
    for (site, mode), of in sorted(by_place.items()):
        rooms = _Rooms(kept, site, mode, days, given_back)
        # Whoever fewer rooms suit chooses first, and then whoever starts first.
        for one in sorted(
            of, key=lambda one: (rooms.that_suit(one), one.starts, one.order)
        ):
            room = rooms.take(one)
            if room is None:
                found[one.ref] = Placed(lacks=NO_ROOM)
            elif site in hosts:
                host = hosts[site].take(one)
                found[one.ref] = (
                    Placed(room.id, host.id) if host else Placed(lacks=NO_HOST)
                )
            else:
                found[one.ref] = Placed(room.id)
    return found


class _Rooms:
    """The rooms of one site and mode, and when each is free."""

    def __init__(
        self,
        kept: Kept,
        site: int,
        mode: str,
        days: Days,
        given_back: Collection[int],
    ) -> None:
        self.rooms = sorted(
            (
                room
                for room in kept.register.rooms.values()
                if (room.site, room.mode) == (site, mode)
            ),
            key=lambda room: (room.seats, len(room.features), room.name),
        )
        self.day = {day: number for number, day in enumerate(days.days)}
        self.free = free_steps(
            kept.board,
            [one.calendar for one in self.rooms],
            days,
            given_back=given_back,
        )

    def that_suit(self, one: Timed) -> int:
        """How many of the rooms suit."""
        return sum(suits(room, one.adjustments, one.seats) for room in self.rooms)

    def take(self, one: Timed) -> RoomEntry | None:
        """The smallest room that suits and is free, taken with its turn-round."""
        day = one.starts.date()
        first, last = covered(one.starts, one.ends, day, whole=False)
        for number, room in enumerate(self.rooms):
            free = self.free[number, self.day[day]]
            if suits(room, one.adjustments, one.seats) and free[first:last].all():
                free[first : last + steps_for(room.turn_round)] = False
                return room
        return None


class _Hosts:
    """Those who receive people at a site, and how many more each can look after."""

    def __init__(
        self, kept: Kept, site: int, days: Days, given_back: Collection[int]
    ) -> None:
        self.hosts: list[HostEntry] = sorted(
            (one for one in kept.register.hosts.values() if one.site == site),
            key=lambda one: one.id,
        )
        self.day = {day: number for number, day in enumerate(days.days)}
        self.left = [
            open_steps(kept.board, one.calendar, days).astype(np.int64) * one.at_once
            for one in self.hosts
        ]
        for host, left in zip(self.hosts, self.left, strict=True):
            for day, number in self.day.items():
                for taken in kept.board.taken(host.calendar, day):
                    if taken.owner in given_back:
                        continue
                    first, last = covered(taken.starts, taken.ends, day, whole=False)
                    left[number, first:last] -= 1

    def take(self, one: Timed) -> HostEntry | None:
        """Whoever is there throughout and has the most left."""
        day = one.starts.date()
        first, last = covered(one.starts, one.ends, day, whole=False)
        left = [int(of[self.day[day], first:last].min()) for of in self.left]
        if not left or max(left) <= 0:
            return None
        best = left.index(max(left))
        self.left[best][self.day[day], first:last] -= 1
        return self.hosts[best]


def _too_late(kept: Kept, interviews: Sequence[Timed]) -> Iterator[str]:
    """Those to which somebody would come too late, or from which too late to another."""
    there: dict[tuple[int, date], list[tuple[datetime, datetime, int]]] = {}
    for one in sorted(interviews, key=lambda one: one.order):
        stops = []
        for calendar in one.on_site:
            key = (calendar, one.starts.date())
            if key not in there:
                there[key] = [
                    (taken.starts, taken.ends, taken.site)
                    for taken in kept.board.taken(*key)
                    if taken.site is not None
                ]
            stops.append(there[key])
        if any(not _in_time(kept, one, stop) for known in stops for stop in known):
            yield one.ref
        else:
            for known in stops:
                known.append((one.starts, one.ends, one.site))


def _in_time(kept: Kept, one: Timed, stop: tuple[datetime, datetime, int]) -> bool:
    starts, ends, site = stop
    if site == one.site:
        return True
    minutes = kept.register.travel.get((site, one.site))
    if minutes is None:
        return False
    on_the_way = timedelta(minutes=minutes)
    return ends + on_the_way <= one.starts or one.ends + on_the_way <= starts


def comes_to_site(mode: str, *, by_video: bool) -> bool:
    """Whether a representative is at the site: in person, or where they use no link."""
    return mode == IN_PERSON or not by_video
