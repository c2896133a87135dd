"""The appointment book of the walk: one interview all may see, and a hidden one.

In the world without the hidden case, those it would take are away just then: a room that
is taken for somebody unseen must look like one that is closed (ADR 0037).
"""

from datetime import timedelta
from uuid import UUID, uuid5

from evenhand.appointments.book.services import book
from evenhand.appointments.book.ways import Way, ways
from evenhand.appointments.models import Away, Interview, Taken
from evenhand.casework.models import Case
from evenhand.core.models import Message
from evenhand.core.viewing import acting_as
from tests.booking import Book, days, open_book
from tests.cast import AT, ON, Cast


SEEN_INTERVIEW = UUID("00000000-0000-4000-8000-000000000001")
HIDDEN_INTERVIEW = UUID("00000000-0000-4000-8000-000000000002")
LATER = AT + timedelta(hours=1)


def walked_book(cast: Cast, *, seen: str, hidden: str) -> Book:
    """Lay out the book, and book for the case `seen` and, where it is there, `hidden`."""
    town = open_book(cast)
    town.interpreter("Ines", "Arabic")
    with acting_as(cast.service):
        first = Case.objects.get(ref=seen)
        asked = town.asked(first, language="Arabic", notice_days=0)
        one, *_, other = ways(asked, days(ON, 8), limit=40)
    _booked(town, first, one, SEEN_INTERVIEW)
    with acting_as(cast.service):
        unseen = Case.objects.filter(ref=hidden).first()
        taken_like_it = list(
            Taken.objects.filter(shared=False).values_list("calendar_id", "during")
        )
        away = [
            Away(
                calendar_id=calendar,
                # As long as it would be taken, with the turn-round.
                during=(other.starts_at, other.ends_at + (took.upper - one.ends_at)),
                cause=Away.Cause.LEAVE,
                recorded_at=LATER,
                recorded_by=cast.service,
            )
            for calendar, took in taken_like_it
        ]
        if unseen is None:
            Away.objects.bulk_create(away)
    if unseen is not None:
        _booked(town, unseen, other, HIDDEN_INTERVIEW)
    return town


def _booked(town: Book, case: Case, way: Way, uid: UUID) -> None:
    asked = town.asked(case, language="Arabic", notice_days=0)
    with acting_as(town.cast.service):
        interview = book(case, asked, way, by=town.cast.service, at=LATER)
        Interview.objects.filter(pk=interview.pk).update(uid=uid)
        for message in Message.objects.filter(about=interview.uid):
            message.about, message.key = uid, message_key(uid, message.recipient)
            message.save(update_fields=["about", "key"])


def message_key(uid: UUID, recipient: str) -> UUID:
    """The key of the message to one reader, the same in both worlds."""
    return uuid5(uid, recipient)
