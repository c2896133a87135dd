"""Drafts: the list, a new one, the page of one, its rulebooks, history and end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.core.verdict import Refused
from evenhand.releases.drafts.queries import (
    changes_of,
    drafts,
    ids_published,
    newer_than_base,
    policy_of_draft,
)
from evenhand.releases.drafts.services import give_up_draft, start_draft, take_back
from evenhand.releases.drafts.verdicts import may_change_draft, may_draft
from evenhand.releases.models import DraftChange, PolicyDraft
from evenhand.releases.queries import (
    release_by_number,
    release_in_force,
    releases,
)
from evenhand.web.acting import acted
from evenhand.web.pages import part_of
from evenhand.web.rules.book import book_of, books_of
from evenhand.web.rules.drafts.forms import GiveUpForm, StartForm, TakeBackForm
from evenhand.web.rules.drafts.reading import by_rule, draft_or_404, found_in
from evenhand.web.rules.rehearsals.of_policy import rehearsals_of_draft
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


SHOWN = 100
LATEST = 5


@part_of("rules")
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every draft: those being written first."""
    found = list(drafts()[:SHOWN])
    return render(
        request,
        "rules/drafts/list.html",
        {
            "open": [one for one in found if one.state in ("open", "sent")],
            "closed": [one for one in found if one.state not in ("open", "sent")],
            "verdict": may_draft(user_of(request)),
        },
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the release in force, or from another."""
    verdict = may_draft(user_of(request))
    if not verdict:
        raise PermissionDenied(verdict.why_not)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        releases=[(row.number, f"{row}: {row.title}") for row in releases()],
        initial={"based_on": _started_from(request)},
    )
    started: list[PolicyDraft] = []

    def act() -> str:
        given = form.cleaned_data
        based_on = release_by_number(given["based_on"])
        if based_on is None:
            raise Refused("There is no such release")
        started.append(
            start_draft(
                title=given["title"],
                about=given["about"],
                based_on=based_on,
                by=user_of(request),
                at=at_of(request),
            )
        )
        return f"The draft “{given['title']}” has begun. Nothing is in force by it."

    if acted(request, form, act, refused_at=None):
        return redirect("draft", started[0].pk)
    return render(
        request,
        "rules/drafts/start.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


def _started_from(request: HttpRequest) -> int | None:
    asked = request.GET.get("from", "")
    if asked.isascii() and asked.isdigit():
        return int(asked)
    try:
        return release_in_force(at_of(request)).number
    except Refused:
        return None


@part_of("rules")
@require_safe
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """One draft: its rulebooks, what the checks find, what was changed last."""
    found = draft_or_404(number)
    policy = policy_of_draft(found)
    return render(
        request,
        "rules/drafts/draft.html",
        {
            "draft": found,
            "policy": policy,
            "books": books_of(policy, today_of(request)),
            "found": found_in(found, policy, today_of(request)),
            "changes": changes_of(found)[:LATEST],
            "newer": newer_than_base(found) if found.state == "open" else None,
            "verdict": may_change_draft(user_of(request), found),
            "rehearsals": rehearsals_of_draft(found, user_of(request)),
        },
    )


@part_of("rules")
@require_safe
def rulebook(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One rulebook of a draft: each rule with what the checks find, and its links."""
    found = draft_or_404(number)
    policy = policy_of_draft(found)
    book = book_of(policy, name, today_of(request))
    if book is None:
        raise Http404
    return render(
        request,
        "rules/drafts/rulebook.html",
        {
            "draft": found,
            "policy": policy,
            "book": book,
            "tables": policy.tables,
            "found": by_rule(found_in(found, policy, today_of(request))),
            "verdict": may_change_draft(user_of(request), found),
            "published": ids_published(),
        },
    )


@part_of("rules")
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Every change of a draft, the latest first."""
    found = draft_or_404(number)
    return render(
        request,
        "rules/drafts/history.html",
        {
            "draft": found,
            "changes": changes_of(found)[:SHOWN],
            "verdict": may_change_draft(user_of(request), found),
        },
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Take back one change and those after it, once it was seen which they are."""
    found = draft_or_404(number)
    _may_change(request, found)
    undone = list(changes_of(found).filter(version__gte=version))
    if not DraftChange.objects.filter(draft=found, version=version).exists():
        raise Http404
    form = TakeBackForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": found.version, "first": version},
    )

    def act() -> str:
        take_back(
            found,
            first=version,
            seen=form.cleaned_data["seen"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return "Taken back. The draft says again what it said before."

    if acted(request, form, act, refused_at=None):
        return redirect("draft-history", number)
    return render(
        request,
        "rules/drafts/undo.html",
        {"draft": found, "form": form, "undone": undone},
        status=422 if form.errors else 200,
    )


@part_of("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Close a draft that will not be published."""
    found = draft_or_404(number)
    _may_change(request, found)
    form = GiveUpForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": found.version},
    )

    def act() -> str:
        give_up_draft(
            found,
            seen=form.cleaned_data["seen"],
            because=form.cleaned_data["because"],
            by=user_of(request),
            at=at_of(request),
        )
        return f"The draft “{found.title}” is given up. It stays to be read."

    if acted(request, form, act, refused_at=None):
        return redirect(reverse("drafts"))
    return render(
        request,
        "rules/drafts/give_up.html",
        {"draft": found, "form": form},
        status=422 if form.errors else 200,
    )


def _may_change(request: HttpRequest, found: PolicyDraft) -> None:
    verdict = may_change_draft(user_of(request), found)
    if not verdict:
        messages.error(request, verdict.why_not)
        raise PermissionDenied(verdict.why_not)
