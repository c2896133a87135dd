"""One table: what a list was narrowed to, under a name."""

from django.db import models
from django.db.models import Q

from evenhand.core.constraints import paired
from evenhand.core.models import User


class SavedView(models.Model):
    """One row is one way to narrow the list of cases that somebody wants to come back to.

    With a `unit` it is shared by all who work there, and each sees in it what they may
    see; without, it is its maker's own. It keeps the question and never an answer.
    """

    name = models.CharField(max_length=40)
    address = models.CharField(max_length=1000, blank=True)
    unit = models.ForeignKey(
        "workforce.Unit", models.CASCADE, null=True, related_name="saved_views"
    )
    made_by = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "name"],
                condition=Q(unit=None, removed_at=None),
                name="workforce_savedview_named_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(unit__isnull=False, removed_at=None),
                name="workforce_savedview_named_once_in_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="workforce_savedview_has_a_name"
            ),
            paired("workforce_savedview", "removed_at", "removed_by"),
        ]

    def __str__(self) -> str:
        return self.name
