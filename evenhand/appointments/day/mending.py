"""How an interview of which something fell out can still be held: who or what instead.

Every answer is the one availability's (`book.ways`), with all that did not fall out fixed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from evenhand.appointments.board.kept import board_on
from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.candidates import Fixed
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.day.at_risk import (
    ADULT,
    HOST,
    INTERPRETER,
    INTERVIEWER,
    REPRESENTATIVE,
    ROOM,
    SITE,
    WEIGHED,
    AtRisk,
)
from evenhand.appointments.day.present import day_of
from evenhand.appointments.models import (
    Host,
    Interpreter,
    Interview,
    Interviewer,
    ResponsibleAdult,
    Room,
)
from evenhand.casework.models import Case
from evenhand.core.verdict import Refused


# Nobody can be put in the place of these.
IRREPLACEABLE = WEIGHED | {REPRESENTATIVE}
# Whoever comes at short notice has so long to get ready, before they set out.
TO_GET_READY = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Instead:
    """One way to hold an interview at its time all the same, and who or what is new."""

    way: Way
    words: str


@dataclass(frozen=True, slots=True)
class Filling:
    """Somebody who agreed to short notice, and the way in which they take the time."""

    case: Case
    asked: Asked
    way: Way


def asked_as_booked(interview: Interview, *, on: date, at: datetime) -> Asked:
    """What an interview asks for that is booked already and stays at its time.

    Its people were told of it, so that no notice is to be given again; and of the wishes
    it does not meet, so that these are not held to.
    """
    asked = asked_of(interview.case, on=on, at=at)
    minutes = round((interview.ends_at - interview.starts_at).total_seconds() / 60)
    return replace(
        asked,
        kind=interview.kind,
        minutes=minutes,
        minutes_by_video=minutes,
        notice_days=0,
        not_before=None,
    ).waiving(*interview.wishes_unmet)


def instead(risk: AtRisk, *, on: date, at: datetime, count: int = 3) -> list[Instead]:
    """Who or what could take the place of what fell out, at the same time; best first.

    None where nobody can: for a barrier, a claimant who changed, a representative. Where the wishes of
    the claimant cannot be kept, nothing is answered: they are asked again first.
    """
    if risk.out & IRREPLACEABLE:
        return []
    interview = risk.interview
    try:
        asked = asked_as_booked(interview, on=on, at=at)
    except Refused:
        return []
    if ADULT in risk.out:
        asked = replace(asked, adult=None)
    found: list[Instead] = []
    for _ in range(count):
        fixed = _all_but(risk)
        way = next(
            iter(
                ways(
                    asked,
                    [day_of(interview)],
                    fixed=fixed,
                    leaving_out=interview.pk,
                    limit=1,
                )
            ),
            None,
        )
        if way is None or any(one.way == way for one in found):
            break
        found.append(Instead(way, _words(interview, way)))
        asked = _without(asked, risk.out, way)
    return found


def fillings(
    freed: Interview,
    out: frozenset[str],
    cases: Iterable[Case],
    *,
    on: date,
    at: datetime,
) -> Iterator[Filling]:
    """Who of those who agreed to short notice could take the time of an interview.

    In the order of `cases`. What did not fall out is used: its interviewer, its room.
    """
    kept = Fixed(
        site=None if out & {SITE, ROOM} else freed.site_id,
        room=None if out & {SITE, ROOM} else freed.room_id,
        interviewer=None if INTERVIEWER in out else freed.interviewer_id,
    )
    if kept == Fixed():
        return
    day = day_of(freed)
    for case in cases:
        try:
            asked = asked_of(case, on=on, at=at, short_notice=True)
        except Refused:
            continue
        if asked.adult_needed:
            continue
        asked = replace(asked, notice_days=0)
        for way in ways(asked, [day], fixed=kept, leaving_out=freed.pk, limit=30):
            if _in_time(way, freed, at):
                yield Filling(case, asked, way)
                break


def _in_time(way: Way, freed: Interview, at: datetime) -> bool:
    ready = at + TO_GET_READY + timedelta(minutes=way.journey_minutes or 0)
    return max(ready, freed.starts_at) <= way.starts_at < freed.ends_at


def _all_but(risk: AtRisk) -> Fixed:
    """Everything of an interview is decided, but for what fell out."""
    interview, out = risk.interview, risk.out
    elsewhere = SITE in out
    return Fixed(
        site=None if elsewhere else interview.site_id,
        mode=interview.mode,
        room=None if elsewhere or ROOM in out else interview.room_id,
        interviewer=None if INTERVIEWER in out else interview.interviewer_id,
        interpreter=None if INTERPRETER in out else interview.interpreter_id,
        adult=None if ADULT in out else interview.adult_id,
        host=None if elsewhere or HOST in out else interview.host_id,
        starts_at=interview.starts_at,
    )


def _without(asked: Asked, out: frozenset[str], way: Way) -> Asked:
    """The same asked again, for somebody else than the way has."""
    if INTERPRETER in out and way.interpreter_id is not None:
        return replace(
            asked,
            conflicts_interpreters=asked.conflicts_interpreters | {way.interpreter_id},
        )
    if INTERVIEWER in out:
        with board_on(asked.on) as kept:
            staff = {
                one.staff_member
                for one in kept.register.interviewers.values()
                if one.id == way.interviewer_id
            }
        return replace(asked, conflicts_staff=asked.conflicts_staff | staff)
    return asked


def _words(interview: Interview, way: Way) -> str:
    """What is new: "Interpreter: Bisrat Tesfay, by the link"."""
    new = []
    if way.interviewer_id != interview.interviewer_id:
        new.append(f"Interviewer: {Interviewer.objects.get(pk=way.interviewer_id)}")
    if (
        way.interpreter_id is not None
        and way.interpreter_id != interview.interpreter_id
    ):
        name = Interpreter.objects.get(pk=way.interpreter_id)
        where = "comes to the site" if way.interpreter_on_site else "by the link"
        new.append(f"Interpreter: {name}, {where}")
    if way.adult_id is not None and way.adult_id != interview.adult_id:
        new.append(
            f"Responsible adult: {ResponsibleAdult.objects.get(pk=way.adult_id)}"
        )
    if way.room_id != interview.room_id:
        room = Room.objects.select_related("site").get(pk=way.room_id)
        at_site = "" if way.site_id == interview.site_id else f", {room.site.name}"
        new.append(f"Room: {room.name}{at_site}")
    if way.host_id is not None and way.host_id != interview.host_id:
        new.append(f"Received by: {Host.objects.get(pk=way.host_id)}")
    return ". ".join(new)
