"""Units with their totals, and one unit with its people by name. Nobody is ranked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.models import Role, User
from evenhand.flows.reallocate import UNDECIDED
from evenhand.planning.models import Outcome
from evenhand.planning.verdicts import may_reallocate
from evenhand.web.formats import counted, monday_of
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.workforce.capacity import WORKING_DAYS, weekly_places
from evenhand.workforce.models import StaffMember, Unit


LEAST = 6  # people, below which no figure about staff is shown


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in figures, for one week."""

    unit: Unit
    people: int
    teams: int
    deciders: int
    here: int
    places: int


@part_of("people")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Every unit, and its places in the week of the address."""
    week = _week(request)
    rows = unit_rows(week)
    return render(
        request,
        "people/people.html",
        {
            "rows": rows,
            "places": sum(row.places for row in rows),
            "deciders": sum(row.deciders for row in rows),
            "here": sum(row.here for row in rows),
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
    week = _week(request)
    titles = titles_at(at_of(request))
    present = {row["staff_id"]: row for row in weekly_places(week).to_dicts()}
    staff = (
        found.people.filter(Q(left_on=None) | Q(left_on__gt=week))
        .select_related("team")
        .order_by("name", "pk")
    )
    return render(
        request,
        "people/unit.html",
        {
            "unit": found,
            "may_move": _who_moves(request),
            "kinds": kinds_of_work(found, request),
            "people": [
                (
                    person,
                    _here(person, present.get(person.pk)),
                    "; ".join(
                        [
                            titles.of("skills", skill)
                            for skill in present.get(person.pk, {}).get("skills", [])
                        ]
                    ),
                )
                for person in staff
            ],
            "places": sum(
                row["places"] for row in present.values() if row["unit"] == found.code
            ),
            **_weeks(week),
        },
    )


def kinds_of_work(unit: Unit, request: HttpRequest) -> list[tuple[str, int]]:
    """Undecided cases of a unit's people by kind of work, among those the viewer sees.

    Nothing where fewer than six people decide: a total must not be one person's.
    """
    user = request.user
    assert isinstance(user, User)
    deciders = unit.people.filter(decides=True, left_on=None).count()
    if deciders < LEAST or not user.has_role(Role.TEAM_LEADER, Role.WORKFLOW_MANAGER):
        return []
    return list(
        Outcome.objects.filter(
            case__owner__unit=unit,
            case__stage__in=sorted(UNDECIDED),
            valid__upper_inf=True,
        )
        .order_by("kind_of_work")
        .values_list("kind_of_work")
        .annotate(Count("pk"))
    )


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


def _week(request: HttpRequest) -> date:
    asked = day_in_address(request.GET.get("week", "")) or today_of(request)
    return monday_of(asked)


def _weeks(week: date) -> dict[str, date]:
    return {
        "week": week,
        "before": week - timedelta(days=7),
        "after": week + timedelta(days=7),
    }
