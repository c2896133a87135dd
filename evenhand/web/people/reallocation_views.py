"""Cases of one person offered to others: asked for, looked at, and accepted."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.flows.reallocate import Away, reallocate_person
from evenhand.planning.models import Proposal, Run
from evenhand.planning.queries import proposals_of, reallocations
from evenhand.planning.verdicts import acceptable_by, may_reallocate
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.formats import next_working_week
from evenhand.web.forms import DayField, numbers_in
from evenhand.web.pages import part_of
from evenhand.web.planning.acceptance_views import accept_part
from evenhand.web.planning.leaving_views import leave_part
from evenhand.web.planning.reading import ProposalRow
from evenhand.web.presenters import reason_not_placed
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of
from evenhand.workforce.models import StaffMember


MOST = 500
EARLIER = 10


class WhyForm(forms.Form):
    """Why others are looked for; of an absence its days are asked, and not its reason."""

    why = forms.ChoiceField(
        label="Why are others looked for",
        choices=[
            (Run.Why.LEAVES.value, "They are leaving"),
            (Run.Why.AWAY.value, "They are away"),
        ],
        error_messages={"required": "Choose why others are looked for"},
    )
    from_on = DayField(
        called="first day away",
        label="First day away",
        help_text="Only if they are away.",
        required=False,
    )
    last_on = DayField(
        called="last day away",
        label="Last day away",
        help_text="Their places for new cases follow from these days.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("why") != Run.Why.AWAY:
            return asked
        for name in ("from_on", "last_on"):
            if asked.get(name) is None and name not in self.errors:
                field = self.fields[name]
                assert isinstance(field, DayField)
                self.add_error(name, f"Enter the {field.called}")
        first, last = asked.get("from_on"), asked.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day away must not be before the first")
        return asked

    @property
    def away(self) -> Away | None:
        """The absence that was told; none for somebody who leaves."""
        if self.cleaned_data["why"] != Run.Why.AWAY:
            return None
        last: date = self.cleaned_data["last_on"]
        return Away(self.cleaned_data["from_on"], last + timedelta(days=1))


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def reallocate(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """Ask for proposals for somebody's undecided cases, and see those asked before."""
    person = (
        StaffMember.objects.filter(unit__code=code, ref=ref)
        .select_related("unit")
        .first()
    )
    if person is None:
        raise Http404
    verdict = may_reallocate(user_of(request), person)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            run = reallocate_person(
                person,
                why=Run.Why(form.cleaned_data["why"]),
                away=form.away,
                by=user_of(request),
                on=next_working_week(today_of(request)),
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reallocation", run.pk)
    return render(
        request,
        "people/reallocate.html",
        {
            "person": person,
            "form": form,
            "verdict": verdict,
            "earlier": reallocations().filter(person=person)[:EARLIER]
            if verdict
            else [],
        },
        status=422 if form.errors else 200,
    )


@part_of("people")
@require_safe
def reallocation(request: HttpRequest, number: int) -> HttpResponse:
    """Who would take the cases, and which nobody can take and why."""
    run = _run_or_404(request, number)
    proposals = list(proposals_of(run)[:MOST])
    names = names_of_cases([proposal.case_id for proposal in proposals])
    rows = [
        ProposalRow(proposal, names.get(proposal.case_id, "Name not recorded"))
        for proposal in proposals
    ]
    record_look(
        Look.Kind.VIEW,
        by=user_of(request),
        at=at_of(request),
        what=f"Re-allocation {number}",
        rows=len(rows),
    )
    waits = Proposal.State.NOT_PLACED
    return render(
        request,
        "people/reallocation.html",
        {
            "run": run,
            "placed": [row for row in rows if row.proposal.state != waits],
            "reason_not_placed": reason_not_placed,
            "waiting": [row for row in rows if row.proposal.state == waits],
            "acceptable": set(
                acceptable_by(user_of(request), run).values_list("pk", flat=True)
            ),
        },
    )


@part_of("people")
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once; then give the chosen cases to whom they were proposed for."""
    run = _run_or_404(request, number)
    some = numbers_in(request.POST.getlist("proposal"))
    if not some:
        messages.error(request, "Choose the cases that change hands")
        return redirect("reallocation", number)
    return accept_part(request, run, reverse("accept-reallocation", args=[number]))


@part_of("people")
@require_POST
def leave_rest(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason once; then leave all that waits of it as it is."""
    run = _run_or_404(request, number)
    return leave_part(
        request, run, reverse("leave-reallocation", args=[number]), rest=True
    )


def _run_or_404(request: HttpRequest, number: int) -> Run:
    run = reallocations().filter(pk=number).first()
    if run is None or run.person is None:
        raise Http404
    if not may_reallocate(user_of(request), run.person):
        raise PermissionDenied
    return run
