"""Core's tables: accounts, what happened, what must be told, and who looked."""

from evenhand.core.models.events import Event, Look
from evenhand.core.models.messages import Message
from evenhand.core.models.tokens import ApiAnswer, ApiToken, Scope, TokenPace
from evenhand.core.models.users import (
    Clearance,
    ClearanceGrant,
    Role,
    RoleGrant,
    User,
)


__all__ = [
    "ApiAnswer",
    "ApiToken",
    "Clearance",
    "ClearanceGrant",
    "Event",
    "Look",
    "Message",
    "Role",
    "RoleGrant",
    "Scope",
    "TokenPace",
    "User",
]
