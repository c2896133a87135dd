"""When could it be, and with whom: the one search that every offer comes from.

Nothing here knows a claimant: there are parts to take, calendars that could take them,
and venues. The answer is in order of time, and at an instant the best of who is free.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evenhand.engine.diaries.board import Board, Rows, View
from evenhand.engine.diaries.diary import Diary
from evenhand.engine.diaries.steps import (
    MINUTES,
    STEPS,
    instant,
    local,
    step_down,
    step_up,
    steps_for,
)


Starts = npt.NDArray[np.bool_]
SITE, ROOM, TOGETHER = "site", "room", "together"


class Candidate(NamedTuple):
    """Somebody, or a room, that could take a part.

    calendar    whose diary must be free.
    turn_round  minutes it stays taken after the interview.
    week_limit  interviews in a week at most; None, no limit.
    on_site     whether they come to the site; else they take part by a link.
    until       the first day on which they may not be booked (vetting, contract).
    """

    calendar: int
    turn_round: int = 0
    week_limit: int | None = None
    on_site: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part that one of `candidates` must take; the first is the best for it."""

    name: str
    candidates: Sequence[Candidate]


@dataclass(frozen=True, slots=True, eq=False)
class Venue:
    """One site and mode, its calendar and rooms, and the parts as filled there.

    minutes   how long the interview takes.
    cost      orders venues that are free at the same instant, the least first.
    """

    site: int
    calendar: int
    mode: str
    minutes: int
    rooms: Part
    parts: Sequence[Part]
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Times:
    """When it may start: from and until times by the wall clock, after an instant, or at one."""

    earliest: time | None = None
    latest: time | None = None
    after: datetime | None = None
    only: datetime | None = None

    def allowed(self, day: date) -> Starts:
        """The steps of a day at which it may start."""
        found = np.ones(STEPS, np.bool_)
        if self.earliest is not None:
            found[: step_up(self.earliest)] = False
        if self.latest is not None:
            found[step_down(self.latest) + 1 :] = False
        if self.after is not None:
            from_ = local(self.after)
            if from_.date() > day:
                found[:] = False
            elif from_.date() == day:
                found[: step_up(from_.time())] = False
        if self.only is not None:
            exactly = local(self.only)
            step = step_up(exactly.time())
            on_the_day = exactly.date() == day and step < STEPS
            keep = on_the_day and bool(found[step]) and instant(day, step) == self.only
            found[:] = False
            if keep:
                found[step] = True
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """One way: when, where, in which room, and who takes each part (name to candidate)."""

    day: date
    step: int
    venue: Venue
    room: Candidate
    people: Mapping[str, Candidate]

    @property
    def starts_at(self) -> datetime:
        """The instant it starts."""
        return instant(self.day, self.step)


# Minutes from one site to another, each way; a pair that is missing takes all day.
Travel = Mapping[tuple[int, int], int]


