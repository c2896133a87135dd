"""Carry a phase of a cut-over out, move its cases back, or call it off: asked once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.core.verdict import Refused
from evenhand.flows.cut_over import carry_out_phase
from evenhand.flows.reverse_cut_over import (
    CannotReverse,
    call_off_phase,
    reverse_phase,
    what_stands,
)
from evenhand.planning.cutover.verdicts import may_call_off, may_carry_out, may_reverse
from evenhand.planning.models import CutOverCase
from evenhand.web.formats import counted
from evenhand.web.pages import part_of
from evenhand.web.planning.cut_over_reading import cut_over_or_404, phase_or_404
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


SHOWN_BUILT_ON = 200
State = CutOverCase.State
ASKED = ["GET", "HEAD", "POST"]


@part_of("planning")
@require_http_methods(ASKED)
def carry_out(request: HttpRequest, number: int, phase: int) -> HttpResponse:
    """Ask once, naming the number; then move the cases and say what came of it."""
    cut_over = cut_over_or_404(number)
    found = phase_or_404(cut_over, phase)
    verdict = may_carry_out(user_of(request), found, on=today_of(request))
    waiting = found.cases.filter(state=State.WAITING)
    count, error = waiting.count(), ""
    sure = request.POST.get("sure")
    if request.method == "POST" and verdict and sure == str(count):
        try:
            came = carry_out_phase(
                found, by=user_of(request), on=today_of(request), at=at_of(request)
            )
        except Refused as refusal:
            error = str(refusal)
        else:
            moved = counted(came.moved, "case")
            said = f"{moved[0].upper()}{moved[1:]} moved to {cut_over.to_unit.name}."
            address = reverse("cut-over", args=[number])
            if not came.left_out:
                messages.success(request, said)
                return redirect(address)
            left = counted(len(came.left_out), "case was", "cases were")
            messages.warning(
                request, f"{said} {left} left out, each named below with its reason."
            )
            return redirect(f"{address}?show=left-out&phase={phase}")
    return render(
        request,
        "planning/cut_over_carry_out.html",
        {
            "cut_over": cut_over,
            "phase": found,
            "verdict": verdict,
            "number": count,
            "owned": waiting.exclude(from_owner=None)
            .exclude(from_owner__unit=cut_over.to_unit)
            .exclude(from_owner__also_units=cut_over.to_unit)
            .count(),
            "alone": waiting.filter(
                case__parts__role="main applicant",
                case__parts__unaccompanied_at_claim=True,
            ).count(),
            "changed": sure is not None and sure != str(count),
            "error": error,
        },
        status=422 if error else 200,
    )


@part_of("planning")
@require_http_methods(ASKED)
def reverse_one(request: HttpRequest, number: int, phase: int) -> HttpResponse:
    """Say what stands in the way of going back; then move back what can be."""
    cut_over = cut_over_or_404(number)
    found = phase_or_404(cut_over, phase)
    verdict = may_reverse(user_of(request), found)
    free, stands = what_stands(found, on=today_of(request)) if verdict else ([], [])
    error = ""
    if request.method == "POST" and verdict:
        try:
            back = reverse_phase(
                found,
                as_a_whole=request.POST.get("which") != "others",
                by=user_of(request),
                on=today_of(request),
                at=at_of(request),
                because=request.POST.get("because", "")[:2_000],
            )
        except CannotReverse as refusal:
            error, stands = str(refusal), list(refusal.built_on)
        except Refused as refusal:
            error = str(refusal)
        else:
            moved = counted(back, "case")
            messages.success(
                request,
                f"{moved[0].upper()}{moved[1:]} moved back to whom and where they were.",
            )
            return redirect("cut-over", number)
    return render(
        request,
        "planning/cut_over_reverse.html",
        {
            "cut_over": cut_over,
            "phase": found,
            "verdict": verdict,
            "number": len(free),
            "built_on": stands[:SHOWN_BUILT_ON],
            "more": max(0, len(stands) - SHOWN_BUILT_ON),
            "error": error,
        },
        status=422 if error else 200,
    )


@part_of("planning")
@require_http_methods(ASKED)
def call_off(request: HttpRequest, number: int, phase: int) -> HttpResponse:
    """Call off a phase that waits."""
    cut_over = cut_over_or_404(number)
    found = phase_or_404(cut_over, phase)
    verdict = may_call_off(user_of(request), found)
    error = ""
    if request.method == "POST" and verdict:
        try:
            call_off_phase(
                found,
                by=user_of(request),
                at=at_of(request),
                because=request.POST.get("because", "")[:2_000],
            )
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"Phase {phase} is called off. Its cases stay.")
            return redirect("cut-over", number)
    return render(
        request,
        "planning/cut_over_call_off.html",
        {
            "cut_over": cut_over,
            "phase": found,
            "verdict": verdict,
            "number": found.cases.filter(state=State.WAITING).count(),
            "error": error,
        },
        status=422 if error else 200,
    )
