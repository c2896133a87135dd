"""Bring in the people who work here: accounts, posts, skills, absences.

Everything in the file is right and comes in, or nothing does. Who is there already is
left alone: the same file again changes nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.contrib.auth.hashers import make_password
from django.db import connection

from evenhand.core.models import ClearanceGrant, Role, RoleGrant, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.staff_file import staff as staff_files
from evenhand.flows.staff_file.staff import read_staff
from evenhand.flows.staff_file.table import (
    SHOWN_FAULTS,
    Fault,
    Faulty,
    Table,
    Unreadable,
)
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.models import (
    Absence,
    LanguageSpoken,
    SkillHeld,
    StaffMember,
    Team,
    Unit,
)


SOURCE = "brought in with the staff"
REGISTERS = ("clearances", "languages", "skills")


def import_staff(path: Path, *, by: User, at: datetime) -> tuple[int, int]:
    """Bring in the people of a staff file: how many are new, how many were there.

    Any fault raises Faulty and nothing is written. Refused for accounts of people: the
    file grants roles and clearances.
    """
    if not by.is_service:
        raise Refused("Staff are brought in by the service, not by a person")
    with acting_as(by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand import'))")
        try:
            staff = read_staff(path, _known_values(release_in_force(at)))
        except Unreadable as problem:
            raise Faulty([problem.fault], 1) from problem
        _refuse_other_accounts(staff)
        if (faults := staff.faults()).height:
            told = [Fault(staff.file, *row) for row in faults[:SHOWN_FAULTS].rows()]
            raise Faulty(told, faults.height)
        added = _add_staff(staff, by=by, at=at)
        return added, staff.rows.height - added


def _known_values(release: PolicyRelease) -> dict[str, Collection[str]]:
    """What the cells of the file are checked against, list by list."""
    registers = policy_of(release).registers
    return {name: registers[name].values for name in REGISTERS} | {
        "units": list(Unit.objects.values_list("code", flat=True)),
        "roles": Role.values,
    }


def _refuse_other_accounts(staff: Table) -> None:
    """A username that already belongs to somebody else is told of."""
    refs = staff.rows["username"].drop_nulls().to_list()
    there = {
        username: ref or f"named {name}"
        for username, name, ref in User.objects.filter(username__in=refs).values_list(
            "username", "name", "staff_member__ref"
        )
    }
    holder = pl.col("username").replace_strict(
        there, default=None, return_dtype=pl.String
    )
    person = (
        pl.when(pl.col("unit").is_null())
        .then(pl.format("named {}", "name"))
        .otherwise("reference")
    )
    taken = holder.is_not_null() & (holder != person)
    staff.refuse("username", taken, "“{}” is the account of somebody else")
    numbers = staff.rows["reference"].drop_nulls().to_list()
    posts = dict(
        StaffMember.objects.filter(ref__in=numbers).values_list("ref", "user__username")
    )
    account = pl.col("reference").replace_strict(
        posts, default=None, return_dtype=pl.String
    )
    staff.refuse(
        "reference",
        account.is_not_null() & (account != pl.col("username")),
        "“{}” is the reference of somebody else",
    )


def _add_staff(staff: Table, *, by: User, at: datetime) -> int:
    """Accounts, roles and clearances for everybody new; a post for those in a unit."""
    there = set(
        User.objects.filter(username__in=staff.rows["username"].to_list()).values_list(
            "username", flat=True
        )
    )
    rows = staff.rows.filter(~pl.col("username").is_in(list(there))).to_dicts()
    users = User.objects.bulk_create(
        [
            User(username=r["username"], name=r["name"], password=make_password(None))
            for r in rows
        ],
        batch_size=2000,
    )
    given = {"granted_at": at, "granted_by": by, "because": SOURCE}
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(user=user, role=role, **given)
            for user, row in zip(users, rows, strict=True)
            for role in row["roles"]
        ],
        batch_size=2000,
    )
    ClearanceGrant.objects.bulk_create(
        [
            ClearanceGrant(user=user, clearance=clearance, **given)
            for user, row in zip(users, rows, strict=True)
            for clearance in row["clearances"]
        ],
        batch_size=2000,
    )
    _add_posts(staff, [(user, row) for user, row in zip(users, rows, strict=True)])
    return len(rows)


def _add_posts(staff: Table, people: list[tuple[User, dict[str, Any]]]) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    wanted = {
        (str(row["unit"]), str(row["team"]))
        for _, row in people
        if row["unit"] and row["team"]
    }
    Team.objects.bulk_create(
        [Team(unit=units[unit], name=name) for unit, name in sorted(wanted)],
        ignore_conflicts=True,
    )
    teams = {
        (team.unit.code, team.name): team
        for team in Team.objects.select_related("unit")
    }
    posts = StaffMember.objects.bulk_create(
        [
            StaffMember(
                ref=row["reference"],
                name=row["name"],
                user=user,
                grade=row["grade"],
                unit=units[str(row["unit"])],
                team=teams.get((str(row["unit"]), str(row["team"]))),
                decides=staff_files.DECIDES in row["roles"],
                fte=row["fte"],
                weekly_places=row["weekly_places"],
                started_on=row["started_on"],
            )
            for user, row in people
            if row["unit"]
        ],
        batch_size=2000,
    )
    post_of = {
        row: post
        for post, row in zip(
            posts, [r["row"] for _, r in people if r["unit"]], strict=True
        )
    }
    through = StaffMember.also_units.through
    through.objects.bulk_create(
        [
            through(staffmember_id=post.pk, unit_id=units[code].pk)
            for post, code in _parts(staff, post_of, "also_units")
        ],
        batch_size=2000,
    )
    LanguageSpoken.objects.bulk_create(
        [
            LanguageSpoken(staff_member=post, language=language)
            for post, language in _parts(staff, post_of, "languages")
        ],
        batch_size=2000,
    )
    SkillHeld.objects.bulk_create(
        [
            SkillHeld(staff_member=post_of[row], skill=skill, expires_on=until)
            for row, _, skill, until in staff_files.skills_of(staff).iter_rows()
            if row in post_of
        ],
        batch_size=2000,
    )
    Absence.objects.bulk_create(
        [
            Absence(
                staff_member=post_of[row],
                from_on=first,
                to_on=last + timedelta(days=1),
            )
            for row, _, first, last in staff_files.absences_of(staff).iter_rows()
            if row in post_of
        ],
        batch_size=2000,
    )


def _parts(
    staff: Table, post_of: dict[object, StaffMember], column: str
) -> list[tuple[StaffMember, str]]:
    return [
        (post_of[row], value)
        for row, value in staff.each(column).iter_rows()
        if row in post_of
    ]
