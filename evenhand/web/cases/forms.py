"""Forms on a case. They check shape; whether it makes sense is for the services."""

from datetime import date
from typing import Any

from django import forms

from evenhand.casework.cases.stages import NEXT
from evenhand.casework.models import Case, Stage
from evenhand.web.formats import day
from evenhand.web.forms import DayField
from evenhand.web.presenters import BLOCKS
from evenhand.web.titles import Titles


class NoteForm(forms.Form):
    """A note for everybody who works on the case."""

    text = forms.CharField(
        label="Add a note",
        help_text="Everybody who may see this case can read it, and so can the person "
        "it is about if they ask for their data.",
        max_length=10_000,
        error_messages={
            "required": "Write the note before you add it",
            "max_length": "The note must be 10,000 characters or fewer",
        },
    )


class OpenBarrierForm(forms.Form):
    """What stands in the way, how that is known, and when it is looked at next."""

    kind = forms.ChoiceField(
        label="What stands in the way",
        error_messages={
            "required": "Choose what stands in the way",
            "invalid_choice": "Choose what stands in the way",
        },
    )
    source = forms.CharField(
        label="How do you know",
        help_text="The letter, call or record, with its date.",
        max_length=200,
        error_messages={
            "required": "Say how you know that this stands in the way",
            "max_length": "This must be 200 characters or fewer",
        },
    )
    review_on = DayField(
        called="review date",
        label="When is it looked at next",
        help_text="Leave this empty to use the time that policy sets for the kind.",
        required=False,
    )

    def __init__(self, *args: Any, titles: Titles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            (kind, f"{title} (blocks {BLOCKS.get(blocks, blocks)})")
            for kind, title in titles.choices("barriers")
            for blocks in [str(titles.about("barriers", kind).get("blocks", ""))]
        ]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose one"), *kinds]


class ReviewBarrierForm(forms.Form):
    """It still stands: why, and when it is looked at next."""

    because = forms.CharField(
        label="Why does it still stand",
        max_length=2_000,
        error_messages={"required": "Say why the barrier still stands"},
    )
    review_on = DayField(called="next review date", label="When is it looked at next")


class CloseBarrierForm(forms.Form):
    """It no longer stands: since when, and why."""

    because = forms.CharField(
        label="Why does it no longer stand",
        help_text="Say which evidence you have seen.",
        max_length=2_000,
        error_messages={"required": "Say why the barrier no longer stands"},
    )
    closed_on = DayField(
        called="day it closed", label="Since when does it no longer stand"
    )

    def __init__(self, *args: Any, today: date, opened_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.opened_on = opened_on

    def clean_closed_on(self) -> date:
        closed_on: date = self.cleaned_data["closed_on"]
        if closed_on > self.today:
            raise forms.ValidationError("The day it closed must not be in the future")
        if closed_on < self.opened_on:
            raise forms.ValidationError(
                f"The barrier was opened on {day(self.opened_on)}; it cannot close "
                "before that"
            )
        return closed_on


class MoveForm(forms.Form):
    """To which stage, on which day, and why."""

    to = forms.ChoiceField(
        label="Where does the case stand now",
        error_messages={
            "required": "Choose where the case stands now",
            "invalid_choice": "Choose a stage that can follow",
        },
    )
    on = DayField(called="day", label="Since when")
    because = forms.CharField(
        label="Why",
        max_length=2_000,
        error_messages={"required": "Say why the case moves"},
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.today = case, today
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        following = NEXT[Stage(case.stage)]
        field.choices = [(s.value, s.label) for s in Stage if s in following]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("The day must not be in the future")
        if on < self.case.claimed_on:
            raise forms.ValidationError("The day must not be before the claim")
        return on
