"""What is asked on the day of an interview."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms

from evenhand.appointments.day.models import Beginning
from evenhand.appointments.models import Outcome
from evenhand.engine.diaries.steps import LONDON
from evenhand.web.forms import DayField


NO_CHANCE = "no chance"


class ComingForm(forms.Form):
    """When somebody came, if it was not just now."""

    hour = forms.TimeField(
        label="When they came, if it was not just now",
        help_text="For example 9:40am or 09:40.",
        required=False,
        input_formats=["%H:%M", "%I:%M%p", "%I%p", "%H.%M"],
        error_messages={"invalid": "Enter a time such as 9:40am or 09:40"},
    )

    def came_at(self, on: date, at: datetime) -> datetime:
        """The instant they came: now, where no time is given."""
        hour: time | None = self.cleaned_data.get("hour")
        return at if hour is None else datetime.combine(on, hour, LONDON)


class BeginForm(forms.Form):
    """What is confirmed when an interview begins."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    adult = forms.ChoiceField(
        label="Is the responsible adult with the child?",
        choices=[("yes", "Yes"), ("no", "No")],
        required=False,
    )
    representative = forms.ChoiceField(
        label="Their representative",
        choices=[
            *Beginning.Representative.choices,
            (NO_CHANCE, "They had no chance to attend"),
        ],
        error_messages={
            "required": "Say whether the representative had the chance to attend",
            "invalid_choice": "Say whether the representative had the chance to attend",
        },
    )
    late_because = forms.CharField(
        label="Why it begins late",
        required=False,
        max_length=200,
        error_messages={"max_length": "This must be 200 characters or fewer"},
    )

    def __init__(self, *args: Any, child: bool, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if child:
            self.fields["adult"].required = True
            self.fields["adult"].error_messages = {
                "required": "Say whether the responsible adult is there"
            }
        else:
            del self.fields["adult"]
        if not late:
            del self.fields["late_because"]


class EndForm(forms.Form):
    """How an interview ended, or why it was not held."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="How did it end?",
        error_messages={
            "required": "Choose how it ended",
            "invalid_choice": "Choose how it ended",
        },
    )
    because = forms.CharField(
        label="What happened",
        help_text="In a few words; not needed for an interview that was completed.",
        required=False,
        max_length=500,
        error_messages={"max_length": "This must be 500 characters or fewer"},
    )
    unfit_until = DayField(
        called="day until which they are unfit",
        label="Unfit until, as far as is known",
        help_text="Only where the claimant was unfit.",
        required=False,
    )

    def __init__(self, *args: Any, outcomes: Iterable[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(outcome.value, outcome.label) for outcome in outcomes]


class LinkForm(forms.Form):
    """The address at which an interview by video is joined."""

    address = forms.CharField(
        label="Address of the link",
        help_text="The whole of it, beginning with https://",
        max_length=500,
        error_messages={
            "required": "Enter the address of the link",
            "max_length": "This must be 500 characters or fewer",
        },
    )


class ExplanationForm(forms.Form):
    """What is done about a missed interview."""

    SAID, ACCEPT, LETTER, SENIOR = "said", "accept", "letter", "senior"

    what = forms.ChoiceField(
        label="What do you want to record?",
        choices=[
            (SAID, "What the person said"),
            (ACCEPT, "The explanation is accepted: book the interview again"),
            (LETTER, "A letter that asks for more"),
            (SENIOR, "A senior is to consider it"),
        ],
        error_messages={
            "required": "Choose what you want to record",
            "invalid_choice": "Choose what you want to record",
        },
    )
    words = forms.CharField(
        label="In words",
        help_text="What they said, why it is accepted, what the letter asks for, or what "
        "the senior is to consider.",
        max_length=500,
        error_messages={
            "required": "Write it down in a few words",
            "max_length": "This must be 500 characters or fewer",
        },
    )
    said_on = DayField(
        called="day they said so",
        label="On which day they said so",
        help_text="Only for what the person said.",
        required=False,
    )
