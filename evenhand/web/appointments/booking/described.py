"""Ways and interviews in words: when, where, how and with whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenhand.appointments.board.entries import Register
from evenhand.appointments.board.kept import board_on
from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.offers import Offer
from evenhand.appointments.book.slips import write_slip
from evenhand.appointments.book.ways import Way
from evenhand.appointments.models import Interview, Room
from evenhand.core.dates import weekday
from evenhand.web.formats import counted, day, listed, time_of_day
from evenhand.web.titles import Titles


WISHED = {
    "interviewer": "the interviewer they asked for",
    "interpreter": "the interpreter they asked for",
    "dialect": "the dialect they speak",
}


@dataclass(frozen=True, slots=True)
class Described:
    """One way that is offered: a slip to book it with, and its words."""

    slip: str
    when: str
    where: str
    who: str
    reason: str
    unmet: str


def describe(
    offered: Iterable[Offer], *, asked: Asked, case_id: int
) -> list[Described]:
    """Offers with the names of who takes part."""
    with board_on(asked.on) as kept:
        return [
            Described(
                slip=write_slip(one.way, case_id=case_id),
                when=when(one.way.starts_at, one.way.ends_at),
                where=_where(kept.register, one.way),
                who=_who(kept.register, one.way, attended=asked.attended),
                reason=one.reason,
                unmet=not_met(one.way.wishes_unmet),
            )
            for one in offered
        ]


def when(starts_at: datetime, ends_at: datetime) -> str:
    """A day and two times: "Monday 29 March 2021, 10am to noon"."""
    return f"{weekday(starts_at)}, {time_of_day(starts_at)} to {time_of_day(ends_at)}"


def place(interview: Interview) -> str:
    """Where and how: "Derby, Suite 1, by video"."""
    how = Room.Mode(interview.mode).label.lower()
    return f"{interview.site.name}, {interview.room.name}, {how}"


def not_met(wishes: Sequence[str]) -> str:
    """Which wishes a way does not meet; empty where it meets all."""
    return listed([WISHED[wish] for wish in wishes], "or")


def asks_for(asked: Asked, titles: Titles, *, breaks: int) -> list[tuple[str, str]]:
    """What an interview asks for, each with its heading."""
    how = listed([Room.Mode(mode).label.lower() for mode in asked.modes], "or")
    found = [
        ("How long", _how_long(asked, breaks)),
        ("How", how[:1].upper() + how[1:]),
        ("Interviewer", _interviewer(asked, titles)),
        ("Interpreter", _interpreter(asked)),
    ]
    if asked.adult_needed:
        found.append(("Responsible adult", "Must be there, or it does not start"))
    if asked.attended:
        found.append(("Representative", "Attends"))
    if asked.adjustments:
        found.append(("Room", listed(sorted(asked.adjustments))))
    if asked.earliest_start or asked.latest_start:
        found.append(("Times", _times(asked)))
    found.append(("Journey", _journey(asked)))
    found.append(("Not before", day(asked.first_day)))
    return found


def _how_long(asked: Asked, breaks: int) -> str:
    hours, minutes = divmod(asked.minutes, 60)
    long_ = listed(
        [
            counted(number, unit)
            for number, unit in ((hours, "hour"), (minutes, "minute"))
            if number
        ]
    )
    return f"{long_}, {counted(breaks, 'break')} in it" if breaks else long_


def _interviewer(asked: Asked, titles: Titles) -> str:
    sex = {"female": "A woman", "male": "A man"}.get(asked.interviewer_sex or "")
    skills = sorted(titles.of("skills", skill).lower() for skill in asked.skills)
    trained = f"trained in {listed(skills)}" if skills else ""
    if sex and trained:
        return f"{sex}, as they asked, {trained}"
    if trained:
        return f"Somebody {trained}"
    return f"{sex}, as they asked" if sex else "Anybody who interviews"


def _interpreter(asked: Asked) -> str:
    if asked.language is None:
        return "None needed"
    named = f"{asked.language} ({asked.dialect})" if asked.dialect else asked.language
    sex = {"female": "a woman", "male": "a man"}.get(asked.interpreter_sex or "")
    return f"{named}, {sex}, as they asked" if sex else named


def _times(asked: Asked) -> str:
    parts = []
    if asked.earliest_start:
        parts.append(f"from {_clock(asked, asked.earliest_start.isoformat())}")
    if asked.latest_start:
        parts.append(
            f"starting no later than {_clock(asked, asked.latest_start.isoformat())}"
        )
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _clock(asked: Asked, time: str) -> str:
    return time_of_day(datetime.fromisoformat(f"{asked.on}T{time}"))


def _journey(asked: Asked) -> str:
    if asked.postcode_area is None:
        return "No address is recorded"
    return f"Up to {asked.longest_journey} minutes from {asked.postcode_area}"


def _where(register: Register, way: Way) -> str:
    site = next(one for one in register.sites.values() if one.id == way.site_id)
    room = next(one for one in register.rooms.values() if one.id == way.room_id)
    return f"{site.name}, {room.name}, {Room.Mode(way.mode).label.lower()}"


def _who(register: Register, way: Way, *, attended: bool) -> str:
    names = [
        f"{called}: {entry.name}"
        for called, wanted, entries in (
            ("Interviewer", way.interviewer_id, register.interviewers.values()),
            ("Interpreter", way.interpreter_id, register.interpreters.values()),
            (
                "Representative",
                way.representative_id,
                register.representatives.values(),
            ),
            ("Responsible adult", way.adult_id, register.adults.values()),
            ("Received by", way.host_id, register.hosts.values()),
        )
        for entry in entries
        if entry.id == wanted
    ]
    return ". ".join(names)
