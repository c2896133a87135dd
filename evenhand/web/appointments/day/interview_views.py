"""One interview on its day: who came, its beginning, breaks and end, and its link."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.appointments.day.arrivals import record_arrival, take_arrival_back
from evenhand.appointments.day.beginning import begin, go_on, pause
from evenhand.appointments.day.ending import end
from evenhand.appointments.day.links import record_join_link
from evenhand.appointments.day.models import Arrival, Beginning
from evenhand.appointments.day.next_steps import next_step_of
from evenhand.appointments.day.present import day_of, present_of
from evenhand.appointments.day.verdicts import (
    BOOKERS,
    THEIRS,
    interviews,
    is_late,
    may_begin,
    may_pause,
    may_record_arrival,
    may_record_link,
)
from evenhand.appointments.interviews.states import HELD
from evenhand.appointments.models import Interview, Outcome, State
from evenhand.core.verdict import Refused
from evenhand.web.acting import acted
from evenhand.web.appointments.day.access import interview_of_the_day, on_the_day
from evenhand.web.appointments.day.forms import (
    BeginForm,
    ComingForm,
    EndForm,
    LinkForm,
)
from evenhand.web.appointments.day.reading import shown
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


@on_the_day
@require_safe
def of_today(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who came, what can be done now, and what follows once it is over."""
    found = interview_of_the_day(request, uid, what="an interview on its day")
    return _page(request, found, ComingForm())


