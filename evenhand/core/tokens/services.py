"""Systems are added, and tokens granted and revoked: by an administrator, with a reason."""

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from evenhand.core.accounts import grant
from evenhand.core.events import Happening, record_events
from evenhand.core.models import ApiToken, Clearance, Role, Scope, User
from evenhand.core.tokens.verdicts import may_grant_token, may_let_in, may_revoke
from evenhand.core.verdict import Refused


PREFIX = "evh_"
LONGEST_DAYS = 366
PER_MINUTE, MOST_PER_MINUTE = 600, 60_000
# What a system needs for the scopes it may be granted.
ROLES = (Role.BOOKING_OFFICER,)
USERNAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@transaction.atomic
def add_system(
    username: str,
    name: str,
    *,
    clearances: Collection[str] = (),
    by: User,
    at: datetime,
    because: str,
) -> User:
    """Add another system, which books interviews and never signs in.

    Refused without a name or a reason, and where the user name is taken.
    """
    may_let_in(by).enforce()
    if not USERNAME.fullmatch(username):
        raise Refused(
            "A user name has 2 to 40 small letters, digits and hyphens, like "
            "interpreter-agency"
        )
    if not name.strip():
        raise Refused("Say what the system is called")
    if unknown := set(clearances) - set(Clearance.values):
        raise Refused(f"There is no clearance {sorted(unknown)[0]}")
    _need(because)
    if User.objects.filter(username=username).exists():
        raise Refused(f"The user name {username} is taken")
    system = User.objects.create_user(username, name=name.strip())
    system.is_system = True
    system.save(update_fields=["is_system"])
    grant(
        system,
        roles=ROLES,
        clearances=clearances,
        by=by,
        at=at,
        because=because.strip(),
    )
    cleared = [str(dict(Clearance.choices)[one]) for one in sorted(clearances)]
    told = {"name": system.name, "clearances": cleared}
    record_events([Happening("system_added", told)], by=by, at=at, because=because)
    return system


@transaction.atomic
def grant_token(
    system: User,
    name: str,
    *,
    scopes: Collection[str],
    expires_on: date,
    per_minute: int = PER_MINUTE,
    by: User,
    on: date,
    at: datetime,
    because: str,
) -> tuple[ApiToken, str]:
    """Grant a token. Answers it and its text, which can never be read again.

    expires_on  the first day on which it opens nothing: after `on`, within a year
    Refused without a name, a scope or a reason, and where a token of that name is in use.
    """
    may_grant_token(by, system).enforce()
    name = name.strip()
    if not name:
        raise Refused("Give the token a name, such as where it will be kept")
    if not scopes:
        raise Refused("Choose what the token is for")
    if unknown := set(scopes) - set(Scope.values):
        raise Refused(f"There is nothing that a token could do called {min(unknown)}")
    if not on < expires_on <= on + timedelta(days=LONGEST_DAYS):
        raise Refused("A token works until a day that is to come, within a year")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        raise Refused(f"Calls a minute must be 1 to {MOST_PER_MINUTE}")
    _need(because)
    text = PREFIX + secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            token = ApiToken.objects.create(
                user=system,
                name=name[:80],
                digest=digest_of(text),
                scopes=sorted(scopes),
                per_minute=per_minute,
                expires_on=expires_on,
                granted_at=at,
                granted_by=by,
                because=because.strip()[:200],
            )
    except IntegrityError as clash:
        if "core_apitoken_named_once" in str(clash):
            raise Refused(
                f"{system.name} has a token called “{name}” already"
            ) from None
        raise
    told = {
        "system": system.name,
        "token": token.name,
        "scopes": token.scopes,
        "expires_on": expires_on,
    }
    record_events([Happening("token_granted", told)], by=by, at=at, because=because)
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, at: datetime, because: str) -> None:
    """End a token now. Refused where somebody else has just revoked it."""
    may_revoke(by, token).enforce()
    _need(because)
    ended = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if not ended.update(revoked_at=at, revoked_by=by):
        raise Refused("Somebody else has just revoked it")
    told = {"system": token.user.name, "token": token.name}
    record_events([Happening("token_revoked", told)], by=by, at=at, because=because)


def digest_of(text: str) -> str:
    """What is kept of a token. Its 256 bits of chance need no salt and no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def _need(because: str) -> None:
    if not because.strip():
        raise Refused("Say why")


def used(token: ApiToken, *, on: date) -> None:
    """Note that a token was used on a day; written once a day."""
    if token.last_used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=on)
