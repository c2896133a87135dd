"""Make a prepared database ready for work: service accounts, policy, units."""

from datetime import datetime
from pathlib import Path

from evenhand.core.accounts import create_service_accounts
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.releases.models import PolicyRelease
from evenhand.releases.owners.queries import policy_leads
from evenhand.releases.owners.services import share_out_ownerships
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.releases.services import publish_release
from evenhand.workforce.models import Unit


def set_up_policy(
    folder: Path, *, at: datetime, demo: bool
) -> tuple[User, PolicyRelease]:
    """Create the service accounts, put a first policy in force and its units in place.

    Harmless twice. Where a policy is in force already it stays: the folder is release 1,
    and what comes after is published by people. Refused where its checks find a fault.
    """
    service = create_service_accounts(at=at)
    with acting_as(service):
        if PolicyRelease.objects.exists():
            release = release_in_force(at)
        else:
            release = publish_release(
                folder,
                by=service,
                at=at,
                because="the policy this came with",
                demo=demo,
            )
        register = policy_of(release).registers["units"]
        for code, unit in (register.attributes or {}).items():
            Unit.objects.get_or_create(
                code=code,
                defaults={
                    "name": str(unit["title"]),
                    "region": _listed(unit.get("regions")),
                    "is_queue": not unit.get("takes_cases", True),
                },
            )
    return service, release


def share_out_owners(*, at: datetime) -> None:
    """Let the policy leads of the demo answer for every owner the policy names."""
    service = create_service_accounts(at=at)
    with acting_as(service):
        share_out_ownerships(
            policy_leads(), by=service, at=at, because="shared out for the demo"
        )


def _listed(words: object) -> str:
    return ", ".join(str(word) for word in words) if isinstance(words, list) else ""
