"""Leave proposals as they are, some or the rest of a run; and take that back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.verdict import Refused
from evenhand.flows.override_plan import leave_proposals
from evenhand.flows.undo_plan import take_back
from evenhand.planning.acceptance.parting import parted_by_dealing_with
from evenhand.planning.acceptance.queries import overrides_of
from evenhand.planning.acceptance.reasons import OVERRIDE
from evenhand.planning.acceptance.verdicts import may_take_back
from evenhand.planning.models import Override, Run
from evenhand.planning.verdicts import acceptable_by, may_accept
from evenhand.web.formats import counted
from evenhand.web.forms import numbers_in
from evenhand.web.pages import part_of
from evenhand.web.planning.acceptance_views import counted_matters
from evenhand.web.planning.access import (
    address_of,
    any_run_or_404,
    proposal_or_404,
    run_or_404,
    trail_to,
)
from evenhand.web.planning.forms import ReasonForm
from evenhand.web.planning.parting_reading import by_name
from evenhand.web.planning.reading import AskedProposals
from evenhand.web.timing import at_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


@part_of("planning")
@require_POST
def reject(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason, as accepting does; then leave the cases as they are."""
    return leave_part(
        request, run_or_404(number), reverse("leave-proposals", args=[number])
    )


def leave_part(
    request: HttpRequest, run: Run, action: str, *, rest: bool = False
) -> HttpResponse:
    """Leave the proposals that were sent, or the `rest`: all that could be accepted."""
    asked = AskedProposals.from_address(request.POST)
    back = f"{address_of(run)}{asked.address()}"
    verdict = may_accept(user_of(request), run)
    if not verdict:
        messages.error(request, verdict.why_not)
        return redirect(back)
    some = numbers_in(request.POST.getlist("proposal"))
    chosen = acceptable_by(user_of(request), run)
    if some or not rest:
        chosen = chosen.filter(pk__in=some)
    ids = list(chosen.values_list("pk", flat=True))
    if not ids:
        messages.error(
            request,
            "Choose at least one proposal to leave as it is. Those that somebody has "
            "dealt with cannot be left any more.",
        )
        return redirect(back)
    sent = request.POST.get("sure") == str(len(ids))
    form = ReasonForm(
        request.POST if sent else None,
        titles=titles_at(at_of(request)),
        register=OVERRIDE,
        needed=True,
    )
    if sent and form.is_valid():
        try:
            left = leave_proposals(
                run,
                proposals=ids,
                by=user_of(request),
                at=at_of(request),
                reason=form.cleaned_data["reason"],
                because=form.cleaned_data["because"],
                parting="parting" in request.POST,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            number_left = counted(left, "case")
            messages.success(
                request,
                f"{number_left[0].upper()}{number_left[1:]} left as they were. The "
                "next run may propose them again.",
            )
            return redirect(back)
    return render(
        request,
        "planning/reject.html",
        {
            "run": run,
            "asked": asked,
            "trail": trail_to(run),
            "some": ids,
            "action": action,
            "parted": by_name(parted_by_dealing_with(run, ids)),
            "matters": counted_matters(chosen),
            "form": form,
            "back": back,
        },
        status=422 if form.errors else 200,
    )


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_one(request: HttpRequest, number: int, ref: str) -> HttpResponse:
    """Ask why; then the proposal that was left waits to be accepted again."""
    run = any_run_or_404(request, number)
    found = proposal_or_404(run, ref)
    left = (
        overrides_of(run)
        .filter(proposal=found, choice=Override.Choice.LEFT, undone_at=None)
        .first()
    )
    if left is None:
        raise Http404
    verdict = may_take_back(user_of(request), run, found, at=at_of(request))
    error = ""
    if request.method == "POST" and verdict:
        try:
            take_back(
                left,
                by=user_of(request),
                at=at_of(request),
                because=request.POST.get("because", "")[:2_000],
            )
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, "Taken back: the proposal waits again.")
            return redirect("proposal", number, ref)
    return render(
        request,
        "planning/take_back.html",
        {
            "run": run,
            "proposal": found,
            "left": left,
            "titles": titles_at(at_of(request)),
            "trail": trail_to(run),
            "verdict": verdict,
            "error": error,
            "back": reverse("proposal", args=[number, ref]),
        },
        status=422 if error else 200,
    )
