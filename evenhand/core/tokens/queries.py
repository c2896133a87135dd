"""Which system shows a token, and which systems and tokens there are."""

from datetime import date

from django.db.models import QuerySet

from evenhand.core.models import ApiToken, User
from evenhand.core.tokens.services import PREFIX, digest_of


def token_shown(text: str, *, on: date) -> ApiToken | None:
    """The token of that text where it opens on that day, with its system; else None."""
    if not text.startswith(PREFIX):
        return None
    found = (
        ApiToken.objects.select_related("user").filter(digest=digest_of(text)).first()
    )
    if found is None or not found.opens(on):
        return None
    system = found.user
    if not system.is_active or system.is_service or system.has_ended(on):
        return None
    return found


def systems() -> QuerySet[User]:
    """Every system that was added, by name."""
    return User.objects.filter(is_system=True).order_by("name", "pk")


def tokens_of(system: User) -> QuerySet[ApiToken]:
    """Its tokens, the newest first."""
    return system.tokens.select_related("granted_by", "revoked_by").order_by("-pk")
