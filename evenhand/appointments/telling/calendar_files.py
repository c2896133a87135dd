"""Calendar files (RFC 5545): the same UID through every change, in London's time.

Made from the data of a message, so that a file tells its reader no more than the message
does. METHOD is REQUEST, or CANCEL; SEQUENCE rises with each change, so that a calendar
keeps the newest.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import icalendar
from django.utils.timezone import localtime

from evenhand.appointments.telling.content import when
from evenhand.appointments.telling.words import place
from evenhand.core.models import Message


TYPE = 'text/calendar; charset="utf-8"'
# Whose file it is. It answers no mail: people answer by their private link.
ORGANISER = "mailto:no-reply@evenhand.invalid"

# London as a rule, since 1996. The lists of days that the library would write from 1970
# on are read wrongly in winter by readers of vCalendar's descent, which our test found.
LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""


def calendar_file(
    recipient: str, data: Mapping[str, Any], *, at: datetime, cancelled: bool = False
) -> bytes:
    """The file for one reader, written at an instant."""
    starts, ends = (localtime(instant) for instant in when(data))
    event = icalendar.Event()
    event.add("uid", f"{data['uid']}@evenhand")
    event.add("sequence", data["sequence"])
    event.add("dtstamp", at)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", _summary(recipient, data))
    if where := place(data) or data["join"]:
        event.add("location", where)
    if about := _description(data):
        event.add("description", about)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", icalendar.vCalAddress(ORGANISER))
    if not cancelled:
        event.add_component(_alarm())
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Evenhand//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(icalendar.Timezone.from_ical(LONDON))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _summary(recipient: str, data: Mapping[str, Any]) -> str:
    # A calendar is seen over one's shoulder: nobody's says what the appointment is about,
    # but those who have several a day must tell theirs apart.
    if recipient == Message.Recipient.CLAIMANT:
        return "Appointment"
    if recipient == Message.Recipient.INTERPRETER:
        return f"Interpreting, {data['booking']}"
    known = data["called"] or data["reference"] or data["booking"]
    return f"Interview, {known}"


def _description(data: Mapping[str, Any]) -> str:
    parts = [
        ("Reference", data["reference"]),
        ("Room", data["room"]),
        ("Language", data["language"]),
    ]
    return "\n".join(f"{name}: {value}" for name, value in parts if value)


def _alarm() -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Appointment")
    alarm.add("trigger", -timedelta(days=1))
    return alarm