@dataclass(slots=True)
class Search:
    """A search on a board: `times` when it may start, `travel` between sites.

    `instead` has diaries that count in place of those on the board: an interview that is
    moved does not stand in its own way.
    """

    board: Board
    times: Times = field(default_factory=Times)
    travel: Travel = field(default_factory=dict)
    instead: Mapping[int, Diary] = field(default_factory=dict)
    _view: View = field(init=False)
    _known: dict[Part, "_Rows"] = field(init=False, default_factory=dict)
    _fits: dict[tuple[Part, date, int], Starts] = field(
        init=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._view = View(self.board, self.instead)

    def ways(
        self,
        venues: Sequence[Venue],
        days: Iterable[date],
        *,
        a_day: int | None = None,
    ) -> Iterator[Found]:
        """Every start at every venue, in order of time, with the best who are free.

        Days the board does not cover have none. `a_day`: the first so many starts of a
        venue on a day, and no more.
        """
        for day in days:
            if not self.board.covers(day):
                continue
            open_ = [
                (venue, starts)
                for venue in sorted(venues, key=lambda venue: venue.cost)
                if (starts := self.starts(venue, day)).any()
            ]
            left = [STEPS if a_day is None else a_day] * len(open_)
            for step in _any_of([starts for _, starts in open_]):
                for place, (venue, starts) in enumerate(open_):
                    if left[place] and starts[step]:
                        found = self._fill(venue, day, step)
                        if found is not None:
                            left[place] -= 1
                            yield found

    def starts(self, venue: Venue, day: date) -> Starts:
        """The steps at which everybody could be had, week's limits and travel apart."""
        found = self.times.allowed(day)
        for _, fits in self._each(venue, day):
            if not found.any():
                break
            found = found & fits
        return found

    def lacking(self, venue: Venue, day: date) -> str | None:
        """What alone leaves no start at a venue on a day: the name of a part.

        "site" and "room" stand for the place, "together" for a day on which each could
        be had, though never all at one time. None: there is a start.
        """
        allowed = self.times.allowed(day)
        for name, fits in self._each(venue, day):
            if not (fits & allowed).any():
                return name
        return None if self.starts(venue, day).any() else TOGETHER

    def _each(self, venue: Venue, day: date) -> Iterator[tuple[str, Starts]]:
        needed = steps_for(venue.minutes)
        rows = self.board.rows([venue.calendar])
        open_ = self._view.runs(day, rows, [venue.calendar]).open
        yield SITE, open_[0] >= needed
        yield ROOM, self._some(venue.rooms, day, venue.minutes)
        for part in venue.parts:
            yield part.name, self._some(part, day, venue.minutes)

    def _some(self, part: Part, day: date, minutes: int) -> Starts:
        return np.asarray(self._part_fits(part, day, minutes).any(axis=0))

    def _part_fits(self, part: Part, day: date, minutes: int) -> Starts:
        """Who of a part could start when: candidates by `STEPS`."""
        key = (part, day, minutes)
        if (known := self._fits.get(key)) is not None:
            return known
        if (rows := self._known.get(part)) is None:
            rows = self._known[part] = _Rows(self.board, part)
        runs = self._view.runs(day, rows.rows, rows.calendars)
        fits = (runs.open >= steps_for(minutes)) & (
            runs.clear >= rows.taken_for(minutes)[:, None]
        )
        if rows.ending is not None:
            fits &= (rows.ending > day.toordinal())[:, None]
        self._fits[key] = fits
        return fits

    def _fill(self, venue: Venue, day: date, step: int) -> Found | None:
        room = self._first(venue.rooms, venue, day, step)
        if room is None:
            return None
        people = {}
        for part in venue.parts:
            somebody = self._first(part, venue, day, step)
            if somebody is None:
                return None
            people[part.name] = somebody
        return Found(day, step, venue, room, people)

    def _first(
        self, part: Part, venue: Venue, day: date, step: int
    ) -> Candidate | None:
        fits = self._part_fits(part, day, venue.minutes)
        place = -1
        while True:
            place += 1
            further = fits[place:, step]
            ahead = int(further.argmax()) if len(further) else 0
            if not len(further) or not further[ahead]:
                return None
            place += ahead
            candidate = part.candidates[place]
            if self._in_limit(candidate, day) and self._gets_there(
                candidate, venue, day, step
            ):
                return candidate

    def _in_limit(self, candidate: Candidate, day: date) -> bool:
        if candidate.week_limit is None:
            return True
        diaries = self._view.of(candidate.calendar)
        return diaries.in_week(candidate.calendar, day) < candidate.week_limit

    def _gets_there(
        self, candidate: Candidate, venue: Venue, day: date, step: int
    ) -> bool:
        if not candidate.on_site:
            return True
        starts = local(instant(day, step))
        ends = starts + timedelta(minutes=venue.minutes)
        diaries = self._view.of(candidate.calendar)
        for other in diaries.taken(candidate.calendar, day):
            if other.site is None or other.site == venue.site:
                continue
            minutes = self.travel.get((other.site, venue.site))
            if minutes is None:
                return False
            way = timedelta(minutes=minutes)
            if not (other.ends + way <= starts or ends + way <= other.starts):
                return False
        return True


def _any_of(starts: Sequence[Starts]) -> list[int]:
    """The steps at which any of these start."""
    return np.flatnonzero(np.any(starts, axis=0)).tolist() if starts else []


class _Rows:
    """What of a part does not change from day to day."""

    def __init__(self, board: Board, part: Part) -> None:
        self.calendars = [one.calendar for one in part.candidates]
        self.rows: Rows = board.rows(self.calendars)
        self._turn_round = np.array(
            [one.turn_round for one in part.candidates], np.int64
        )
        self.ending: npt.NDArray[np.int64] | None = None
        if any(one.until is not None for one in part.candidates):
            never = date.max
            self.ending = np.array(
                [(one.until or never).toordinal() for one in part.candidates], np.int64
            )

    def taken_for(self, minutes: int) -> npt.NDArray[np.int64]:
        """For how many steps each is taken by an interview of so many minutes."""
        return -(-(self._turn_round + minutes) // MINUTES)
