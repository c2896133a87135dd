"""Forms of planning."""

from datetime import date
from typing import Any

from django import forms

from evenhand.planning.acceptance.reasons import OVERRIDE
from evenhand.planning.models import Override, Run
from evenhand.web.forms import DayField
from evenhand.web.titles import Titles
from evenhand.workforce.models import Unit


class StartForm(forms.Form):
    """The week a run plans for, by any day of it; of what unit, and which places."""

    on = DayField(called="day to plan for", label="Plan for the week of")
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("name"),
        to_field_name="code",
        required=False,
        empty_label="The nation",
        label="Cases and people of",
        error_messages={"invalid_choice": "Choose a unit from the list"},
    )
    places = forms.ChoiceField(
        choices=Run.Places.choices,
        required=False,
        label="Give out",
        help_text="A full caseload goes by each person’s hours, less what they own.",
        error_messages={"invalid_choice": "Choose what to give out from the list"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_places(self) -> str:
        return self.cleaned_data["places"] or Run.Places.WEEK

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError("The day to plan for must not be in the past")
        if (on - self.today).days > 60:
            raise forms.ValidationError(
                "The day to plan for must be within the next 60 days"
            )
        return on


class ReasonForm(forms.Form):
    """A coded reason, and words: the same on both sides, to accept and to change.

    `register` names the reasons. Whether words are needed is the service's to say.
    """

    reason = forms.ChoiceField(required=False, label="Reason")
    because = forms.CharField(
        required=False,
        max_length=2_000,
        label="In your own words",
        help_text="Kept in the history of each case, with your name.",
    )

    def __init__(
        self, *args: Any, titles: Titles, register: str, needed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [
            ("", "Choose a reason" if needed else "None needed"),
            *titles.choices(register),
        ]
        reason.required = needed
        reason.error_messages = {
            "required": "Choose a reason",
            "invalid_choice": "Choose a reason from the list",
        }


INSTEAD = [
    (Override.Choice.PERSON.value, "Give it to another person"),
    (Override.Choice.UNIT.value, "Give it to a unit, to find somebody there"),
    (Override.Choice.LEFT.value, "Leave it as it is"),
]


class OverrideForm(ReasonForm):
    """Where a case goes instead of where it was proposed, or that it stays."""

    choice = forms.ChoiceField(
        label="What should happen instead",
        error_messages={"required": "Choose what should happen instead"},
    )
    person = forms.ChoiceField(required=False, label="Another person")
    to_unit = forms.ChoiceField(required=False, label="A unit")

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        units: list[tuple[str, str]],
        may_leave: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, register=OVERRIDE, needed=True, **kwargs)
        choice, person, unit = (
            self.fields[name] for name in ("choice", "person", "to_unit")
        )
        assert isinstance(choice, forms.ChoiceField)
        assert isinstance(person, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        choice.choices = INSTEAD if may_leave else INSTEAD[:2]
        person.choices = [("", "Choose a person"), *people]
        unit.choices = [("", "Choose a unit"), *units]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        choice = given.get("choice")
        if choice == Override.Choice.PERSON and not given.get("person"):
            self.add_error("person", "Choose the person")
        if choice == Override.Choice.UNIT and not given.get("to_unit"):
            self.add_error("to_unit", "Choose the unit")
        return given
