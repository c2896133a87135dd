"""Forms that let a system in, give it a token, and take the token back."""

from django import forms

from evenhand.core.models import Clearance, Scope
from evenhand.core.tokens.services import MOST_PER_MINUTE, PER_MINUTE
from evenhand.web.forms import DayField


def because(label: str) -> forms.CharField:
    """Why, in words; asked of every change that somebody may ask about later."""
    return forms.CharField(
        label=label, max_length=200, error_messages={"required": "Say why"}
    )


class SystemForm(forms.Form):
    """What a system is called, and which cases it may know of."""

    name = forms.CharField(
        label="What it is called",
        help_text="As people know it, such as Interpreter agency rota.",
        max_length=120,
        error_messages={"required": "Say what the system is called"},
    )
    username = forms.CharField(
        label="Its user name",
        help_text="Small letters, digits and hyphens, such as agency-rota.",
        max_length=40,
        error_messages={"required": "Give it a user name"},
    )
    clearances = forms.MultipleChoiceField(
        label="Cleared for",
        help_text="Nothing unless you say so: it then sees ordinary cases alone.",
        choices=Clearance.choices,
        required=False,
    )
    because = because("Why it is let in")


class TokenForm(forms.Form):
    """What a token is for, how long it works, and how fast it may call."""

    name = forms.CharField(
        label="Name of the token",
        help_text="Where it will be kept, such as rota server.",
        max_length=80,
        error_messages={"required": "Give the token a name"},
    )
    scopes = forms.MultipleChoiceField(
        label="What it is for",
        choices=[(one.value, f"{one.label} ({one.value})") for one in Scope],
        error_messages={"required": "Choose what the token is for"},
    )
    last_on = DayField(
        called="last day it works",
        label="Last day it works",
        help_text="Within a year. Grant another in time, and revoke this one then.",
    )
    per_minute = forms.IntegerField(
        label="Calls a minute, at most",
        initial=PER_MINUTE,
        min_value=1,
        max_value=MOST_PER_MINUTE,
        error_messages={
            "required": "Enter the calls a minute",
            "invalid": "Calls a minute must be a whole number, like 600",
            "min_value": "Calls a minute must be 1 or more",
            "max_value": f"Calls a minute must be {MOST_PER_MINUTE} or fewer",
        },
    )
    because = because("Why it is granted")


class RevokeForm(forms.Form):
    """Nothing but why."""

    because = because("Why it is revoked")
