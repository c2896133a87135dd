"""What every page of people and places shares: its tabs, its trail, its calendar."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from evenhand.appointments.calendars.away import aways_from, interviews_in
from evenhand.appointments.calendars.hours import single_days, week_on, weeks_to_come
from evenhand.appointments.calendars.models import Away, Calendar
from evenhand.appointments.calendars.words import WEEKDAYS, say_stretches, say_week
from evenhand.appointments.keeping import entry_of, may_keep, name_of
from evenhand.appointments.models import Interview
from evenhand.web.formats import day, instant
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


TOP = ("People and places", "places")
TABS = (
    ("Sites", "places", ()),
    ("Interpreters", "interpreters", ()),
    ("Interviewers", "interviewers", ()),
    ("Representatives", "companions", ("representatives",)),
    ("Responsible adults", "companions", ("adults",)),
)
KINDS = {
    "representatives": ("Representatives", "representative"),
    "adults": ("Responsible adults", "responsible adult"),
}
# So many absences and interviews are shown of one calendar.
MOST_AWAYS, MOST_INTERVIEWS = 12, 50

Trail = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AwayShown:
    """One absence or closure: when, why, and how many interviews are booked in it."""

    away: Away
    when: str
    interviews: list[Interview]


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """When one entry of the book is there.

    week: weekday and hours, Monday first; to_come: from which day other hours hold.
    """

    calendar: Calendar
    name: str
    week: list[tuple[str, str]]
    open_at_all: bool
    to_come: list[tuple[date, str]]
    single: list[tuple[date, str]]
    aways: list[AwayShown]
    keeps: bool


def tabs_at(current: str) -> list[dict[str, object]]:
    """The lists of people and places, and which is shown."""
    return [
        {"text": words, "href": reverse(name, args=args), "current": words == current}
        for words, name, args in TABS
    ]


def trail(*more: tuple[str, str]) -> Trail:
    """The way from people and places to a page: words and address."""
    return [(TOP[0], reverse(TOP[1])), *more]


def calendar_shown(request: HttpRequest, calendar: Calendar) -> CalendarShown:
    """Hours, closures and absences of one calendar, from today on."""
    today = today_of(request)
    week = week_on(calendar, today)
    to_come = weeks_to_come(calendar, today)
    single = single_days(calendar, today)
    return CalendarShown(
        calendar=calendar,
        name=name_of(calendar),
        week=[
            (WEEKDAYS[number], say_stretches(stretches))
            for number, stretches in enumerate(week)
        ],
        open_at_all=any(week) or bool(to_come) or bool(single),
        to_come=[(from_on, say_week(hours) or "none") for from_on, hours in to_come],
        single=single,
        aways=[
            AwayShown(
                away,
                when(away.during.lower, away.during.upper),
                list(interviews_in(calendar, away.during)[:MOST_INTERVIEWS]),
            )
            for away in aways_from(calendar, at_of(request))[:MOST_AWAYS]
        ],
        keeps=bool(may_keep(user_of(request))),
    )


def page_of(calendar: Calendar) -> str:
    """The address of the page that shows a calendar."""
    entry = entry_of(calendar)
    kind = Calendar.Kind(calendar.kind)
    if kind == Calendar.Kind.SITE:
        return reverse("site", args=[entry.code])
    if kind in (Calendar.Kind.ROOM, Calendar.Kind.HOST):
        return reverse(kind.value, args=[entry.site.code, entry.pk])
    if kind == Calendar.Kind.INTERPRETER:
        return reverse("interpreter", args=[entry.ref])
    if kind == Calendar.Kind.INTERVIEWER:
        return reverse("interviewer", args=[entry.staff_member.ref])
    return reverse("companion", args=[kind_of(kind), entry.pk])


def kind_of(kind: Calendar.Kind) -> str:
    """The word in addresses for those who come with a claimant."""
    return "adults" if kind == Calendar.Kind.ADULT else "representatives"


def when(starts: datetime, ends: datetime) -> str:
    """A stretch of time: whole days without their hours."""
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    if (first.hour, first.minute, last.hour, last.minute) != (0, 0, 0, 0):
        return f"{instant(starts)} to {instant(ends)}"
    last_day = date.fromordinal(last.date().toordinal() - 1)
    if first.date() >= last_day:
        return day(first.date())
    return f"{day(first.date())} to {day(last_day)}"


def context(request: HttpRequest, tab: str, **more: Any) -> dict[str, Any]:
    """What every page of people and places is given."""
    return {
        "tabs_of_places": tabs_at(tab),
        "keeps": bool(may_keep(user_of(request))),
        **more,
    }
