"""The tables of policy: releases that never change, when they were in force, drafts."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models import User
from evenhand.releases.assessments.models import Answer, Assessment
from evenhand.releases.drafts.models import DraftChange, PolicyDraft
from evenhand.releases.owners.models import LapseNotice, Ownership
from evenhand.releases.publication.models import DraftStep, Withdrawal


__all__ = [
    "Answer",
    "Assessment",
    "DraftChange",
    "DraftStep",
    "LapseNotice",
    "Ownership",
    "Period",
    "PolicyDraft",
    "PolicyRelease",
    "Withdrawal",
]


class PolicyRelease(models.Model):
    """One row is one numbered policy: the bytes of its bundle, and who put them here.

    A trigger refuses any change to it once it is stored.
    """

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    bundle = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    vocabulary_version = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    draft = models.OneToOneField(
        PolicyDraft, models.PROTECT, null=True, related_name="release"
    )
    because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("published_by")),
                name="releases_policyrelease_approved_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"

    @property
    def last_period(self) -> "Period | None":
        """The latest time in which it is, was or will be in force.

        None where it was withdrawn before it came into force.
        """
        return max(
            self.periods.all(), key=lambda period: period.during.lower, default=None
        )

    def is_in_force(self, at: datetime) -> bool:
        """Whether any of its periods holds an instant."""
        return any(at in period.during for period in self.periods.all())


class Period(models.Model):
    """One row is one time in which a release is in force.

    From its publication until another comes into force or it is withdrawn; then the
    one before has a second period. The constraint refuses two at one instant.
    """

    release = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="periods")
    during = DateTimeRangeField()
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, help_text="when its end was decided")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="releases_period_one_in_force",
                expressions=[("during", RangeOperators.OVERLAPS)],
            ),
            paired("releases_period", "ended_at", "ended_by"),
        ]
        ordering = ("during",)

    def __str__(self) -> str:
        return f"{self.release} in force"
