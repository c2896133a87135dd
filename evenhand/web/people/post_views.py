"""Somebody joins, moves to another unit or team, leaves, or does not leave."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
)

from evenhand.web.formats import day
from evenhand.web.pages import part_of
from evenhand.web.people import change_forms as asking
from evenhand.web.people.change import (
    change,
    page_of,
    person_or_404,
    trail_of,
    units_with_people,
)
from evenhand.web.people.join_forms import JoinForm
from evenhand.web.people.skill_views import lapses
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.joining import Joiner, TrainedIn, join, leave, stay
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.services import (
    move_person,
    set_also_units,
)
from evenhand.workforce.verdicts import (
    may_administer,
    may_place,
)


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def joins(request: HttpRequest, code: str) -> HttpResponse:
    """Make the account and the post of somebody who joins."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    titles = titles_at(at_of(request))
    form = JoinForm(
        request.POST or None,
        units=units_with_people(today_of(request)),
        titles=titles,
        initial={
            "where": unit.code,
            "percent": 100,
            "weekly_places": 0,
            "started_on": today_of(request),
        },
    )
    made: list[StaffMember] = []

    def act() -> str:
        said = form.cleaned_data
        into, team = asking.where_said(said["where"])
        joiner = Joiner(
            name=said["name"].strip(),
            ref=said["ref"],
            username=said["username"].strip(),
            role=said["role"],
            grade=said["grade"],
            unit=into,
            team=team,
            fte=asking.full_time(said["percent"]),
            weekly_places=said["weekly_places"],
            started_on=said["started_on"],
            languages=said["languages"],
            skills=[
                TrainedIn(
                    skill,
                    said["trained_on"],
                    lapses(
                        said["trained_on"],
                        None,
                        titles.about("skills", skill).get("valid_months"),
                    ),
                )
                for skill in said["skills"]
            ],
            also_units=list(Unit.objects.filter(code__in=said["also_units"])),
        )
        made.append(join(joiner, by=user_of(request), at=at_of(request)))
        return (
            f"{joiner.name} joins on {day(joiner.started_on)}. Nobody signs in with the "
            "account until they have chosen a password."
        )

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=[
            ("People and units", reverse("people")),
            (unit.name, reverse("unit", args=[unit.code])),
        ],
        title="Somebody joins",
        button="Add this person",
        act=act,
        onward=lambda: (
            reverse("invite-person", args=[unit.code, made[0].ref])
            if made[0].unit_id == unit.pk
            else page_of(made[0])
        ),
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Put somebody in another unit or team."""
    found = person_or_404(code, ref)
    now = f"{found.unit.code}/{found.team_id}" if found.team_id else found.unit.code
    form = asking.MoveForm(
        request.POST or None,
        units=units_with_people(today_of(request)),
        initial={"where": now},
    )

    def act() -> str:
        unit, team = asking.where_said(form.cleaned_data["where"])
        move_person(
            found,
            unit=unit,
            team=team,
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} was moved"

    return change(
        request,
        form,
        verdict=may_place(user_of(request)),
        trail=trail_of(found),
        title=f"Move {found.name}",
        button="Move",
        act=act,
        onward=lambda: page_of(StaffMember.objects.get(pk=found.pk)),
        refused_at="where",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def also(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Say which units somebody helps beside their own."""
    found = person_or_404(code, ref)
    units = [
        unit for unit in units_with_people(today_of(request)) if unit != found.unit
    ]
    form = asking.AlsoUnitsForm(
        request.POST or None,
        units=units,
        initial={"also_units": list(found.also_units.values_list("code", flat=True))},
    )

    def act() -> str:
        set_also_units(
            found,
            units=[
                unit for unit in units if unit.code in form.cleaned_data["also_units"]
            ],
            on=today_of(request),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The units of {found.name} were changed"

    return change(
        request,
        form,
        verdict=may_place(user_of(request)),
        trail=trail_of(found),
        title=f"Units that {found.name} also works for",
        button="Change these units",
        act=act,
        onward=page_of(found),
        refused_at="also_units",
        about=f"Beside {found.unit.name}, where they stay. Their cases stay theirs.",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def leaves(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Record somebody's last day."""
    found = person_or_404(code, ref)
    form = asking.LeaveForm(request.POST or None)

    def act() -> str:
        leave(
            found,
            last_on=form.cleaned_data["last_on"],
            on=today_of(request),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return (
            f"The last day of {found.name} is {day(form.cleaned_data['last_on'])}. "
            "A workflow manager or the leader of the team finds others for the cases."
        )

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=trail_of(found),
        title=f"{found.name} leaves",
        button="Record the last day",
        act=act,
        onward=page_of(found),
        refused_at="last_on",
        about="Cases stay theirs until others are found for them and somebody accepts.",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def stays(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Take a last day back."""
    found = person_or_404(code, ref)
    form = asking.WhyForm(request.POST or None)

    def act() -> str:
        stay(
            found,
            on=today_of(request),
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.name} does not leave"

    return change(
        request,
        form,
        verdict=may_administer(user_of(request)),
        trail=trail_of(found),
        title=f"{found.name} does not leave",
        button="Take the last day back",
        act=act,
        onward=page_of(found),
    )
