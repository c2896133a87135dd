"""Tell everybody concerned of a booking, a change, a cancellation, or what is to come.

Each writes to the outbox in the transaction of what it tells; nothing leaves before that
transaction does. What a reader was last told is read from the outbox, so that whoever
would learn nothing new is left in peace, and whoever no longer takes part is told so.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from evenhand.appointments.models import Interview
from evenhand.appointments.telling.content import Data, content, matters
from evenhand.appointments.telling.gathering import Arrangement, arrangements
from evenhand.appointments.telling.links import READERS as LINKED
from evenhand.appointments.telling.links import revoke_links
from evenhand.appointments.telling.models import LinkAnswer
from evenhand.appointments.telling.readers import Reader, readers_of
from evenhand.core.messages import send_messages
from evenhand.core.models import Message, User


BOOKED, CHANGED = "interview_booked", "interview_changed"
CANCELLED, REMINDER = "interview_cancelled", "interview_reminder"
KEPT = "interview_kept"
KINDS = (BOOKED, CHANGED, CANCELLED, REMINDER, KEPT)


def tell_booked(interview: Interview, *, by: User, at: datetime) -> None:
    """Invite everybody who takes part."""
    tell_all_booked([interview], by=by, at=at)


def tell_all_booked(interviews: Sequence[Interview], *, by: User, at: datetime) -> None:
    """Invite everybody to each of many; as many questions as for one."""
    send_messages(
        _message(BOOKED, one, reader, content(one, reader), by=by, at=at)
        for one in arrangements(interviews)
        for reader in readers_of(one)
    )


def tell_again(interview: Interview, *, by: User, at: datetime) -> None:
    """Invite those who have a private link anew, where they are reached now.

    As when their links were ended, or they are reached at another place than before.
    """
    send_messages(
        _message(BOOKED, one, reader, content(one, reader), by=by, at=at)
        for one in arrangements([interview])
        for reader in readers_of(one)
        if reader.recipient in LINKED
    )


def tell_changed(
    interview: Interview, before: Interview, *, by: User, at: datetime
) -> None:
    """Tell of a change: those it concerns, who joins, and who takes part no longer.

    before      the interview as it was, of which only the start is read
    """
    last = last_told([interview]).get(str(interview.uid), {})
    messages = []
    for one in arrangements([interview]):
        for reader in readers_of(one):
            data = content(one, reader)
            known = last.pop(reader.key, None)
            if known is None or known.kind == CANCELLED:
                messages.append(_message(BOOKED, one, reader, data, by=by, at=at))
            elif matters(known.data) != matters(data):
                if before.starts_at != interview.starts_at:
                    data["was"] = before.starts_at.isoformat()
                messages.append(_message(CHANGED, one, reader, data, by=by, at=at))
    gone = _live(last)
    send_messages([*messages, *(_called_off(m, interview, by, at) for m in gone)])
    if gone:
        revoke_links(
            interview,
            readers=[message.data["reader"] for message in gone],
            by=by,
            at=at,
            because="Takes part no longer",
        )
    settle_wishes(interview, LinkAnswer.Outcome.CHANGED, by=by, at=at)


def tell_cancelled(interview: Interview, *, by: User, at: datetime) -> None:
    """Tell whoever was told of an interview that it does not take place."""
    last = last_told([interview]).get(str(interview.uid), {})
    send_messages(_called_off(known, interview, by, at) for known in _live(last))
    settle_wishes(interview, LinkAnswer.Outcome.CANCELLED, by=by, at=at)


def tell_kept(
    interview: Interview, reader: str, because: str, *, by: User, at: datetime
) -> None:
    """Tell one reader, who asked for a change, that it stays as it is, and why."""
    send_messages(
        _message(
            KEPT, one, each, content(one, each) | {"because": because}, by=by, at=at
        )
        for one in arrangements([interview])
        for each in readers_of(one)
        if each.key == reader
    )


def settle_wishes(
    interview: Interview, outcome: LinkAnswer.Outcome, *, by: User, at: datetime
) -> None:
    """Wishes to change an interview are answered by changing or cancelling it."""
    LinkAnswer.objects.filter(
        interview=interview, kind=LinkAnswer.Kind.CHANGE, answered_at=None
    ).update(outcome=outcome, answered_at=at, answered_by=by)


def remind(interviews: Iterable[Interview], *, by: User, at: datetime) -> None:
    """Remind everybody but staff of interviews to come."""
    send_messages(
        _message(REMINDER, one, reader, content(one, reader), by=by, at=at)
        for one in arrangements(interviews)
        for reader in readers_of(one)
        if reader.user is None
    )


def last_told(
    interviews: Iterable[Interview],
) -> dict[str, dict[str, Message]]:
    """What each reader was last told: uid -> reader's key -> message."""
    found: dict[str, dict[str, Message]] = {}
    for message in (
        Message.objects.filter(
            about__in=[interview.uid for interview in interviews], kind__in=KINDS
        )
        .select_related("user")
        .order_by("pk")
    ):
        found.setdefault(str(message.about), {})[message.data["reader"]] = message
    return found


def _live(last: dict[str, Message]) -> list[Message]:
    return [message for message in last.values() if message.kind != CANCELLED]


def _called_off(
    known: Message, interview: Interview, by: User, at: datetime
) -> Message:
    """The same words to the same place: it told them of it, so it can take it back."""
    return Message(
        case_id=known.case_id,
        about=known.about,
        recipient=known.recipient,
        user=known.user,
        kind=CANCELLED,
        data=known.data | {"sequence": interview.sequence, "was": "", "because": ""},
        created_at=at,
        created_by=by,
        channel=known.channel,
        to_name=known.to_name,
        to_address=known.to_address,
        language=known.language,
        due_at=at if known.channel and known.to_address else None,
        fault="" if known.to_address or not known.channel else known.fault,
    )


def _message(
    kind: str,
    one: Arrangement,
    reader: Reader,
    data: Data,
    *,
    by: User,
    at: datetime,
) -> Message:
    missing = reader.missing
    return Message(
        case_id=one.interview.case_id,
        about=one.interview.uid,
        recipient=reader.recipient,
        user=reader.user,
        kind=kind,
        data=data,
        created_at=at,
        created_by=by,
        channel=reader.channel,
        to_name=reader.name[:200],
        to_address=reader.address,
        language=reader.language,
        due_at=at if reader.channel and not missing else None,
        fault=missing,
    )
