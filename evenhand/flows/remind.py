"""Remind everybody of an interview some days before it, once."""

from datetime import datetime, timedelta

from django.db.models import Exists, IntegerField, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from evenhand.appointments.models import Interview, State
from evenhand.appointments.telling.services import REMINDER, remind
from evenhand.core.accounts import planning_service
from evenhand.core.models import Message
from evenhand.core.viewing import acting_as


# Long enough before it to say that one cannot come, and for the time to be given away.
BEFORE = timedelta(days=3)
# Whoever was told as late as this needs no reminder.
JUST_TOLD = timedelta(days=2)
MOST = 500


def remind_due(*, at: datetime) -> int:
    """Write the reminders that are due; answers of how many interviews.

    An interview that moved is reminded of anew. Asked as the service, and again at any
    time: a reminder that was written is not written twice.
    """
    service = planning_service()
    told_lately = Message.objects.filter(
        about=OuterRef("uid"),
        kind__startswith="interview_",
        created_at__gt=at - JUST_TOLD,
    )
    sequence = Cast(KeyTextTransform("sequence", "data"), IntegerField())
    reminded = Message.objects.annotate(told_sequence=sequence).filter(
        about=OuterRef("uid"), kind=REMINDER, told_sequence=OuterRef("sequence")
    )
    with acting_as(service):
        due = list(
            Interview.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(
                ~Exists(told_lately),
                ~Exists(reminded),
                state=State.BOOKED,
                starts_at__gt=at,
                starts_at__lte=at + BEFORE,
            )
            .order_by("starts_at", "pk")[:MOST]
        )
        remind(due, by=service, at=at)
    return len(due)
