"""One table: the facts rules read, one row for each change, by recorded time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case


class CaseFacts(models.Model):
    """One row is all that rules read of one case, from one recorded instant to another.

    Written only by `facts.gather`. `valid` is recorded time: what was known when. The
    values are dated facts, so nothing here changes because a day has passed.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="facts")
    valid = DateTimeRangeField()
    vocabulary_version = models.PositiveIntegerField()
    values = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="casework_casefacts_one_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(valid__upper_inf=True),
                name="casework_casefacts_one_now",
            ),
        ]
