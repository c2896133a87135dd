"""The way of a message out of the house: claimed, sent, tried again, arrived or returned.

A message is claimed for some minutes in a transaction of its own, and sent after that.
Two senders never have the same one. A sender that dies in between leaves it to be sent
again, under the same key: better told twice than never.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from evenhand.core.messages import send_messages
from evenhand.core.models import Message, User
from evenhand.core.verdict import Refused


CLAIMED_FOR = timedelta(minutes=10)
# How long after each attempt that failed it is tried again; after the last, it is left
# to a person.
AGAIN_AFTER = (
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
)
NOT_SENT_YET = "This message has not been sent yet"
SETTLED = "Somebody else has just dealt with this message"


def claim_due(*, at: datetime, most: int = 50) -> list[Message]:
    """Messages whose time has come, the longest due first, claimed for this sender."""
    with transaction.atomic():
        due = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(due_at__lte=at)
            .order_by("due_at", "pk")[:most]
        )
        Message.objects.filter(pk__in=[message.pk for message in due]).update(
            due_at=at + CLAIMED_FOR, attempts=F("attempts") + 1
        )
        for message in due:
            message.attempts += 1
    return due


def mark_sent(message: Message, *, at: datetime) -> None:
    """It has left."""
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        sent_at=at, due_at=None, fault=""
    )


def mark_failed(message: Message, why: str, *, at: datetime, again: bool) -> None:
    """It has not left: it is tried again later, or left to a person.

    why         in words, for those who then look after it
    again       whether another attempt might succeed
    """
    waits = message.attempts - 1
    later = at + AGAIN_AFTER[waits] if again and waits < len(AGAIN_AFTER) else None
    Message.objects.filter(pk=message.pk, sent_at=None).update(
        due_at=later, fault=why[:300]
    )


def record_delivered(key: UUID, *, at: datetime) -> None:
    """It arrived, as who carried it says. Twice is harmless. Refused before it was sent."""
    message = _sent(key)
    Message.objects.filter(pk=message.pk, delivered_at=None).update(delivered_at=at)


def record_returned(key: UUID, why: str, *, at: datetime) -> None:
    """It came back, or was refused, as who carried it says. Refused before it was sent."""
    if not why.strip():
        raise Refused("Say why it came back")
    message = _sent(key)
    Message.objects.filter(pk=message.pk, returned_at=None).update(
        returned_at=at,
        returned_because=why.strip()[:300],
        settled_at=None,
        settled_by=None,
        settled_because="",
    )


def settle(message: Message, because: str, *, by: User, at: datetime) -> None:
    """Say what was done about a message that did not arrive. Refused a second time."""
    if not because.strip():
        raise Refused("Say what you did about it")
    if not Message.objects.filter(pk=message.pk, settled_at=None).update(
        settled_at=at,
        settled_by=by,
        settled_because=because.strip()[:300],
        due_at=None,
    ):
        raise Refused(SETTLED)


@transaction.atomic
def send_again(
    message: Message, *, channel: str, to_address: str, by: User, at: datetime
) -> None:
    """Send the same by another way or to another place; the first is settled with that.

    Refused where somebody has dealt with it, and without a place to send it to.
    """
    if channel not in Message.Channel.values:
        raise Refused("Choose how to send it")
    if not to_address.strip():
        raise Refused("Say where to send it")
    way = str(Message.Channel(channel).label).lower()
    settle(message, f"Sent again by {way} to {to_address.strip()}", by=by, at=at)
    send_messages(
        [
            Message(
                case_id=message.case_id,
                about=message.about,
                recipient=message.recipient,
                user=message.user,
                kind=message.kind,
                data=message.data,
                created_at=at,
                created_by=by,
                channel=channel,
                to_name=message.to_name,
                to_address=to_address.strip()[:300],
                language=message.language,
                due_at=at,
            )
        ]
    )


def _sent(key: UUID) -> Message:
    message = Message.objects.filter(key=key).first()
    if message is None:
        raise Refused(f"There is no message {key}")
    if message.sent_at is None:
        raise Refused(NOT_SENT_YET)
    return message
