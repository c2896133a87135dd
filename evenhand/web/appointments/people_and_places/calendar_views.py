"""When a room or person is there: hours, single days, closures and absences."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evenhand.appointments.calendars.away import end_away, interviews_in
from evenhand.appointments.calendars.hours import open_on_day, set_hours, week_on
from evenhand.appointments.calendars.models import Away, Calendar
from evenhand.appointments.calendars.words import say_stretches
from evenhand.appointments.keeping import may_keep, name_of
from evenhand.flows.interviews_at_risk import falls_out
from evenhand.web.acting import acted
from evenhand.web.appointments.people_and_places.calendar_forms import (
    AwayForm,
    HoursForm,
    OpenDayForm,
    WhyForm,
)
from evenhand.web.appointments.people_and_places.shared import (
    MOST_INTERVIEWS,
    page_of,
    trail,
    when,
)
from evenhand.web.formats import counted, day
from evenhand.web.pages import may_open, part_of
from evenhand.web.people.change import change
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


ASKED = ["GET", "HEAD", "POST"]
PLACES = (Calendar.Kind.SITE, Calendar.Kind.ROOM)


@part_of("places")
@require_http_methods(ASKED)
def hours(request: HttpRequest, number: int) -> HttpResponse:
    """Change the hours of the week, at once or from a day on."""
    calendar = _calendar_or_404(number)
    name, page = name_of(calendar), page_of(calendar)
    week = week_on(calendar, today_of(request))
    form = HoursForm(
        request.POST or None,
        initial={f"day_{n}": say_stretches(one) for n, one in enumerate(week)},
    )

    def act() -> str:
        set_hours(
            calendar,
            form.said(),
            from_on=form.cleaned_data["from_on"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The hours of {name} were changed"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=trail((name, page)),
        title=f"Hours of {name}",
        button="Change hours",
        act=act,
        onward=page,
        about="Write hours as 9am to 1pm, 2pm to 5pm, and leave a day empty on which it "
        "is closed. Without any hours nobody is booked. What is booked already stays.",
    )


@part_of("places")
@require_http_methods(ASKED)
def one_day(request: HttpRequest, number: int) -> HttpResponse:
    """Open on one day besides the hours of the week."""
    calendar = _calendar_or_404(number)
    name, page = name_of(calendar), page_of(calendar)
    form = OpenDayForm(request.POST or None)

    def act() -> str:
        open_on_day(
            calendar,
            form.cleaned_data["on"],
            form.cleaned_data["hours"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{name} also opens on {day(form.cleaned_data['on'])}"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=trail((name, page)),
        title=f"Open {name} on one day",
        button="Open on this day",
        act=act,
        onward=page,
        refused_at="hours",
    )


@part_of("places")
@require_http_methods(ASKED)
def away(request: HttpRequest, number: int) -> HttpResponse:
    """Record a closure or an absence: first what it puts at risk, then for certain."""
    calendar = _calendar_or_404(number)
    if not may_keep(user_of(request)):
        raise PermissionDenied
    name, page = name_of(calendar), page_of(calendar)
    form = AwayForm(
        request.POST or None,
        calendar=calendar,
        initial={"from_on": today_of(request), "last_on": today_of(request)},
    )
    booked = []
    if request.method == "POST" and form.is_valid():
        booked = list(interviews_in(calendar, form.during())[: MOST_INTERVIEWS + 1])

    def act() -> str:
        falls_out(
            calendar,
            form.during(),
            cause=Away.Cause(form.cleaned_data["cause"]),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        said = f"{name}: recorded {when(*form.span())}"
        if booked:
            said += f". {counted(len(booked), 'interview')} booked then must be mended"
        return said

    sure = not booked or request.POST.get("sure") == str(len(booked))
    if sure and acted(request, form, act, refused_at="because"):
        return redirect(page)
    place = calendar.kind in PLACES
    return render(
        request,
        "appointments/people_and_places/away.html",
        {
            "form": form,
            "name": name,
            "trail": trail((name, page)),
            "title": f"Close {name}" if place else f"Record an absence of {name}",
            "button": "Close it" if place else "Record absence",
            "booked": [] if sure else booked[:MOST_INTERVIEWS],
            "number": len(booked),
            "more": len(booked) > MOST_INTERVIEWS,
            "opens_interviews": may_open(user_of(request), "interviews"),
        },
        status=422 if form.errors else 200,
    )


@part_of("places")
@require_http_methods(ASKED)
def back(request: HttpRequest, number: int, away: int) -> HttpResponse:
    """Say that a closure or an absence is over, or was recorded in error."""
    calendar = _calendar_or_404(number)
    found = calendar.aways.filter(pk=away, ended_at=None).first()
    if found is None:
        raise Http404
    name, page = name_of(calendar), page_of(calendar)
    form = WhyForm(request.POST or None)

    def act() -> str:
        end_away(
            found,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{name} is there again"

    return change(
        request,
        form,
        verdict=may_keep(user_of(request)),
        trail=trail((name, page)),
        title=f"{name} is there again",
        button="End it now",
        act=act,
        onward=page,
        about=f"Recorded: {found.get_cause_display().lower()}, "
        f"{when(found.during.lower, found.during.upper)}. From now on interviews can be "
        "booked in what is left of it.",
    )


def _calendar_or_404(number: int) -> Calendar:
    found = Calendar.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found
