"""Whose training lapses soon, who leads which team, and which units there are."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from evenhand.core.models import User
from evenhand.workforce.models import SkillHeld, StaffMember, Team, Unit


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


def open_units(on: date) -> QuerySet[Unit]:
    """Units that are not closed on a day, by name; queues among them."""
    return Unit.objects.filter(Q(closes_on=None) | Q(closes_on__gt=on)).order_by("name")


def unit_names() -> dict[str, str]:
    """The name of each unit by its code; also of closed ones, which cases may be with."""
    return dict(Unit.objects.values_list("code", "name"))
