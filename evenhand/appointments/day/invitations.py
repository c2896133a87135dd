"""Whether the invitation to an interview reached the person it was for."""

from django.db.models import Q

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.services import BOOKED, CHANGED
from evenhand.core.models import Message


# To whom an invitation is written that the person answers for; a child's adult for them.
_THEIRS = (
    Message.Recipient.CLAIMANT,
    Message.Recipient.ADULT,
    Message.Recipient.LOCAL_AUTHORITY,
)


def was_delivered(interview: Interview) -> bool:
    """Whether word of the interview, as it was arranged last, arrived and stayed.

    The last word to each reader counts: an invitation that arrived says nothing where
    the change of its time came back.
    """
    last: dict[str, Message] = {}
    for message in Message.objects.filter(
        Q(kind=BOOKED) | Q(kind=CHANGED), about=interview.uid, recipient__in=_THEIRS
    ).order_by("pk"):
        last[message.data["reader"]] = message
    return any(
        message.delivered_at is not None and message.returned_at is None
        for message in last.values()
    )
