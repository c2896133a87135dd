"""What changes about somebody in post: when they are away, their hours, where, what for.

Their places for new cases follow at once (capacity.py). Cases stay where they are.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import Absence, SkillHeld, StaffMember, Team, Unit
from evenhand.workforce.units import must_be_open
from evenhand.workforce.verdicts import may_administer, may_keep_time, may_place


LONGEST = timedelta(days=3 * 365)
MOST_PLACES = 20


@transaction.atomic
def record_absence(
    person: StaffMember, *, from_on: date, to_on: date, by: User, at: datetime
) -> Absence:
    """Record that a person is away from a day, up to but not including another.

    Why is not asked. Days that are recorded already are not recorded again. Refused for
    an absence that ends before it begins, or is longer than three years.
    """
    if to_on <= from_on:
        raise Refused("The last day away must not be before the first")
    if to_on - from_on > LONGEST:
        raise Refused("An absence is recorded for three years at most")
    StaffMember.objects.select_for_update().get(pk=person.pk)
    known: Absence | None = person.absences.filter(
        from_on__lte=from_on, to_on__gte=to_on
    ).first()
    if known is not None:
        return known
    absence: Absence = person.absences.create(from_on=from_on, to_on=to_on)
    _tell(
        "absence_recorded",
        {"name": person.name, "from_on": str(from_on), "to_on": str(to_on)},
        by=by,
        at=at,
    )
    return absence


@transaction.atomic
def come_back(absence: Absence, *, on: date, by: User, at: datetime) -> None:
    """Say that somebody is back before an absence ends: `on` is their first day here.

    An absence that has not begun then is called off. Cases that were given to others
    meanwhile stay with them. Refused where it ends before that day anyway.
    """
    person = StaffMember.objects.select_for_update().get(pk=absence.staff_member_id)
    may_keep_time(by, person).enforce()
    known = person.absences.filter(pk=absence.pk).first()
    if known is None or known.to_on <= on:
        raise Refused("They are back by then already")
    if on <= known.from_on:
        known.delete()
    else:
        known.to_on = on
        known.save()
    _tell("absence_ended", {"name": person.name, "on": str(on)}, by=by, at=at)


@transaction.atomic
def change_hours(
    person: StaffMember,
    *,
    fte: Decimal,
    weekly_places: int,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Change somebody's hours (full time is 1) and the places agreed for a full week.

    Refused without a reason, and for hours or places that nobody has.
    """
    may_keep_time(by, person).enforce()
    if not because.strip():
        raise Refused("Say why the hours or places change")
    if not 0 < fte <= 1:
        raise Refused("Hours are more than 0 and at most 100 per cent of full time")
    if not 0 <= weekly_places <= MOST_PLACES:
        raise Refused(f"Places in a week are at most {MOST_PLACES}")
    person = StaffMember.objects.select_for_update().get(pk=person.pk)
    if (person.fte, person.weekly_places) == (fte, weekly_places):
        return
    person.fte, person.weekly_places = fte, weekly_places
    person.save(update_fields=["fte", "weekly_places"])
    _tell(
        "hours_changed",
        {"name": person.name, "fte": str(fte), "places": weekly_places},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def move_person(
    person: StaffMember,
    *,
    unit: Unit,
    team: Team | None,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Put somebody in a unit and one of its teams, or in none. Their cases stay theirs.

    Refused without a reason, and for a team of another unit.
    """
    may_place(by).enforce()
    if not because.strip():
        raise Refused("Say why they move")
    if team is not None and team.unit_id != unit.pk:
        raise Refused(f"{team.name} is not a team of {unit.name}")
    must_be_open(unit, at.date())
    person = StaffMember.objects.select_for_update().get(pk=person.pk)
    if (person.unit_id, person.team_id) == (unit.pk, team.pk if team else None):
        return
    person.unit, person.team = unit, team
    person.save(update_fields=["unit", "team"])
    person.also_units.remove(unit)
    _tell(
        "person_moved",
        {"name": person.name, "unit": unit.code, "team": team.name if team else ""},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def set_also_units(
    person: StaffMember,
    *,
    units: Collection[Unit],
    on: date,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Say which units somebody helps beside their own; those not named no longer.

    From the next plan on they are given cases of these too. Refused without a reason,
    and for a unit that is closed.
    """
    may_place(by).enforce()
    if not because.strip():
        raise Refused("Say why it changes")
    for unit in units:
        must_be_open(unit, on)
    person = StaffMember.objects.select_for_update(of=("self",)).get(pk=person.pk)
    after = {unit.pk: unit for unit in units if unit.pk != person.unit_id}
    if set(person.also_units.values_list("pk", flat=True)) == set(after):
        return
    person.also_units.set(after)
    _tell(
        "also_units_changed",
        {"name": person.name, "units": sorted(unit.code for unit in after.values())},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def record_skill(
    person: StaffMember,
    *,
    skill: str,
    held_from: date,
    expires_on: date | None,
    by: User,
    at: datetime,
    because: str = "",
) -> SkillHeld:
    """Record a training gained or renewed: held from a day, up to but not including one.

    Refused where it would expire before it is held.
    """
    may_administer(by).enforce()
    if expires_on is not None and expires_on <= held_from:
        raise Refused("The day it expires must be after the day it is held from")
    StaffMember.objects.select_for_update().get(pk=person.pk)
    held: SkillHeld
    held, _ = person.skills.update_or_create(
        skill=skill,
        defaults={"expires_on": expires_on},
        create_defaults={"held_from": held_from, "expires_on": expires_on},
    )
    if held.held_from is not None and held.held_from > held_from:
        held.held_from = held_from
        held.save(update_fields=["held_from"])
    _tell(
        "skill_recorded",
        {
            "name": person.name,
            "skill": skill,
            "expires_on": str(expires_on) if expires_on else None,
        },
        by=by,
        at=at,
        because=because,
    )
    return held


@transaction.atomic
def end_skill(
    held: SkillHeld, *, on: date, by: User, at: datetime, because: str
) -> None:
    """Say that somebody no longer holds a training, from a day on. It stays on record.

    Refused without a reason, and where it has ended by then already.
    """
    may_administer(by).enforce()
    if not because.strip():
        raise Refused("Say why they no longer hold it")
    held = (
        SkillHeld.objects.select_for_update(of=("self",))
        .select_related("staff_member")
        .get(pk=held.pk)
    )
    if held.expires_on is not None and held.expires_on <= on:
        raise Refused("It has ended by then already")
    if held.held_from is not None and held.held_from > on:
        held.held_from = on
    held.expires_on = on
    held.save(update_fields=["held_from", "expires_on"])
    _tell(
        "skill_ended",
        {"name": held.staff_member.name, "skill": held.skill, "on": str(on)},
        by=by,
        at=at,
        because=because,
    )


@transaction.atomic
def set_languages(
    person: StaffMember, *, languages: Collection[str], by: User, at: datetime
) -> None:
    """Say which languages somebody can work in; those not named are no longer theirs."""
    may_administer(by).enforce()
    StaffMember.objects.select_for_update().get(pk=person.pk)
    before = set(person.languages.values_list("language", flat=True))
    after = set(languages)
    if before == after:
        return
    person.languages.filter(language__in=before - after).delete()
    for language in sorted(after - before):
        person.languages.create(language=language)
    _tell(
        "languages_changed",
        {"name": person.name, "languages": sorted(after)},
        by=by,
        at=at,
    )


def _tell(
    kind: str, data: dict[str, object], *, by: User, at: datetime, because: str = ""
) -> None:
    record_events([Happening(kind, data)], by=by, at=at, because=because.strip())
