"""What is kept about one person who works here, as their page shows it."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from evenhand.core.models import Clearance, ClearanceGrant, Role, RoleGrant
from evenhand.web.formats import counted, day, monday_of, sentence_case
from evenhand.web.titles import Titles
from evenhand.workforce.capacity import WORKING_DAYS, weekly_places
from evenhand.workforce.models import Absence, SkillHeld, StaffMember
from evenhand.workforce.standards import training_standard


WEEKS = 6
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The places of one week, and how they come about."""

    monday: date
    places: int
    days: int
    why: str


@dataclass(frozen=True, slots=True)
class Skill:
    """One training: `standing` says in words whether it counts today."""

    held: SkillHeld
    title: str
    standing: str
    act: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Granted:
    """One role or clearance, with who gave it and who ended it."""

    kind: str
    title: str
    held: RoleGrant | ClearanceGrant


def weeks_of(person: StaffMember, *, today: date) -> list[Week]:
    """This week and the five after it; nothing for somebody who decides no cases."""
    if not person.decides:
        return []
    first = monday_of(today)
    absences = list(person.absences.order_by("from_on"))
    found = []
    for number in range(WEEKS):
        monday = first + number * A_WEEK
        # From the day on which the week is planned for, as a run asks for it.
        rows = weekly_places(max(monday, today), unit=person.unit.code).filter(
            pl.col("staff_id") == person.pk
        )
        places, days = (
            rows.select("places", "days_present").row(0) if rows.height else (0, 0)
        )
        found.append(
            Week(monday, int(places), int(days), _why(person, absences, monday, days))
        )
    return found


def _why(person: StaffMember, absences: list[Absence], monday: date, days: int) -> str:
    if days == WORKING_DAYS:
        return "Here all week"
    saturday = monday + timedelta(days=WORKING_DAYS)
    parts = []
    if person.started_on > monday:
        parts.append(f"starts {day(person.started_on)}")
    if person.left_on is not None and person.left_on < saturday:
        parts.append(f"last day {day(person.left_on - timedelta(days=1))}")
    for absence in absences:
        if absence.from_on < saturday and absence.to_on > monday:
            last = min(absence.to_on, saturday) - timedelta(days=1)
            first = max(absence.from_on, monday)
            span = day(first) if first == last else f"{day(first)} to {day(last)}"
            parts.append(f"away {span}")
    here = sentence_case(f"{counted(days, 'day')} of {WORKING_DAYS}")
    return f"{here}: {', '.join(parts)}" if parts else here


def skills_of(person: StaffMember, *, titles: Titles, today: date) -> list[Skill]:
    """Trainings, those that lapse first before the others, and lapsed ones last."""
    standard, found = training_standard(titles.policy), []
    for held in person.skills.all():
        until = held.expires_on
        counts = until is None or until > today
        soon = until is not None and counts and until <= today + standard.soon
        if until is None:
            standing = "No end"
        elif not counts:
            standing = f"Lapsed {day(until)}"
        elif soon:
            standing = f"Lapses soon: {day(until)}"
        else:
            standing = f"Until {day(until - timedelta(days=1))}"
        found.append(
            Skill(
                held,
                titles.of("skills", held.skill),
                standing,
                soon or not counts,
                counts,
            )
        )
    return sorted(
        found, key=lambda s: (not s.counts, s.held.expires_on or date.max, s.title)
    )


def granted_to(person: StaffMember) -> list[Granted]:
    """Roles and clearances, those held now first, then the newest."""
    roles, clearances = dict(Role.choices), dict(Clearance.choices)
    found = [
        Granted("role", str(roles[held.role]), held)
        for held in RoleGrant.objects.filter(user=person.user_id).select_related(
            "granted_by", "ended_by"
        )
    ] + [
        Granted("clearance", f"Cleared for: {clearances[held.clearance]}", held)
        for held in ClearanceGrant.objects.filter(user=person.user_id).select_related(
            "granted_by", "ended_by"
        )
    ]
    return sorted(
        found,
        key=lambda g: (g.held.ended_at is not None, -g.held.granted_at.timestamp()),
    )
