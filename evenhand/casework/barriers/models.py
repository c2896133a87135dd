"""One table: what stands in the way, since when, and when it is looked at next."""

from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class Barrier(models.Model):
    """One row is one thing that keeps a case from its next step, until it is closed.

    The kinds, what each blocks, and how often it is looked at are policy (the register
    `barriers` of the release in force when it was opened).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="barriers")
    kind = models.CharField(max_length=60)
    blocks = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | Q(review_on__isnull=False),
                name="casework_barrier_open_has_a_review_date",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(closed_on=None),
                name="casework_barrier_open_once",
            ),
            paired("casework_barrier", "closed_on", "closed_by"),
            in_order("casework_barrier", "opened_on", "closed_on"),
        ]
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(closed_on=None),
                name="casework_barrier_to_review",
            )
        ]
