"""Calendars in words: each stretch of a day with its times, and who, what and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from evenhand.appointments.calendars.queries import (
    INTERPRETER,
    ROOM,
    SITE,
    Resource,
    rooms_of_site,
)
from evenhand.appointments.calendars.shown import Being, Part, parts_of
from evenhand.appointments.calendars.words import say_time
from evenhand.appointments.models import Interview, Room, State
from evenhand.engine.diaries.steps import instant, local, time_of
from evenhand.web.appointments.calendars.asked import AskedCalendar
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import day


HOUR = 4  # steps
SHORTEST = 4  # steps: no interview fits into less
FRIDAY = 4
NARROW = 3  # steps: a stretch so short has no room for words


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of a day as it is written; `span` in quarter hours."""

    being: str
    when: str
    who: str
    lines: list[str]
    span: int
    interview: str = ""
    fill: str = ""

    @property
    def narrow(self) -> bool:
        """Whether it is too short to write into."""
        return self.span < NARROW


@dataclass(frozen=True, slots=True)
class Row:
    """One day, or one room, and its stretches; or a room and those of each day."""

    heading: str
    about: str
    href: str
    cells: list[Cell]
    days: list[list[Cell]]
    today: bool = False


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A calendar: a line of time for each row, or a column for each day.

    hours    headings of the line of time, and how many quarter hours each covers.
    columns  the days, where they are columns.
    """

    rows: list[Row]
    hours: list[tuple[str, int]]
    columns: list[tuple[str, str]]
    seen: int
    none_open: bool


def calendar_page(
    asked: AskedCalendar, shown: Resource, *, at: datetime
) -> CalendarPage:
    """Read and word one calendar."""
    days = asked.days
    resources = rooms_of_site(shown.key, days) if shown.kind == SITE else [shown]
    parts = parts_of(
        [one.calendar for one in resources],
        days,
        within={one.calendar: one.site for one in resources if one.site is not None},
    )
    if asked.view == "week":
        days = _without_empty_ends(days, parts.items())
    writer = _Writer(asked, at, [p for some in parts.values() for p in some])
    if shown.kind == SITE and asked.view == "week":
        rows = [
            Row(
                heading=one.name,
                about=one.about.rpartition(", ")[2],
                href=asked.at(by=ROOM, of=one.key),
                cells=[],
                days=[writer.list_of(one, on, parts[one.calendar, on]) for on in days],
            )
            for one in resources
        ]
        return CalendarPage(
            rows=rows,
            hours=[],
            columns=[
                (f"{on:%A} {on.day} {on:%b}", asked.at(view="day", on=on))
                for on in days
            ],
            seen=len(writer.seen),
            none_open=not any(
                cell for row in rows for cells in row.days for cell in cells
            ),
        )
    found = [(one, on, parts[one.calendar, on]) for one in resources for on in days]
    first, last = _reach([some for _, _, some in found])
    by_room = shown.kind == SITE
    return CalendarPage(
        rows=[
            Row(
                heading=one.name if by_room else f"{on:%A} {on.day} {on:%b}",
                about=one.about.rpartition(", ")[2] if by_room else "",
                href=asked.at(by=ROOM, of=one.key, view="week")
                if by_room
                else _day_of_site(asked, one, on),
                cells=writer.line(one, on, some, first, last),
                days=[],
                today=not by_room and on == local(at).date(),
            )
            for one, on, some in found
        ],
        hours=[
            (say_time(time_of(step)), min(HOUR, last - step))
            for step in range(first, last, HOUR)
        ],
        columns=[],
        seen=len(writer.seen),
        none_open=all(
            part.being is Being.CLOSED for _, _, some in found for part in some
        ),
    )


def title_of(asked: AskedCalendar) -> str:
    """Which week or day: "Week of 23 November 2026", "Monday 23 November 2026"."""
    if asked.view == "day":
        return f"{asked.on:%A} {day(asked.on)}"
    return f"Week of {day(asked.days[0])}"


class _Writer:
    """Writes stretches; it knows the names of those whose interviews are seen."""

    def __init__(
        self, asked: AskedCalendar, at: datetime, parts: Sequence[Part]
    ) -> None:
        self.asked, self.at = asked, at
        self.seen = {
            part.interview.pk: part.interview for part in parts if part.interview
        }
        self.names = names_of_cases([one.case_id for one in self.seen.values()])

    def line(
        self, of: Resource, on: date, parts: list[Part], first: int, last: int
    ) -> list[Cell]:
        """All stretches of a day between two steps."""
        return [
            self._cell(of, on, part, max(part.first, first), min(part.last, last))
            for part in parts
            if part.first < last and part.last > first
        ]

    def list_of(self, of: Resource, on: date, parts: list[Part]) -> list[Cell]:
        """The stretches of a day but those in which it is closed."""
        return [
            self._cell(of, on, part, part.first, part.last)
            for part in parts
            if part.being is not Being.CLOSED
        ]

    def _cell(self, of: Resource, on: date, part: Part, first: int, last: int) -> Cell:
        when = _between(say_time(time_of(first)), say_time(time_of(last)))
        booked = part.interview
        if booked is not None:
            return Cell(
                being="booked",
                when=_between(
                    say_time(local(booked.starts_at).time()),
                    say_time(local(booked.ends_at).time()),
                ),
                who=self.names.get(booked.case_id, "Name not recorded"),
                lines=list(self._told(of, booked)),
                span=last - first,
                interview=reverse("interview", args=[booked.uid]),
            )
        past = instant(on, last) <= self.at
        fits = part.last - part.first >= SHORTEST and not past
        words = {
            Being.CLOSED: "Closed",
            Being.NOT_FREE: "Not free",
            Being.FREE: "Nothing was booked" if past else "Free",
        }
        return Cell(
            being=part.being.value.replace(" ", "-"),
            when=when,
            who=words[part.being],
            lines=[],
            span=last - first,
            fill=_fill(of, on) if part.being is Being.FREE and fits else "",
        )

    def _told(self, of: Resource, booked: Interview) -> Iterable[str]:
        """What it is, in which language, and who and where besides this calendar."""
        yield Interview.Kind(booked.kind).label
        if booked.state != State.BOOKED:
            yield State(booked.state).label
        spoken = booked.language or "No interpreter"
        yield f"{spoken} ({booked.dialect})" if booked.dialect else spoken
        if of.kind in (SITE, ROOM):
            yield f"{booked.interviewer.staff_member.name}, interviewer"
        else:
            how = Room.Mode(booked.mode).label.lower()
            yield f"{booked.site.name}, {booked.room.name}, {how}"
            if of.kind == INTERPRETER:
                yield f"{booked.interviewer.staff_member.name}, interviewer"
        if of.kind != INTERPRETER and booked.interpreter is not None:
            yield f"{booked.interpreter.name}, interpreter"


def _between(starts: str, ends: str) -> str:
    return f"{starts} to {ends}"


def _fill(of: Resource, on: date) -> str:
    query = {"on": on.isoformat()} | ({"site": of.site_code} if of.site_code else {})
    if of.kind == INTERPRETER:
        query["interpreter"] = of.key
    return f"{reverse('fill-gap')}?{urlencode(query)}"


def _day_of_site(asked: AskedCalendar, of: Resource, on: date) -> str:
    """From a day of a room to all rooms of its site then; of a person, to that day."""
    if of.kind == ROOM:
        return asked.at(by=SITE, of=of.site_code, view="day", on=on)
    return asked.at(view="day", on=on) if asked.view == "week" else ""


def _reach(days: Sequence[list[Part]]) -> tuple[int, int]:
    """From the first whole hour to the last in which anything is open or seen."""
    open_ = [part for some in days for part in some if part.being is not Being.CLOSED]
    if not open_:
        return 8, 40
    first = min(part.first for part in open_) // HOUR * HOUR
    last = -(-max(part.last for part in open_) // HOUR) * HOUR
    return first, last


def _without_empty_ends(
    days: list[date], parts: Iterable[tuple[tuple[int, date], list[Part]]]
) -> list[date]:
    """Monday to Friday, and a weekend on which anything is open or booked."""
    used = {
        on
        for (_, on), some in parts
        if any(part.being is not Being.CLOSED for part in some)
    }
    return [on for on in days if on.weekday() <= FRIDAY or on in used]
