"""Skip the next case for today, or pass a case back: with a reason, and on record."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.flows.pass_back import pass_case_back
from evenhand.planning.models import Passing
from evenhand.planning.passing.services import REASONS, record_passing
from evenhand.planning.passing.verdicts import may_pass_on
from evenhand.web.cases.case_form import answer_form
from evenhand.web.cases.reading import case_or_404
from evenhand.web.formats import next_working_week
from evenhand.web.pages import part_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import Titles, titles_at
from evenhand.web.viewer import user_of


class PassingForm(forms.Form):
    """Why, by its code, and in words where the reason asks for them."""

    reason = forms.ChoiceField(
        label="Reason",
        error_messages={"required": "Choose a reason"},
    )
    words = forms.CharField(
        label="In your own words",
        help_text="Your team leader reads this, and everybody who may see the case.",
        max_length=2_000,
        required=False,
    )

    def __init__(self, *args: object, titles: Titles, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = titles.choices(REASONS)


@part_of("my-work")
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest, ref: str) -> HttpResponse:
    """Leave the next case for today. It keeps its rank and is first again tomorrow."""
    found = case_or_404(request, ref, what="Form: skip the case")
    form = PassingForm(request.POST or None, titles=titles_at(at_of(request)))

    def act() -> str:
        record_passing(
            found,
            kind=Passing.Kind.SKIPPED,
            reason=form.cleaned_data["reason"],
            words=form.cleaned_data["words"],
            on=today_of(request),
            by=user_of(request),
            at=at_of(request),
        )
        return f"{found.ref} was skipped for today. It keeps its place in the order."

    return answer_form(
        request,
        found,
        form,
        "my_work/skip.html",
        act=act,
        refused_at="words" if form.data.get("reason") else "reason",
        onward=reverse("my-work"),
        verdict=may_pass_on(user_of(request), found),
    )


@part_of("my-work")
@require_http_methods(["GET", "HEAD", "POST"])
def pass_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for somebody else; the case stays until a person accepts who takes it."""
    found = case_or_404(request, ref, what="Form: pass the case back")
    form = PassingForm(request.POST or None, titles=titles_at(at_of(request)))

    def act() -> str:
        proposal = pass_case_back(
            found,
            reason=form.cleaned_data["reason"],
            words=form.cleaned_data["words"],
            by=user_of(request),
            on=next_working_week(today_of(request)),
            at=at_of(request),
        )
        if proposal is None or proposal.to_owner is None:
            return (
                f"You passed {found.ref} back. Nobody can take it now, so it stays "
                "yours. Your team leader sees this."
            )
        return (
            f"You passed {found.ref} back. It stays yours until your team leader or a "
            "workflow manager accepts who takes it."
        )

    return answer_form(
        request,
        found,
        form,
        "my_work/pass_back.html",
        act=act,
        refused_at="words" if form.data.get("reason") else "reason",
        onward=reverse("my-work"),
        verdict=may_pass_on(user_of(request), found),
    )
