"""When a draft is to be in force, and why."""

from django import forms

from evenhand.web.forms import DayField


class SendForm(forms.Form):
    """The day from which it is to be in force, and why it should be."""

    effective_on = DayField(
        called="day it comes into force",
        label="From which day it is to be in force",
        help_text="Today at the earliest. Approved today for today, it begins at once.",
    )
    because = forms.CharField(
        label="Why it should come into force",
        help_text="Part of the record of the release, for whoever approves it and "
        "whoever asks later.",
        max_length=2_000,
        error_messages={"required": "Say why it should come into force"},
    )
