"""The sign-in form."""

from django import forms


class SignInForm(forms.Form):
    """A user name and a password; who they belong to is for the service to say."""

    username = forms.CharField(
        label="User name",
        max_length=60,
        error_messages={"required": "Enter your user name"},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=200,
        error_messages={"required": "Enter your password"},
    )
