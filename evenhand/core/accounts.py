"""The accounts that jobs act as, and how roles and clearances are given."""

from collections.abc import Iterable
from datetime import datetime

from evenhand.core.models import Clearance, ClearanceGrant, RoleGrant, User
from evenhand.core.verdict import Refused


PLANNING = "planning-service"
INVITED = "private-links"


def planning_service() -> User:
    """The account that gathers facts and runs plans: it sees every case.

    What it finds is shown to people through row-level security, never through it.
    """
    return User.objects.get(username=PLANNING)


def invited_account() -> User:
    """The account that those act as who open a private link.

    It is not active, so that the database shows it no case: only the one interview whose
    link is held (appointments/telling/links.py). Nobody signs in as it.
    """
    account, _ = User.objects.get_or_create(
        username=INVITED, defaults={"name": "By private link", "is_active": False}
    )
    return account


def create_service_accounts(*, at: datetime) -> User:
    """Create the planning service with every clearance, and the account of private links.

    Harmless twice.
    """
    service, _ = User.objects.get_or_create(
        username=PLANNING, defaults={"name": "Planning service", "is_service": True}
    )
    grant(service, clearances=Clearance.values, by=None, at=at, because="runs plans")
    invited_account()
    return service


def grant(
    user: User,
    *,
    roles: Iterable[str] = (),
    clearances: Iterable[str] = (),
    by: User | None,
    at: datetime,
    because: str,
) -> None:
    """Give roles and clearances; those already held stay as they are."""
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(
                user=user, role=role, granted_at=at, granted_by=by, because=because
            )
            for role in roles
            if role not in user.roles
        ]
    )
    ClearanceGrant.objects.bulk_create(
        [
            ClearanceGrant(
                user=user,
                clearance=clearance,
                granted_at=at,
                granted_by=by,
                because=because,
            )
            for clearance in clearances
            if clearance not in user.clearances
        ]
    )
    for kept in ("_roles", "_clearances"):
        user.__dict__.pop(kept, None)


def end_grant(held: RoleGrant | ClearanceGrant, *, by: User, at: datetime) -> None:
    """End one role or clearance. Refused where somebody else has just ended it."""
    ended = (
        type(held)
        ._default_manager.filter(pk=held.pk, ended_at=None)
        .update(ended_at=at, ended_by=by)
    )
    if not ended:
        raise Refused("Somebody else has just ended it")


def end_all_grants(user: User, *, by: User, at: datetime) -> None:
    """End whatever roles and clearances an account holds."""
    for kind in (RoleGrant, ClearanceGrant):
        kind.objects.filter(user=user, ended_at=None).update(ended_at=at, ended_by=by)
