"""Start a run, watch it, and look at what it proposes and what was done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.flows.jobs import start_replay, start_run
from evenhand.planning.acceptance.queries import acceptances_of, overrides_of
from evenhand.planning.acceptance.rates import counted_by_reason, rates_of
from evenhand.planning.acceptance.verdicts import may_undo, undo_until
from evenhand.planning.cutover.queries import due_on
from evenhand.planning.models import WORKING, Run
from evenhand.planning.prices import gains_of
from evenhand.planning.queries import (
    open_reallocations,
    run_figures,
    runs,
    waiting_beside,
)
from evenhand.planning.shares import (
    share_of_children,
    weeks_to_a_decision_maker,
    what_the_reserve_did,
)
from evenhand.planning.unblocking import trainings_short
from evenhand.planning.verdicts import acceptable_by, may_accept, may_plan
from evenhand.releases.queries import policy_of
from evenhand.web.cases.listing import unit_choices
from evenhand.web.charts import load_charts
from evenhand.web.formats import next_working_week, short_day
from evenhand.web.pages import part_of
from evenhand.web.planning.access import run_or_404
from evenhand.web.planning.effects_reading import FIRST, WORDS, effects_page
from evenhand.web.planning.forms import StartForm
from evenhand.web.planning.reading import (
    STEPS,
    AskedProposals,
    loads_of,
    page_of,
    waiting_for_acceptance,
)
from evenhand.web.planning.review_reading import standing_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


RUNS = 50
OVERRIDES = 100
RATES = 12
REPLAYS = 10


@part_of("planning")
@require_safe
def planning(request: HttpRequest) -> HttpResponse:
    """The runs, the newest first, and the start of another."""
    return _runs_page(request, StartForm(None, **_today(request)))


@part_of("planning")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a run; a second click finds the one that has just been started."""
    form = StartForm(request.POST, **_today(request))
    if form.is_valid():
        try:
            run = start_run(
                on=form.cleaned_data["on"],
                by=user_of(request),
                at=at_of(request),
                unit=form.cleaned_data["unit"],
                places=form.cleaned_data["places"],
            )
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            is_new = run.started_at == at_of(request)
            said = "was started" if is_new else "for that week is under way"
            messages.success(request, f"Run {run.pk} {said}")
            return redirect("run", run.pk)
    return _runs_page(request, form, status=422)


@part_of("planning")
@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: its progress, or its figures and what it proposes."""
    found = run_or_404(number)
    titles = titles_at(at_of(request))
    context: dict[str, Any] = {
        "run": found,
        "working": found.state in WORKING,
        "step": STEPS.get(Run.State(found.state), len(STEPS)),
        "steps": len(STEPS),
        "tabs": [],
    }
    if found.state in (Run.State.PROPOSED, Run.State.ACCEPTED):
        asked = AskedProposals.from_address(request.GET)
        figures = run_figures(found)
        loads = loads_of(found, figures)
        listed = asked.show in ("proposals", "not-placed", "left-out")
        rows, following = page_of(found, asked) if listed else ([], 0)
        address = reverse("run", args=[number])
        record_look(
            Look.Kind.VIEW,
            by=user_of(request),
            at=at_of(request),
            what=f"Planning run {number}: {asked.show}",
            rows=len(rows),
        )
        context |= {
            "asked": asked,
            "figures": figures,
            "loads": loads,
            "beside": waiting_beside(found),
            "charts": load_charts([(row.unit, row.load, row.room) for row in loads]),
            "rows": rows,
            "following": f"{address}{asked.address(after=following)}"
            if following
            else "",
            "first": f"{address}{asked.address()}" if asked.after else "",
            "may_accept": may_accept(user_of(request), found),
            "units": unit_choices()[:-1],
            "bands": [("", "All bands"), *titles.bands()],
            "titles": titles,
            "tabs": [
                _tab("Proposals", "proposals", asked, address),
                _tab(
                    f"Not placed ({figures.not_placed:,})", "not-placed", asked, address
                ),
                _tab(f"Left out ({figures.left_out:,})", "left-out", asked, address),
                _tab("What was done", "done", asked, address),
                _tab("Shares", "shares", asked, address),
                _tab("Before and after", "effects", asked, address),
                _tab("Replay", "replay", asked, address),
                _tab("What it read", "read", asked, address),
            ],
        }
        if asked.show == "proposals":
            waiting = waiting_for_acceptance(found, asked)
            context |= {
                "waiting": waiting.count(),
                "standing": standing_of(
                    found,
                    waiting & acceptable_by(user_of(request), found),
                    asked,
                    user=user_of(request),
                    at=at_of(request),
                ),
            }
        if asked.show == "done":
            context |= _done(request, found)
        if asked.show == "effects":
            by = request.GET.get("by", "")
            context |= {
                "choices": [(each, words[0]) for each, words in WORDS.items()],
                "effects": effects_page(
                    found,
                    by if by in WORDS else FIRST,
                    policy=policy_of(found.release),
                    titles=titles,
                ),
            }
        if asked.show == "not-placed" and not asked.after:
            context["short"] = trainings_short(found, policy_of(found.release))
        if asked.show == "replay":
            context |= {
                "may_plan": may_plan(user_of(request)),
                "replays": found.replays.select_related("asked_by").order_by("-pk")[
                    :REPLAYS
                ],
            }
        if asked.show == "shares":
            context |= _shares(found, [number for number, _ in titles.bands()])
    return render(request, "planning/run.html", context)


@part_of("planning")
@require_POST
def replay(request: HttpRequest, number: int) -> HttpResponse:
    """Have a run worked out again; a second click finds the one that is under way."""
    found = run_or_404(number)
    try:
        start_replay(found, by=user_of(request), at=at_of(request))
    except Refused as refusal:
        messages.error(request, f"{refusal}.")
    else:
        messages.success(request, "The run is being worked out again")
    return redirect(f"{reverse('run', args=[number])}?show=replay")


@part_of("planning")
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far a run is; asks the page to load again once there is more to see."""
    found = run_or_404(number)
    working = found.state in WORKING
    if not request.headers.get("HX-Request"):
        return redirect("run", number)
    response = render(
        request,
        "planning/progress.html",
        {
            "run": found,
            "working": working,
            "step": STEPS.get(Run.State(found.state), len(STEPS)),
            "steps": len(STEPS),
        },
    )
    if not working:
        response.headers["HX-Refresh"] = "true"
    return response


