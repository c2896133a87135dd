"""Outcomes worked out again each night, and what came of each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evenhand.casework.models import Case


class ReplayNight(models.Model):
    """One row is one night in which a sample of a day's outcomes was worked out again.

    Says how the sample was drawn and nothing of any case; how many there were is
    counted among those of them that a reader may see.
    """

    of = models.DateField(unique=True, help_text="the day whose outcomes were sampled")
    sample = models.PositiveIntegerField(help_text="drawn of each kind of restriction")
    salt = models.CharField(max_length=60)
    done_at = models.DateTimeField()
    why_failed = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Replay of the outcomes of {self.of}"


class ReplayedOutcome(models.Model):
    """One row is one outcome of a night's sample; no fields differ: the same, to the bit.

    Carries a copy of the case's restriction, as outcomes do.
    """

    night = models.ForeignKey(ReplayNight, models.CASCADE, related_name="outcomes")
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="+", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    outcome = models.ForeignKey(
        "planning.Outcome", models.CASCADE, related_name="replays"
    )
    differing = ArrayField(models.CharField(max_length=20), default=list)
    why = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["night", "case"], name="planning_replayedoutcome_once"
            ),
            models.CheckConstraint(
                condition=Q(why="") | ~Q(differing=[]),
                name="planning_replayedoutcome_why_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["night"],
                condition=~Q(differing=[]),
                name="planning_replayed_differing",
            )
        ]
