"""What people answer by their private link, and what booking officers answer to it.

Nothing is held against anybody: not to answer, to ask for another time, or to be refused
one. Nothing in the house reads these answers to decide.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from evenhand.appointments.interviews.states import State
from evenhand.appointments.models import JoinLink, Taken
from evenhand.appointments.telling.content import Data, content
from evenhand.appointments.telling.gathering import Arrangement
from evenhand.appointments.telling.models import LinkAnswer, PrivateLink
from evenhand.appointments.telling.readers import Reader, Recipient
from evenhand.appointments.telling.services import tell_kept
from evenhand.core.accounts import invited_account
from evenhand.core.events import Happening, record_events
from evenhand.core.models import Role, User
from evenhand.core.verdict import YES, Refused, Verdict, no


LONGEST = 2_000
OVER = "This interview is over or cancelled: there is nothing to answer any longer"


def seen_by(link: PrivateLink) -> Data:
    """What the holder of a link sees: the data of a message to them, as it stands now.

    Asked within `links.holding`, which shows the interview and nothing else of the case.
    """
    interview = link.interview
    taken: dict[int, int | None] = dict(
        Taken.objects.filter(interview=interview).values_list("calendar_id", "site_id")
    )
    join = JoinLink.objects.filter(interview=interview).first()
    calendar = {
        Recipient.REPRESENTATIVE: interview.representative,
        Recipient.ADULT: interview.adult,
    }.get(Recipient(link.recipient))
    reader = Reader(
        Recipient(link.recipient),
        link.reader,
        "",
        by_link=calendar is not None
        and calendar.calendar_id in taken
        and taken[calendar.calendar_id] is None,
    )
    told = Arrangement(
        interview=interview,
        ref=link.reference,
        person=None,
        child=False,
        needs=None,
        residence=None,
        representation=None,
        taken=taken,
        join=join.address if join is not None else "",
    )
    return content(told, reader) | {"called": link.called}


def answered(link: PrivateLink) -> dict[str, LinkAnswer]:
    """What this reader has answered of the interview as it stands: kind -> answer.

    A wish that was answered stands no longer, so that another can be made.
    """
    given = LinkAnswer.objects.filter(
        interview=link.interview_id, recipient=link.recipient
    ).order_by("pk")
    return {
        answer.kind: answer
        for answer in given
        if (answer.kind == LinkAnswer.Kind.CHANGE and answer.answered_at is None)
        or answer.sequence == link.interview.sequence
    }


def confirm(link: PrivateLink, *, at: datetime) -> None:
    """Keep that the reader will come. A second time does nothing."""
    _still_to_come(link)
    try:
        with transaction.atomic():
            _keep(link, LinkAnswer.Kind.CONFIRMED, "", at)
    except IntegrityError:
        return
    _record("interview_confirmed", link, at=at)


def ask_to_change(link: PrivateLink, because: str, *, at: datetime) -> None:
    """Put a wish to change on the booking officers' list.

    Refused without a reason, and while an earlier wish waits for its answer.
    """
    _still_to_come(link)
    because = because.strip()
    if not because:
        raise Refused("Say what should change, and why")
    if len(because) > LONGEST:
        raise Refused(f"Write {LONGEST:,} characters or fewer")
    try:
        with transaction.atomic():
            _keep(link, LinkAnswer.Kind.CHANGE, because, at)
    except IntegrityError:
        raise Refused(
            "You have asked already. We will answer you, and you need do nothing more"
        ) from None
    _record("change_asked", link, at=at, because=because)


def may_answer(user: User) -> Verdict:
    """Whether this person answers wishes, and looks after what was not delivered."""
    if not user.has_role(Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER):
        return no("Booking officers answer those who ask to change an interview")
    return YES


@transaction.atomic
def keep_as_it_is(wish: LinkAnswer, because: str, *, by: User, at: datetime) -> None:
    """Answer a wish: the interview stays. Who asked is told why, in these words.

    Refused without a reason, and where somebody else has just answered. To change or
    cancel the interview answers the wish by itself.
    """
    may_answer(by).enforce()
    because = because.strip()
    if not because:
        raise Refused("Say why it cannot be changed. The person who asked reads it")
    done = LinkAnswer.objects.filter(
        pk=wish.pk, kind=LinkAnswer.Kind.CHANGE, answered_at=None
    ).update(
        outcome=LinkAnswer.Outcome.KEPT,
        answered_at=at,
        answered_by=by,
        answered_because=because[:300],
    )
    if not done:
        raise Refused("Somebody else has just answered this")
    tell_kept(wish.interview, wish.link.reader, because[:300], by=by, at=at)
    record_events(
        [Happening("change_refused", {"who": wish.recipient}, wish.case_id)],
        by=by,
        at=at,
        because=because,
    )


def _still_to_come(link: PrivateLink) -> None:
    if link.interview.state != State.BOOKED:
        raise Refused(OVER)


def _keep(link: PrivateLink, kind: LinkAnswer.Kind, because: str, at: datetime) -> None:
    LinkAnswer.objects.create(
        case_id=link.case_id,
        interview=link.interview,
        link=link,
        recipient=link.recipient,
        kind=kind,
        sequence=link.interview.sequence,
        because=because,
        at=at,
    )


def _record(kind: str, link: PrivateLink, *, at: datetime, because: str = "") -> None:
    record_events(
        [Happening(kind, {"who": link.recipient}, link.case_id)],
        by=invited_account(),
        at=at,
        because=because,
    )
