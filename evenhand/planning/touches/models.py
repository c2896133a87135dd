"""How many cases a rule touched when a run put all rules to all open cases."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Touch(models.Model):
    """One row is how many open cases one rule touched in one run.

    Counted once for every set of restrictions that a reader may see: among the cases
    that are not restricted, and those of `counting`. A rule that touched none has no
    row.
    """

    run = models.ForeignKey("planning.Run", models.CASCADE, related_name="touches")
    counting = ArrayField(models.CharField(max_length=20))
    rule = models.CharField(max_length=40)
    cases = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "counting", "rule"], name="planning_touch_told_once"
            )
        ]
