"""Fields whose words are ours: a form checks shape, a service checks sense."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms


PARTS = ("day", "month", "year")
MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}


class DayWidget(forms.Widget):
    """Three boxes: day, month and year."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> tuple[str, ...]:
        return tuple(str(data.get(f"{name}-{part}", "")).strip() for part in PARTS)

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> bool:
        return all(f"{name}-{part}" not in data for part in PARTS)


class DayField(forms.Field):
    """A date typed as day, month and year. `called` names it in messages."""

    widget = DayWidget

    def __init__(self, *, called: str, **kwargs: Any) -> None:
        self.called = called
        kwargs.setdefault("error_messages", {"required": f"Enter the {called}"})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        if not any(value):
            return None
        what = self.called[0].upper() + self.called[1:]
        for part, typed in zip(PARTS, value, strict=True):
            if not typed:
                raise forms.ValidationError(f"{what} must include a {part}")
        if len(value[2]) != 4:
            raise forms.ValidationError(f"{what} must have a year of four figures")
        try:
            month = MONTHS.get(value[1][:3].lower()) or int(value[1])
            return date(int(value[2]), month, int(value[0]))
        except ValueError:
            raise forms.ValidationError(f"{what} must be a real date") from None

    def boxes(self, value: Any) -> list[tuple[str, str]]:
        """Each part with what stands in its box."""
        if isinstance(value, date):
            value = (value.day, value.month, value.year)
        typed = value or ("", "", "")
        return [(part, str(box)) for part, box in zip(PARTS, typed, strict=True)]


FIRST_YEAR, LAST_YEAR = 1900, 2200


def day_in_address(text: str) -> date | None:
    """A date given in an address as 2026-10-01; None where it is none of our time."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def instant_in_form(text: str) -> datetime | None:
    """An instant a form carries along as 2026-10-01T09:00:00+00:00; None where none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def numbers_in(sent: Sequence[str]) -> list[int]:
    """The numbers among what a form sent; anything else is left out."""
    return [int(text) for text in sent if text.isascii() and text.isdigit()]
