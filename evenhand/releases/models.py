"""The one table of policy: a release is a bundle that never changes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models import User


class PolicyRelease(models.Model):
    """One row is one numbered policy: the bytes of its bundle, and when it is in force.

    A release without `in_force` is a draft. A trigger refuses any change to the bundle
    once it is stored; the constraint refuses two releases in force at one instant.
    """

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    bundle = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    vocabulary_version = models.PositiveIntegerField()
    in_force = DateTimeRangeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.TextField(blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="releases_policyrelease_one_in_force",
                expressions=[("in_force", RangeOperators.OVERLAPS)],
            ),
            paired(
                "releases_policyrelease", "in_force", "published_at", "published_by"
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"
