"""The form for somebody who joins: who they are, what for, and what they bring."""

from typing import Any

from django import forms

from evenhand.core.models import Role
from evenhand.web.forms import DayField
from evenhand.web.people.change_forms import (
    NOTHING_YET,
    HoursForm,
    LanguagesForm,
    WhereField,
    offer_units,
)
from evenhand.web.people.words import GRADES
from evenhand.web.titles import Titles
from evenhand.workforce.models import Unit


class JoinForm(LanguagesForm):
    """Who joins, what for, and from when."""

    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter their name"}
    )
    ref = forms.RegexField(
        r"^[A-Za-z0-9-]+$",
        label="Staff reference",
        max_length=20,
        error_messages={
            "required": "Enter their staff reference",
            "invalid": "A staff reference is letters, figures and hyphens",
        },
    )
    username = forms.CharField(
        label="User name",
        help_text="Small letters and figures. You invite them to choose a password next.",
        max_length=60,
        error_messages={"required": "Enter their user name"},
    )
    role = forms.ChoiceField(
        label="First role",
        choices=[NOTHING_YET, *Role.choices],
        error_messages={"required": "Choose their first role"},
    )
    grade = forms.ChoiceField(
        label="Grade",
        choices=list(GRADES.items()),
        initial="HEO",
        error_messages={"required": "Choose their grade"},
    )
    where = WhereField(label="Unit or team")
    percent = HoursForm.base_fields["percent"]
    weekly_places = HoursForm.base_fields["weekly_places"]
    started_on = DayField(called="first day", label="Their first day")
    also_units = forms.MultipleChoiceField(
        label="Units they also work for",
        required=False,
        error_messages={"invalid_choice": "Choose units from the list"},
    )
    skills = forms.MultipleChoiceField(
        label="Trainings they bring",
        required=False,
        error_messages={"invalid_choice": "Choose trainings from the list"},
    )
    trained_on = DayField(
        called="day of these courses",
        label="Day of these courses",
        help_text="From it follows until when they count. Leave it empty for their first "
        "day; a training of another day is recorded on their page.",
        required=False,
    )
    field_order = (
        *("name", "ref", "username", "role", "grade", "where", "percent"),
        *("weekly_places", "started_on", "also_units", "skills", "trained_on"),
        "languages",
    )

    def __init__(
        self, *args: Any, units: list[Unit], titles: Titles, **kwargs: Any
    ) -> None:
        super().__init__(*args, titles=titles, **kwargs)
        field, skills = self.fields["where"], self.fields["skills"]
        assert isinstance(field, WhereField)
        assert isinstance(skills, forms.MultipleChoiceField)
        field.offer(units)
        offer_units(self.fields["also_units"], units)
        skills.choices = titles.choices("skills")

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        started, trained = asked.get("started_on"), asked.get("trained_on")
        if trained and started and trained > started:
            self.add_error(
                "trained_on", "The day of these courses must not be after the first day"
            )
        asked["trained_on"] = trained or started
        return asked
