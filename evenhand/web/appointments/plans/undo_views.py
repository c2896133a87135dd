"""Cancel together what was booked from a plan, while nothing was built on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.appointments.plans.queries import acceptances_of
from evenhand.appointments.plans.undo import CannotUndo, built_on, undo
from evenhand.appointments.plans.verdicts import may_undo, undo_until
from evenhand.core.verdict import Refused
from evenhand.web.appointments.plans.access import part_of_plans, plan_or_404
from evenhand.web.formats import counted
from evenhand.web.timing import at_of
from evenhand.web.viewer import user_of


SHOWN = 200


@part_of_plans
@require_http_methods(["GET", "HEAD", "POST"])
def undo_act(request: HttpRequest, number: int, act: int) -> HttpResponse:
    """Say what stands in the way, or until when it can be; then cancel them all."""
    plan = plan_or_404(number)
    acts = acceptances_of(plan)
    if not 0 < act <= len(acts):
        raise Http404
    found = acts[act - 1]
    verdict = may_undo(user_of(request), found, at=at_of(request))
    stands = built_on(found) if verdict else []
    error = ""
    if request.method == "POST" and verdict:
        try:
            cancelled = undo(
                found,
                by=user_of(request),
                at=at_of(request),
                because=request.POST.get("because", "")[:300],
            )
        except CannotUndo as refusal:
            error, stands = str(refusal), list(refusal.built_on)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(
                request,
                f"Cancelled {counted(cancelled, 'interview')}. Everybody concerned is "
                "told, and the times are proposed again.",
            )
            return redirect("interview-plan", number)
    return render(
        request,
        "appointments/plans/undo.html",
        {
            "plan": plan,
            "act": found,
            "act_number": act,
            "verdict": verdict,
            "until": undo_until(found),
            "built_on": stands[:SHOWN],
            "more": max(0, len(stands) - SHOWN),
            "error": error,
            "back": f"{reverse('interview-plan', args=[plan.pk])}?show=done",
        },
        status=422 if error else 200,
    )
