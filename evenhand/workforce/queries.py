"""Whose training lapses soon, and who leads which team."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet

from evenhand.core.models import User
from evenhand.workforce.models import SkillHeld, StaffMember, Team


# Long enough to book a course, which are held every other month (our choice).
SOON = timedelta(days=60)
JUST_LAPSED = timedelta(days=30)


def lapsing(people: Iterable[int], *, on: date) -> QuerySet[SkillHeld]:
    """Trainings of these people that lapse within two months, or lapsed in the last."""
    return (
        SkillHeld.objects.filter(
            staff_member__in=list(people),
            expires_on__gt=on - JUST_LAPSED,
            expires_on__lte=on + SOON,
        )
        .select_related("staff_member")
        .order_by("expires_on", "staff_member__name", "skill")
    )


def team_of_user(user: User) -> Team | None:
    """The team that somebody is in, with its unit."""
    staff = (
        StaffMember.objects.filter(user=user)
        .select_related("team", "team__unit")
        .first()
    )
    return staff.team if staff else None
