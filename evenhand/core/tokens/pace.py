"""How fast a token calls: evenly, with a small store for bursts (the leaky bucket).

One row a token and one statement a call, so that all web processes count together.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from evenhand.core.models import ApiToken


_STEP = """
INSERT INTO core_tokenpace (token_id, free_at)
VALUES (%(token)s, %(at)s::timestamptz + %(each)s)
ON CONFLICT (token_id) DO UPDATE
SET free_at = greatest(core_tokenpace.free_at, %(at)s::timestamptz) + %(each)s
WHERE core_tokenpace.free_at <= %(at)s::timestamptz + %(store)s
RETURNING free_at
"""
_WAIT = """
SELECT free_at - %(store)s - %(at)s::timestamptz
FROM core_tokenpace WHERE token_id = %(token)s
"""


def at_once(token: ApiToken) -> int:
    """How many calls a token that has rested may make in one instant."""
    return max(10, token.per_minute // 10)


def wait_of(token: ApiToken, *, at: datetime) -> timedelta:
    """Count a call; zero where it may go on, else how long until the next may."""
    each = timedelta(minutes=1) / token.per_minute
    store = each * (at_once(token) - 1)
    said: dict[str, Any] = {"token": token.pk, "at": at, "each": each, "store": store}
    with connection.cursor() as cursor:
        cursor.execute(_STEP, said)
        if cursor.fetchone():
            return timedelta(0)
        cursor.execute(_WAIT, said)
        found = cursor.fetchone()
    return max(found[0], each) if found else each
