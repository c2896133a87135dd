"""What is asked before something is done to many cases: one form for each act."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from evenhand.casework.bulk.verdicts import may_be_in_bulk
from evenhand.casework.models import BulkAct
from evenhand.web.forms import DayField
from evenhand.web.titles import Titles
from evenhand.workforce.models import StaffMember


Kind = BulkAct.Kind
TOO_LONG = "This must be 2,000 characters or fewer"


class BulkForm(forms.Form):
    """A form for one kind of act; `data` and `because` are what the act keeps."""

    def __init__(self, *args: Any, titles: Titles, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles, self.today = titles, today
        if "barrier" in self.fields:
            self.fields["barrier"].choices = [  # type: ignore[attr-defined]
                ("", "Choose a kind"),
                *(
                    (kind, title)
                    for kind, title in titles.choices("barriers")
                    if titles.policy is not None and may_be_in_bulk(titles.policy, kind)
                ),
            ]
        if "progressor" in self.fields:
            self.fields["progressor"].choices = [  # type: ignore[attr-defined]
                ("", "Choose a person"),
                *(
                    (person.ref, f"{person.name}, {person.unit.name}")
                    for person in StaffMember.objects.filter(left_on=None)
                    .select_related("unit")
                    .order_by("name")
                ),
            ]

    def data_of_act(self) -> Mapping[str, Any]:
        """What the kind of act needs, as it is kept."""
        found = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if name != "because"
        }
        if "barrier" in found:
            about = self.titles.about("barriers", found["barrier"])
            found["blocks"] = about.get("blocks", "decision")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, least in (("review_on", 1), ("due_on", 0)):
            day = cleaned.get(name)
            if day is not None and (day - self.today).days < least:
                words = "after today" if least else "today or later"
                self.add_error(name, f"The day must be {words}")
        return cleaned


def _barrier(label: str) -> forms.ChoiceField:
    words = {
        "required": "Choose a kind of barrier",
        "invalid_choice": "Choose a kind of barrier",
    }
    return forms.ChoiceField(
        label=label,
        help_text="Kinds that a person must look at case by case are not among them.",
        error_messages=words,
    )


def _because(label: str, words: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text="Kept in the history of each case, with your name.",
        max_length=2_000,
        error_messages={"required": words, "max_length": TOO_LONG},
    )


class ReviewForm(BulkForm):
    """A barrier still stands: what was learned, and when it is looked at next."""

    barrier = _barrier("Which barrier still stands")
    because = _because("What did you learn", "Say what you learned")
    review_on = DayField(called="review date", label="When is it looked at next")


class OpenForm(BulkForm):
    """Something stands in the way: how that is known, when it is looked at."""

    barrier = _barrier("What stands in the way")
    because = forms.CharField(
        label="How do you know",
        help_text="The letter, call or record, with its date.",
        max_length=200,
        error_messages={
            "required": "Say how you know that this stands in the way",
            "max_length": "This must be 200 characters or fewer",
        },
    )
    review_on = DayField(called="review date", label="When is it looked at next")


class ProgressorForm(BulkForm):
    """Somebody else moves them on, and why."""

    progressor = forms.ChoiceField(
        label="Who moves them on from now",
        error_messages={
            "required": "Choose a person",
            "invalid_choice": "Choose a person",
        },
    )
    because = _because("Why", "Say why somebody else moves them on")


class BulkNoteForm(BulkForm):
    """The same note on each case."""

    text = forms.CharField(
        label="The note",
        help_text="Everybody who may see a case can read it there, and so can the "
        "person it is about if they ask for their data.",
        max_length=2_000,
        error_messages={"required": "Write the note", "max_length": TOO_LONG},
    )


class BulkDiaryForm(BulkForm):
    """The same line in each diary, for whoever moves the case on."""

    text = forms.CharField(
        label="What is to be done",
        help_text="It stands in the diary of each case for whoever moves it on.",
        max_length=500,
        error_messages={
            "required": "Say what is to be done",
            "max_length": "This must be 500 characters or fewer",
        },
    )
    due_on = DayField(called="day", label="By when")


FORMS: Mapping[str, type[BulkForm]] = {
    Kind.REVIEW: ReviewForm,
    Kind.OPEN: OpenForm,
    Kind.PROGRESSOR: ProgressorForm,
    Kind.NOTE: BulkNoteForm,
    Kind.DIARY: BulkDiaryForm,
}
# What the button says, with the number of cases.
BUTTONS: Mapping[str, str] = {
    Kind.REVIEW: "Review the barrier on {}",
    Kind.OPEN: "Open the barrier on {}",
    Kind.PROGRESSOR: "Change who moves on {}",
    Kind.NOTE: "Add the note to {}",
    Kind.DIARY: "Write in the diary of {}",
}
