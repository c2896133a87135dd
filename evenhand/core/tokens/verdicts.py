"""Who lets other systems in, and why not.

A token acts for a system and never for a person: who could make one that acts for a
colleague could act as that colleague.
"""

from evenhand.core.models import ApiToken, Role, User
from evenhand.core.verdict import YES, Verdict, no


def may_let_in(user: User) -> Verdict:
    """Whether this person adds systems, and grants and revokes their tokens."""
    if not user.has_role(Role.ADMINISTRATOR):
        return no("Systems and their tokens are kept by administrators")
    return YES


def may_grant_token(user: User, system: User) -> Verdict:
    """Whether this person grants a token that acts for that account."""
    verdict = may_let_in(user)
    if not verdict:
        return verdict
    if not system.is_system:
        return no("A token acts for a system that was added here, never for a person")
    if not system.is_active:
        return no("This system is no longer let in")
    return YES


def may_revoke(user: User, token: ApiToken) -> Verdict:
    """Whether this person ends a token."""
    verdict = may_let_in(user)
    if verdict and token.revoked_at is not None:
        return no("This token has been revoked already")
    return verdict
