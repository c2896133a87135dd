"""What is asked before a policy is rehearsed."""

from typing import Any

from django import forms

from evenhand.releases.models import PolicyRelease
from evenhand.web.forms import DayField


class RehearseForm(forms.Form):
    """The day to stand on, the release to compare with, and whether places are given."""

    on = DayField(
        called="day to rehearse on",
        label="On which day?",
        help_text=(
            "Today: on the caseload as it stands. A past day: on the facts as they were "
            "known at its end. A day to come: on what is known now, with the waits of "
            "that day."
        ),
    )
    against = forms.ModelChoiceField(
        PolicyRelease.objects.none(),
        to_field_name="number",
        label="Compared with",
        error_messages={
            "required": "Choose the release to compare with",
            "invalid_choice": "Choose a release from the list",
        },
    )
    with_allocation = forms.BooleanField(
        required=False,
        label="Give out this week’s places under either policy as well",
        help_text=(
            "Takes a few seconds longer. Says who would be given a place, and who no "
            "longer. On the caseload as it stands only."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        against = self.fields["against"]
        assert isinstance(against, forms.ModelChoiceField)
        against.queryset = PolicyRelease.objects.defer("bundle").order_by("-number")
        against.empty_label = None
