"""Have a policy rehearsed, watch it, and look at what would come of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.verdict import Refused
from evenhand.engine.rules.faults import Faulty
from evenhand.flows.jobs import start_rehearsal
from evenhand.flows.rehearse import Asked
from evenhand.planning.models import Rehearsal
from evenhand.planning.rehearsals.models import UNFINISHED
from evenhand.planning.rehearsals.queries import (
    rehearsal_by_id,
    rehearsals,
    told_of,
)
from evenhand.planning.rehearsals.services import mark_seen
from evenhand.planning.rehearsals.verdicts import may_rehearse, may_see_rehearsals
from evenhand.releases.drafts.queries import draft_by_id, policy_of_draft
from evenhand.releases.queries import policy_of, release_by_number, release_in_force
from evenhand.web.forms import numbers_in
from evenhand.web.pages import may_open, part_of
from evenhand.web.rules.rehearsals.beside import AT_MOST, beside_page
from evenhand.web.rules.rehearsals.forms import RehearseForm
from evenhand.web.rules.rehearsals.reading import (
    groups_page,
    unit_charts,
    unit_lines,
    warnings_of,
)
from evenhand.web.rules.rehearsals.reasons import (
    case_lines,
    not_rehearsed,
    rules_of,
    ways_of,
)
from evenhand.web.rules.rehearsals.words import BY, KINDS, MEASURES, facts_in_words
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of


SHOWN = 50
STEPS = ("waiting", "reading", "comparing", "allocating")


@part_of("rules")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every rehearsal, the newest first, to open or to lay side by side."""
    _may_look(request)
    return render(
        request,
        "rules/rehearsals/list.html",
        {
            "rows": [(row, facts_in_words(row)) for row in rehearsals()[:SHOWN]],
        },
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Have the draft or the release of the address rehearsed."""
    verdict = may_rehearse(user_of(request))
    if not verdict:
        raise PermissionDenied
    asked = _policy_asked(request)
    follows = asked.draft.based_on if asked.draft else release_in_force(at_of(request))
    form = RehearseForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today_of(request), "against": follows.number},
    )
    if form.is_valid():
        try:
            rehearsal = start_rehearsal(
                Asked(
                    policy=asked.policy,
                    title=asked.title,
                    draft=asked.draft,
                    release=asked.release,
                    **form.cleaned_data,
                ),
                by=user_of(request),
                at=at_of(request),
            )
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            return redirect("rehearsal", rehearsal.pk)
    return render(
        request,
        "rules/rehearsals/ask.html",
        {"form": form, "asked": asked},
        status=422 if form.is_bound else 200,
    )


@part_of("rules")
@require_safe
def rehearsal(request: HttpRequest, number: int) -> HttpResponse:
    """One rehearsal: how far it is, or what would come of the policy, groups included."""
    found = _rehearsal_or_404(request, number)
    context = _head(found, "effects")
    told = told_of(found)
    if found.state == Rehearsal.State.DONE and told is not None:
        titles = titles_at(at_of(request))
        by, measure = request.GET.get("by", ""), request.GET.get("measure", "")
        lines = unit_lines(told, titles)
        rules = rules_of(found, user_of(request))
        ways = ways_of(told, rules)
        context |= {
            "figures": told.figures,
            "units": lines,
            "charts": unit_charts(lines),
            "warnings": warnings_of(found, told, titles),
            "not_rehearsed": not_rehearsed(rules),
            "ways": ways,
            "ways_untold": len(told.figures.explained) - len(ways),
            "groups": groups_page(
                found, told, by if by in BY else next(iter(BY)), measure, titles
            ),
            "by_choices": [(each, words[0]) for each, words in BY.items()],
            "measure_choices": list(MEASURES.items()),
            "titles": titles,
        }
        mark_seen(found, by=user_of(request), at=at_of(request))
        _record(request, f"{found}: what would come of it")
    return render(request, "rules/rehearsals/rehearsal.html", context)


@part_of("rules")
@require_safe
def cases(request: HttpRequest, number: int) -> HttpResponse:
    """The first and the last hundred cases that would change, each with its reasons."""
    found = _rehearsal_or_404(request, number)
    told = told_of(found)
    if found.state != Rehearsal.State.DONE or told is None:
        return redirect("rehearsal", number)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "all"
    user = user_of(request)
    first, last = case_lines(found, told.figures.listed[kind], rules_of(found, user))
    _record(request, f"{found}: cases that would change", rows=len(first) + len(last))
    return render(
        request,
        "rules/rehearsals/cases.html",
        {
            **_head(found, "cases"),
            "kind": kind,
            "kinds": list(KINDS.items()),
            "number_of": told.figures.listed[kind].number,
            "lists": [("first", first), ("last", last)],
            "titles": titles_at(at_of(request)),
            "opens_cases": may_open(user, "cases"),
        },
    )


@part_of("rules")
@require_safe
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far a rehearsal is; asks the page to load again once it is finished."""
    found = _rehearsal_or_404(request, number)
    if not request.headers.get("HX-Request"):
        return redirect("rehearsal", number)
    response = render(
        request, "rules/rehearsals/progress.html", _head(found, "effects")
    )
    if found.state not in UNFINISHED:
        response.headers["HX-Refresh"] = "true"
    return response


@part_of("rules")
@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Several finished rehearsals in columns: units, bands, groups."""
    _may_look(request)
    asked = numbers_in(request.GET.getlist("r"))[:AT_MOST]
    rows = {
        row.pk: row
        for row in rehearsals().filter(pk__in=asked, state=Rehearsal.State.DONE)
    }
    chosen = [rows[number] for number in sorted(rows)]
    if len(chosen) < 2:
        messages.error(request, "Choose two or more rehearsals that are done.")
        return redirect("rehearsals")
    by = request.GET.get("by", "")
    context = beside_page(
        chosen, by if by in BY else next(iter(BY)), titles_at(at_of(request))
    )
    for row in chosen:
        _record(request, f"{row}: beside others")
    return render(
        request,
        "rules/rehearsals/beside.html",
        {
            **context,
            "by_choices": [(each, words[0]) for each, words in BY.items()],
        },
    )


def _policy_asked(request: HttpRequest) -> Asked:
    """The draft or release of the address. Raises Http404 where there is none."""
    drafts = numbers_in([request.GET.get("draft", "")])
    numbers = numbers_in([request.GET.get("release", "")])
    draft = draft_by_id(drafts[0]) if drafts else None
    release = release_by_number(numbers[0]) if numbers else None
    if draft is not None:
        try:
            return Asked(policy_of_draft(draft), draft.title, draft=draft)
        except Faulty as faulty:
            raise Http404("; ".join(faulty.sentences)) from None
    if release is not None:
        title = f"Release {release.number}: {release.title}"[:200]
        return Asked(policy_of(release), title, release=release)
    raise Http404


def _head(found: Rehearsal, show: str) -> dict[str, Any]:
    address = reverse("rehearsal", args=[found.pk])
    steps = STEPS if found.with_allocation else STEPS[:-1]
    return {
        "rehearsal": found,
        "facts": facts_in_words(found),
        "working": found.state in UNFINISHED,
        "step": steps.index(found.state) if found.state in steps else len(steps),
        "steps": len(steps),
        "tabs": [
            {
                "text": "What would come of it",
                "href": address,
                "current": show == "effects",
            },
            {
                "text": "Cases that would change",
                "href": reverse("rehearsed-cases", args=[found.pk]),
                "current": show == "cases",
            },
        ],
    }


def _rehearsal_or_404(request: HttpRequest, number: int) -> Rehearsal:
    _may_look(request)
    found = rehearsal_by_id(number)
    if found is None:
        raise Http404
    return found


def _may_look(request: HttpRequest) -> None:
    if not may_see_rehearsals(user_of(request)):
        raise PermissionDenied


def _record(request: HttpRequest, what: str, *, rows: int | None = None) -> None:
    record_look(
        Look.Kind.VIEW, by=user_of(request), at=at_of(request), what=what, rows=rows
    )
