"""Roles and clearances are given and ended by an administrator, with a reason."""

from datetime import datetime

from django.db import transaction

from evenhand.core.accounts import end_grant, grant
from evenhand.core.events import Happening, record_events
from evenhand.core.models import Clearance, ClearanceGrant, Role, RoleGrant, User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import StaffMember
from evenhand.workforce.verdicts import may_grant


@transaction.atomic
def give_role(
    person: StaffMember, role: str, *, by: User, at: datetime, because: str
) -> None:
    """Give somebody a role; whoever becomes a decision maker can be given cases.

    Refused for oneself, without a reason, and for a role they hold.
    """
    user = _of(person, by=by, because=because)
    if role in user.roles:
        raise Refused("They hold this role already")
    grant(user, roles=[role], by=by, at=at, because=because.strip())
    if role == Role.DECISION_MAKER:
        StaffMember.objects.filter(pk=person.pk).update(decides=True)
    _tell("role_granted", person, role, by=by, at=at, because=because)


@transaction.atomic
def give_clearance(
    person: StaffMember, clearance: str, *, by: User, at: datetime, because: str
) -> None:
    """Clear somebody for a kind of case. Refused as `give_role`."""
    user = _of(person, by=by, because=because)
    if clearance in user.clearances:
        raise Refused("They hold this clearance already")
    grant(user, clearances=[clearance], by=by, at=at, because=because.strip())
    _tell("clearance_granted", person, clearance, by=by, at=at, because=because)


@transaction.atomic
def end_what_was_granted(
    person: StaffMember,
    held: RoleGrant | ClearanceGrant,
    *,
    by: User,
    at: datetime,
    because: str,
) -> None:
    """End a role or a clearance; that it was held stays on record.

    Refused for oneself, without a reason, and where somebody else has just ended it.
    """
    _of(person, by=by, because=because)
    end_grant(held, by=by, at=at)
    if isinstance(held, RoleGrant):
        if held.role == Role.DECISION_MAKER:
            StaffMember.objects.filter(pk=person.pk).update(decides=False)
        _tell("role_ended", person, held.role, by=by, at=at, because=because)
    else:
        _tell("clearance_ended", person, held.clearance, by=by, at=at, because=because)


def _of(person: StaffMember, *, by: User, because: str) -> User:
    """The account of somebody, locked, where it may be granted something."""
    may_grant(by, person).enforce()
    if not because.strip():
        raise Refused("Say why")
    if person.user_id is None:
        raise Refused("They have no account")
    return User.objects.select_for_update().get(pk=person.user_id)


def _tell(
    kind: str, person: StaffMember, what: str, *, by: User, at: datetime, because: str
) -> None:
    name = "role" if kind.startswith("role") else "clearance"
    titles = dict(Role.choices if name == "role" else Clearance.choices)
    record_events(
        [Happening(kind, {"name": person.name, name: str(titles[what])})],
        by=by,
        at=at,
        because=because.strip(),
    )
