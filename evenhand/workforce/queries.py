"""Whose training lapses soon, who leads which team, and which units there are."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from evenhand.core.models import User
from evenhand.workforce.models import SkillHeld, StaffMember, Team, Unit
from evenhand.workforce.standards import TrainingStandard


def lapsing(
    people: Iterable[int], *, on: date, standard: TrainingStandard
) -> QuerySet[SkillHeld]:
    """Trainings of these people that lapse soon, or lapsed lately, as policy says."""
    return (
        SkillHeld.objects.filter(
            staff_member__in=list(people),
            expires_on__gt=on - standard.lately,
            expires_on__lte=on + standard.soon,
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
