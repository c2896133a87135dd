"""Forms of planning."""

from datetime import date
from typing import Any

from django import forms

from evenhand.web.forms import DayField


class StartForm(forms.Form):
    """The week a run plans for, by any day of it."""

    on = DayField(called="day to plan for", label="Plan for the week of")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError("The day to plan for must not be in the past")
        if (on - self.today).days > 60:
            raise forms.ValidationError(
                "The day to plan for must be within the next 60 days"
            )
        return on