@on_the_day
@require_POST
def arrived(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that somebody has come; back to where it was said."""
    found = interview_of_the_day(request, uid, what="an interview on its day")
    form = ComingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    who = _who(request)
    came_at = form.came_at(day_of(found), at_of(request))

    def act() -> str:
        if who is None:
            raise Refused("Choose who has come")
        record_arrival(
            found, who=who, came_at=came_at, by=user_of(request), at=at_of(request)
        )
        return f"Recorded: the {who.label.lower()} has come"

    return _then(request, found, act)


@on_the_day
@require_POST
def not_arrived(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back that somebody came."""
    found = interview_of_the_day(request, uid, what="an interview on its day")

    def act() -> str:
        if (who := _who(request)) is None:
            raise Refused("Choose who has not come")
        take_arrival_back(found, who=who, by=user_of(request), at=at_of(request))
        return f"Taken back: the {who.label.lower()} has not come yet"

    return _then(request, found, act)


@on_the_day
@require_http_methods(["GET", "HEAD", "POST"])
def begins(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm who is there, and begin."""
    found = interview_of_the_day(request, uid, what="Form: begin an interview")
    at, user = at_of(request), user_of(request)
    present = present_of(found)
    form = BeginForm(
        request.POST or None,
        child=present.child,
        late=is_late(found, at),
        initial={"version": found.version},
    )

    def act() -> str:
        said = form.cleaned_data
        begin(
            found,
            version=said["version"],
            adult_there=said.get("adult") == "yes",
            representative=said["representative"],
            late_because=said.get("late_because", ""),
            by=user,
            at=at,
        )
        return "The interview has begun"

    if acted(request, form, act, refused_at=None):
        return redirect("today-interview", found.uid)
    # Said already by somebody: a second click goes where the first one went.
    begun = found.state != State.BOOKED
    return render(
        request,
        "appointments/day/begin.html",
        {
            **_about(request, found),
            "form": form,
            "verdict": may_begin(user, found, present, at=at),
            "begun": begun,
            "none": Beginning.Representative.NONE,
            "represented": present.represented,
        },
        status=422 if form.errors else 200,
    )


@on_the_day
@require_POST
def pauses(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A break begins."""
    found = interview_of_the_day(request, uid, what="an interview on its day")

    def act() -> str:
        pause(found, by=user_of(request), at=at_of(request))
        return "The break is recorded"

    return _then(request, found, act)


@on_the_day
@require_POST
def goes_on(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A break is over."""
    found = interview_of_the_day(request, uid, what="an interview on its day")

    def act() -> str:
        go_on(found, by=user_of(request), at=at_of(request))
        return "The interview goes on"

    return _then(request, found, act)


@on_the_day
@require_http_methods(["GET", "HEAD", "POST"])
def ends(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say how it ended, or why it was not held; the next step is told."""
    found = interview_of_the_day(request, uid, what="Form: end an interview")
    form = EndForm(
        request.POST or None,
        outcomes=_outcomes(request, found),
        initial={"version": found.version},
    )

    def act() -> str:
        said = form.cleaned_data
        ended = end(
            found,
            version=said["version"],
            outcome=Outcome(said["outcome"]),
            because=said["because"],
            unfit_until=said["unfit_until"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"Recorded. Next: {next_step_of(ended).words}"

    if acted(request, form, act, refused_at="outcome"):
        return redirect("today-interview", found.uid)
    return render(
        request,
        "appointments/day/end.html",
        {**_about(request, found), "form": form, "over": bool(found.outcome)},
        status=422 if form.errors else 200,
    )


@on_the_day
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record the address at which it is joined."""
    found = interview_of_the_day(request, uid, what="Form: the link of an interview")
    there = getattr(found, "join_link", None)
    form = LinkForm(
        request.POST or None, initial={"address": there.address if there else ""}
    )

    def act() -> str:
        record_join_link(
            found,
            address=form.cleaned_data["address"],
            by=user_of(request),
            at=at_of(request),
        )
        return "The link is recorded"

    if acted(request, form, act, refused_at="address"):
        return redirect("today-interview", found.uid)
    return render(
        request,
        "appointments/day/link.html",
        {
            **_about(request, found),
            "form": form,
            "verdict": may_record_link(user_of(request), found),
        },
        status=422 if form.errors else 200,
    )


def _page(request: HttpRequest, found: Interview, form: ComingForm) -> HttpResponse:
    user, at = user_of(request), at_of(request)
    present = present_of(found)
    holds = interviews(user, found)
    live = found.state in (State.BOOKED, State.UNDER_WAY)
    return render(
        request,
        "appointments/day/interview.html",
        {
            **_about(request, found),
            "form": form,
            "may_record": bool(may_record_arrival(user, found, at=at)),
            "holds": holds,
            "may_begin": may_begin(user, found, present, at=at),
            "may_pause": bool(may_pause(user, found)),
            "pauses": list(found.pauses.order_by("from_at")),
            "paused": found.pauses.filter(to_at=None).exists(),
            "may_end": live and (holds or user.has_role(*BOOKERS)),
            "may_link": bool(may_record_link(user, found)),
            "opens_cases": holds or user.has_role(*BOOKERS),
            "next_step": next_step_of(found) if found.outcome else None,
            "arrivals": present.came,
        },
        status=422 if form.errors else 200,
    )


def _about(request: HttpRequest, found: Interview) -> dict[str, object]:
    (card,) = shown([found], on=day_of(found), at=at_of(request))
    return {"it": card, "interview": found, "case": found.case, "on": day_of(found)}


def _outcomes(request: HttpRequest, found: Interview) -> list[Outcome]:
    """How it may have ended, as far as this person can say."""
    holds = interviews(user_of(request), found)
    begun = found.state == State.UNDER_WAY
    child = present_of(found).child
    return [
        outcome
        for outcome in Outcome
        if (holds or outcome not in THEIRS)
        and (begun or outcome not in HELD)
        and not (begun and outcome == Outcome.DID_NOT_ATTEND)
        and (child or outcome != Outcome.ADULT_AWAY)
    ]


def _who(request: HttpRequest) -> Arrival.Who | None:
    said = request.POST.get("who", "")
    return Arrival.Who(said) if said in Arrival.Who.values else None


def _then(
    request: HttpRequest, found: Interview, act: Callable[[], str]
) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("back") == "list":
        return redirect("today")
    return redirect("today-interview", found.uid)
