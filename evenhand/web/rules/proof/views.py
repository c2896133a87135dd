"""Promised and delivered, on any day: its page, and asking for a day."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.verdict import Refused
from evenhand.flows.count_proof import counted_early
from evenhand.flows.jobs import start_counting
from evenhand.planning.proof.queries import (
    day_asked_for,
    days_counted,
    stage_or_first,
)
from evenhand.planning.proof.standards import STAGES
from evenhand.planning.proof.verdicts import may_count
from evenhand.web.forms import day_in_address
from evenhand.web.pages import part_of
from evenhand.web.rules.proof.reading import STAGE_WORDS, proof_page
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


@part_of("rules")
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """One stage on one day: the latest that was counted where none is asked for."""
    typed = request.GET.get("on", "")
    asked = day_in_address(typed)
    stage = stage_or_first(request.GET.get("stage", ""))
    latest = days_counted().first()
    on = asked or (latest.of if latest else today_of(request))
    counted_day = day_asked_for(on)
    done = counted_day is not None and counted_day.counted_at is not None
    readable = done and counted_day is not None and not counted_day.why_failed
    wrong = bool(typed) and asked is None
    return render(
        request,
        "rules/proof.html",
        {
            "on": on,
            "typed": typed[:20],
            "wrong": wrong,
            "day": counted_day,
            "done": done,
            "proof": proof_page(counted_day, stage)
            if readable and counted_day and not wrong
            else None,
            "stage": stage,
            "stages": [(name, STAGE_WORDS[name][0]) for name in STAGES],
            "latest": latest,
            "early": counted_day is not None and counted_early(counted_day),
            "may_count": may_count(user_of(request)),
        },
        status=422 if wrong else 200,
    )


@part_of("rules")
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Have a day counted that was not; then back to it."""
    on = day_in_address(request.POST.get("on", ""))
    if on is None:
        messages.error(request, "Choose the day whose waits are to be counted")
        return redirect("proof")
    try:
        start_counting(on, by=user_of(request), at=at_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("proof")
    return redirect(_address(on))


def _address(on: date) -> str:
    return f"{reverse('proof')}?on={on.isoformat()}"
