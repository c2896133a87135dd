"""Put what must be told in the outbox, in the transaction in which it happens.

`KINDS` is the schema: which data each kind of message carries, and so the most that its
reader can be told.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from evenhand.core.models import Message


# Of an interview, and what its reader does not need is empty: see appointments/telling.
_INTERVIEW = frozenset(
    {
        "uid",
        "sequence",
        "reader",
        "quiet",
        "starts_at",
        "ends_at",
        "break_minutes",
        "was",
        "place",
        "address",
        "directions",
        "site_phone",
        "room",
        "by_link",
        "join",
        "called",
        "reference",
        "booking",
        "language",
        "seats",
        "adjustments",
        "there",
        "because",
    }
)

# kind -> the names its data must have, no more and no fewer
KINDS: Mapping[str, frozenset[str]] = {
    "unit_changed": frozenset({"unit"}),
    "owner_changed": frozenset({"owner", "unit"}),
    "replay_differs": frozenset({"of"}),
    "draft_sent": frozenset({"draft", "title"}),
    "draft_returned": frozenset({"draft", "title"}),
    "draft_approved": frozenset({"draft", "title", "release"}),
    "withdrawal_asked": frozenset({"release"}),
    "release_withdrawn": frozenset({"release"}),
    "authority_lapses": frozenset({"authority", "number", "on"}),
    "authority_lapsed": frozenset({"authority", "number", "on"}),
    "interview_booked": _INTERVIEW,
    "interview_changed": _INTERVIEW,
    "interview_cancelled": _INTERVIEW,
    "interview_reminder": _INTERVIEW,
    "interview_kept": _INTERVIEW,
    "explain_missed_interview": frozenset(
        {"reader", "reference", "missed_at", "due_on", "asks"}
    ),
    "interviews_at_risk": frozenset({"from_at", "to_at", "cause"}),
}

_SEND = """
INSERT INTO core_message
    (case_id, recipient, user_id, kind, data, created_at, created_by_id, about,
     channel, to_name, to_address, language, due_at, fault)
SELECT x.case_id, x.recipient, x.user_id, x.kind, x.data, x.at, x.by_id, x.about,
       x.channel, x.to_name, x.to_address, x.language, x.due_at, x.fault
FROM unnest(%(cases)s::bigint[], %(recipients)s::text[], %(users)s::bigint[],
            %(kinds)s::text[], %(told)s::text[]::jsonb[], %(at)s::timestamptz[],
            %(by)s::bigint[], %(about)s::uuid[], %(channels)s::text[],
            %(names)s::text[], %(addresses)s::text[], %(languages)s::text[],
            %(due)s::timestamptz[], %(faults)s::text[])
    WITH ORDINALITY AS x (case_id, recipient, user_id, kind, data, at, by_id, about,
                          channel, to_name, to_address, language, due_at, fault, place)
ORDER BY x.place
"""


def send_messages(messages: Iterable[Message]) -> None:
    """Put messages in the outbox; they leave only if the transaction does.

    Raises ValueError where data breaks `KINDS`.
    """
    rows = list(messages)
    for row in rows:
        expected = KINDS.get(row.kind)
        if expected is None or expected != set(row.data):
            raise ValueError(
                f"message {row.kind} carries {sorted(row.data)}, "
                f"expected {sorted(expected or ())}"
            )
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                _SEND,
                {
                    "cases": [row.case_id for row in rows],
                    "recipients": [str(row.recipient) for row in rows],
                    "users": [row.user_id for row in rows],
                    "kinds": [row.kind for row in rows],
                    "told": [_json(row.data) for row in rows],
                    "at": [row.created_at for row in rows],
                    "by": [row.created_by_id for row in rows],
                    "about": [row.about for row in rows],
                    "channels": [str(row.channel) for row in rows],
                    "names": [row.to_name for row in rows],
                    "addresses": [row.to_address for row in rows],
                    "languages": [row.language for row in rows],
                    "due": [row.due_at for row in rows],
                    "faults": [row.fault for row in rows],
                },
            )


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), cls=DjangoJSONEncoder)
