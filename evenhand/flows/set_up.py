"""Make a prepared database ready for work: service accounts, policy, units."""

from datetime import datetime
from pathlib import Path

from evenhand.core.accounts import create_service_accounts
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of
from evenhand.releases.services import publish_release
from evenhand.workforce.models import Unit


def set_up_policy(
    folder: Path, *, at: datetime, demo: bool
) -> tuple[User, PolicyRelease]:
    """Create the service accounts, put the policy in force and its units in place.

    Harmless twice. Refused where the policy's checks find a fault.
    """
    service = create_service_accounts(at=at)
    with acting_as(service):
        release = publish_release(
            folder, by=service, at=at, because="the policy this came with", demo=demo
        )
        register = policy_of(release).registers["units"]
        for code, unit in (register.attributes or {}).items():
            Unit.objects.update_or_create(
                code=code,
                defaults={
                    "name": str(unit["title"]),
                    "region": _listed(unit.get("regions")),
                    "is_queue": not unit.get("takes_cases", True),
                },
            )
    return service, release


def _listed(words: object) -> str:
    return ", ".join(str(word) for word in words) if isinstance(words, list) else ""
