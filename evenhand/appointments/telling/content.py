"""What a message about an interview tells its reader: the least that each needs.

A place and a time for everybody. Beyond that:

claimant        reference, the way there, and in which parts others will be there
representative  reference, and a name to tell clients apart by
adult           reference, and the name of the child they are with
interpreter     the language; not who the person is, nor a reference that tells
host            the room, how many come, and what they need; no language, no name
interviewer     the reference; the rest is on the case

Interpreters and hosts have the booking's own number, which leads nowhere else. Whoever
wants to be told quietly, because others see their post or telephone, is told no more than
the time and the place.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evenhand.appointments.models import Interview, Site
from evenhand.appointments.telling.gathering import Arrangement
from evenhand.appointments.telling.readers import Reader, Recipient


Data = dict[str, Any]

# What a change must touch for its reader to be told again.
MATTERS = (
    "starts_at",
    "ends_at",
    "place",
    "address",
    "room",
    "by_link",
    "join",
    "language",
    "seats",
    "adjustments",
    "there",
)
KNOWS_THE_PERSON = frozenset(
    {Recipient.REPRESENTATIVE, Recipient.ADULT, Recipient.LOCAL_AUTHORITY}
)
KNOWS_THE_CASE = KNOWS_THE_PERSON | {Recipient.CLAIMANT, Recipient.STAFF}


def content(told: Arrangement, reader: Reader) -> Data:
    """The data of a message, as core/messages.py has it; what is not told is empty."""
    interview, is_ = told.interview, reader.recipient
    data: Data = {
        "uid": str(interview.uid),
        "sequence": interview.sequence,
        "reader": reader.key,
        "quiet": reader.quiet,
        "starts_at": interview.starts_at.isoformat(),
        "ends_at": interview.ends_at.isoformat(),
        "break_minutes": interview.break_minutes,
        "was": "",
        "by_link": reader.by_link,
        "join": told.join if reader.by_link else "",
        "room": "",
        "called": "",
        "reference": told.ref if is_ in KNOWS_THE_CASE else "",
        "booking": booking_number(interview),
        "language": "",
        "seats": None,
        "adjustments": [],
        "there": [],
        "because": "",
    } | _where(interview.site, by_link=reader.by_link)
    if is_ in KNOWS_THE_PERSON:
        data["called"] = short_name(told)
    if is_ == Recipient.INTERPRETER:
        data["language"] = _language(interview)
    if is_ in (Recipient.HOST, Recipient.STAFF):
        data["room"] = interview.room.name
    if is_ == Recipient.HOST:
        data["seats"] = _coming(told)
        data["adjustments"] = list(told.needs.adjustments) if told.needs else []
    if is_ in KNOWS_THE_CASE and is_ != Recipient.STAFF:
        data["there"] = _there(interview, told.taken)
    return _quietly(data) if reader.quiet else data


def matters(data: Mapping[str, Any]) -> tuple[Any, ...]:
    """What must differ from what a reader was last told for them to be told again."""
    return tuple(data[name] for name in MATTERS)


def booking_number(interview: Interview) -> str:
    """The booking's own number, such as "3F2A-91C0": it tells nothing of the case."""
    digits = interview.uid.hex[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


def short_name(told: Arrangement) -> str:
    """A name by which one who knows several people tells them apart: "R. Sayed"."""
    person = told.person
    if person is None:
        return ""
    given = person.given_names[:1]
    return f"{given}. {person.family_name}" if given else person.family_name


def when(data: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From when to when the interview is, of what a message tells."""
    return (
        datetime.fromisoformat(data["starts_at"]),
        datetime.fromisoformat(data["ends_at"]),
    )


def _where(site: Site, *, by_link: bool) -> Data:
    if by_link:
        return {"place": "", "address": "", "directions": "", "site_phone": ""}
    return {
        "place": site.name,
        "address": f"{site.address}, {site.postcode}",
        "directions": site.directions,
        "site_phone": site.phone,
    }


def _quietly(data: Data) -> Data:
    return data | {
        "break_minutes": 0,
        "directions": "",
        "site_phone": "",
        "reference": "",
        "booking": "",
        "there": [],
    }


def _language(interview: Interview) -> str:
    if interview.dialect:
        return f"{interview.language} ({interview.dialect})"
    return interview.language


def _there(interview: Interview, taken: Mapping[int, int | None]) -> list[str]:
    """In which parts others take part, as names of words.THERE; by link, with "/link"."""
    parts = (
        ("interviewer", interview.interviewer),
        ("interpreter", interview.interpreter),
        ("representative", interview.representative),
        ("adult", interview.adult),
        ("host", interview.host),
    )
    by_link = {
        name for name, one in parts if one and taken.get(one.calendar_id, 0) is None
    }
    by_link.discard("interpreter")
    if not interview.interpreter_on_site:
        by_link.add("interpreter")
    return [
        f"{name}/link" if name in by_link else name
        for name, one in parts
        if one is not None
    ]


def _coming(told: Arrangement) -> int:
    """How many people come to the site: the person, and whoever is with them there."""
    interview = told.interview
    others = [
        interview.representative is not None
        and told.taken.get(interview.representative.calendar_id, 0) is not None,
        interview.adult is not None,
        interview.interpreter is not None and interview.interpreter_on_site,
    ]
    return 1 + sum(others)
