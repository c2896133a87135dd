"""What the address of a calendar asks for: whose, and of which week or day."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from evenhand.appointments.calendars.queries import KINDS
from evenhand.appointments.calendars.shown import week_of
from evenhand.engine.calendar import known_until
from evenhand.web.forms import day_in_address


WEEK = timedelta(days=7)
# So far back calendars are shown; what was booked is kept for longer.
FIRST = date(2015, 1, 5)


@dataclass(frozen=True, slots=True)
class AskedCalendar:
    """Whose calendar (`by` and `of`), of the day `on` or of its week; or found by words."""

    by: str
    of: str
    view: str
    on: date
    words: str = ""

    @classmethod
    def from_address(cls, query: QueryDict, today: date) -> "AskedCalendar":
        """Anything in the address that means nothing is left out."""
        by = query.get("by", "")
        on = day_in_address(query.get("on", "")) or today
        return cls(
            by=by if by in KINDS else "",
            of=query.get("of", "")[:40],
            view="day" if query.get("view") == "day" else "week",
            on=min(max(on, FIRST), _last()),
            words=" ".join(query.get("find", "").split())[:60],
        )

    @property
    def days(self) -> list[date]:
        """The day, or the days of the week."""
        return [self.on] if self.view == "day" else week_of(self.on)

    def at(self, **other: str | date) -> str:
        """The address of the same calendar, or of another day, view or calendar."""
        asked = replace(self, **other)  # type: ignore[arg-type]
        query = {"by": asked.by, "of": asked.of, "view": asked.view, "on": asked.on}
        return f"{reverse('calendar')}?{urlencode(query)}"

    @property
    def earlier(self) -> str:
        """The address of the week or day before; empty at the beginning."""
        on = self.on - (timedelta(days=1) if self.view == "day" else WEEK)
        return self.at(on=on) if on >= FIRST else ""

    @property
    def later(self) -> str:
        """The address of the week or day after; empty where no holidays are known."""
        on = self.on + (timedelta(days=1) if self.view == "day" else WEEK)
        return self.at(on=on) if on <= _last() else ""


def _last() -> date:
    """The last Sunday before which all bank holidays are known."""
    known = known_until()
    return known - timedelta(days=(known.weekday() + 1) % 7)
