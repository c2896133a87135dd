"""The clock, read at the edges only: commands, requests and jobs pass time down."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day in London."""
    return timezone.now().astimezone(LONDON).date()
