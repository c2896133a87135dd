"""A client that shows a token, as another system would."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from evenhand.core.models import ApiToken, Scope, User
from evenhand.core.tokens.services import add_system, digest_of, grant_token
from evenhand.core.viewing import acting_as
from tests.cast import AT, Cast


_keys = count(1)
BOTH = tuple(Scope.values)


def system_of(
    cast: Cast, username: str = "agency", *, clearances: Sequence[str] = ()
) -> User:
    """Another system, let in by jo."""
    with acting_as(cast.jo):
        return add_system(
            username,
            username.capitalize(),
            clearances=clearances,
            by=cast.jo,
            at=AT,
            because="it books interviews",
        )


def token_for(
    cast: Cast, system: User, *, scopes: Sequence[str] = BOTH, **changed: Any
) -> str:
    """The text of a token, granted by jo."""
    asked = {"per_minute": 60_000, "name": f"token {next(_keys)}", **changed}
    with acting_as(cast.jo):
        _, text = grant_token(
            system,
            asked.pop("name"),
            scopes=scopes,
            expires_on=timezone.localdate() + timedelta(days=30),
            by=cast.jo,
            on=timezone.localdate(),
            at=AT,
            because="a test",
            **asked,
        )
    return text


def mint(user: User, *, scopes: Sequence[str] = BOTH) -> str:
    """A token that no administrator could grant: it acts for anybody."""
    text = f"evh_{user.username}-{next(_keys)}"
    ApiToken.objects.create(
        user=user,
        name=text,
        digest=digest_of(text),
        scopes=list(scopes),
        per_minute=60_000,
        expires_on=timezone.localdate() + timedelta(days=365),
        granted_at=AT,
        granted_by=user,
        because="a test",
    )
    return text


class Caller:
    """Calls the API with a token; each change under a key of its own unless given."""

    def __init__(self, text: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {text}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("get", f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.ask("post", f"/api/v1{path}", body, key=key)

    def patch(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.ask("patch", f"/api/v1{path}", body, key=key)

    def ask(self, method: str, address: str, said: Any, *, key: str = "") -> Any:
        """Any call, at its whole address; what is looked up has no key and no body."""
        if method == "get":
            return self.client.get(address, said)
        return getattr(self.client, method)(
            address,
            {} if said is None else said,
            content_type="application/json",
            headers={"Idempotency-Key": key or f"key-{next(_keys)}"},
        )
