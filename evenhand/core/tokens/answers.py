"""The same call twice is one act: what a call was answered is kept under its key.

Source: "The Idempotency-Key HTTP Header Field", IETF HTTPAPI working group, draft 07.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from evenhand.core.models import ApiAnswer, ApiToken


KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that changes something: who calls, under which key, what is asked.

    request     method and path
    body        as it was sent, to the byte
    """

    token: ApiToken
    key: str
    request: str
    body: bytes

    @property
    def body_digest(self) -> str:
        """SHA-256 of the body, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    def is_what(self, answer: ApiAnswer) -> bool:
        """Whether an answer was given to this very call."""
        asked = (answer.request, answer.body_digest)
        return asked == (self.request[:300], self.body_digest)


def hold(asked: Asked) -> bool:
    """Keep others with the same key out until this transaction ends; false if one is in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"api answer {asked.token.pk} {asked.key}"],
        )
        return bool(cursor.fetchone()[0])


def answer_to(asked: Asked, *, at: datetime) -> ApiAnswer | None:
    """What was answered under this key within a day; None where nothing was.

    Call it once the key is held, or two calls could both find nothing.
    """
    found = ApiAnswer.objects.filter(token=asked.token, key=asked.key).first()
    if found is not None and found.made_at <= at - KEPT:
        found.delete()
        return None
    return found


def keep(
    asked: Asked,
    *,
    status: int,
    headers: Mapping[str, str],
    body: str,
    case_id: int | None,
    at: datetime,
) -> None:
    """Keep an answer in the transaction of what it tells of."""
    ApiAnswer.objects.create(
        token=asked.token,
        user=asked.token.user,
        key=asked.key,
        request=asked.request[:300],
        body_digest=asked.body_digest,
        case_id=case_id,
        status=status,
        headers=dict(headers),
        body=body,
        made_at=at,
    )


def forget_old(*, at: datetime) -> int:
    """Remove what was kept for a day; answers how many. Asked as a service."""
    removed, _ = ApiAnswer.objects.filter(made_at__lte=at - KEPT).delete()
    return removed
