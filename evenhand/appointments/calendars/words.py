"""Hours of a week as people write them: "9am to 1pm, 2pm to 5:30pm"; and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from evenhand.core.verdict import Refused
from evenhand.engine.diaries.steps import CLOSES, MINUTES, OPENS


WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$")
_TO = re.compile(r"\s*(?:-|–|\bto\b|\buntil\b)\s*")
NOON = 12


@dataclass(frozen=True, slots=True)
class HoursSaid:
    """One stretch of hours: on a weekday (Monday is 0), or on one day."""

    opens: time
    closes: time
    weekday: int | None = None
    on: date | None = None


def read_stretches(text: str) -> list[tuple[time, time]]:
    """The stretches of one day: "9am to 1pm, 14:00-17:30"; none of an empty text.

    Refused, saying what is wrong, where it cannot be read, ends before it begins,
    overlaps, is not on a quarter of an hour, or is outside of 7am to 9pm.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.lower().split(","))):
        ends = _TO.split(part)
        if len(ends) != 2:
            raise Refused(f"“{part}” is not hours: write them as 9am to 5pm")
        opens, closes = (read_time(end) for end in ends)
        if opens >= closes:
            raise Refused(f"“{part}” must end later than it begins")
        found.append((opens, closes))
    found.sort()
    for (_, closes), (opens, _) in zip(found, found[1:], strict=False):
        if opens < closes:
            raise Refused("These hours overlap")
    return found


def read_time(text: str) -> time:
    """A time of day: "9am", "2:30pm", "14:30", "midday". Refused where it is none."""
    if text.strip() == "midday":
        return time(NOON)
    said = _TIME.match(text.strip())
    if said is None:
        raise Refused(f"“{text.strip()}” is not a time: write it as 9am or 14:30")
    hour, minute, half = int(said[1]), int(said[2] or 0), said[3]
    if half and hour <= NOON:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise Refused(f"“{text.strip()}” is not a time of day")
    found = time(hour, minute)
    if found.minute % MINUTES:
        raise Refused(f"“{text.strip()}” is not on a quarter of an hour")
    if not OPENS <= found <= CLOSES:
        raise Refused("Hours are from 7am to 9pm")
    return found


def say_time(at: time) -> str:
    """A time of day: "9am", "2:30pm", "midday"."""
    if (at.hour, at.minute) == (NOON, 0):
        return "midday"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % NOON or NOON}{minutes}{'am' if at.hour < NOON else 'pm'}"


def say_stretches(stretches: Sequence[tuple[time, time]]) -> str:
    """ "9am to midday, 1pm to 5pm"; nothing for a day that is closed."""
    return ", ".join(
        f"{say_time(opens)} to {say_time(closes)}"
        for opens, closes in sorted(stretches)
    )


def say_week(week: Sequence[Sequence[tuple[time, time]]]) -> str:
    """A week in one line, days alike together: "Monday to Friday 9am to 5pm"."""
    said = [say_stretches(stretches) for stretches in week]
    runs: list[tuple[int, int, str]] = []
    for number, words in enumerate(said):
        if runs and runs[-1][2] == words:
            runs[-1] = (runs[-1][0], number, words)
        else:
            runs.append((number, number, words))
    parts = [
        f"{WEEKDAYS[first]}{_through(first, last)} {words}"
        for first, last, words in runs
        if words
    ]
    return "; ".join(parts)


def _through(first: int, last: int) -> str:
    if first == last:
        return ""
    return f"{' and' if last == first + 1 else ' to'} {WEEKDAYS[last]}"
