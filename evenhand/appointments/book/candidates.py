"""Who and what could take each part of an interview, in order of who is best for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evenhand.appointments.board.entries import (
    InterpreterEntry,
    InterviewerEntry,
    RoomEntry,
    SiteEntry,
    Spoken,
)
from evenhand.appointments.board.kept import Kept
from evenhand.appointments.book.asked import (
    DIALECT,
    SEX_OF_INTERPRETER,
    SEX_OF_INTERVIEWER,
    Asked,
)
from evenhand.appointments.places.models import Room
from evenhand.engine.diaries.search import Candidate, Part


INTERVIEWER, INTERPRETER = "interviewer", "interpreter"
REPRESENTATIVE, ADULT, HOST = "representative", "adult", "host"
# Asylum interviews want an interpreter of the third level of four.
LEAST_LEVEL = 3
IN_PERSON, BY_VIDEO = Room.Mode.IN_PERSON.value, Room.Mode.VIDEO.value


@dataclass(frozen=True, slots=True)
class Fixed:
    """What is decided already: ids; None, whoever is free."""

    site: int | None = None
    mode: str | None = None
    room: int | None = None
    interviewer: int | None = None
    interpreter: int | None = None
    adult: int | None = None
    representative: int | None = None
    host: int | None = None
    starts_at: datetime | None = None


NOTHING = Fixed()


def fitting_rooms(
    kept: Kept, asked: Asked, fixed: Fixed
) -> dict[tuple[int, str], list[RoomEntry]]:
    """The rooms that fit by site and mode, the smallest first: who needs a larger one,
    or one with more in it, shall find it."""
    found: dict[tuple[int, str], list[RoomEntry]] = {}
    for room in kept.register.rooms.values():
        if (
            room.seats >= asked.seats_in(room.mode)
            and asked.adjustments <= room.features
            and fixed.room in (None, room.id)
        ):
            found.setdefault((room.site, room.mode), []).append(room)
    for rooms in found.values():
        rooms.sort(key=lambda room: (room.seats, len(room.features), room.name))
    return found


def may_interview(kept: Kept, asked: Asked, fixed: Fixed) -> list[InterviewerEntry]:
    """Who could interview: the owner first, then their unit, then who has the fewest."""
    sex = None if SEX_OF_INTERVIEWER in asked.waived else asked.interviewer_sex
    chosen = [
        one
        for one in kept.register.interviewers.values()
        if fixed.interviewer in (None, one.id)
        and one.staff_member not in asked.conflicts_staff
        and (asked.cleared_staff is None or one.staff_member in asked.cleared_staff)
        and (not sex or one.sex == sex)
        and asked.skills <= one.skills.keys()
    ]
    diaries = kept.board.diaries
    chosen.sort(
        key=lambda one: (
            one.staff_member != asked.owner,
            one.unit != asked.unit,
            len(diaries[one.calendar].taken),
            one.id,
        )
    )
    return chosen


def interviewers_part(
    asked: Asked, chosen: Sequence[InterviewerEntry], *, on_site: bool = False
) -> Part:
    return Part(
        INTERVIEWER,
        [
            Candidate(
                one.calendar,
                asked.person_turn_round,
                one.week_limit,
                on_site=on_site,
                until=_first_end(one.skills, asked.skills) if asked.skills else None,
            )
            for one in chosen
        ],
    )


def _first_end(skills: Mapping[str, date | None], asked: frozenset[str]) -> date | None:
    ends = [end for skill in asked if (end := skills[skill]) is not None]
    return min(ends, default=None)


def other_parts(
    kept: Kept,
    asked: Asked,
    fixed: Fixed,
    site: SiteEntry,
    mode: str,
    interpreters: Sequence[InterpreterEntry],
) -> list[Part]:
    """Everybody but the interviewer who must be there."""
    parts = []
    if asked.language is not None:
        parts.append(interpreters_part(asked, interpreters, site, mode))
    if (lawyer := _representative(kept, asked, fixed, mode)) is not None:
        parts.append(lawyer)
    if asked.adult_needed:
        parts.append(_adult(kept, asked, fixed))
    if site.hosted:
        hosts = [
            Candidate(host.calendar)
            for host in kept.register.hosts.values()
            if host.site == site.id and fixed.host in (None, host.id)
        ]
        parts.append(Part(HOST, hosts))
    return parts


def may_interpret(kept: Kept, asked: Asked, fixed: Fixed) -> list[InterpreterEntry]:
    """Who could interpret: first whoever speaks the fewest other languages."""
    if asked.language is None:
        return []
    sex = None if SEX_OF_INTERPRETER in asked.waived else asked.interpreter_sex
    chosen = [
        one
        for one in kept.register.speakers_of(asked.language)
        if fixed.interpreter in (None, one.id)
        and (not sex or one.sex == sex)
        and speaks(one.spoken, asked)
        and one.id not in asked.conflicts_interpreters
    ]
    diaries = kept.board.diaries
    chosen.sort(
        key=lambda one: (
            len({spoken.language for spoken in one.spoken}),
            len(diaries[one.calendar].taken),
            one.id,
        )
    )
    return chosen


def interpreters_part(
    asked: Asked, chosen: Sequence[InterpreterEntry], site: SiteEntry, mode: str
) -> Part:
    """Who could interpret there: whoever comes to the site before who is on a link."""

    def comes(one: InterpreterEntry) -> bool:
        return mode == IN_PERSON and one.in_person and one.base == site.id

    there = [one for one in chosen if comes(one)]
    linked = [one for one in chosen if one.by_video and not comes(one)]
    return Part(
        INTERPRETER,
        [
            Candidate(
                one.calendar,
                asked.person_turn_round,
                one.week_limit,
                on_site=on_site,
                until=one.until,
            )
            for on_site, group in ((True, there), (False, linked))
            for one in group
        ],
    )


def speaks(spoken: Iterable[Spoken], asked: Asked) -> bool:
    """Whether somebody interprets what is asked for, well enough.

    A dialect that is asked for is asked of them; where none is, whoever has the language
    without one serves, and so does whoever has any dialect of it.
    """
    dialect = asked.dialect if DIALECT not in asked.waived else None
    return any(
        one.language == asked.language
        and one.level >= LEAST_LEVEL
        and (not dialect or one.dialect == dialect)
        for one in spoken
    )


def _representative(kept: Kept, asked: Asked, fixed: Fixed, mode: str) -> Part | None:
    """The representative who attends; one whose hours nobody knows is told, not asked."""
    if not asked.attended:
        return None
    wanted = fixed.representative or asked.representative
    for one in kept.register.representatives.values():
        if one.id == wanted and kept.board.diaries[one.calendar].hours:
            comes = mode == IN_PERSON or not one.by_video
            there = Candidate(one.calendar, on_site=comes, until=one.until)
            return Part(REPRESENTATIVE, [there])
    return None


def _adult(kept: Kept, asked: Asked, fixed: Fixed) -> Part:
    """The responsible adult named for the child; where none is named, any."""
    wanted = fixed.adult or asked.adult
    return Part(
        ADULT,
        [
            Candidate(one.calendar, on_site=True, until=one.until)
            for one in kept.register.adults.values()
            if wanted is None or one.id == wanted
        ],
    )
