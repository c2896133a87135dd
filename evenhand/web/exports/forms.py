"""What is asked before a list leaves."""

from typing import Any

from django import forms


KINDS = [
    ("xlsx", "Excel workbook (.xlsx), with dates and numbers as such"),
    ("csv", "Plain file (.csv), for other systems"),
]
LEAST_REASON, MOST_REASON = 5, 200


class ExportForm(forms.Form):
    """Why, and as which kind of file; a list that tells of no person needs no reason."""

    because = forms.CharField(
        label="Why do you need this download?",
        help_text="Kept in the log of looks, with your name, what you download and when.",
        min_length=LEAST_REASON,
        max_length=MOST_REASON,
        error_messages={
            "required": "Say why you need this download",
            "min_length": "Say in a few words why you need this download",
            "max_length": f"The reason must be {MOST_REASON} characters or fewer",
        },
    )
    kind = forms.ChoiceField(
        label="Which kind of file?",
        choices=KINDS,
        initial="xlsx",
        error_messages={
            "required": "Choose which kind of file",
            "invalid_choice": "Choose one of the kinds of file",
        },
    )

    def __init__(
        self, *args: Any, personal: bool, workbook_only: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not personal:
            del self.fields["because"]
        if workbook_only:
            kind = self.fields["kind"]
            assert isinstance(kind, forms.ChoiceField)
            kind.choices = KINDS[:1]
