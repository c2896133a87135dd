"""The one availability function: every way an interview could be held, soonest first.

Every screen, the API, planning's acceptance, the day's replacements and booking itself ask
here, so that no two of them can differ (peers.md 5).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from evenhand.appointments.board.entries import (
    InterpreterEntry,
    InterviewerEntry,
    SiteEntry,
)
from evenhand.appointments.board.kept import Kept, board_on
from evenhand.appointments.book.asked import (
    DIALECT,
    SEX_OF_INTERPRETER,
    SEX_OF_INTERVIEWER,
    Asked,
)
from evenhand.appointments.book.candidates import (
    ADULT,
    BY_VIDEO,
    HOST,
    INTERPRETER,
    INTERVIEWER,
    NOTHING,
    REPRESENTATIVE,
    Fixed,
    fitting_rooms,
    interviewers_part,
    may_interpret,
    may_interview,
    other_parts,
)
from evenhand.appointments.calendars.models import Taken
from evenhand.engine.diaries.diary import Diary
from evenhand.engine.diaries.search import (
    ROOM,
    Candidate,
    Found,
    Part,
    Search,
    Times,
    Venue,
)
from evenhand.engine.diaries.steps import local


# A room nearer by so many minutes is as good as the mode that was asked for.
OTHER_MODE = 45.0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hold an interview: when, where, and by whom; ids of each."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    site_id: int
    room_id: int
    interviewer_id: int
    interpreter_id: int | None = None
    interpreter_on_site: bool = False
    representative_id: int | None = None
    representative_on_site: bool = False
    adult_id: int | None = None
    host_id: int | None = None
    journey_minutes: int | None = None
    wishes_unmet: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day it is on, in London."""
        return local(self.starts_at).date()


@dataclass(frozen=True, slots=True)
class Looked:
    """A search put together for one interview: its venues, and how to read the answer."""

    kept: Kept
    asked: Asked
    search: Search
    venues: Sequence[Venue]
    journeys: Mapping[int, int]

    def ways(self, days: Iterable[date], *, a_day: int | None = None) -> Iterable[Way]:
        """Every way on some days, in order of time, the best first at an instant.

        Days before the notice is over, or outside of what is asked, have none. `a_day`:
        the first so many at each site on a day.
        """
        allowed = filter(self.asked.allows, days)
        for found in self.search.ways(self.venues, allowed, a_day=a_day):
            yield self._way(found)

    def name(self, calendar: int) -> str:
        """The name of whose calendar it is."""
        return self.kept.register.name(calendar)

    def _way(self, found: Found) -> Way:
        register, people = self.kept.register, found.people
        interviewer = register.interviewers[people[INTERVIEWER].calendar]
        interpreter = people.get(INTERPRETER)
        voice = register.interpreters[interpreter.calendar] if interpreter else None
        lawyer, adult = people.get(REPRESENTATIVE), people.get(ADULT)
        host = people.get(HOST)
        return Way(
            starts_at=found.starts_at,
            ends_at=found.starts_at + timedelta(minutes=found.venue.minutes),
            mode=found.venue.mode,
            site_id=found.venue.site,
            room_id=register.rooms[found.room.calendar].id,
            interviewer_id=interviewer.id,
            interpreter_id=voice.id if voice else None,
            interpreter_on_site=bool(interpreter and interpreter.on_site),
            representative_id=self.asked.representative,
            representative_on_site=bool(lawyer and lawyer.on_site),
            adult_id=register.adults[adult.calendar].id if adult else None,
            host_id=register.hosts[host.calendar].id if host else None,
            journey_minutes=self.journeys.get(found.venue.site),
            wishes_unmet=unmet(self.asked, interviewer, voice),
        )


