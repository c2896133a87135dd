"""Who is to answer for which owner."""

from typing import Any

from django import forms

from evenhand.core.models import User


class OwnershipForm(forms.Form):
    """An owner, a policy lead, and why."""

    owner = forms.ChoiceField(
        label="Owner", error_messages={"required": "Choose the owner"}
    )
    who = forms.ChoiceField(
        label="Who answers for it",
        help_text="Policy leads only. Grant somebody that role first if they are missing.",
        error_messages={"required": "Choose who answers for it"},
    )
    because = forms.CharField(
        label="Why", max_length=200, error_messages={"required": "Say why"}
    )

    def __init__(
        self, *args: Any, owners: list[str], users: list[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._users = {str(user.pk): user for user in users}
        for name, choices in (
            ("owner", [(owner, owner) for owner in owners]),
            ("who", [(str(user.pk), user.name) for user in users]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choose one"), *choices]

    @property
    def user(self) -> User:
        """Who was chosen."""
        return self._users[self.cleaned_data["who"]]
