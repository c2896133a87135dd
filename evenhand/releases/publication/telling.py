"""Tell the people concerned what became of a policy."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from evenhand.core.messages import send_messages
from evenhand.core.models import Message, User


def tell_staff(
    kind: str,
    people: Iterable[User],
    data: Mapping[str, object],
    *,
    by: User,
    at: datetime,
) -> None:
    """Put a message for each of these people in the outbox; whoever acts needs none."""
    told = {
        user.pk: user for user in people if user.pk != by.pk and not user.is_service
    }
    send_messages(
        Message(
            recipient=Message.Recipient.STAFF,
            user=user,
            kind=kind,
            data=dict(data),
            created_at=at,
            created_by=by,
        )
        for user in told.values()
    )
