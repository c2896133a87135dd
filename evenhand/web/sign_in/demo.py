"""The demo's door: who to be, in one click. Its address exists in the demo only."""

from dataclasses import dataclass

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from evenhand.core.models import Role, RoleGrant, User


# What the first page of each role answers.
ANSWERS = {
    Role.DECISION_MAKER: "What do I do now, what is due, and why is each case mine?",
    Role.TEAM_LEADER: "Where is my team stuck, who has room, who lapses soon?",
    Role.WORKFLOW_MANAGER: "Which proposals wait for me, and what could not be placed?",
    Role.CASE_PROGRESSION_OFFICER: "Which barriers do I look at today?",
    Role.BOOKING_OFFICER: "Which interviews can be booked, where, and with whom?",
    Role.SCREENING_OFFICER: "Which cases have been registered, and what comes next?",
    Role.TECHNICAL_SPECIALIST: "Where does a case stand, and who has it?",
    Role.QUALITY_LEAD: "What has been decided, and what is checked?",
    Role.POLICY_LEAD: "What is in force, by which authority, and when is it reviewed?",
    Role.ANALYST: "By which rules is the order made?",
    Role.AUDITOR: "Who looked at what, when and why?",
    Role.ADMINISTRATOR: "Which units and people are there?",
    Role.HOST: "Who comes to the site in Derby today, and what do they need?",
}

# What takes two people, and so needs a second of the same role at the door.
SECOND = {
    Role.WORKFLOW_MANAGER: "Which phase that a colleague planned do I carry out?",
    Role.POLICY_LEAD: "Which draft that a colleague sent do I approve or return?",
}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person of the demo, and what they would like to know first."""

    user: User
    role: Role
    answers: str


@login_not_required
@require_safe
def demo_door(request: HttpRequest) -> HttpResponse:
    """One person of each role."""
    return render(request, "sign_in/demo.html", {"people": demo_people()})


@login_not_required
@require_POST
def enter_demo(request: HttpRequest, username: str) -> HttpResponse:
    """Become one of those people."""
    user = next((p.user for p in demo_people() if p.user.username == username), None)
    if user is None:
        raise Http404
    logout(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


def demo_people() -> list[DemoPerson]:
    """One account of each role, the one made first; two where something takes two."""
    grants = (
        RoleGrant.objects.filter(
            ended_at=None,
            user__is_active=True,
            user__is_service=False,
            user__is_system=False,
        )
        .order_by("role", "user_id")
        .distinct("role")
        .select_related("user")
    )
    first = {grant.role: grant.user for grant in grants}
    people = [
        DemoPerson(first[role], role, answers)
        for role, answers in ANSWERS.items()
        if role in first
    ]
    return people + _seconds(first)


def _seconds(first: dict[str, User]) -> list[DemoPerson]:
    """For what takes two people, another of the role who is not at the door already."""
    seconds = (
        RoleGrant.objects.filter(
            role__in=SECOND,
            ended_at=None,
            user__is_active=True,
            user__is_service=False,
            user__is_system=False,
        )
        .exclude(user__in=first.values())
        .order_by("role", "user_id")
        .distinct("role")
        .select_related("user")
    )
    found = {grant.role: grant.user for grant in seconds}
    return [
        DemoPerson(found[role], role, answers)
        for role, answers in SECOND.items()
        if role in found
    ]
