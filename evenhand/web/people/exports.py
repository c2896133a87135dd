"""Units in figures, and the people of one unit by name, as files. Nobody is ranked."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.web.exports.figures import ABOUT_STAFF, of_staff
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.formats import day
from evenhand.web.people.views import people_of, unit_rows, week_of
from evenhand.web.people.words import grade_of, team_of
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.workforce.models import StaffMember, Unit


def team_of_person(person: StaffMember) -> str | None:
    """The name of the team of somebody whose unit and team have been read."""
    return team_of(person.team.name, person.unit) if person.team else None


UNITS = (
    Column("Unit", lambda row: row.unit.name),
    Column("Region", lambda row: row.unit.region or None),
    Column("Teams", lambda row: row.teams, Kind.NUMBER),
    Column("People", lambda row: of_staff(row.people, people=row.people), Kind.NUMBER),
    Column(
        "Decision makers",
        lambda row: of_staff(row.deciders, people=row.deciders),
        Kind.NUMBER,
    ),
    Column(
        "Here this week",
        lambda row: of_staff(row.here, people=row.deciders),
        Kind.NUMBER,
        about="Decision makers who are not away all week",
    ),
    Column(
        "Places",
        lambda row: of_staff(row.places, people=row.deciders),
        Kind.NUMBER,
        about="Places for new cases this week, from hours and absence",
    ),
)
PEOPLE = (
    Column("Name", lambda row: row.person.name),
    Column("Staff reference", lambda row: row.person.ref),
    Column("Team", lambda row: team_of_person(row.person)),
    Column("Grade", lambda row: grade_of(row.person)),
    Column(
        "Hours",
        lambda row: int(row.person.fte * 100),
        Kind.NUMBER,
        about="Of a hundred: full time is 100",
    ),
    Column("Decides cases", lambda row: "Yes" if row.person.decides else "No"),
    Column("Trained in", lambda row: row.trained_in or None, Kind.LONG_TEXT),
    Column("Here this week", lambda row: row.here or None),
)


def unit_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """Every unit, with its places in the week of the address."""
    week = week_of(request)
    return ListOut(
        name="units",
        title="Units",
        columns=UNITS,
        rows=lambda: iter(unit_rows(week)),
        count=Unit.objects.count,
        filters=[("week of", day(week))],
        personal=False,
        notes=[ABOUT_STAFF],
    ), f"{reverse('people')}?week={week.isoformat()}"


def people_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The people of one unit, by name."""
    unit = Unit.objects.filter(code=where["code"]).first()
    if unit is None:
        raise Http404
    week, titles = week_of(request), titles_at(at_of(request))
    return ListOut(
        name=f"people-of-{unit.code.lower().replace('_', '-')}",
        title=f"People of {unit.name}",
        columns=PEOPLE,
        rows=lambda: iter(people_of(unit, week, titles)),
        count=lambda: len(people_of(unit, week, titles)),
        filters=[("week of", day(week))],
    ), f"{reverse('unit', args=[unit.code])}?week={week.isoformat()}"
