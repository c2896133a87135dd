"""What booking officers fill in about messages, wishes and links."""

from django import forms

from evenhand.core.models import Message


def _why(label: str, needed: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=300,
        widget=forms.Textarea,
        error_messages={
            "required": needed,
            "max_length": "This must be 300 characters or fewer",
        },
    )


class SendAgainForm(forms.Form):
    """By which way, and where to."""

    channel = forms.ChoiceField(
        label="How",
        choices=[("", "Choose one"), *Message.Channel.choices],
        error_messages={
            "required": "Choose how to send it",
            "invalid_choice": "Choose how to send it",
        },
    )
    to_address = forms.CharField(
        label="Where to",
        help_text="An email address, a telephone number, or an address with its "
        "postcode.",
        max_length=300,
        error_messages={
            "required": "Say where to send it",
            "max_length": "This must be 300 characters or fewer",
        },
    )


class SettleForm(forms.Form):
    """What was done about a message that did not arrive."""

    because = _why(
        "What you did",
        "Say what you did about it",
        "For example: rang them and read it out; they wrote it down.",
    )


class KeepForm(forms.Form):
    """Why an interview stays as it is."""

    because = _why(
        "Why it cannot be changed",
        "Say why it cannot be changed",
        "Whoever asked is sent these words.",
    )


class RevokeForm(forms.Form):
    """Why private links are ended."""

    because = _why(
        "Why",
        "Say why the links are to open nothing any longer",
        "For example: the letter went to an address where they no longer live.",
    )
