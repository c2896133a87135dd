"""Start a run, watch it, look at what it proposes, and accept it or part of it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.looking import record_look
from evenhand.core.models import Look, User
from evenhand.core.verdict import Refused
from evenhand.flows.accept_plan import accept_proposals
from evenhand.flows.jobs import start_run
from evenhand.planning.models import WORKING, Run
from evenhand.planning.prices import gains_of
from evenhand.planning.queries import open_reallocations, run_figures, runs
from evenhand.planning.shares import (
    share_of_children,
    weeks_to_a_decision_maker,
    what_the_reserve_did,
)
from evenhand.planning.verdicts import may_accept, may_plan
from evenhand.web.cases.listing import unit_choices
from evenhand.web.charts import load_chart
from evenhand.web.formats import counted, next_working_week
from evenhand.web.forms import numbers_in
from evenhand.web.pages import part_of
from evenhand.web.planning.forms import StartForm
from evenhand.web.planning.reading import (
    STEPS,
    AskedProposals,
    loads_of,
    page_of,
    sentences_left_out,
    waiting_for_acceptance,
)
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at


RUNS = 50


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
        on = form.cleaned_data["on"]
        working = runs().filter(state__in=WORKING, on=on).first()
        if working is not None:
            messages.success(request, f"Run {working.pk} for that week is under way")
            return redirect("run", working.pk)
        try:
            with transaction.atomic():
                run = start_run(on=on, by=_user(request), at=at_of(request))
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"Run {run.pk} was started")
            return redirect("run", run.pk)
    return _runs_page(request, form, status=422)


@part_of("planning")
@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: its progress, or its figures and what it proposes."""
    found = _run_or_404(number)
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
        listed = asked.show in ("proposals", "not-placed")
        rows, following = page_of(found, asked) if listed else ([], 0)
        address = reverse("run", args=[number])
        record_look(
            Look.Kind.VIEW,
            by=_user(request),
            at=at_of(request),
            what=f"Planning run {number}: {asked.show}",
            rows=len(rows),
        )
        context |= {
            "asked": asked,
            "figures": figures,
            "loads": loads,
            "chart": load_chart([(row.unit, row.load, row.room) for row in loads]),
            "rows": rows,
            "following": f"{address}{asked.address(after=following)}"
            if following
            else "",
            "first": f"{address}{asked.address()}" if asked.after else "",
            "waiting": waiting_for_acceptance(found, asked).count(),
            "may_accept": may_accept(_user(request), found),
            "units": unit_choices()[:-1],
            "bands": [("", "All bands"), *titles.bands()],
            "titles": titles,
            "tabs": [
                _tab("Proposals", "proposals", asked, address),
                _tab(
                    f"Not placed ({figures.not_placed:,})", "not-placed", asked, address
                ),
                _tab("Shares", "shares", asked, address),
                _tab("What it read", "read", asked, address),
            ],
        }
        if asked.show == "shares":
            context |= _shares(found, [number for number, _ in titles.bands()])
    return render(request, "planning/run.html", context)


@part_of("planning")
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far a run is; asks the page to load again once there is more to see."""
    found = _run_or_404(number)
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


@part_of("planning")
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once, naming the number; then give the cases and say what came of it."""
    found = _run_or_404(number)
    asked = AskedProposals.from_address(request.POST)
    back = f"{reverse('run', args=[number])}{asked.address()}"
    verdict = may_accept(_user(request), found)
    if not verdict:
        messages.error(request, verdict.why_not)
        return redirect(back)
    waiting = waiting_for_acceptance(found, asked)
    some = numbers_in(request.POST.getlist("proposal"))
    if some:
        waiting = waiting.filter(pk__in=some)
    elif request.POST.get("which") == "chosen":
        messages.error(request, "Choose at least one proposal to accept.")
        return redirect(back)
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        messages.error(
            request,
            "There is nothing left to accept among these. Somebody may have accepted "
            "them already.",
        )
        return redirect(back)
    if request.POST.get("sure") != str(len(ids)):
        return _ask(request, found, asked, ids=ids, some=some)
    try:
        came_of_it = accept_proposals(
            found,
            proposals=ids,
            by=_user(request),
            on=today_of(request),
            at=at_of(request),
            because=request.POST.get("because", "").strip()[:2_000],
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    said = f"Accepted {counted(came_of_it.accepted, 'proposal')}."
    if came_of_it.left_out:
        left = counted(len(came_of_it.left_out), "case was", "cases were")
        said += f" {left[0].upper()}{left[1:]} left out: "
        said += f"{sentences_left_out(came_of_it.left_out)}."
    tell = messages.warning if came_of_it.left_out else messages.success
    tell(request, said)
    return redirect(back)


def _shares(found: Run, bands: list[int]) -> dict[str, Any]:
    return {
        "children": share_of_children(found),
        "weeks": weeks_to_a_decision_maker(found, bands),
        "band_numbers": sorted(bands),
        "reserve": what_the_reserve_did(found),
        "gains": gains_of(found),
    }


def _ask(
    request: HttpRequest,
    found: Run,
    asked: AskedProposals,
    *,
    ids: list[int],
    some: list[int],
) -> HttpResponse:
    proposals = found.proposals.filter(pk__in=ids)
    return render(
        request,
        "planning/accept.html",
        {
            "run": found,
            "asked": asked,
            "number": len(ids),
            "people": proposals.values("to_owner").distinct().count(),
            "some": ids if some else [],
            "changed": bool(request.POST.get("sure")),
            "back": f"{reverse('run', args=[found.pk])}{asked.address()}",
        },
    )


def _runs_page(
    request: HttpRequest, form: StartForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "planning/planning.html",
        {
            "runs": runs()[:RUNS],
            "reallocations": open_reallocations()[:RUNS],
            "form": form,
            "may_plan": may_plan(_user(request)),
        },
        status=status,
    )


def _run_or_404(number: int) -> Run:
    found = runs().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _tab(text: str, show: str, asked: AskedProposals, address: str) -> dict[str, Any]:
    end = "" if show == "proposals" else f"?show={show}"
    return {"text": text, "href": f"{address}{end}", "current": asked.show == show}


def _today(request: HttpRequest) -> dict[str, Any]:
    today = today_of(request)
    return {"today": today, "initial": {"on": next_working_week(today)}}


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
