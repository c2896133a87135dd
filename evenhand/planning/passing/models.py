"""One table: who did not take which case when its turn came, and why."""

from django.db import models
from django.db.models import Q

from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.workforce.models import StaffMember


class Passing(models.Model):
    """One row is one case that its owner skipped for a day, or passed back.

    Neither moves the case, nor changes its rank. `reason` is a value of the register
    of reasons to pass back.
    """

    class Kind(models.TextChoices):
        SKIPPED = "skipped", "Skipped"
        PASSED_BACK = "passed back", "Passed back"

    case = models.ForeignKey(Case, models.CASCADE, related_name="passings")
    staff_member = models.ForeignKey(
        StaffMember, models.PROTECT, related_name="passings"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "staff_member", "on"],
                condition=Q(kind="skipped"),
                name="planning_passing_skipped_once_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="planning_passing_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["staff_member", "-on"], name="planning_passing_of_a_person"
            )
        ]