def _done(request: HttpRequest, found: Run) -> dict[str, Any]:
    """What people did with the proposals of a run, and how often and why."""
    overrides = overrides_of(found)
    acts = acceptances_of(found)
    return {
        "acts": [
            (
                act,
                undo_until(act.at, found),
                may_undo(
                    user_of(request),
                    found,
                    act.handovers.filter(undone_at=None),
                    at=at_of(request),
                ),
            )
            for act in acts
        ],
        "overrides": overrides[:OVERRIDES],
        "overrides_more": max(0, overrides.count() - OVERRIDES),
        "rates": rates_of([found]),
        "reasons": counted_by_reason([found]),
    }


def _shares(found: Run, bands: list[int]) -> dict[str, Any]:
    return {
        "children": share_of_children(found),
        "weeks": weeks_to_a_decision_maker(found, bands),
        "band_numbers": sorted(bands),
        "reserve": what_the_reserve_did(found),
        "gains": gains_of(found),
    }


def _runs_page(
    request: HttpRequest, form: StartForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "planning/planning.html",
        {
            "runs": runs()[:RUNS],
            "reallocations": open_reallocations()[:RUNS],
            "cut_overs_due": due_on(today_of(request)),
            "form": form,
            "may_plan": may_plan(user_of(request)),
            **_became_of_proposals(request),
        },
        status=status,
    )


def _became_of_proposals(request: HttpRequest) -> dict[str, Any]:
    """The rates of the last runs that somebody dealt with, and the reasons given."""
    rates = rates_of(list(runs().exclude(state=Run.State.FAILED)[:RATES]))
    rows = [
        (f"Run {of.run.pk}, {short_day(of.run.on)}", of.accepted, of.decided)
        for of in reversed(rates)
    ]
    return {
        "rates": rates,
        "rates_charts": load_charts(rows),
        "reasons": counted_by_reason([of.run for of in rates]) if rates else [],
        "titles": titles_at(at_of(request)),
    }


def _tab(text: str, show: str, asked: AskedProposals, address: str) -> dict[str, Any]:
    end = "" if show == "proposals" else f"?show={show}"
    return {"text": text, "href": f"{address}{end}", "current": asked.show == show}


def _today(request: HttpRequest) -> dict[str, Any]:
    today = today_of(request)
    return {"today": today, "initial": {"on": next_working_week(today)}}
