"""Accept proposals once they were looked at, leave them, or undo what was accepted."""

from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.core.verdict import Refused
from evenhand.flows.accept_plan import Accepted, accept_proposals
from evenhand.flows.undo_plan import CannotUndo, built_on, undo_acceptance
from evenhand.planning.acceptance.opening import MATTERS, matters_of
from evenhand.planning.acceptance.parting import parted_by_dealing_with
from evenhand.planning.acceptance.queries import acceptances_of, standing_handovers
from evenhand.planning.acceptance.reasons import ACCEPTANCE
from evenhand.planning.acceptance.verdicts import may_undo, undo_until
from evenhand.planning.models import Acceptance, Handover, Proposal, Run
from evenhand.planning.verdicts import acceptable_by, may_accept
from evenhand.web.formats import counted
from evenhand.web.forms import numbers_in
from evenhand.web.pages import part_of
from evenhand.web.planning.access import (
    address_of,
    any_run_or_404,
    run_or_404,
    trail_to,
)
from evenhand.web.planning.forms import ReasonForm
from evenhand.web.planning.parting_reading import by_name
from evenhand.web.planning.reading import AskedProposals, waiting_for_acceptance
from evenhand.web.planning.review_reading import rows_to_open, standing_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


SHOWN_TO_OPEN = 50
SHOWN_BUILT_ON = 200


@part_of("planning")
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, naming the number; then give the cases and say what came of it."""
    return accept_part(
        request, run_or_404(number), reverse("accept-run", args=[number])
    )


def accept_part(request: HttpRequest, run: Run, action: str) -> HttpResponse:
    """Accept the part of a run that was sent: what is chosen, or a unit, or all."""
    asked = AskedProposals.from_address(request.POST)
    back = f"{address_of(run)}{asked.address()}"
    verdict = may_accept(user_of(request), run)
    if not verdict:
        messages.error(request, verdict.why_not)
        return redirect(back)
    chosen = _chosen(request, run, asked)
    if chosen is None:
        messages.error(request, "Choose at least one proposal to accept.")
        return redirect(back)
    ids = list(chosen.values_list("pk", flat=True))
    if not ids:
        messages.error(
            request,
            "There is nothing left to accept among these. Somebody may have accepted "
            "them already.",
        )
        return redirect(back)
    matters = matters_of(chosen)
    sent = request.POST.get("sure") == str(len(ids))
    form = ReasonForm(
        request.POST if sent else None,
        titles=titles_at(at_of(request)),
        register=ACCEPTANCE,
        needed=bool(matters),
    )
    if sent and form.is_valid():
        try:
            came_of_it = accept_proposals(
                run,
                proposals=ids,
                by=user_of(request),
                on=today_of(request),
                at=at_of(request),
                reason=form.cleaned_data["reason"],
                because=form.cleaned_data["because"],
                parting="parting" in request.POST,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _accepted(request, run, came_of_it, back)
    return _ask(request, run, asked, ids, form=form, action=action)


def _chosen(
    request: HttpRequest, run: Run, asked: AskedProposals
) -> QuerySet[Proposal] | None:
    """What was sent to be dealt with; None where it was to be chosen and nothing was."""
    waiting = waiting_for_acceptance(run, asked) & acceptable_by(user_of(request), run)
    some = numbers_in(request.POST.getlist("proposal"))
    if some:
        return waiting.filter(pk__in=some)
    return None if request.POST.get("which") == "chosen" else waiting


def _ask(
    request: HttpRequest,
    run: Run,
    asked: AskedProposals,
    ids: list[int],
    *,
    form: ReasonForm,
    action: str,
) -> HttpResponse:
    chosen = Proposal.objects.filter(pk__in=ids)
    standing = standing_of(run, chosen, asked, user=user_of(request), at=at_of(request))
    some = bool(numbers_in(request.POST.getlist("proposal")))
    return render(
        request,
        "planning/accept.html",
        {
            "run": run,
            "asked": asked,
            "action": action,
            "trail": trail_to(run),
            "number": len(ids),
            "people": chosen.order_by().values("to_owner").distinct().count(),
            "matters": counted_matters(chosen),
            "some": ids if some else [],
            "changed": request.POST.get("sure") not in (None, "", str(len(ids))),
            "standing": standing,
            "to_open": rows_to_open(
                run, list(standing.review.still[:SHOWN_TO_OPEN]), asked
            ),
            "form": form,
            "parted": by_name(parted_by_dealing_with(run, ids)),
            "back": f"{address_of(run)}{asked.address()}",
        },
        status=422 if form.errors else 200,
    )


def counted_matters(chosen: QuerySet[Proposal]) -> list[str]:
    """How many of these matter for each reason, in words."""
    numbers: dict[str, int] = {}
    for kinds in chosen.exclude(matters=[]).values_list("matters", flat=True):
        for kind in kinds:
            numbers[kind] = numbers.get(kind, 0) + 1
    return [
        counted(numbers[kind], *MATTERS[kind]) for kind in MATTERS if kind in numbers
    ]


def _accepted(
    request: HttpRequest, run: Run, came_of_it: Accepted, back: str
) -> HttpResponse:
    said = f"Accepted {counted(came_of_it.accepted, 'proposal')}."
    if not came_of_it.left_out:
        messages.success(request, said)
        return redirect(back)
    left = counted(len(came_of_it.left_out), "case was", "cases were")
    named = f"{left[0].upper()}{left[1:]} left out, each named below with its reason."
    messages.warning(request, f"{said} {named}")
    if run.why:
        return redirect(back)
    return redirect(f"{address_of(run)}?show=left-out")


@part_of("people")
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Say what stands in the way of undoing, or until when it can be; then undo it."""
    run = any_run_or_404(request, number)
    acts = acceptances_of(run)
    act = _act_of(request, acts)
    standing = standing_handovers(run, act=act)
    verdict = may_undo(user_of(request), run, standing, at=at_of(request))
    stands = built_on(standing, today_of(request)) if verdict else []
    error = ""
    if request.method == "POST" and verdict:
        try:
            undone = undo_acceptance(
                run,
                act=act,
                by=user_of(request),
                on=today_of(request),
                at=at_of(request),
                because=request.POST.get("because", "")[:2_000],
            )
        except CannotUndo as refusal:
            error, stands = str(refusal), list(refusal.built_on)
        except Refused as refusal:
            error = str(refusal)
        else:
            given = counted(undone, "case")
            messages.success(
                request,
                f"Undone: {given} went back to whom and where they were. The "
                "proposals wait to be looked at again.",
            )
            return redirect(address_of(run))
    return render(
        request,
        "planning/undo.html",
        {
            "run": run,
            "trail": trail_to(run),
            "act": act,
            "act_number": acts.index(act) + 1 if act else "",
            "number": standing.count(),
            "verdict": verdict,
            "until": until_of(run, standing),
            "built_on": stands[:SHOWN_BUILT_ON],
            "more": max(0, len(stands) - SHOWN_BUILT_ON),
            "error": error,
            "back": address_of(run),
        },
        status=422 if error else 200,
    )


def _act_of(request: HttpRequest, acts: list[Acceptance]) -> Acceptance | None:
    """One act by its number among those the viewer may see; None: all of the run."""
    asked = request.POST.get("act") or request.GET.get("act", "")
    if asked.isascii() and asked.isdigit() and 0 < int(asked) <= len(acts):
        return acts[int(asked) - 1]
    return None


def until_of(run: Run, standing: QuerySet[Handover]) -> datetime | None:
    """Until when these handovers can be undone; None where there are none."""
    first = standing.order_by("at").values_list("at", flat=True).first()
    return undo_until(first, run) if first else None
