"""What is asked for when a tracker comes in, goes live, is mended or undone."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings

from evenhand.web.forms import DayField


MOST_REASON = 2_000
MEGABYTE = 1_000_000


def because_field(label: str, help_text: str, missing: str) -> forms.CharField:
    """Why: kept with the act."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MOST_REASON,
        error_messages={
            "required": missing,
            "max_length": f"The reason must be {MOST_REASON:,} characters or fewer",
        },
    )


class FileField(forms.FileField):
    """One file, at most as large as the house takes; a larger one was not kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "error_messages",
            {
                "required": "Choose a file",
                "empty": "This file is empty. Choose the file that has the rows",
                "missing": "The file did not arrive. Choose it again",
                "invalid": "The file did not arrive. Choose it again",
                "max_length": "The name of this file is too long. Give it a shorter one",
            },
        )
        super().__init__(max_length=200, **kwargs)


class FileForm(forms.Form):
    """A form with a file in it, which may have been too large to keep."""

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            most = settings.UPLOAD_MOST_BYTES // MEGABYTE
            self.fields["file"].error_messages["required"] = (
                f"The file must be {most} MB or smaller. Take out pictures and sheets "
                "that are not needed, or divide it"
            )


class BringInForm(FileForm):
    """A tracker, and whose it is."""

    file = FileField(
        label="Workbook or csv file",
        help_text="As it is: titles, several sheets and your own headings are fine.",
    )
    unit = forms.ChoiceField(
        label="Whose tracker is it",
        required=False,
        error_messages={"invalid_choice": "Choose one of the units"},
    )

    def __init__(
        self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The file says"), *units]


class ReturnForm(FileForm):
    """A workbook of rows that were set aside, as somebody corrected them."""

    file = FileField(
        label="The corrected workbook",
        help_text="The one downloaded here, with its first column as it was.",
    )


class GoLiveForm(forms.Form):
    """From which day a unit's tracker is no longer taken, and why."""

    on = DayField(
        called="go-live date",
        label="From which day is the tracker no longer taken",
        help_text="Leave this empty to take the tracker again.",
        required=False,
    )
    because = because_field(
        "Why", "Kept with your name and the date.", "Say why this date is right"
    )


class UndoForm(forms.Form):
    """Why an import is undone."""

    because = because_field(
        "Why is it undone",
        "Kept in the history of each case it touched, with your name.",
        "Say why this import is undone",
    )


class SettleForm(forms.Form):
    """Which of two changes is right, and why."""

    choice = forms.ChoiceField(
        label="Which is right",
        choices=[("here", "What stands here"), ("there", "What the tracker says")],
        error_messages={
            "required": "Choose which is right",
            "invalid_choice": "Choose which is right",
        },
    )
    because = because_field(
        "How do you know",
        "Kept in the history of the case, with your name.",
        "Say how you know which is right",
    )
