"""Forms that change something about people and teams; services check their sense."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from evenhand.core.models import Clearance, Role
from evenhand.web.forms import DayField
from evenhand.web.people.words import team_of
from evenhand.web.titles import Titles
from evenhand.workforce.models import Team, Unit


NOTHING_YET = ("", "Choose one")
GRANTS = [
    *((f"role:{value}", str(label)) for value, label in Role.choices),
    *(
        (f"clearance:{value}", f"Cleared for: {label}")
        for value, label in Clearance.choices
    ),
]


def because(label: str, missing: str) -> forms.CharField:
    """Why, in words; asked of every change that somebody may ask about later."""
    return forms.CharField(
        label=label, max_length=200, error_messages={"required": missing}
    )


class AbsenceForm(forms.Form):
    """First and last day away. Why is not asked."""

    from_on = DayField(called="first day away", label="First day away")
    last_on = DayField(called="last day away", label="Last day away")

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("from_on"), asked.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day away must not be before the first")
        elif last:
            asked["to_on"] = last + timedelta(days=1)
        return asked


class BackForm(forms.Form):
    """The first day back."""

    on = DayField(
        called="first day back",
        label="First day back",
        help_text="Cases that were given to others meanwhile stay with them.",
    )


class HoursForm(forms.Form):
    """Hours in hundredths of full time, and places in a full week."""

    percent = forms.IntegerField(
        label="Hours, in per cent of full time",
        min_value=1,
        max_value=100,
        error_messages={
            "required": "Enter the hours",
            "invalid": "Hours must be a whole number, like 80",
            "min_value": "Hours must be 1 per cent or more",
            "max_value": "Hours must be 100 per cent or fewer",
        },
    )
    weekly_places = forms.IntegerField(
        label="Places for new cases in a full week",
        help_text="As agreed between the person and their team leader.",
        min_value=0,
        max_value=20,
        error_messages={
            "required": "Enter the places in a full week",
            "invalid": "Places must be a whole number, like 5",
            "min_value": "Places must be 0 or more",
            "max_value": "Places must be 20 or fewer",
        },
    )
    because = because("Why they change", "Say why the hours or places change")

    @property
    def fte(self) -> Decimal:
        """Full time is 1."""
        return full_time(self.cleaned_data["percent"])


def full_time(percent: int) -> Decimal:
    """Hours in hundredths as a part of full time, which is 1."""
    return Decimal(percent) / 100


class WhereField(forms.ChoiceField):
    """A unit, or one of its teams."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "Choose a unit or a team"})
        super().__init__(**kwargs)

    def offer(self, units: list[Unit]) -> None:
        """Every unit, each followed by its teams."""
        teams: dict[int, list[Team]] = {}
        for team in Team.objects.filter(unit__in=units).order_by("name"):
            teams.setdefault(team.unit_id, []).append(team)
        self.choices = [
            choice
            for unit in units
            for choice in (
                (unit.code, f"{unit.name}, no team"),
                *(
                    (
                        f"{unit.code}/{team.pk}",
                        f"{unit.name}: {team_of(team.name, unit)}",
                    )
                    for team in teams.get(unit.pk, [])
                ),
            )
        ]


def where_said(said: str) -> tuple[Unit, Team | None]:
    """The unit and the team of one choice; a team that is gone meanwhile is none."""
    code, _, team = said.partition("/")
    unit = Unit.objects.get(code=code)
    return unit, unit.teams.filter(pk=int(team)).first() if team else None


class MoveForm(forms.Form):
    """Where somebody goes, and why."""

    where = WhereField(label="Where they go", help_text="Their cases stay theirs.")
    because = because("Why they move", "Say why they move")

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["where"]
        assert isinstance(field, WhereField)
        field.offer(units)


class LeaveForm(forms.Form):
    """The last day, and why."""

    last_on = DayField(
        called="last day",
        label="Their last day",
        help_text="From the day after they have no places, roles or way to sign in.",
    )
    because = because("Why they leave", "Say why they leave")


class WhyForm(forms.Form):
    """Nothing but why."""

    because = because("Why", "Say why")


class SkillForm(forms.Form):
    """A training and its two days."""

    skill = forms.ChoiceField(
        label="Training", error_messages={"required": "Choose the training"}
    )
    held_from = DayField(called="day of the course", label="Day of the course")
    last_on = DayField(
        called="last day it counts",
        label="Last day it counts",
        help_text="Leave it empty for the time the list of trainings gives.",
        required=False,
    )

    def __init__(self, *args: Any, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["skill"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [NOTHING_YET, *titles.choices("skills")]


class EndSkillForm(forms.Form):
    """From when a training counts no longer, and why."""

    on = DayField(called="first day without it", label="First day without it")
    because = because("Why they no longer hold it", "Say why they no longer hold it")


class AlsoUnitsForm(forms.Form):
    """Which units somebody helps beside their own, and why."""

    also_units = forms.MultipleChoiceField(
        label="Units they also work for",
        help_text="From the next plan on they are given cases of these too.",
        required=False,
        error_messages={"invalid_choice": "Choose units from the list"},
    )
    because = because("Why it changes", "Say why it changes")

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self.fields["also_units"], units)


def offer_units(field: forms.Field, units: list[Unit]) -> None:
    """Let several of these units be chosen in a field."""
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = [(unit.code, unit.name) for unit in units]


class LanguagesForm(forms.Form):
    """Languages by name, with commas between them."""

    languages = forms.CharField(
        label="Languages",
        help_text="With commas between them, as in the list of languages: Arabic, Farsi.",
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {name.casefold(): name for name, _ in titles.choices("languages")}

    def clean_languages(self) -> list[str]:
        typed = [part.strip() for part in self.cleaned_data["languages"].split(",")]
        found = []
        for name in filter(None, typed):
            if name.casefold() not in self._known:
                raise forms.ValidationError(f"{name} is not in the list of languages")
            found.append(self._known[name.casefold()])
        return found


class GrantForm(forms.Form):
    """One role or clearance, and why."""

    what = forms.ChoiceField(
        label="Role or clearance",
        choices=[NOTHING_YET, *GRANTS],
        error_messages={"required": "Choose a role or a clearance"},
    )
    because = because("Why they are given it", "Say why")


class TeamForm(forms.Form):
    """The name of a team."""

    name = forms.CharField(
        label="Name of the team",
        max_length=100,
        error_messages={"required": "Enter the name of the team"},
    )
