"""Who answers for which owner now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from evenhand.core.models import Role, User
from evenhand.engine.rules.owners import owners_named
from evenhand.releases.models import Ownership
from evenhand.releases.queries import policy_of, release_in_force


@dataclass(frozen=True, slots=True)
class Answering:
    """One owner, those who answer for it now, and whether the policy still names it."""

    owner: str
    held: tuple[Ownership, ...]
    named: bool


def standing() -> QuerySet[Ownership]:
    """Every ownership that has not ended, of accounts that are open."""
    return (
        Ownership.objects.filter(ended_at=None, user__is_active=True)
        .select_related("user", "granted_by")
        .order_by("owner", "user__name")
    )


def owned_by(user: User) -> frozenset[str]:
    """The owners this person answers for."""
    return frozenset(standing().filter(user=user).values_list("owner", flat=True))


def those_who_answer(*owners: str) -> list[User]:
    """Everybody who answers for any of these owners, each once, by name."""
    held = standing().filter(owner__in=owners)
    found = {one.user_id: one.user for one in held}
    return sorted(found.values(), key=lambda user: user.name)


def answering(at: datetime) -> list[Answering]:
    """Every owner the policy in force names, or somebody answers for, by name."""
    named = set(owners_named(policy_of(release_in_force(at))))
    held: dict[str, list[Ownership]] = {owner: [] for owner in named}
    for one in standing():
        held.setdefault(one.owner, []).append(one)
    return [
        Answering(owner, tuple(held[owner]), owner in named) for owner in sorted(held)
    ]


def policy_leads() -> list[User]:
    """Everybody who may be asked to answer for an owner."""
    return list(
        User.objects.filter(
            is_active=True,
            role_grants__role=Role.POLICY_LEAD,
            role_grants__ended_at=None,
        ).order_by("name")
    )
