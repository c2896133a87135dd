"""One table: who must not have which case, since when, and on whose word."""

from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User
from evenhand.workforce.models import StaffMember


class Conflict(models.Model):
    """One row is one declared conflict of interest between a person and a case.

    A hard fact for every plan made while it stands. Declaring it moves nothing: a case
    that the person has stays with them until somebody accepts a proposal for another.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="conflicts")
    staff_member = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="conflicts"
    )
    because = models.TextField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "staff_member"],
                condition=Q(ended_at=None),
                name="casework_conflict_declared_once",
            ),
            models.CheckConstraint(
                condition=~Q(because=""), name="casework_conflict_has_a_reason"
            ),
            paired("casework_conflict", "ended_at", "ended_by"),
            in_order("casework_conflict", "declared_at", "ended_at"),
        ]
