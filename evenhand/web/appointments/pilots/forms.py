"""What is filled in about a pilot."""

from datetime import timedelta
from typing import Any

from django import forms

from evenhand.appointments.models import PilotDecision, PilotFeedback, Room, Site
from evenhand.appointments.pilots.models import Pilot
from evenhand.appointments.pilots.services import Wanted
from evenhand.web.forms import DayField
from evenhand.workforce.models import Unit


def _words(label: str, needed: str, hint: str = "", *, most: int = 2_000) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        widget=forms.Textarea,
        error_messages={
            "required": needed,
            "max_length": f"This must be {most:,} characters or fewer",
        },
    )


class StartForm(forms.Form):
    """A pilot, its days, and what it is compared with; last days are part of it."""

    title = forms.CharField(
        label="Title",
        max_length=60,
        error_messages={
            "required": "Give the pilot a title",
            "max_length": "The title must be 60 characters or fewer",
        },
    )
    what = _words("What is done differently", "Say what is done differently")
    expected = _words(
        "What it is meant to bring, and for whom", "Say what it is meant to bring"
    )
    because = _words("Why it is tried", "Say why it is tried", most=300)
    measures = forms.MultipleChoiceField(
        label="What is measured",
        choices=Pilot.Measure.choices,
        error_messages={"required": "Choose what is measured"},
    )
    areas = forms.CharField(
        label="Postcode areas of the people it is for (optional)",
        help_text="For example DE, L. Their interviews before the pilot are what it is "
        "compared with. Without any, its places are compared with themselves.",
        required=False,
        max_length=100,
    )
    from_on = DayField(called="first day", label="First day")
    last_on = DayField(called="last day", label="Last day")
    baseline_from_on = DayField(
        called="first day it is compared with", label="Compared with: first day"
    )
    baseline_last_on = DayField(
        called="last day it is compared with", label="Compared with: last day"
    )

    def clean_areas(self) -> list[str]:
        areas = self.cleaned_data["areas"].upper().replace(",", " ").split()
        for area in areas:
            if not (area.isascii() and area.isalpha() and len(area) <= 2):
                raise forms.ValidationError(
                    "Postcode areas are the letters a postcode begins with, such as DE"
                )
        return list(areas)

    def wanted(self) -> Wanted:
        """What was filled in, with the days after the last ones."""
        said, day = self.cleaned_data, timedelta(days=1)
        return Wanted(
            title=said["title"],
            what=said["what"],
            expected=said["expected"],
            because=said["because"],
            measures=said["measures"],
            areas=said["areas"],
            from_on=said["from_on"],
            to_on=said["last_on"] + day,
            baseline_from_on=said["baseline_from_on"],
            baseline_to_on=said["baseline_last_on"] + day,
        )


class JoinForm(forms.Form):
    """A part of where it runs; what is left open is everything."""

    site = forms.ChoiceField(label="Site", required=False)
    mode = forms.ChoiceField(
        label="How people are interviewed",
        choices=[("", "Any way"), *Room.Mode.choices],
        required=False,
    )
    unit = forms.ChoiceField(label="Unit of the interviewer", required=False)
    from_on = DayField(called="day", label="From which day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {one.code: one for one in Site.objects.order_by("name")}
        self.units = {one.code: one for one in Unit.objects.order_by("name")}
        for name, named, any_of in (
            ("site", self.sites, "Any site"),
            ("unit", self.units, "Any unit"),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                ("", any_of),
                *((code, str(o)) for code, o in named.items()),
            ]


class LeaveForm(forms.Form):
    """The last day a part belongs to it, and why it leaves."""

    last_on = DayField(called="last day", label="Last day in the pilot")
    because = _words("Why it leaves", "Say why it leaves", most=300)


class FeedbackForm(forms.Form):
    """What somebody said of it."""

    who = forms.ChoiceField(
        label="Who says it",
        choices=[("", "Choose one"), *PilotFeedback.Who.choices],
        error_messages={
            "required": "Choose who says it",
            "invalid_choice": "Choose who says it",
        },
    )
    finds = forms.ChoiceField(
        label="They find it",
        choices=PilotFeedback.Finds.choices,
        error_messages={
            "required": "Say how they find it",
            "invalid_choice": "Say how they find it",
        },
    )
    words = forms.CharField(
        label="In their words (optional)",
        help_text="Name nobody, and nothing by which somebody could be known.",
        required=False,
        max_length=2_000,
        widget=forms.Textarea,
    )


class DecideForm(forms.Form):
    """What becomes of it, and why."""

    kind = forms.ChoiceField(
        label="What becomes of it",
        choices=PilotDecision.Kind.choices,
        error_messages={
            "required": "Choose what becomes of it",
            "invalid_choice": "Choose what becomes of it",
        },
    )
    last_on = DayField(
        called="last day", label="If it is extended: its last day", required=False
    )
    because = _words(
        "Why",
        "Say why, from what was measured and said",
        "From what was measured, and what people said.",
    )
