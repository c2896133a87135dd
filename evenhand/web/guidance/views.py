"""One place for what one needs to know: guidance, the policy in force, the glossary.

Source: Home Office response to the inspection of the Status Review Unit, 2018,
paragraph 4.3: reference material easily found in one place.
"""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.core.verdict import Refused
from evenhand.engine.rules.guidance import Guidance
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.web.pages import part_of
from evenhand.web.rules.book import books_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at


@part_of("guidance")
@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """Every page of guidance, with its owner and when it is looked at again."""
    release, today = _in_force(request), today_of(request)
    policy = policy_of(release) if release else None
    pages = sorted(policy.guidance.values(), key=_title) if policy else []
    return render(
        request,
        "guidance/guidance.html",
        {
            "release": release,
            "pages": pages,
            "due": [page.name for page in pages if is_due(page, today)],
            "books": books_of(policy, today) if policy else [],
        },
    )


@part_of("guidance")
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of guidance, and what it is for."""
    release = _in_force(request)
    found = policy_of(release).guidance.get(name) if release else None
    if found is None:
        raise Http404
    titles = titles_at(at_of(request))
    return render(
        request,
        "guidance/page.html",
        {
            "release": release,
            "page_": found,
            "due": is_due(found, today_of(request)),
            "applies_to": [
                titles.of(kind, value)
                for kind, values in found.applies_to.items()
                if kind not in ("pages", "tables")
                for value in values
            ],
        },
    )


def is_due(page: Guidance, today: date) -> bool:
    """Whether its owner should have looked at it again by now."""
    return page.review_on is None or page.review_on <= today


def _title(page: Guidance) -> str:
    return page.title


def _in_force(request: HttpRequest) -> PolicyRelease | None:
    try:
        return release_in_force(at_of(request))
    except Refused:
        return None
