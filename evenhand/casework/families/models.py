"""One table: which two cases belong to one family, on what evidence, on whose word."""

from django.db import models
from django.db.models import F, Q

from evenhand.casework.cases.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class CaseLink(models.Model):
    """One row says that the people of two cases are one family.

    Never made by a machine; undone by ending it, which keeps that it was made.
    """

    class Kind(models.TextChoices):
        FAMILY = "family", "Family"

    one = models.ForeignKey(Case, models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FAMILY)
    evidence = models.TextField()
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="casework_caselink_ordered"
            ),
            models.UniqueConstraint(
                fields=["one", "other", "kind"],
                condition=Q(ended_at=None),
                name="casework_caselink_made_once",
            ),
            models.CheckConstraint(
                condition=~Q(evidence=""), name="casework_caselink_has_evidence"
            ),
            paired("casework_caselink", "ended_at", "ended_by"),
            in_order("casework_caselink", "linked_at", "ended_at"),
        ]
