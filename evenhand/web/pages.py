"""Which pages exist, what they are called, and whose they are.

One table for the navigation and for the door: a page that a role may not open is not
shown to it, and answers "you may not" when its address is typed. What a person may see
on a page is another matter, and the database's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from evenhand.core.models import Role, User


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

EVERYBODY = frozenset(Role)
CASE_READERS = frozenset(
    {
        Role.DECISION_MAKER,
        Role.TEAM_LEADER,
        Role.WORKFLOW_MANAGER,
        Role.CASE_PROGRESSION_OFFICER,
        Role.BOOKING_OFFICER,
        Role.SCREENING_OFFICER,
        Role.TECHNICAL_SPECIALIST,
        Role.QUALITY_LEAD,
        Role.AUDITOR,
    }
)
# Who sees to it that interviews are booked, and looks at how that goes.
BOOKING = frozenset({Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER, Role.TEAM_LEADER})


@dataclass(frozen=True, slots=True)
class Page:
    """One entry of the navigation: its address by name, its words, and who opens it."""

    name: str
    title: str
    roles: frozenset[str]


# In the order of the navigation.
PAGES = {
    page.name: page
    for page in (
        Page(
            "my-work",
            "My work",
            frozenset({Role.DECISION_MAKER, Role.CASE_PROGRESSION_OFFICER}),
        ),
        Page("team", "Team", frozenset({Role.TEAM_LEADER})),
        Page("planning", "Planning", frozenset({Role.WORKFLOW_MANAGER})),
        Page(
            "trackers",
            "Trackers",
            frozenset({Role.TEAM_LEADER, Role.WORKFLOW_MANAGER, Role.ADMINISTRATOR}),
        ),
        Page("today", "Today", frozenset({Role.HOST})),
        Page(
            "interviews",
            "Interviews",
            frozenset(
                {
                    Role.BOOKING_OFFICER,
                    Role.WORKFLOW_MANAGER,
                    Role.TEAM_LEADER,
                    Role.DECISION_MAKER,
                    Role.CASE_PROGRESSION_OFFICER,
                }
            ),
        ),
        Page("calendar", "Calendar", BOOKING),
        Page("interview-figures", "Figures", BOOKING | {Role.ANALYST}),
        Page(
            "places",
            "People and places",
            frozenset(
                {Role.BOOKING_OFFICER, Role.WORKFLOW_MANAGER, Role.ADMINISTRATOR}
            ),
        ),
        Page("cases", "Cases", CASE_READERS),
        Page(
            "people",
            "People and units",
            frozenset({Role.TEAM_LEADER, Role.WORKFLOW_MANAGER, Role.ADMINISTRATOR}),
        ),
        Page(
            "likenesses",
            "Same person?",
            frozenset(
                {
                    Role.CASE_PROGRESSION_OFFICER,
                    Role.WORKFLOW_MANAGER,
                    Role.ADMINISTRATOR,
                }
            ),
        ),
        Page("systems", "Other systems", frozenset({Role.AUDITOR, Role.ADMINISTRATOR})),
        Page("rules", "Rules", EVERYBODY - {Role.HOST}),
        Page("audit", "Audit", frozenset({Role.AUDITOR})),
        Page("guidance", "Guidance", EVERYBODY),
    )
}

# What each role opens first; the navigation of a page is its section's.
FIRST_PAGES = {
    Role.DECISION_MAKER: "my-work",
    Role.TEAM_LEADER: "team",
    Role.WORKFLOW_MANAGER: "planning",
    Role.CASE_PROGRESSION_OFFICER: "my-work",
    Role.BOOKING_OFFICER: "interviews",
    Role.HOST: "today",
    Role.SCREENING_OFFICER: "cases",
    Role.TECHNICAL_SPECIALIST: "cases",
    Role.QUALITY_LEAD: "cases",
    Role.POLICY_LEAD: "rules",
    Role.ANALYST: "rules",
    Role.AUDITOR: "audit",
    Role.ADMINISTRATOR: "people",
}


def may_open(user: User, name: str) -> bool:
    """Whether any role this person holds opens the page of that name."""
    return user.has_role(*PAGES[name].roles)


def pages_of(user: User) -> list[Page]:
    """The navigation of a person, in its order."""
    return [page for page in PAGES.values() if may_open(user, page.name)]


def first_page_of(user: User) -> str | None:
    """The name of the page a person starts on; None where their role has none yet."""
    return next(
        (FIRST_PAGES[role] for role in Role if role in user.roles & set(FIRST_PAGES)),
        None,
    )


def part_of(name: str) -> Callable[[View[P]], View[P]]:
    """Say which page a view belongs to: who may open it, and what the header marks."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            if not isinstance(request.user, User) or not may_open(request.user, name):
                raise PermissionDenied
            request.page = name  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return decorate
