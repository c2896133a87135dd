"""How dates, times and numbers read on every page: "4 May 2021", "2:30pm", "1,234"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from evenhand.core.dates import day as day
from evenhand.core.dates import time_of_day as time_of_day


SATURDAY = 5
NUMBERED = re.compile(r"^\d+\.\s+")


def short_day(value: date | datetime | None) -> str:
    """A date for a narrow column, "4 May 2021" with the month in three letters."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.day} {value:%b %Y}"


def instant(value: datetime | None) -> str:
    """A date and time: "4 May 2021 at 2:30pm"."""
    return "" if value is None else f"{day(value)} at {time_of_day(value)}"


def iso(value: date | datetime | None) -> str:
    """For the datetime attribute of a time element."""
    return "" if value is None else value.isoformat()


def number(value: int | None) -> str:
    """A whole number with commas at the thousands: "1,234"."""
    return "" if value is None else f"{value:,}"


def points(value: float) -> str:
    """Points for or against, with their sign: "+10.6", "−2.0", "0.0"."""
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0.0"


def counted(value: int, one: str, many: str = "") -> str:
    """A number and its noun: "1 case", "412 cases", "no cases"."""
    noun = one if value == 1 else (many or f"{one}s")
    return f"{'no' if value == 0 else number(value)} {noun}"


def listed(words: list[str] | tuple[str, ...], joiner: str = "and") -> str:
    """Words in a sentence: "Leeds, Wales and Mersey"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def months_between(earlier: date, later: date) -> int:
    """Whole calendar months from one date to another."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def years_between(earlier: date, later: date) -> int:
    """Whole years from one date to another: an age."""
    before = (later.month, later.day) < (earlier.month, earlier.day)
    return later.year - earlier.year - before


def how_long(earlier: date, later: date) -> str:
    """A wait in words: "today", "12 days", "5 weeks", "31 months"."""
    days = (later - earlier).days
    if days <= 0:
        return "today"
    months = months_between(earlier, later)
    if months >= 3:
        return counted(months, "month")
    if days >= 28:
        return counted(days // 7, "week")
    return counted(days, "day")


def when_due(due: date, today: date) -> str:
    """A date against today: "today", "tomorrow", "3 days overdue", "by 4 May 2021"."""
    away = (due - today).days
    if away == 0:
        return "today"
    if away == 1:
        return "tomorrow"
    if away < 0:
        return f"{how_long(due, today)} overdue"
    return f"by {day(due)}"


def monday_of(value: date) -> date:
    """The Monday of the week of a date."""
    return value - timedelta(days=value.weekday())


def next_working_week(value: date) -> date:
    """The day itself, or the Monday after a weekend."""
    monday = monday_of(value) + timedelta(days=7)
    return monday if value.weekday() >= SATURDAY else value


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a numbered list of lines."""

    lines: list[str]
    numbered: bool = False


def blocks(text: str) -> list[Block]:
    """Text as policy files write it: paragraphs apart, lines "1. ..." in lists."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        if NUMBERED.match(part.strip()):
            items = re.split(r"\n(?=\s*\d+\.\s)", part.strip())
            lines = [" ".join(NUMBERED.sub("", i.strip()).split()) for i in items]
            found.append(Block(lines, numbered=True))
        elif part.strip():
            found.append(Block([" ".join(part.split())]))
    return found


def sentence_case(words: str) -> str:
    """The first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]
