"""People join and leave: an account and a post are made, and end on the same day."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from evenhand.core.accounts import end_all_grants, grant
from evenhand.core.events import Happening, record_events
from evenhand.core.models import Role, User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import StaffMember, Team, Unit
from evenhand.workforce.units import must_be_open
from evenhand.workforce.verdicts import may_administer, may_invite


USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,59}")


@dataclass(frozen=True, slots=True)
class TrainedIn:
    """A training that somebody brings: held from a day, up to but not including one."""

    skill: str
    held_from: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who joins: who they are, what for, and from when."""

    name: str
    ref: str
    username: str
    role: str
    grade: str
    unit: Unit
    team: Team | None
    fte: Decimal
    weekly_places: int
    started_on: date
    languages: Collection[str] = field(default=())
    skills: Collection[TrainedIn] = field(default=())
    also_units: Collection[Unit] = field(default=())


@transaction.atomic
def join(joiner: Joiner, *, by: User, at: datetime) -> StaffMember:
    """Make the account, with its first role, and the post. Nobody signs in with it yet.

    Refused where the user name or the staff reference is somebody's, and for a team of
    another unit.
    """
    may_administer(by).enforce()
    if not USERNAME.fullmatch(joiner.username):
        raise Refused(
            "A user name is small letters and figures, with dots or hyphens, and "
            "begins with a letter"
        )
    if joiner.team is not None and joiner.team.unit_id != joiner.unit.pk:
        raise Refused(f"{joiner.team.name} is not a team of {joiner.unit.name}")
    for unit in (joiner.unit, *joiner.also_units):
        must_be_open(unit, joiner.started_on)
    if User.objects.filter(username=joiner.username).exists():
        raise Refused("This user name is somebody else’s")
    if StaffMember.objects.filter(ref__iexact=joiner.ref).exists():
        raise Refused("This staff reference is somebody else’s")
    try:
        with transaction.atomic():
            person = _made(joiner)
    except IntegrityError as clash:
        raise Refused("Somebody else has just been given this name") from clash
    assert person.user is not None
    grant(
        person.user, roles=[joiner.role], by=by, at=at, because="given when they joined"
    )
    for language in sorted(set(joiner.languages)):
        person.languages.create(language=language)
    for brought in joiner.skills:
        person.skills.create(
            skill=brought.skill,
            held_from=brought.held_from,
            expires_on=brought.expires_on,
        )
    person.also_units.set(
        [unit for unit in joiner.also_units if unit.pk != joiner.unit.pk]
    )
    record_events(
        [
            Happening(
                "person_joined",
                {
                    "name": person.name,
                    "unit": joiner.unit.code,
                    "from_on": str(joiner.started_on),
                },
            )
        ],
        by=by,
        at=at,
    )
    return person


def _made(joiner: Joiner) -> StaffMember:
    user = User.objects.create_user(joiner.username, name=joiner.name)
    return StaffMember.objects.create(
        ref=joiner.ref,
        name=joiner.name,
        user=user,
        grade=joiner.grade,
        unit=joiner.unit,
        team=joiner.team,
        decides=joiner.role == Role.DECISION_MAKER,
        fte=joiner.fte,
        weekly_places=joiner.weekly_places,
        started_on=joiner.started_on,
    )


@transaction.atomic
def invite(person: StaffMember, *, by: User, at: datetime) -> None:
    """Keep on record that somebody was invited to choose their first password.

    Refused where they have one already.
    """
    may_invite(by, person).enforce()
    record_events([Happening("person_invited", {"name": person.name})], by=by, at=at)


@transaction.atomic
def leave(
    person: StaffMember,
    *,
    last_on: date,
    on: date,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """Say somebody's last day. From the day after they have no places and no account.

    Their cases stay theirs until others are found and accepted (flows/reallocate.py).
    The row is locked, so that a plan which is being accepted gives them its cases first,
    or leaves these out. Refused without a reason, and for a day before they came.
    """
    may_administer(by).enforce()
    if not because.strip():
        raise Refused("Say why they leave")
    person = StaffMember.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.user_id == by.pk:
        raise Refused("Your own last day is recorded by somebody else")
    if last_on < person.started_on:
        raise Refused("The last day must not be before they started")
    left_on = last_on + timedelta(days=1)
    if person.left_on == left_on:
        return
    if person.left_on is not None and person.left_on <= on:
        raise Refused(f"{person.name} has left already")
    person.left_on = left_on
    person.save(update_fields=["left_on"])
    User.objects.filter(staff_member=person).update(ends_on=left_on)
    record_events(
        [Happening("person_leaves", {"name": person.name, "last_on": str(last_on)})],
        by=by,
        at=at,
        because=because.strip(),
    )
    if left_on <= on:
        close_accounts(on=on, by=by, at=at)


@transaction.atomic
def stay(
    person: StaffMember, *, on: date, by: User, at: datetime, because: str
) -> None:
    """Take a last day back before it is over. Refused afterwards, and without a reason."""
    may_administer(by).enforce()
    if not because.strip():
        raise Refused("Say why they stay")
    person = StaffMember.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.left_on is None:
        return
    if person.left_on <= on:
        raise Refused(
            f"{person.name} has left already. Somebody who returns joins anew"
        )
    person.left_on = None
    person.save(update_fields=["left_on"])
    User.objects.filter(staff_member=person).update(ends_on=None)
    record_events(
        [Happening("person_stays", {"name": person.name})],
        by=by,
        at=at,
        because=because.strip(),
    )


@transaction.atomic
def close_accounts(*, on: date, by: User, at: datetime) -> int:
    """End every grant of accounts whose day has come, and the accounts; answer how many.

    Nobody has signed in with them since that day: this keeps the record straight.
    """
    users = list(
        User.objects.select_for_update().filter(ends_on__lte=on, is_active=True)
    )
    for user in users:
        end_all_grants(user, by=by, at=at)
        user.is_active = False
        user.save(update_fields=["is_active"])
    return len(users)
