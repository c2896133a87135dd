"""Book or move an interview as it was offered; whoever loses the race gets the next best."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from evenhand.appointments.book.asked import Asked
from evenhand.appointments.book.asking import asked_of
from evenhand.appointments.book.hold import Clash
from evenhand.appointments.book.offers import Offers, offers
from evenhand.appointments.book.services import amend, book
from evenhand.appointments.book.ways import Way
from evenhand.appointments.models import Interview
from evenhand.casework.models import Case
from evenhand.core.models import User


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody else was quicker: who is taken, in a sentence, and the next best ways."""

    sentence: str
    next_best: Offers


def book_or_offer(
    case: Case,
    way: Way,
    *,
    on: date,
    at: datetime,
    by: User,
    because: str = "",
    short_notice: bool = False,
    follows: Interview | None = None,
) -> Interview | Lost:
    """Book an interview in the way that was offered, or answer the next best three.

    Raises Refused where the case may not be booked, or a wish is not met without a
    reason. Nothing is half booked.
    """
    asked = asked_of(case, on=on, at=at, short_notice=short_notice)
    asked = asked.waiving(*way.wishes_unmet)

    def booked() -> Interview:
        return book(case, asked, way, by=by, at=at, because=because, follows=follows)

    return _or_offers(booked, asked)


def amend_or_offer(
    interview: Interview,
    way: Way,
    *,
    version: int,
    on: date,
    at: datetime,
    by: User,
    because: str,
) -> Interview | Lost:
    """Move an interview to the way that was offered, or answer the next best three.

    A change on short notice is agreed with them first, and the reason says so; a child's
    goes to another day only with notice. Raises Refused as `book_or_offer`, and where somebody else has
    changed it since `version`.
    """
    asked = asked_to_move(interview, on=on, at=at).waiving(*way.wishes_unmet)

    def amended() -> Interview:
        return amend(
            interview, asked, way, version=version, by=by, at=at, because=because
        )

    return _or_offers(amended, asked, leaving_out=interview.pk)


def asked_to_move(interview: Interview, *, on: date, at: datetime) -> Asked:
    """What an interview that is booked asks for, were it moved."""
    return asked_of(interview.case, on=on, at=at, moving=interview)


def _or_offers(
    act: Callable[[], Interview], asked: Asked, *, leaving_out: int | None = None
) -> Interview | Lost:
    try:
        with transaction.atomic():
            return act()
    except Clash as clash:
        return Lost(str(clash), offers(asked, leaving_out=leaving_out))
