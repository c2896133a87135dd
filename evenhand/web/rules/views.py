"""Read the rules: the release in force, any release by its number, one rulebook."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.engine.prioritisation.assess import tables_of
from evenhand.engine.rehearsal.access import access_of_rules
from evenhand.engine.rules.release import Release
from evenhand.planning.touches.counting import touched_under
from evenhand.releases.queries import (
    policy_of,
    release_by_number,
    release_in_force,
    releases,
)
from evenhand.web.pages import part_of
from evenhand.web.rules.book import book_of, books_of
from evenhand.web.rules.publication.standing import record_of, waiting_for
from evenhand.web.rules.rehearsals.of_policy import rehearsals_of_release
from evenhand.web.rules.replays.views import alarms_for
from evenhand.web.timing import at_of, today_of
from evenhand.web.viewer import user_of


@part_of("rules")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The release in force now; the address of each release stays the same for ever."""
    try:
        release = release_in_force(at_of(request))
    except Refused:
        return render(request, "rules/none.html")
    return _contents(request, release.number)


@part_of("rules")
@require_safe
def release(request: HttpRequest, number: int) -> HttpResponse:
    """One release: its rulebooks, authorities and standards."""
    return _contents(request, number)


@part_of("rules")
@require_safe
def rulebook(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One rulebook of one release, as a printed page with margins."""
    row = release_by_number(number)
    book = book_of(policy_of(row), name, today_of(request)) if row else None
    if row is None or book is None:
        raise Http404
    policy = policy_of(row)
    return render(
        request,
        "rules/rulebook.html",
        {
            "release": row,
            "policy": policy,
            "book": book,
            "touched": touched_under(row),
            "not_told": _not_told(policy, user_of(request)),
        },
    )


@part_of("rules")
@require_safe
def rule(request: HttpRequest, number: int, rule_id: str) -> HttpResponse:
    """Where a rule stands on its page, from its id alone."""
    row = release_by_number(number)
    try:
        table, _ = policy_of(row).rule(rule_id) if row else (None, None)
    except KeyError:
        table = None
    if table is None:
        raise Http404
    return redirect(f"{reverse('rulebook', args=[number, table.rulebook])}#{rule_id}")


def _not_told(policy: Release, user: User) -> frozenset[str]:
    """Rules of which it is not told how many cases they touch.

    Those that rest on what the reader is not cleared for, and those that no run counts
    because they are asked elsewhere.
    """
    counted = tables_of(policy)
    access = access_of_rules(policy)
    return frozenset(
        rule.id
        for table in policy.tables.values()
        for rule in table.rules
        if table.name not in counted or not access[rule.id] <= user.clearances
    )


def _contents(request: HttpRequest, number: int) -> HttpResponse:
    row = release_by_number(number)
    if row is None:
        raise Http404
    policy = policy_of(row)
    return render(
        request,
        "rules/release.html",
        {
            "release": row,
            "policy": policy,
            "books": books_of(policy, today_of(request)),
            "releases": releases(),
            "current": row.is_in_force(at_of(request)),
            "waiting": waiting_for(
                user_of(request), at=at_of(request), today=today_of(request)
            ),
            "record": record_of(row, user_of(request)),
            "rehearsals": rehearsals_of_release(row, user_of(request)),
            "alarms": alarms_for(user_of(request), today_of(request)),
        },
    )
