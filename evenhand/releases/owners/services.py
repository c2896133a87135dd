"""Say who answers for an owner that the policy names, and end it."""

from datetime import datetime

from django.db import connection, transaction

from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.engine.rules.owners import owners_named
from evenhand.releases.models import Ownership
from evenhand.releases.owners.queries import standing
from evenhand.releases.owners.verdicts import may_answer, may_give_ownership
from evenhand.releases.queries import policy_of, release_in_force


@transaction.atomic
def give_ownership(
    user: User, owner: str, *, by: User, at: datetime, because: str
) -> Ownership:
    """Let somebody answer for an owner from now on.

    Refused for oneself, for who is no policy lead, without a reason, where the policy in
    force names no such owner, and where they answer for it already.
    """
    may_answer(user, by=by).enforce()
    if not because.strip():
        raise Refused("Say why they answer for it")
    if owner not in owners_named(policy_of(release_in_force(at))):
        raise Refused("No rule, authority or standard in force names that owner")
    _one_at_a_time()
    if standing().filter(user=user, owner=owner).exists():
        raise Refused(f"{user.name} answers for {owner} already")
    held = Ownership.objects.create(
        user=user, owner=owner, granted_at=at, granted_by=by, because=because.strip()
    )
    _tell("ownership_given", held, by=by, at=at, because=because)
    return held


@transaction.atomic
def end_ownership(held: Ownership, *, by: User, at: datetime, because: str) -> None:
    """Let somebody answer for an owner no longer; that they did stays on record.

    Refused for oneself, without a reason, where it has ended meanwhile, and where
    nobody else would answer for what the policy in force still names.
    """
    may_give_ownership(by).enforce()
    if held.user_id == by.pk:
        raise Refused("What you answer for yourself is said by somebody else")
    if not because.strip():
        raise Refused("Say why they answer for it no longer")
    _one_at_a_time()
    others = standing().filter(owner=held.owner).exclude(user=held.user_id)
    named = owners_named(policy_of(release_in_force(at)))
    if held.owner in named and not others.exists():
        raise Refused(
            f"Nobody else answers for {held.owner}. Let somebody else answer for it first"
        )
    ended = Ownership.objects.filter(pk=held.pk, ended_at=None).update(
        ended_at=at, ended_by=by
    )
    if not ended:
        raise Refused("Somebody else has just ended it")
    _tell("ownership_ended", held, by=by, at=at, because=because)


def share_out_ownerships(
    users: list[User], *, by: User, at: datetime, because: str
) -> None:
    """Let two of `users` answer for each owner of the policy in force, in turn.

    For setting up: owners for whom somebody answers already are left as they are.
    """
    answered = set(standing().values_list("owner", flat=True))
    rows = []
    owners = owners_named(policy_of(release_in_force(at))) if users else []
    for number, owner in enumerate(owners):
        pair = {users[number % len(users)], users[(number + 1) % len(users)]}
        if owner not in answered:
            rows += [
                Ownership(
                    user=user,
                    owner=owner,
                    granted_at=at,
                    granted_by=by,
                    because=because,
                )
                for user in sorted(pair, key=lambda user: user.pk)
            ]
    Ownership.objects.bulk_create(rows)


def _one_at_a_time() -> None:
    """Two who end the last two ownerships of an owner at once go one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand owners'))")


def _tell(kind: str, held: Ownership, *, by: User, at: datetime, because: str) -> None:
    record_events(
        [Happening(kind, {"name": held.user.name, "owner": held.owner})],
        by=by,
        at=at,
        because=because.strip(),
    )
