"""Forms that add a unit, name it anew, or close it; the service checks their sense."""

from django import forms

from evenhand.web.forms import DayField
from evenhand.web.people.change_forms import because


class RenameUnitForm(forms.Form):
    """What a unit is called and which region it is for."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={"required": "Enter the name of the unit"},
    )
    region = forms.CharField(
        label="Region",
        help_text="Leave it empty for a unit of the whole nation.",
        max_length=200,
        required=False,
    )
    because = because("Why it changes", "Say why it is changed")


class UnitForm(forms.Form):
    """A unit that is added: its code for the rules, and its name for people."""

    code = forms.CharField(
        label="Code",
        help_text="By which policy sends cases there, like LIVERPOOL. It stays as it is.",
        max_length=20,
        error_messages={"required": "Enter the code of the unit"},
    )
    name = RenameUnitForm.base_fields["name"]
    region = RenameUnitForm.base_fields["region"]
    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            ("unit", "A unit with decision makers"),
            ("queue", "A queue, where nobody decides"),
        ],
        initial="unit",
        error_messages={"required": "Choose what it is"},
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


class CloseUnitForm(forms.Form):
    """From when a unit is closed, and why."""

    closes_on = DayField(called="day it closes", label="First day it is closed")
    because = because("Why it closes", "Say why it closes")
