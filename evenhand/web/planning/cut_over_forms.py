"""Forms of cut-overs: what is planned, what was said, and what was learned."""

from datetime import date
from typing import Any

from django import forms

from evenhand.core.models import Role, User
from evenhand.engine.rules.release import Release
from evenhand.flows.cut_over import MOST_PHASES, Asked
from evenhand.planning.cutover.phasing import Timetable
from evenhand.planning.models import CutOverFeedback
from evenhand.web.forms import DayField
from evenhand.workforce.models import Unit
from evenhand.workforce.queries import open_units


def routing_rules(policy: Release) -> list[tuple[str, str]]:
    """The rules that send cases to units: each with its number and its title."""
    return [
        (rule.id, f"{rule.id} {rule.title}")
        for table in policy.tables.values()
        if table.rulebook == "routing"
        for rule in table.rules
    ]


def _whole(label: str, least: int, most: int, called: str, **more: Any) -> forms.Field:
    words = f"The {called} must be a whole number from {least} to {most:,}"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages={
            "required": f"Enter the {called}",
            "invalid": words,
            "min_value": words,
            "max_value": words,
        },
        **more,
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An account, chosen by the name of its person."""

    def label_from_instance(self, obj: Any) -> str:
        """The person's name."""
        return str(obj.name)


class CutOverForm(forms.Form):
    """What a cut-over is called, which cases it is about, when, and why."""

    title = forms.CharField(
        label="What it is called",
        max_length=120,
        help_text="For example, Iraq to Wales.",
        error_messages={"required": "Enter what the cut-over is called"},
    )
    to_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        label="Unit that receives the cases",
        help_text="The cases that the rules in force send there first.",
        empty_label="Choose a unit",
        error_messages={
            "required": "Choose the unit that receives the cases",
            "invalid_choice": "Choose a unit from the list",
        },
    )
    rule = forms.ChoiceField(
        required=False,
        label="Only those of one rule",
        error_messages={"invalid_choice": "Choose a rule from the list"},
    )
    from_units = forms.ModelMultipleChoiceField(
        Unit.objects.order_by("name"),
        to_field_name="code",
        required=False,
        label="Units that give cases up",
        help_text="Choose none for all other units, and cases of no unit yet.",
        error_messages={
            "invalid_choice": "Choose units from the list",
            "invalid_pk_value": "Choose units from the list",
        },
    )
    phases = _whole("Number of phases", 1, MOST_PHASES, "number of phases", initial=3)
    first_on = DayField(called="day of the first phase", label="Day of the first phase")
    days_apart = _whole(
        "Days from one phase to the next",
        1,
        91,
        "number of days",
        initial=14,
        help_text="A phase that would be on a weekend or bank holiday is put off a day.",
    )
    most = _whole(
        "Most cases in a phase",
        1,
        20_000,
        "most cases in a phase",
        required=False,
        help_text="Leave empty to share all cases alike. What does not fit, stays.",
    )
    review_on = DayField(
        called="day of the review",
        label="Looked back on",
        help_text="When what happened is held against what was planned.",
    )
    owner = PersonField(
        User.objects.none(),
        to_field_name="username",
        label="Who answers for it",
        empty_label="Choose a person",
        error_messages={
            "required": "Choose who answers for it",
            "invalid_choice": "Choose a person from the list",
        },
    )
    because = forms.CharField(
        label="Why",
        max_length=2_000,
        help_text="Kept in the history of each case, with your name.",
        error_messages={"required": "Say why the cases move"},
    )

    def __init__(self, *args: Any, policy: Release, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        rule, owner = self.fields["rule"], self.fields["owner"]
        to_unit = self.fields["to_unit"]
        assert isinstance(to_unit, forms.ModelChoiceField)
        to_unit.queryset = open_units(today).filter(is_queue=False)
        assert isinstance(rule, forms.ChoiceField)
        assert isinstance(owner, PersonField)
        rule.choices = [
            ("", "All rules that send cases there"),
            *routing_rules(policy),
        ]
        owner.queryset = (
            User.objects.filter(
                role_grants__role=Role.WORKFLOW_MANAGER,
                role_grants__ended_at=None,
                is_active=True,
            )
            .distinct()
            .order_by("name")
        )

    def clean_first_on(self) -> date:
        first_on: date = self.cleaned_data["first_on"]
        if first_on < self.today:
            raise forms.ValidationError("The first phase must not be in the past")
        if (first_on - self.today).days > 365:
            raise forms.ValidationError("The first phase must be within a year")
        return first_on

    def asked(self) -> Asked:
        """What was asked, once the form is valid."""
        given = self.cleaned_data
        return Asked(
            title=given["title"],
            to_unit=given["to_unit"],
            from_units=tuple(given["from_units"]),
            rules=(given["rule"],) if given["rule"] else (),
            because=given["because"],
            owner=given["owner"],
            timetable=Timetable(
                phases=given["phases"],
                first_on=given["first_on"],
                days_apart=given["days_apart"],
                most=given["most"],
            ),
            review_on=given["review_on"],
        )


class FeedbackForm(forms.Form):
    """What somebody said of a cut-over, and whose words they are."""

    whose = forms.ChoiceField(
        choices=CutOverFeedback.Whose.choices,
        label="Who said it",
        error_messages={"required": "Choose who said it"},
    )
    words = forms.CharField(
        label="What was said",
        max_length=4_000,
        help_text="Do not name a case or a person: every workflow manager reads this.",
        error_messages={"required": "Write down what was said"},
    )


class ReviewForm(forms.Form):
    """What was learned, once it is looked back on."""

    lessons = forms.CharField(
        label="What was learned",
        max_length=4_000,
        help_text="What the next cut-over should do alike, and what differently.",
        error_messages={"required": "Write down what was learned"},
    )
