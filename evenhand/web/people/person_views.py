"""The page of one person who works here."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import (
    require_safe,
)

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Case
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.planning.verdicts import may_reallocate
from evenhand.web.pages import may_open, part_of
from evenhand.web.people.change import (
    person_or_404,
)
from evenhand.web.people.person import granted_to, skills_of, weeks_of
from evenhand.web.people.words import grade_of, team_of
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.web.viewer import user_of
from evenhand.workforce.models import StaffMember
from evenhand.workforce.verdicts import (
    may_administer,
    may_grant,
    may_invite,
    may_keep_time,
    may_place,
    may_see_person,
)


CASES = 50
YEAR = timedelta(days=365)


@part_of("people")
@require_safe
def person(request: HttpRequest, code: str, ref: str) -> HttpResponse:
    """What somebody holds, when they are here, and what they are granted."""
    found, user, today = person_or_404(code, ref), user_of(request), today_of(request)
    if not may_see_person(user, found):
        raise PermissionDenied
    titles = titles_at(at_of(request))
    moves = may_reallocate(user, found)
    record_look(Look.Kind.VIEW, by=user, at=at_of(request), what=f"Page of {found.ref}")
    leaving = found.left_on is not None
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "grade": grade_of(found),
            "team": team_of(found.team.name, found.unit) if found.team else "",
            "last_day": found.left_on - timedelta(days=1) if found.left_on else None,
            "has_left": found.left_on is not None and found.left_on <= today,
            "cases": _undecided(found) if leaving and moves else None,
            "most": CASES,
            "opens_cases": may_open(user, "cases"),
            "also_units": found.also_units.order_by("name"),
            "may_invite": may_invite(user, found),
            "weeks": weeks_of(found, today=today),
            "skills": skills_of(found, titles=titles, today=today),
            "languages": list(
                found.languages.order_by("language").values_list("language", flat=True)
            ),
            "absences": [
                (away, away.to_on - timedelta(days=1))
                for away in found.absences.filter(to_on__gt=today - YEAR).order_by(
                    "-from_on"
                )
            ],
            "away_today": found.absences.filter(
                from_on__lte=today, to_on__gt=today
            ).exists(),
            "granted": granted_to(found) if may_administer(user) else None,
            "may_grant": may_grant(user, found),
            "may_administer": may_administer(user),
            "may_keep_time": may_keep_time(user, found),
            "may_place": may_place(user),
            "may_move_cases": moves,
        },
    )


def _undecided(person: StaffMember) -> list[Case]:
    """Undecided cases of somebody who leaves, among those the viewer may see."""
    return list(
        Case.objects.filter(owner=person, stage__in=sorted(UNDECIDED)).order_by(
            "claimed_on", "ref"
        )[: CASES + 1]
    )
