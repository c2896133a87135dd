"""One table: two recorded persons who are alike, how much, and what a person said of it."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import MD5, Cast, Concat, Left

from evenhand.casework.cases.models import Case
from evenhand.casework.people.models import Person
from evenhand.core.constraints import paired
from evenhand.core.models import User


class Likeness(models.Model):
    """One row suggests that two recorded persons are one, or of one family.

    Found by the engine, judged by a person, and joining nobody by itself. Seen only by
    those who may see both cases, whose ids it repeats for that. Its address is `code`:
    numbers counted up would tell how many lie between, hidden ones among them.
    """

    class Kind(models.TextChoices):
        SAME_PERSON = "same person", "One person"
        FAMILY = "family", "One family"

    class Confidence(models.TextChoices):
        VERY_LIKELY = "very likely", "Very likely"
        LIKELY = "likely", "Likely"
        POSSIBLE = "possible", "Possible"

    class State(models.TextChoices):
        SUGGESTED = "suggested", "To be looked at"
        JOINED = "joined", "Joined"
        REFUSED = "refused", "Said not to be so"
        WITHDRAWN = "withdrawn", "No longer suggested"

    kind = models.CharField(max_length=20, choices=Kind)
    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    one_case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    other_case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    confidence = models.CharField(max_length=20, choices=Confidence)
    weight = models.FloatField()
    evidence = models.JSONField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.SUGGESTED)
    joined_as = models.CharField(max_length=20, choices=Kind, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.TextField(blank=True)
    code = models.GeneratedField(
        expression=Left(
            MD5(
                Concat(
                    "kind",
                    Value(" "),
                    Cast("one_id", models.TextField()),
                    Value(" "),
                    Cast("other_id", models.TextField()),
                    output_field=models.TextField(),
                )
            ),
            12,
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="casework_likeness_ordered"
            ),
            models.UniqueConstraint(
                fields=["one", "other", "kind"], name="casework_likeness_said_once"
            ),
            paired("casework_likeness", "decided_at", "decided_by"),
            models.CheckConstraint(
                condition=(
                    Q(state__in=["joined", "refused"], decided_at__isnull=False)
                    & ~Q(because="")
                )
                | (Q(decided_at__isnull=True) & ~Q(state__in=["joined", "refused"])),
                name="casework_likeness_judged_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="joined") ^ Q(joined_as=""),
                name="casework_likeness_joined_as_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "-weight", "code"], name="casework_likeness_best_first"
            ),
            models.Index(fields=["one_case"], name="casework_likeness_of_one"),
            models.Index(fields=["other_case"], name="casework_likeness_of_other"),
        ]
