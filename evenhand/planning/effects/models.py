"""The cases of a run by the groups that effects are told of."""

from django.db import models

from evenhand.casework.models import Case


class Effect(models.Model):
    """One row is one case that a run could place, as it was when the run read it.

    Whether it was placed, and the groups it is counted with: unit (the first of those
    the rules name; empty: none), band, nationality, sex, and age on the date of claim
    (missing where no date of birth is known). Carries a copy of the case's restriction,
    as proposals do, so that each reader counts what they may see.
    """

    # The unique index below serves the run as well.
    run = models.ForeignKey(
        "planning.Run", models.CASCADE, related_name="effects", db_index=False
    )
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="effects", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    placed = models.BooleanField()
    waiting_days = models.IntegerField()
    unit = models.CharField(max_length=20, blank=True)
    band = models.PositiveSmallIntegerField()
    nationality = models.CharField(max_length=60)
    sex = models.CharField(max_length=20)
    age = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "case"], name="planning_effect_one_a_case"
            )
        ]
