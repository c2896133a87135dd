"""What was told of interviews: to whom, when, by which way, and whether it arrived."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.models import LinkAnswer
from evenhand.appointments.telling.services import BOOKED, CHANGED, KINDS, REMINDER
from evenhand.core.models import Message


Recipient = Message.Recipient

# To whom it is written that the person comes: of a child, to who answers for them.
PERSON = frozenset({Recipient.CLAIMANT, Recipient.ADULT, Recipient.LOCAL_AUTHORITY})
# Each of these says when and where.
INVITES = (BOOKED, CHANGED, REMINDER)
NOT_DELIVERED = (~Q(fault="") | Q(returned_at__isnull=False)) & Q(settled_at=None)


@dataclass(frozen=True, slots=True)
class Told:
    """One message about an interview, as it stands."""

    message: Message

    @property
    def state(self) -> str:
        """In one or two words how it stands, the worst first."""
        message = self.message
        if message.returned_at is not None:
            return "Came back"
        if message.delivered_at is not None:
            return "Arrived"
        if message.sent_at is not None:
            return "Sent"
        if message.user_id is not None:
            return "Shown here"
        if message.due_at is None:
            return "Not sent"
        return "Trying again" if message.fault else "On its way out"

    @property
    def since(self) -> datetime:
        """The instant of the last thing known of it."""
        message = self.message
        return (
            message.returned_at
            or message.delivered_at
            or message.sent_at
            or message.created_at
        )

    @property
    def why(self) -> str:
        """Why it did not arrive, in words; empty where nothing is known against it."""
        return self.message.returned_because or self.message.fault


def told(interview: Interview) -> list[Told]:
    """Everything told of an interview, the newest first."""
    return [Told(message) for message in _about(interview).order_by("-pk")]


def was_delivered(interview: Interview, *, to: Collection[str] = PERSON) -> bool:
    """Whether any of `to` was told when and where, as it stands now, and it arrived.

    What told an earlier arrangement does not count, and neither does what came back.
    Who answers for a child is told in their place: unless said otherwise, they count.
    """
    last: dict[str, Message] = {}
    arrived = []
    for message in (
        _about(interview).filter(recipient__in=to, kind__in=INVITES).order_by("pk")
    ):
        last[message.data["reader"]] = message
        if message.delivered_at is not None and message.returned_at is None:
            arrived.append(message)
    return any(
        _where_and_when(message) == _where_and_when(last[message.data["reader"]])
        for message in arrived
    )


def not_delivered() -> QuerySet[Message]:
    """Messages about interviews that did not arrive and that nobody has dealt with."""
    return (
        Message.objects.filter(NOT_DELIVERED, kind__in=KINDS)
        .select_related("user")
        .order_by("-id")
    )


def wishes() -> QuerySet[LinkAnswer]:
    """Wishes to change that wait for an answer, of interviews soonest first."""
    return (
        LinkAnswer.objects.filter(
            kind=LinkAnswer.Kind.CHANGE, answered_at=None, interview__state="booked"
        )
        .select_related("interview__site", "case", "link")
        .order_by("interview__starts_at", "pk")
    )


def confirmations(interview: Interview) -> QuerySet[LinkAnswer]:
    """Who has confirmed the interview as it stands."""
    return LinkAnswer.objects.filter(
        interview=interview,
        kind=LinkAnswer.Kind.CONFIRMED,
        sequence=interview.sequence,
    ).order_by("at")


def _where_and_when(message: Message) -> tuple[str, ...]:
    return tuple(message.data[name] for name in ("starts_at", "place", "address"))


def _about(interview: Interview) -> QuerySet[Message]:
    return Message.objects.filter(about=interview.uid, kind__in=KINDS)
