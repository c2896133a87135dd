"""How dates and times read to everybody: "4 May 2021", "2:30pm"."""

from datetime import date, datetime

from django.utils.timezone import localtime


def day(value: date | datetime | None) -> str:
    """A date as people write it, "4 May 2021"; an instant is put in London's day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = localtime(value).date()
    return f"{value.day} {value:%B %Y}"


def weekday(value: date | datetime) -> str:
    """A date with its day of the week, "Tuesday 4 May 2021"."""
    local = localtime(value) if isinstance(value, datetime) else value
    return f"{local:%A} {day(value)}"


def time_of_day(value: datetime) -> str:
    """A time in London: "2:30pm", "9am", "midday", "midnight"."""
    local = localtime(value)
    if (local.hour, local.minute) == (0, 0):
        return "midnight"
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"
