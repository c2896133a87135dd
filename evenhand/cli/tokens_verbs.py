"""What `evenhand tokens` does once Django is ready: one function a verb."""

import argparse
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from evenhand.cli.named import user_named
from evenhand.config.clock import now, today
from evenhand.core.models import ApiToken, Role
from evenhand.core.tokens.queries import systems, tokens_of
from evenhand.core.tokens.services import add_system, grant_token, revoke_token
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as


Told = tuple[dict[str, Any], list[str]]
DAYS = 90


def added(args: argparse.Namespace) -> Told:
    """Let a system in."""
    by = user_named(args.as_user)
    with acting_as(by):
        system = add_system(
            args.system,
            args.name,
            clearances=args.cleared_for,
            by=by,
            at=now(),
            because=args.because,
        )
    return {"system": system.username}, [f"{system.name} was added."]


def granted(args: argparse.Namespace) -> Told:
    """Grant a token, and show its text."""
    by = user_named(args.as_user)
    with acting_as(by):
        token, text = grant_token(
            user_named(args.system),
            args.name,
            scopes=args.scope,
            expires_on=args.expires_on or today() + timedelta(days=DAYS),
            per_minute=args.per_minute,
            by=by,
            on=today(),
            at=now(),
            because=args.because,
        )
    # The token alone on its line, so that it can be put where it is kept by a pipe.
    return {**_told(token), "token": text}, [text]


def revoked(args: argparse.Namespace) -> Told:
    """End the token of that name that is in use."""
    by, system = user_named(args.as_user), user_named(args.system)
    with acting_as(by):
        token = system.tokens.filter(name=args.name, revoked_at=None).first()
        if token is None:
            raise Refused(f"{system.name} has no token called “{args.name}” in use")
        revoke_token(token, by=by, at=now(), because=args.because)
    return _told(token), [f"The token “{token.name}” of {system.name} was revoked."]


def listed(args: argparse.Namespace) -> Told:
    """Systems, and their tokens that work."""
    by = user_named(args.as_user)
    if not by.has_role(Role.ADMINISTRATOR, Role.AUDITOR):
        raise Refused("Systems are listed for administrators and auditors")
    found = [
        (one, [t for t in tokens_of(one) if t.opens(today())]) for one in systems()
    ]
    lines = [
        f"{system.name} ({system.username}): "
        + (", ".join(f"{t.name} before {t.expires_on}" for t in tokens) or "no token")
        for system, tokens in found
    ]
    told = {
        "systems": [
            {"system": one.username, "tokens": [_told(token) for token in tokens]}
            for one, tokens in found
        ]
    }
    return told, lines or ["No other system is let in."]


def _told(token: ApiToken) -> dict[str, Any]:
    return {
        "name": token.name,
        "scopes": token.scopes,
        "expires_on": token.expires_on.isoformat(),
        "per_minute": token.per_minute,
        "last_used_on": token.last_used_on and token.last_used_on.isoformat(),
    }


VERBS: Mapping[str, Callable[[argparse.Namespace], Told]] = {
    "add-system": added,
    "grant": granted,
    "revoke": revoked,
    "list": listed,
}
