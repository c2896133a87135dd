"""Days on which waits were counted, and the counts, by stage and by group.

Counted once a night, for each set of restrictions a reader may be cleared for, so that a
page reads a few rows and whoever may not see a case is told nothing of it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evenhand.core.models import User
from evenhand.releases.models import PolicyRelease


class ProofDay(models.Model):
    """One row is one day of which waits were counted, as known at its end; or are to be."""

    of = models.DateField(unique=True)
    release = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(null=True)
    why_failed = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Waits counted on {self.of}"


class Counted(models.Model):
    """What every count says: of which day, stage and group, and which cases it counts.

    Among the cases that are not restricted, and those of `counting`. `key` is that of
    the group; empty: `holds` groups that are too small, together.
    """

    counting = ArrayField(models.CharField(max_length=20))
    stage = models.CharField(max_length=20)
    by = models.CharField(max_length=20)
    key = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True


class Delivery(Counted):
    """One row is what one group was promised of one stage, and got (`engine.proof.delivered`).

    In days from its start: the claim, or for a band and for older cases the day on which
    a case came among them. No promise: none is stated for it.
    """

    day = models.ForeignKey(ProofDay, models.CASCADE, related_name="deliveries")
    holds = models.PositiveIntegerField()
    waits = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    promised = models.PositiveIntegerField(null=True)
    due = models.PositiveIntegerField(null=True)
    within = models.PositiveIntegerField(null=True)
    over = models.PositiveIntegerField(null=True)
    middle = models.PositiveIntegerField(null=True)
    ninetieth = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "counting", "stage", "by", "key"],
                name="planning_delivery_told_once",
            ),
            models.CheckConstraint(
                condition=Q(promised=None, due=None, within=None, over=None)
                | Q(
                    promised__isnull=False,
                    due__isnull=False,
                    within__isnull=False,
                    over__isnull=False,
                ),
                name="planning_delivery_held_to_a_promise",
            ),
        ]

    @property
    def waiting(self) -> int:
        """Waits that go on."""
        return self.waits - self.reached - self.left


class Standing(Counted):
    """One row is who of one group waited on the day `followed` days before, and came through.

    Those who left meanwhile, by withdrawing say, are counted apart as `gone`.
    """

    day = models.ForeignKey(ProofDay, models.CASCADE, related_name="standings")
    followed = models.PositiveIntegerField()
    stood = models.PositiveIntegerField()
    came = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "counting", "stage", "by", "key"],
                name="planning_standing_told_once",
            ),
            models.CheckConstraint(
                condition=Q(came__lte=models.F("stood")),
                name="planning_standing_came_stood",
            ),
        ]