def ways(
    asked: Asked,
    days: Iterable[date],
    *,
    fixed: Fixed = NOTHING,
    leaving_out: int | None = None,
    limit: int = 100,
) -> list[Way]:
    """The first ways to hold an interview on some days, in order of time.

    fixed        what is decided already, such as everything but the interpreter.
    leaving_out  an interview whose own time counts as free: the one that is moved.
    """
    with board_on(asked.on) as kept:
        looked = look(kept, asked, fixed=fixed, leaving_out=leaving_out)
        return list(islice(looked.ways(days), limit))


def look(
    kept: Kept,
    asked: Asked,
    *,
    fixed: Fixed = NOTHING,
    leaving_out: int | None = None,
) -> Looked:
    """Put together the search for one interview on the board."""
    register = kept.register
    journeys = dict(register.journeys.get(asked.postcode_area or "", {}))
    instead = _given_back(kept, leaving_out) if leaving_out is not None else {}
    search = Search(
        kept.board,
        times=_times(asked, fixed),
        travel=register.travel,
        instead=instead,
    )
    interviewers = may_interview(kept, asked, fixed)
    interpreters = may_interpret(kept, asked, fixed)
    rooms_of = fitting_rooms(kept, asked, fixed)
    remote = interviewers_part(asked, [one for one in interviewers if one.by_video])
    venues = []
    for site in register.sites.values():
        if not _reaches(asked, fixed, site, journeys):
            continue
        for mode in asked.modes:
            if fixed.mode not in (None, mode):
                continue
            rooms = rooms_of.get((site.id, mode))
            if not rooms:
                continue
            there = [one for one in interviewers if one.site == site.id]
            venues.append(
                Venue(
                    site=site.id,
                    calendar=site.calendar,
                    mode=mode,
                    minutes=asked.minutes_in(mode),
                    rooms=Part(
                        ROOM, [Candidate(one.calendar, one.turn_round) for one in rooms]
                    ),
                    parts=[
                        remote
                        if mode == BY_VIDEO
                        else interviewers_part(asked, there, on_site=True),
                        *other_parts(kept, asked, fixed, site, mode, interpreters),
                    ],
                    cost=_cost(asked, mode, journeys.get(site.id)),
                )
            )
    return Looked(kept, asked, search, venues, journeys)


def unmet(
    asked: Asked, interviewer: InterviewerEntry, interpreter: InterpreterEntry | None
) -> tuple[str, ...]:
    """The wishes that these two people do not meet."""
    found = []
    if asked.interviewer_sex and interviewer.sex != asked.interviewer_sex:
        found.append(SEX_OF_INTERVIEWER)
    if interpreter is not None:
        if asked.interpreter_sex and interpreter.sex != asked.interpreter_sex:
            found.append(SEX_OF_INTERPRETER)
        if asked.dialect and not any(
            spoken.dialect == asked.dialect for spoken in interpreter.spoken
        ):
            found.append(DIALECT)
    return tuple(found)


def _times(asked: Asked, fixed: Fixed) -> Times:
    return Times(
        earliest=asked.earliest_start,
        latest=asked.latest_start,
        after=asked.at,
        only=fixed.starts_at,
    )


def _given_back(kept: Kept, interview: int) -> dict[int, Diary]:
    """The diaries an interview has taken, as they would be without it."""
    return {
        calendar: kept.board.diaries[calendar].without(interview)
        for calendar in Taken.objects.filter(interview_id=interview).values_list(
            "calendar_id", flat=True
        )
        if calendar in kept.board.diaries
    }


def _reaches(
    asked: Asked, fixed: Fixed, site: SiteEntry, journeys: Mapping[int, int]
) -> bool:
    if fixed.site is not None:
        return site.id == fixed.site
    minutes = journeys.get(site.id)
    return minutes is not None and (
        asked.longest_journey is None or minutes <= asked.longest_journey
    )


def _cost(asked: Asked, mode: str, journey: int | None) -> float:
    other = asked.preferred_mode is not None and asked.preferred_mode != mode
    # In person, where nothing was asked for: the link may fail.
    by_link = asked.preferred_mode is None and mode == BY_VIDEO
    return (journey or 0) + (OTHER_MODE if other else 0) + (1.0 if by_link else 0)
