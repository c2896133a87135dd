"""Record the address at which an interview by video is joined."""

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from evenhand.appointments.day.changing import locked
from evenhand.appointments.day.models import JoinLink
from evenhand.appointments.day.verdicts import may_record_link
from evenhand.appointments.models import Interview
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


@transaction.atomic
def record_join_link(
    interview: Interview, *, address: str, by: User, at: datetime
) -> JoinLink:
    """Keep the address of the link. The same twice is one; another takes its place.

    Refused for an interview in person, and for what is not a secure address.
    """
    kept = locked(interview)
    may_record_link(by, kept).enforce()
    parts = urlsplit(address.strip())
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("Enter the whole address of the link, which begins with https://")
    there = JoinLink.objects.filter(interview=kept).first()
    if there is not None and there.address == address.strip():
        return there
    link, _ = JoinLink.objects.update_or_create(
        interview=kept,
        defaults={
            "address": address.strip(),
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    record_events([Happening("join_link_recorded", {}, kept.case_id)], by=by, at=at)
    return link
