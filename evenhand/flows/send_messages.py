"""Empty the outbox: what is due leaves by its way, with its words, link and calendar."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from evenhand.appointments.day.asking import TO_EXPLAIN, words_to_explain
from evenhand.appointments.telling.calendar_files import calendar_file
from evenhand.appointments.telling.content import when
from evenhand.appointments.telling.links import issue_link
from evenhand.appointments.telling.services import CANCELLED, KEPT
from evenhand.appointments.telling.words import Written, written
from evenhand.core.accounts import planning_service
from evenhand.core.models import Message
from evenhand.core.outbox import claim_due, mark_failed, mark_sent
from evenhand.core.viewing import acting_as
from evenhand.flows.transports import TRANSPORTS, NotSent


AT_ONCE = 50
TOO_LATE = "It could not be sent before the interview began"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many messages left, and how many did not."""

    sent: int = 0
    failed: int = 0


def send_due(*, at: datetime, most: int = 5_000) -> Outcome:
    """Send what is due, some at a time, as the service; a message that fails stops none."""
    service, sent, failed = planning_service(), 0, 0
    while sent + failed < most:
        with acting_as(service):
            claimed = claim_due(at=at, most=min(AT_ONCE, most - sent - failed))
        if not claimed:
            break
        for message in claimed:
            with acting_as(service):
                left = _send(message, at=at)
            sent, failed = sent + left, failed + (not left)
    return Outcome(sent, failed)


def _send(message: Message, *, at: datetime) -> bool:
    """One message in a transaction of its own: a link that did not leave is not kept.

    An invitation that comes after its interview began would only frighten.
    """
    asks = message.kind == TO_EXPLAIN
    if not asks and when(message.data)[0] <= at:
        mark_failed(message, TOO_LATE, at=at, again=False)
        return False
    try:
        with transaction.atomic():
            link = "" if asks else _address(issue_link(message, at=at))
            words = words_of(message, link=link)
            TRANSPORTS[message.channel](message, words, calendar_of(message, at=at))
    except NotSent as failure:
        mark_failed(message, str(failure), at=at, again=failure.again)
        return False
    mark_sent(message, at=at)
    return True


def words_of(message: Message, *, link: str = "") -> Written:
    """A message as its reader reads it."""
    if message.kind == TO_EXPLAIN:
        return words_to_explain(message.data)
    return written(
        message.kind,
        message.recipient,
        message.data,
        link=link,
        short=message.channel == Message.Channel.TEXT,
    )


def calendar_of(message: Message, *, at: datetime) -> bytes | None:
    """The calendar file that goes with it; none with letters, texts, and what is kept."""
    if message.channel != Message.Channel.EMAIL or message.kind in (KEPT, TO_EXPLAIN):
        return None
    return calendar_file(
        message.recipient,
        message.data,
        at=at,
        cancelled=message.kind == CANCELLED,
    )


def _address(token: str | None) -> str:
    return "" if token is None else f"{settings.PUBLIC_ADDRESS}/i/{token}/"
