"""The clock, read at the edges only: commands, requests and jobs pass time down."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now()


def today() -> date:
    """The calendar day in London."""
    return timezone.now().astimezone(LONDON).date()


def day_to_plan() -> date:
    """Today, or the Monday to come at a weekend, when this week's places are past."""
    day = today()
    saturday = 5
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= saturday else day
