"""The page of a team, first of all for its leader; and teams added and named anew."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.looking import record_look
from evenhand.core.models import Look, Role
from evenhand.planning.queries import open_reallocations
from evenhand.planning.teams import LEAST
from evenhand.web.formats import monday_of
from evenhand.web.pages import may_open, part_of
from evenhand.web.people.change import change
from evenhand.web.people.change_forms import TeamForm
from evenhand.web.people.team import (
    given_since,
    not_taken,
    people_in,
    stuck_in,
    total_of,
)
from evenhand.web.people.views import people_of
from evenhand.web.people.words import grade_of, team_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.models import Team, Unit
from evenhand.workforce.queries import lapsing, team_of_user
from evenhand.workforce.standards import training_standard
from evenhand.workforce.teams import add_team, rename_team
from evenhand.workforce.verdicts import may_place


@part_of("team")
@require_safe
def my_team(request: HttpRequest) -> HttpResponse:
    """The team that its leader leads: the first page of a team leader."""
    team = team_of_user(user_of(request))
    if team is None:
        return render(request, "people/no_team.html", {})
    return _page(request, team, mine=True)


@part_of("people")
@require_safe
def team(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Any team, for its leader and for those who plan and administer."""
    found = _team_or_404(code, number)
    user = user_of(request)
    if not user.has_role(Role.WORKFLOW_MANAGER, Role.ADMINISTRATOR):
        own = team_of_user(user)
        if own is None or own.pk != found.pk:
            raise PermissionDenied
    return _page(request, found, mine=False)


def _page(request: HttpRequest, team: Team, *, mine: bool) -> HttpResponse:
    user, at, today = user_of(request), at_of(request), today_of(request)
    week, titles = monday_of(today), titles_at(at)
    here = people_in(team, week=week)
    ids = {person.pk for person in here}
    reads_cases = may_open(user, "cases")
    record_look(Look.Kind.VIEW, by=user, at=at, what=f"Team {team.pk}")
    return render(
        request,
        "people/team.html",
        {
            "team": team,
            "name": team_of(team.name, team.unit),
            "mine": mine,
            "people": [
                row
                for row in people_of(team.unit, week, titles)
                if row.person.pk in ids
            ],
            "grade_of": grade_of,
            "total": total_of(team, week=week) if reads_cases else None,
            "given": given_since(team, monday=week) if reads_cases else 0,
            "least": LEAST,
            "lapses": [
                (held, titles.of("skills", held.skill))
                for held in lapsing(
                    ids, on=today, standard=training_standard(titles.policy)
                )
            ],
            "stuck": stuck_in(team, titles=titles, today=today)
            if reads_cases
            else None,
            "not_taken": not_taken(here, titles=titles, today=today)
            if reads_cases
            else None,
            "reallocations": open_reallocations().filter(person__in=ids)
            if reads_cases
            else [],
            "may_place": may_place(user),
        },
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest, code: str) -> HttpResponse:
    """Add a team to a unit."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    form = TeamForm(request.POST or None)

    def act() -> str:
        added = add_team(
            unit, name=form.cleaned_data["name"], by=user_of(request), at=at_of(request)
        )
        return f"{added.name} was added to {unit.name}"

    return change(
        request,
        form,
        verdict=may_place(user_of(request)),
        trail=_trail(unit),
        title=f"Add a team to {unit.name}",
        button="Add team",
        act=act,
        onward=reverse("unit", args=[unit.code]),
        refused_at="name",
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def name_anew(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give a team another name."""
    found = _team_or_404(code, number)
    form = TeamForm(request.POST or None, initial={"name": found.name})

    def act() -> str:
        name = form.cleaned_data["name"]
        rename_team(found, name=name, by=user_of(request), at=at_of(request))
        return f"The team is now called {name}"

    address = reverse("team-of-unit", args=[found.unit.code, found.pk])
    return change(
        request,
        form,
        verdict=may_place(user_of(request)),
        trail=[*_trail(found.unit), (team_of(found.name, found.unit), address)],
        title="Name this team anew",
        button="Change the name",
        act=act,
        onward=address,
        refused_at="name",
    )


def _team_or_404(code: str, number: int) -> Team:
    found = (
        Team.objects.filter(unit__code=code, pk=number).select_related("unit").first()
    )
    if found is None:
        raise Http404
    return found


def _trail(unit: Unit) -> list[tuple[str, str]]:
    return [
        ("People and units", reverse("people")),
        (unit.name, reverse("unit", args=[unit.code])),
    ]
