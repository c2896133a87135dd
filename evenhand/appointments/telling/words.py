"""The words of a message about an interview: plain, and no more than its data says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.appointments.telling.content import when
from evenhand.core.dates import time_of_day, weekday
from evenhand.core.models import Message


Recipient = Message.Recipient
Data = Mapping[str, Any]

THERE = {
    "interviewer": "The person who interviews",
    "interpreter": "An interpreter",
    "representative": "The legal representative",
    "adult": "The responsible adult",
    "host": "Somebody who receives people there",
}
BRING = (
    "this message, or its reference",
    "your registration card, if you have one",
    "any papers you want us to see",
    "medicine you may need during the day",
)
NEVER_HELD_AGAINST = (
    "You may ask for another day or time. Asking is never held against anybody, and "
    "neither is not answering this message."
)
KINDS = {
    "interview_booked": "booked",
    "interview_changed": "changed",
    "interview_cancelled": "cancelled",
    "interview_reminder": "reminder",
    "interview_kept": "kept",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it is read: its subject, and its paragraphs."""

    subject: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        """All of it, as plain text."""
        return "\n\n".join(self.paragraphs) + "\n"


def written(
    kind: str, recipient: str, data: Data, *, link: str = "", short: bool = False
) -> Written:
    """The words for one reader.

    kind        a kind of core/messages.KINDS that tells of an interview
    link        the private address of the reader; empty where they get none
    short       for a text message: when and where, and the link
    """
    what = KINDS[kind]
    if data["quiet"] or (short and recipient == Recipient.CLAIMANT):
        return _least(what, data, link)
    subject = f"{_subject(what, recipient)}: {at(data)}{_which(data)}"
    paragraphs = [
        *_opening(what, recipient, data),
        *([] if what in ("cancelled", "kept") else _arrangement(recipient, data)),
        *([] if what == "cancelled" or short else _ending(recipient)),
    ]
    if link:
        paragraphs.append(f"See it, confirm it or ask to change it: {link}")
    return Written(subject, paragraphs)


def at(data: Data) -> str:
    """When it begins: "Monday 29 March 2021 at 10am"."""
    starts, _ = when(data)
    return f"{weekday(starts)} at {time_of_day(starts)}"


def place(data: Data) -> str:
    """Where it is, on one line; empty for who takes part by the link."""
    return ", ".join(part for part in (data["place"], data["address"]) if part)


def others(data: Data) -> list[str]:
    """Who will be there, each with whether they take part by the link."""
    return [
        THERE[who] + (", by video" if how else "")
        for who, _, how in (name.partition("/") for name in data["there"])
    ]


def _least(what: str, data: Data, link: str) -> Written:
    where = f"Place: {place(data)}."
    said = {
        "cancelled": f"Your appointment on {at(data)} is cancelled.",
        "changed": f"Your appointment has changed. It is now on {at(data)}. {where}",
        "kept": f"Your appointment stays on {at(data)}. {where}",
    }.get(what, f"You have an appointment on {at(data)}. {where}")
    more = [link] if link else []
    return Written("Your appointment", [" ".join([said, *more])])


def _subject(what: str, recipient: str) -> str:
    noun = "Your interview" if recipient == Recipient.CLAIMANT else "Interview"
    return {
        "booked": noun,
        "changed": f"{noun} has changed",
        "cancelled": f"{noun} is cancelled",
        "reminder": f"{noun} is soon",
        "kept": f"{noun} stays as it is",
    }[what]


def _which(data: Data) -> str:
    """By what a reader who knows several tells this one apart."""
    known = ", ".join(part for part in (data["called"], data["reference"]) if part)
    return f" ({known})" if known else ""


def _opening(what: str, recipient: str, data: Data) -> list[str]:
    number = data["reference"] or data["booking"]
    found = [f"{'Reference' if data['reference'] else 'Booking'}: {number}"]
    if data["called"]:
        found[0] += f", {data['called']}"
    if what == "cancelled":
        return [*found, f"The interview on {at(data)} does not take place."]
    if what == "kept":
        told = f"You asked to change the interview. It stays on {at(data)}."
        return [*found, told, data["because"]]
    return [*found, _sentence(what, recipient, data)]


def _sentence(what: str, recipient: str, data: Data) -> str:
    was = ""
    if what == "changed":
        was = "It has changed. "
        if data["was"]:
            was = f"It was on {at({**data, 'starts_at': data['was']})}. "
    if recipient == Recipient.CLAIMANT:
        return f"{was}Please come to an interview about your asylum claim."
    if recipient == Recipient.REPRESENTATIVE:
        return f"{was}Your client is invited to an interview."
    if recipient in (Recipient.ADULT, Recipient.LOCAL_AUTHORITY):
        return (
            f"{was}{data['called'] or 'A child'} is invited to an interview, with a "
            "responsible adult. Please tell them, and read this with them."
        )
    if recipient == Recipient.INTERPRETER:
        return f"{was}Please interpret: {data['language']}."
    if recipient == Recipient.HOST:
        people = "1 person" if data["seats"] == 1 else f"{data['seats']} people"
        return f"{was}Please expect {people}, and have the room ready."
    return f"{was}You are to interview."


def _arrangement(recipient: str, data: Data) -> list[str]:
    starts, ends = when(data)
    found = [f"When: {weekday(starts)}, {time_of_day(starts)} to {time_of_day(ends)}"]
    if data["break_minutes"]:
        found[0] += ", with breaks. You may ask for more"
    if data["by_link"]:
        found.append(
            f"By video: {data['join']}"
            if data["join"]
            else "By video. You will be sent the address to join at"
        )
    else:
        found.append(f"Where: {place(data)}")
    found += [
        f"{name}: {value}"
        for name, value in (
            ("Room", data["room"]),
            ("The way there", data["directions"]),
            ("Telephone", data["site_phone"]),
            ("They need", ", ".join(data["adjustments"])),
        )
        if value
    ]
    there = others(data)
    if there:
        found.append(f"Who will be there: {'; '.join(there)}")
    return found


def _ending(recipient: str) -> list[str]:
    if recipient == Recipient.CLAIMANT:
        return [f"Please bring: {'; '.join(BRING)}.", NEVER_HELD_AGAINST]
    if recipient in (Recipient.REPRESENTATIVE, Recipient.ADULT):
        return [NEVER_HELD_AGAINST]
    if recipient == Recipient.INTERPRETER:
        return [
            "If you cannot come, or might know the people concerned, say so at once: "
            "you need not say more."
        ]
    return []
