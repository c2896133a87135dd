"""The diary and the contacts of a case: written, done, and read on the case's page."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.contacts.services import record_contact
from evenhand.casework.diary.services import add_to_diary, finish_diary_entry
from evenhand.casework.models import Case, Contact
from evenhand.core.verdict import Refused
from evenhand.web.cases.case_form import answer_form, back_to
from evenhand.web.cases.reading import case_or_404
from evenhand.web.forms import DayField
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import StaffMember


class DiaryForm(forms.Form):
    """What is to be done, by when, and by whom."""

    text = forms.CharField(
        label="What is to be done",
        max_length=500,
        error_messages={
            "required": "Say what is to be done",
            "max_length": "This must be 500 characters or fewer",
        },
    )
    due_on = DayField(called="day", label="By when")
    whose = forms.ChoiceField(
        label="Who does it",
        error_messages={
            "required": "Choose who does it",
            "invalid_choice": "Choose who does it",
        },
    )

    def __init__(self, *args: Any, people: list[StaffMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.ref: person for person in people}
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(ref, person.name) for ref, person in self.people.items()]


class ContactForm(forms.Form):
    """Who was in touch, how and when, and what was said."""

    whom = forms.ChoiceField(
        label="Who with",
        choices=[("", "Choose one"), *Contact.With.choices],
        error_messages={
            "required": "Choose who it was with",
            "invalid_choice": "Choose who it was with",
        },
    )
    name = forms.CharField(
        label="Their name (optional)",
        required=False,
        max_length=120,
        error_messages={"max_length": "The name must be 120 characters or fewer"},
    )
    way = forms.ChoiceField(
        label="How",
        choices=Contact.Way.choices,
        error_messages={
            "required": "Choose how you were in touch",
            "invalid_choice": "Choose how you were in touch",
        },
    )
    on = DayField(called="day", label="On which day")
    hour = forms.TimeField(
        label="At what time (optional)",
        help_text="For example 2:30pm or 14:30.",
        required=False,
        input_formats=["%H:%M", "%I:%M%p", "%I%p", "%H.%M"],
        error_messages={"invalid": "Enter a time such as 2:30pm or 14:30"},
    )
    reached = forms.ChoiceField(
        label="Did you reach them",
        choices=[("yes", "Yes"), ("no", "No, I tried")],
        error_messages={
            "required": "Say whether you reached them",
            "invalid_choice": "Say whether you reached them",
        },
    )
    said = forms.CharField(
        label="What was said, or what was tried",
        help_text="Everybody who may see this case can read it, and so can the person "
        "it is about if they ask for their data.",
        max_length=10_000,
        error_messages={"required": "Write down what was said, or what was tried"},
    )

    def when(self) -> datetime:
        """The instant of the contact; midnight where no time is given."""
        hour = self.cleaned_data.get("hour") or time.min
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], hour))


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def write_diary(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what is to be done on a case by a day."""
    found = case_or_404(request, ref, what="Form: add to the diary")
    people = _whose(request, found)
    form = DiaryForm(
        request.POST or None,
        people=people,
        initial={"whose": people[0].ref if people else ""},
    )

    def write() -> str:
        add_to_diary(
            found,
            text=form.cleaned_data["text"],
            due_on=form.cleaned_data["due_on"],
            whose=form.people[form.cleaned_data["whose"]],
            by=user_of(request),
            on=today_of(request),
            at=at_of(request),
        )
        return "It stands in the diary"

    return answer_form(
        request,
        found,
        form,
        "cases/write_diary.html",
        act=write,
        refused_at="due_on",
        then="diary",
        verdict=may_work_on(user_of(request), found),
    )


@part_of("cases")
@require_POST
def finish_diary(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Say that something in the diary is done."""
    found = case_or_404(request, ref, what="Case page")
    entry = found.diary.select_related("case").filter(pk=number).first()
    if entry is None:
        raise Http404
    try:
        finish_diary_entry(entry, by=user_of(request), at=at_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Done: {entry.text}")
    return back_to(found, "diary")


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep who was in touch about a case, and what was said."""
    found = case_or_404(request, ref, what="Form: record a contact")
    form = ContactForm(request.POST or None, initial={"on": today_of(request)})

    def record() -> str:
        record_contact(
            found,
            when=form.when(),
            whom=Contact.With(form.cleaned_data["whom"]),
            name=form.cleaned_data["name"],
            way=Contact.Way(form.cleaned_data["way"]),
            reached=form.cleaned_data["reached"] == "yes",
            said=form.cleaned_data["said"],
            by=user_of(request),
            at=at_of(request),
        )
        return "The contact was recorded"

    return answer_form(
        request,
        found,
        form,
        "cases/new_contact.html",
        act=record,
        refused_at="on",
        then="contacts",
        verdict=may_work_on(user_of(request), found),
    )


def _whose(request: HttpRequest, found: Case) -> list[StaffMember]:
    """Who may be asked to do something on a case: oneself, and those who have it."""
    me = StaffMember.objects.filter(user=user_of(request)).first()
    people = [me, found.owner, found.progressor]
    return list({p.pk: p for p in people if p is not None}.values())
