"""Forms of plans of interviews."""

from typing import Any

from django import forms

from evenhand.appointments.models import Site
from evenhand.engine.interviewing.standards import InterviewStandard
from evenhand.flows.plan_interviews import (
    MOST_MOVES,
    MOST_SHARE,
    MOST_WEEKS,
    Wanted,
)
from evenhand.workforce.models import Unit


class StartPlanForm(forms.Form):
    """How far ahead, how much notice, what is kept back, and of which sites and cases."""

    weeks = forms.IntegerField(
        label="Weeks ahead",
        min_value=1,
        max_value=MOST_WEEKS,
        error_messages={
            "required": "Enter how many weeks ahead",
            "invalid": "Weeks ahead must be a whole number",
            "min_value": "Plan at least one week ahead",
            "max_value": f"Plan up to {MOST_WEEKS} weeks ahead",
        },
    )
    notice_days = forms.IntegerField(
        label="Days of notice",
        max_value=7 * MOST_WEEKS,
        error_messages={
            "required": "Enter how many days ahead people are told",
            "invalid": "Days of notice must be a whole number",
            "max_value": "Days of notice must be fewer than the weeks that are planned",
        },
    )
    share = forms.IntegerField(
        label="Kept for emergencies, in per cent of the rooms",
        min_value=0,
        max_value=int(100 * MOST_SHARE),
        error_messages={
            "required": "Enter how much is kept for emergencies, 0 for nothing",
            "invalid": "What is kept for emergencies must be a whole number",
            "min_value": "What is kept for emergencies must be 0 or more",
            "max_value": "Keep no more than half of the rooms for emergencies",
        },
    )
    most_moves = forms.IntegerField(
        label="People who may be put at another time",
        help_text="Of those who were told of one, where somebody more can be interviewed "
        "because of it. 0: everybody keeps what they were told.",
        required=False,
        min_value=0,
        max_value=MOST_MOVES,
        error_messages={
            "invalid": "How many may be moved must be a whole number",
            "min_value": "How many may be moved must be 0 or more",
            "max_value": f"Move at most {MOST_MOVES} people",
        },
    )
    sites = forms.MultipleChoiceField(
        required=False,
        label="Sites",
        help_text="None chosen: all of them.",
        error_messages={"invalid_choice": "Choose sites from the list"},
    )
    units = forms.MultipleChoiceField(
        required=False,
        label="Cases of the units",
        help_text="None chosen: of all of them.",
        error_messages={"invalid_choice": "Choose units from the list"},
    )
    bands = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        label="Bands",
        help_text="None chosen: all of them.",
        error_messages={"invalid_choice": "Choose bands from the list"},
    )

    def __init__(
        self,
        *args: Any,
        standard: InterviewStandard,
        bands: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "weeks": standard.horizon.days // 7,
            "notice_days": standard.least_notice.days,
            "share": round(100 * standard.emergency_share),
            "most_moves": 0,
        }
        super().__init__(*args, **kwargs)
        least, best = standard.least_notice.days, standard.best_notice.days
        notice, sites, units, chosen = (
            self.fields[name] for name in ("notice_days", "sites", "units", "bands")
        )
        notice.help_text = f"At least {least}, and best {best}."
        assert isinstance(sites, forms.MultipleChoiceField)
        assert isinstance(units, forms.MultipleChoiceField)
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        sites.choices = list(Site.objects.order_by("name").values_list("code", "name"))
        units.choices = list(Unit.objects.order_by("name").values_list("code", "name"))
        chosen.choices = bands
        self.least_notice = least

    def clean_notice_days(self) -> int:
        days: int = self.cleaned_data["notice_days"]
        if days < self.least_notice:
            raise forms.ValidationError(
                f"People are told at least {self.least_notice} days ahead"
            )
        return days

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        asked = self.cleaned_data
        return Wanted(
            notice_days=asked["notice_days"],
            weeks=asked["weeks"],
            most_moves=asked["most_moves"] or 0,
            emergency_share=asked["share"] / 100,
            sites=asked["sites"],
            units=asked["units"],
            bands=asked["bands"],
        )
