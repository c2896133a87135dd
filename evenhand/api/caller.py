"""Who calls, and whether the token was granted for it."""

from typing import Any

from django.http import HttpRequest

from evenhand.api.problems import Problem
from evenhand.core.models import ApiToken, Scope


SCHEME = "Token"


def token_of(request: HttpRequest) -> ApiToken:
    """The token that was shown; the door lets no call past without one."""
    found: ApiToken = request.token  # type: ignore[attr-defined]
    return found


class Needs:
    """A call that needs one of a token's scopes, or only a token."""

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiToken:
        token = token_of(request)
        if self.scope is not None and not token.may(self.scope):
            raise Problem(
                "not-granted",
                f"The token “{token.name}” was not granted for {self.scope.value}.",
            )
        return token


def needs(scope: Scope) -> dict[str, Any]:
    """What an operation says of the scope it needs: at its door and in the document."""
    return {
        "auth": Needs(scope),
        "openapi_extra": {"security": [{SCHEME: [scope.value]}]},
    }
