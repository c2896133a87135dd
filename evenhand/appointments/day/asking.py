"""Tell a person that they missed an interview, and until when they can say why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.gathering import arrangements
from evenhand.appointments.telling.readers import Reader, readers_of
from evenhand.appointments.telling.words import Written
from evenhand.core.dates import day, time_of_day, weekday
from evenhand.core.messages import send_messages
from evenhand.core.models import Message, User


TO_EXPLAIN = "explain_missed_interview"
# Whoever helps at an interview has nothing to explain.
_CONCERNED = frozenset(
    {
        Message.Recipient.CLAIMANT,
        Message.Recipient.REPRESENTATIVE,
        Message.Recipient.ADULT,
        Message.Recipient.LOCAL_AUTHORITY,
    }
)


def ask_to_explain(
    interview: Interview, *, due_on: date, asks: str, by: User, at: datetime
) -> None:
    """Write to the person, or to those who look after a child, and the representative.

    `asks` is what more is needed; empty, it is the first letter. Whoever is told no more
    than time and place is told no more here: not what was missed.
    """
    (arrangement,) = arrangements([interview])
    send_messages(
        _message(interview, reader, due_on, asks, by=by, at=at)
        for reader in readers_of(arrangement)
        if reader.recipient in _CONCERNED
    )


def words_to_explain(data: Mapping[str, Any]) -> Written:
    """The letter as it is read."""
    by = day(date.fromisoformat(str(data["due_on"])[:10]))
    if not data["reference"]:
        return Written(
            "Your appointment",
            [f"Please get in touch about your appointment by {by}."],
        )
    missed = datetime.fromisoformat(str(data["missed_at"]))
    paragraphs = [
        f"Reference: {data['reference']}",
        f"Nobody came to the interview on {weekday(missed)} at {time_of_day(missed)}.",
        f"Tell us by {by} why not. You can write, telephone, or let somebody do it for "
        "you. Illness, a journey that went wrong, or a message that came too late may "
        "all be good reasons.",
        "What you say is read by a person, and nothing is decided before that.",
    ]
    if data["asks"]:
        paragraphs[2] = (
            f"Thank you for what you told us. Send us by {by}: {data['asks']}"
        )
    return Written("An interview that was missed", paragraphs)


def _message(
    interview: Interview,
    reader: Reader,
    due_on: date,
    asks: str,
    *,
    by: User,
    at: datetime,
) -> Message:
    missing = reader.missing
    return Message(
        case_id=interview.case_id,
        about=interview.uid,
        recipient=reader.recipient,
        kind=TO_EXPLAIN,
        data={
            "reader": reader.key,
            "reference": "" if reader.quiet else interview.case.ref,
            "missed_at": "" if reader.quiet else interview.starts_at,
            "due_on": due_on,
            "asks": "" if reader.quiet else asks,
        },
        created_at=at,
        created_by=by,
        channel=reader.channel,
        to_name=reader.name[:200],
        to_address=reader.address,
        language=reader.language,
        due_at=at if reader.channel and not missing else None,
        fault=missing,
    )
