"""Somebody or something falls out: hold the interview all the same, or fill its time.

A person chooses among what is proposed, one at a time or all at once; each is done as a
whole or not at all, and whoever comes too late is told what became free of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from evenhand.appointments.book.services import amend, book, cancel
from evenhand.appointments.book.verdicts import may_book_at_all
from evenhand.appointments.book.ways import Way
from evenhand.appointments.calendars.away import interviews_in, record_away
from evenhand.appointments.day.at_risk import (
    ADULT,
    WEIGHED,
    AtRisk,
    risk_to,
)
from evenhand.appointments.day.changing import CHANGED
from evenhand.appointments.day.mending import (
    Filling,
    Instead,
    asked_as_booked,
    fillings,
    instead,
)
from evenhand.appointments.day.present import day_of
from evenhand.appointments.day.standby import whom_they_understand
from evenhand.appointments.models import Away, Calendar, Interview
from evenhand.casework.models import Case
from evenhand.core.accounts import planning_service
from evenhand.core.messages import send_messages
from evenhand.core.models import ClearanceGrant, Message, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.standby import standby_in_order


# How many of the standby list are looked at for one interview.
LOOKED_AT = 25
AT_RISK = "interviews_at_risk"
AS_AGREED = "At short notice, as they agreed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done for one interview at risk.

    instead    who or what could take the place of what fell out, best first; else
    fillings   who could be given the time, were the interview cancelled
    """

    risk: AtRisk
    instead: tuple[Instead, ...] = ()
    fillings: tuple[Filling, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one interview, in a sentence; `done` or refused."""

    interview: Interview
    words: str
    done: bool = True


def falls_out(
    calendar: Calendar,
    during: DateTimeTZRange,
    *,
    cause: Away.Cause,
    because: str,
    by: User,
    at: datetime,
) -> Away:
    """Record that somebody or something is away, and tell of what only few may see.

    Interviews that `by` may not see are told to those who book and are cleared for them:
    nothing here tells `by` whether there are any.
    """
    with acting_as(by):
        away = record_away(calendar, during, cause=cause, because=because, by=by, at=at)
        tell_those_cleared(away, by=by, at=at)
        return away


def tell_those_cleared(away: Away, *, by: User, at: datetime) -> None:
    """Tell those who book, and are cleared, of restricted interviews in an absence."""
    lower, upper = away.during.lower, away.during.upper
    service = planning_service()
    with acting_as(service):
        hidden = (
            interviews_in(away.calendar, away.during)
            .filter(case__restriction__gt="")
            .exclude(case__restriction__in=sorted(by.clearances))
        )
        send_messages(
            Message(
                case_id=interview.case_id,
                about=interview.uid,
                recipient=Message.Recipient.STAFF,
                user=user,
                kind=AT_RISK,
                data={"from_at": lower, "to_at": upper, "cause": away.cause},
                created_at=at,
                created_by=service,
            )
            for interview in hidden
            for user in _cleared_for(interview.case.restriction)
        )


def _cleared_for(restriction: str) -> list[User]:
    """Who books and is cleared; where nobody is, whoever else is cleared."""
    cleared = User.objects.filter(
        pk__in=ClearanceGrant.objects.filter(
            clearance=restriction, ended_at=None
        ).values("user"),
        is_active=True,
        is_service=False,
        is_system=False,
    ).order_by("pk")
    booking = cleared.filter(
        role_grants__role__in=[Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER],
        role_grants__ended_at=None,
    ).distinct()
    return list(booking or cleared)


def propose(risk: AtRisk, *, on: date, at: datetime, count: int = 3) -> Proposal:
    """What could be done for an interview at risk. Changes nothing."""
    found = instead(risk, on=on, at=at, count=count)
    if found:
        return Proposal(risk, instead=tuple(found))
    filled = []
    for filling in fillings(risk.interview, risk.out, _standing_by(risk), on=on, at=at):
        filled.append(filling)
        if len(filled) == count:
            break
    return Proposal(risk, fillings=tuple(filled))


def put_in_place(
    interview: Interview,
    way: Way,
    *,
    version: int,
    because: str,
    by: User,
    on: date,
    at: datetime,
) -> Mended:
    """Hold an interview at its time with somebody or something else; tell everybody.

    Refused where somebody else changed it, or has just taken who was chosen.
    """
    with acting_as(by):
        risk = _still_at_risk(interview, at=at)
        asked = asked_as_booked(risk.interview, on=on, at=at)
        if ADULT in risk.out:
            # Somebody else than the adult who is named for the child.
            asked = replace(asked, adult=way.adult_id)
        words = next(
            (one.words for one in instead(risk, on=on, at=at) if one.way == way), ""
        )
        changed = amend(
            risk.interview,
            asked,
            way,
            version=version,
            by=by,
            at=at,
            because=because.strip() or _because(risk),
        )
    return Mended(changed, f"{words or 'It was changed'}. Everybody concerned is told")


def give_away(
    interview: Interview,
    *,
    version: int,
    because: str,
    chosen: Case | None = None,
    fill: bool = True,
    by: User,
    on: date,
    at: datetime,
) -> Mended:
    """Cancel an interview that cannot be held, and give its time to somebody on standby.

    `chosen`, where they still can; else the first who can. Nobody is held to it, and
    where nobody can the time stays free.
    """
    with acting_as(by):
        may_book_at_all(by).enforce()
        risk = _still_at_risk(interview, at=at)
        if risk.interview.version != version:
            raise Refused(CHANGED)
        waiting = _standing_by(risk) if fill else []
        if chosen is not None:
            waiting = [chosen, *(case for case in waiting if case.pk != chosen.pk)]
        freed = risk.interview
        cancelled = cancel(
            Interview.objects.get(pk=freed.pk),
            cause=risk.cancelled_for,
            because=because.strip() or _because(risk),
            by=by,
            at=at,
        )
        taker = _fill(freed, risk.out, waiting, by=by, on=on, at=at)
    told = f"The interview of {freed.case.ref} is cancelled and everybody is told"
    if taker is not None:
        return Mended(cancelled, f"{told}. {taker.case.ref} has its time")
    if fill:
        return Mended(cancelled, f"{told}. Nobody on the standby list could come")
    return Mended(cancelled, told)


def mend_all(
    shown: Sequence[tuple[str, int]], *, by: User, on: date, at: datetime
) -> list[Mended]:
    """Do for each interview what is proposed first for it; what was not done says why.

    shown       uid and version of each, as they were looked at. Where a barrier was
                opened, or something changed for the claimant, it is left: that is for a
                person to weigh.
    """
    with acting_as(by):
        may_book_at_all(by).enforce()
        versions = dict(shown)
        booked = Interview.objects.filter(uid__in=_uids(versions)).order_by("starts_at")
        told = []
        for interview in booked:
            risk = risk_to(interview, at=at)
            if risk is not None and not risk.out & WEIGHED:
                version = versions[str(interview.uid)]
                told.append(_mend(risk, version, by=by, on=on, at=at))
        return told


def _uids(said: Iterable[str]) -> list[UUID]:
    """The names of interviews among what was sent; anything else is left out."""
    found = []
    for one in said:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def _mend(risk: AtRisk, version: int, *, by: User, on: date, at: datetime) -> Mended:
    interview = risk.interview
    try:
        with transaction.atomic():
            best = instead(risk, on=on, at=at, count=1)
            if best:
                return put_in_place(
                    interview,
                    best[0].way,
                    version=version,
                    because="",
                    by=by,
                    on=on,
                    at=at,
                )
            return give_away(
                interview, version=version, because="", by=by, on=on, at=at
            )
    except Refused as refusal:
        return Mended(interview, str(refusal), done=False)


def _fill(
    freed: Interview,
    out: frozenset[str],
    waiting: Sequence[Case],
    *,
    by: User,
    on: date,
    at: datetime,
) -> Interview | None:
    for filling in fillings(freed, out, waiting, on=on, at=at):
        try:
            return book(
                filling.case,
                filling.asked,
                filling.way,
                by=by,
                at=at,
                because=AS_AGREED,
            )
        except Refused:
            # Somebody was quicker, or the case changed: the next on the list.
            continue
    return None


def _standing_by(risk: AtRisk) -> list[Case]:
    freed = risk.interview
    listed = standby_in_order(on=day_of(freed)).exclude(pk=freed.case_id)
    if freed.interpreter is not None and "interpreter" not in risk.out:
        listed = whom_they_understand(listed, freed.interpreter)
    return list(listed[:LOOKED_AT])


def _because(risk: AtRisk) -> str:
    """Why it was changed or cancelled, where nobody says more."""
    said = [one.because for one in risk.fallen if one.because]
    return said[0] if said else risk.cancelled_for.label


def _still_at_risk(interview: Interview, *, at: datetime) -> AtRisk:
    risk = risk_to(interview, at=at)
    if risk is None:
        raise Refused(
            "Nothing of this interview is missing any longer. Look at it again first"
        )
    return risk
