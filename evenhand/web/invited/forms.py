"""What the holder of a private link is asked: the second factor, and what to change."""

from typing import Any

from django import forms

from evenhand.appointments.telling.answering import LONGEST
from evenhand.appointments.telling.models import PrivateLink


Asks = PrivateLink.Asks

# What is asked of each reader, and the words beside the box.
ASKED = {
    (Asks.YEAR, "claimant"): (
        "The year you were born",
        "Four figures, for example 1994.",
    ),
    (Asks.YEAR, "adult"): (
        "The year the child was born",
        "Four figures, for example 2006.",
    ),
    (Asks.YEAR, "representative"): (
        "The year your client was born",
        "Four figures, for example 1994.",
    ),
    (Asks.THEIRS, "representative"): (
        "Your own reference of this client",
        "As your firm wrote it to us.",
    ),
}
REFERENCE = (
    "The last four characters of the reference",
    "It is in our letters, after the word Reference.",
)


class OpenForm(forms.Form):
    """One box: what is not in the message that carried the link."""

    answer = forms.CharField(
        max_length=60,
        error_messages={"required": "Fill in the box"},
    )

    def __init__(self, *args: Any, link: PrivateLink, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label, hint = ASKED.get((Asks(link.asks), link.recipient), REFERENCE)
        field = self.fields["answer"]
        field.label, field.help_text = label, hint


class ChangeForm(forms.Form):
    """What should change, in the person's own words."""

    because = forms.CharField(
        label="What should change, and why",
        help_text="For example: I have a hospital appointment that morning. Say which "
        "days or times you can come, if you know.",
        widget=forms.Textarea,
        max_length=LONGEST,
        error_messages={
            "required": "Say what should change, and why",
            "max_length": f"Write {LONGEST:,} characters or fewer",
        },
    )
