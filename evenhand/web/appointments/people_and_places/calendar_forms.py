"""Forms of hours, of single days, and of absences and closures."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from evenhand.appointments.calendars.models import Away, Calendar
from evenhand.appointments.calendars.words import WEEKDAYS, HoursSaid, read_stretches
from evenhand.core.verdict import Refused
from evenhand.web.appointments.people_and_places.forms import because, choice
from evenhand.web.forms import DayField


TIMES = ["%H:%M", "%I:%M%p", "%I%p", "%H.%M"]
_PLACES = (Away.Cause.CLOSURE, Away.Cause.FAULT, Away.Cause.EMERGENCY)
_PEOPLE = (
    Away.Cause.LEAVE,
    Away.Cause.ILLNESS,
    Away.Cause.CANCELLED,
    Away.Cause.EMERGENCY,
)


class StretchesField(forms.CharField):
    """Hours of one day, typed as "9am to 1pm, 2pm to 5pm"; empty: closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=120, **kwargs)

    def clean(self, value: Any) -> list[tuple[time, time]]:
        typed = super().clean(value)
        try:
            return read_stretches(typed)
        except Refused as wrong:
            raise forms.ValidationError(f"{self.label}: {wrong}") from None


class HoursForm(forms.Form):
    """The hours of every weekday, and from when they hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = StretchesField(label=name)
        self.fields["from_on"] = DayField(
            called="first day",
            label="From which day (optional)",
            help_text="Leave it empty for at once. Until then the present hours hold.",
            required=False,
        )
        self.fields["because"] = because("Why they change")

    def said(self) -> list[HoursSaid]:
        """The hours of the week, as services take them."""
        return [
            HoursSaid(opens=opens, closes=closes, weekday=number)
            for number in range(len(WEEKDAYS))
            for opens, closes in self.cleaned_data[f"day_{number}"]
        ]


class OpenDayForm(forms.Form):
    """One day besides the hours of the week."""

    on = DayField(called="day", label="On which day")
    hours = StretchesField(
        label="From when to when", help_text="For example 9am to 1pm, 2pm to 5pm."
    )
    because = because()


class AwayForm(forms.Form):
    """Why, and from when to when; whole days where no time is given."""

    cause = choice("What it is", "what it is", [])
    from_on = DayField(called="first day", label="First day")
    from_time = forms.TimeField(
        label="From what time (optional)",
        help_text="For example 1pm or 13:00. Empty: from the beginning of the day.",
        required=False,
        input_formats=TIMES,
        error_messages={"invalid": "Enter a time such as 2:30pm or 14:30"},
    )
    last_on = DayField(called="last day", label="Last day")
    last_time = forms.TimeField(
        label="Until what time (optional)",
        help_text="Empty: until the end of the day.",
        required=False,
        input_formats=TIMES,
        error_messages={"invalid": "Enter a time such as 2:30pm or 14:30"},
    )
    because = because("Why (what others may read)", required=False)

    def __init__(self, *args: Any, calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = calendar.kind in (Calendar.Kind.SITE, Calendar.Kind.ROOM)
        field = self.fields["cause"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(cause.value), str(cause.label))
            for cause in (_PLACES if places else _PEOPLE)
        ]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("from_on"), asked.get("last_on")
        if isinstance(first, date) and isinstance(last, date):
            starts, ends = self.span()
            if starts >= ends:
                self.add_error("last_on", "It must end later than it begins")
        return asked

    def span(self) -> tuple[datetime, datetime]:
        """From when to when, as instants."""
        got = self.cleaned_data
        starts = datetime.combine(got["from_on"], got.get("from_time") or time.min)
        if got.get("last_time"):
            ends = datetime.combine(got["last_on"], got["last_time"])
        else:
            ends = datetime.combine(got["last_on"] + timedelta(days=1), time.min)
        return timezone.make_aware(starts), timezone.make_aware(ends)

    def during(self) -> DateTimeTZRange:
        """The stretch of time, half open."""
        return DateTimeTZRange(*self.span())


class WhyForm(forms.Form):
    """Nothing but why."""

    because = because(required=False)
