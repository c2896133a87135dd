"""Units with their totals, and one unit with its people by name. Nobody is ranked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Case
from evenhand.core.models import Role, User
from evenhand.planning.teams import LEAST, UnitTotal, totals_of
from evenhand.planning.verdicts import may_reallocate
from evenhand.web.formats import counted, monday_of
from evenhand.web.forms import day_in_address
from evenhand.web.pages import may_open, part_of
from evenhand.web.people.words import grade_of, team_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import Titles, titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.capacity import WORKING_DAYS, weekly_places
from evenhand.workforce.models import StaffMember, Unit
from evenhand.workforce.queries import team_of_user
from evenhand.workforce.verdicts import may_administer, may_place


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in figures, for one week."""

    unit: Unit
    people: int
    teams: int
    deciders: int
    here: int
    places: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of a unit; `places` only for the total of the unit."""

    person: StaffMember
    here: str
    trained_in: str
    places: int


@part_of("people")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Every unit, and its places in the week of the address."""
    week = week_of(request)
    rows = unit_rows(week)
    return render(
        request,
        "people/people.html",
        {
            "rows": rows,
            "places": sum(row.places for row in rows),
            "deciders": sum(row.deciders for row in rows),
            "here": sum(row.here for row in rows),
            "may_administer": may_administer(user_of(request)),
            **_weeks(week),
        },
    )


@part_of("people")
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its people by name, what they hold, and who is away this week."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise Http404
    week = week_of(request)
    rows = people_of(found, week, titles_at(at_of(request)))
    return render(
        request,
        "people/unit.html",
        {
            "unit": found,
            "may_move": _who_moves(request),
            "opens_cases": may_open(user_of(request), "cases"),
            **_who_changes(request, found),
            "totals": _totals(found, request, week),
            "least": LEAST,
            "left": left_with_cases(found, week=week),
            "people": rows,
            "places": sum(row.places for row in rows),
            "grade_of": grade_of,
            "team_of": team_of,
            **_weeks(week),
        },
    )


def _who_changes(request: HttpRequest, unit: Unit) -> dict[str, object]:
    """Whose page the viewer may open, which teams, and what they may change here."""
    user = request.user
    assert isinstance(user, User)
    everybody = bool(may_place(user))
    own = team_of_user(user) if user.has_role(Role.TEAM_LEADER) else None
    teams = unit.teams.order_by("name")
    return {
        "may_place": everybody,
        "may_administer": may_administer(user),
        "may_see": lambda person: (
            everybody
            or (own is not None and person.team_id == own.pk)
            or person.user_id == user.pk
        ),
        "teams": teams
        if everybody
        else teams.filter(people__user=user)
        if own
        else teams.none(),
    }


def people_of(unit: Unit, week: date, titles: Titles) -> list[PersonRow]:
    """The people of a unit by name: what they hold, and when they are here that week."""
    present = {
        row["staff_id"]: row for row in weekly_places(week, unit=unit.code).to_dicts()
    }
    staff = (
        unit.people.filter(Q(left_on=None) | Q(left_on__gt=week))
        .select_related("team", "unit")
        .order_by("name", "pk")
    )
    rows = []
    for person in staff:
        row = present.get(person.pk)
        held = [titles.of("skills", skill) for skill in row["skills"]] if row else []
        rows.append(
            PersonRow(
                person=person,
                here=_here(person, row),
                trained_in="; ".join(held),
                places=int(row["places"]) if row else 0,
            )
        )
    return rows


def left_with_cases(unit: Unit, *, week: date) -> QuerySet[StaffMember]:
    """Who had left by a week and still owns undecided cases, among those seen."""
    theirs = Case.objects.filter(owner=OuterRef("pk"), stage__in=sorted(UNDECIDED))
    return (
        unit.people.filter(Exists(theirs), left_on__lte=week)
        .select_related("team")
        .order_by("name", "pk")
    )


def _totals(unit: Unit, request: HttpRequest, week: date) -> UnitTotal | None:
    """Totals of the unit and its teams, for those who lead and plan."""
    user = request.user
    assert isinstance(user, User)
    if not user.has_role(Role.TEAM_LEADER, Role.WORKFLOW_MANAGER):
        return None
    return totals_of(unit, week=week)


def _who_moves(request: HttpRequest) -> Callable[[StaffMember], bool]:
    """Whose cases the viewer may look for others for, asked once for each team."""
    user = request.user
    assert isinstance(user, User)
    told: dict[int | None, bool] = {}

    def may_move(person: StaffMember) -> bool:
        if person.team_id not in told:
            told[person.team_id] = bool(may_reallocate(user, person))
        return told[person.team_id]

    return may_move


def unit_rows(week: date) -> list[UnitRow]:
    """Every unit by name with its totals in the week of a date."""
    totals = {
        row["unit"]: row
        for row in weekly_places(week)
        .group_by("unit")
        .agg(
            deciders=pl.len(),
            here=(pl.col("days_present") > 0).sum(),
            places=pl.col("places").sum(),
        )
        .to_dicts()
    }
    units = Unit.objects.annotate(
        staff=Count(
            "people",
            filter=Q(people__left_on=None) | Q(people__left_on__gt=week),
            distinct=True,
        ),
        groups=Count("teams", distinct=True),
    ).order_by("name")
    return [
        UnitRow(
            unit=found,
            people=found.staff,
            teams=found.groups,
            deciders=totals.get(found.code, {}).get("deciders", 0),
            here=totals.get(found.code, {}).get("here", 0),
            places=int(totals.get(found.code, {}).get("places", 0)),
        )
        for found in units
    ]


def _here(person: StaffMember, row: dict[str, int] | None) -> str:
    if row is None:
        return ""
    days = row["days_present"]
    if days == WORKING_DAYS:
        return "All week"
    return "Away all week" if days == 0 else f"{counted(days, 'day')} of {WORKING_DAYS}"


def week_of(request: HttpRequest) -> date:
    """The Monday of the week an address asks for; of this week where it asks none."""
    asked = day_in_address(request.GET.get("week", "")) or today_of(request)
    return monday_of(asked)


def _weeks(week: date) -> dict[str, date]:
    return {
        "week": week,
        "before": week - timedelta(days=7),
        "after": week + timedelta(days=7),
    }
