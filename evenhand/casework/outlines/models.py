"""One table: what lists of cases are narrowed by, kept beside the records it follows from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case, Restriction


class Outline(models.Model):
    """One row is what a list is narrowed by of one case, as its records say now.

    Of the main applicant: born_on (the date of birth that counts; missing where none is
    known), alone_at_claim, age_disputed, nationalities (claimed, accepted or disputed)
    and vulnerable. Of the case: detained, supported, expedited, and due_on, the first
    day on which a barrier, a next action or a diary entry falls due.

    All of it may be read by whoever may see the case. Counting a national caseload from
    the records themselves takes a look at the case for each row of each; `restriction`
    is the case's, and follows it (docs/adr/0021).
    """

    case = models.OneToOneField(
        Case,
        models.CASCADE,
        primary_key=True,
        related_name="outline",
        db_constraint=False,
    )
    restriction = models.CharField(max_length=20, choices=Restriction, blank=True)
    born_on = models.DateField(null=True)
    alone_at_claim = models.BooleanField()
    age_disputed = models.BooleanField()
    detained = models.BooleanField()
    vulnerable = models.BooleanField()
    expedited = models.BooleanField()
    supported = models.BooleanField()
    due_on = models.DateField(null=True)
    nationalities = ArrayField(models.CharField(max_length=60))

    class Meta:
        indexes = [
            # Few, and counted apart from the whole.
            models.Index(
                fields=["case"],
                condition=Q(alone_at_claim=True),
                name="casework_outline_alone",
            )
        ]
