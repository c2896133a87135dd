"""The views that a person finds above the list of cases."""

from django.db.models import Q, QuerySet

from evenhand.core.models import User
from evenhand.workforce.models import Unit
from evenhand.workforce.saved.models import SavedView


def views_of(user: User, unit: Unit | None) -> QuerySet[SavedView]:
    """A person's own views, then those of their unit, each by name."""
    mine = Q(made_by=user, unit=None)
    if unit is not None:
        mine |= Q(unit=unit)
    return (
        SavedView.objects.filter(mine, removed_at=None)
        .select_related("unit")
        .order_by("unit_id", "name")
    )
