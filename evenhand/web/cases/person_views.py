"""A person of a case: a date of birth is corrected, with what it rests on."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.models import Person
from evenhand.casework.people.services import BIRTH_DATES, correct_date_of_birth
from evenhand.web.cases.case_form import answer_form
from evenhand.web.cases.reading import case_or_404
from evenhand.web.formats import day, years_between
from evenhand.web.forms import DayField
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


WHICH = {
    "claimed": "The date they gave",
    "treated as": "The date they are treated as born on, while it is disputed",
    "assessed": "The date an assessment found",
}


class BirthForm(forms.Form):
    """Which of the three dates, what it is, and what the correction rests on."""

    which = forms.ChoiceField(
        label="Which date of birth",
        choices=list(WHICH.items()),
        error_messages={
            "required": "Choose which date of birth",
            "invalid_choice": "Choose which date of birth from the list",
        },
    )
    born_on = DayField(called="date of birth", label="Date of birth")
    because = forms.CharField(
        label="What the correction rests on",
        help_text="A document and who saw it, an assessment, or what the person said. "
        "Everybody who may see this case can read it.",
        max_length=2_000,
        error_messages={"required": "Say what the correction rests on"},
    )


@part_of("cases")
@require_http_methods(["GET", "HEAD", "POST"])
def date_of_birth(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Correct one of the three dates of birth of a person; the others stay."""
    found = case_or_404(request, ref, what="Form: correct a date of birth")
    person = Person.objects.select_related("case").filter(case=found, pk=number).first()
    if person is None:
        raise Http404
    form = BirthForm(request.POST or None)

    def act() -> str:
        born_on = form.cleaned_data["born_on"]
        correct_date_of_birth(
            person,
            which=form.cleaned_data["which"],
            born_on=born_on,
            by=user_of(request),
            at=at_of(request),
            because=form.cleaned_data["because"],
        )
        then = years_between(born_on, found.claimed_on)
        return (
            f"Corrected: born {day(born_on)}, {then} when they claimed. The next plan "
            "reads it."
        )

    return answer_form(
        request,
        found,
        form,
        "cases/correct_birth.html",
        act=act,
        refused_at="born_on",
        then="people",
        person=person,
        recorded=[
            (WHICH[which], getattr(person, name)) for which, name in BIRTH_DATES.items()
        ],
        verdict=may_work_on(user_of(request), found),
    )
