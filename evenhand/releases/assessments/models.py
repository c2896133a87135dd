"""Assessments of a release, and what was written into each of their fields."""

from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models import User


class Assessment(models.Model):
    """One row is one assessment of one release, from its opening on.

    `version` goes up with each answer; `completed_version` is the one that somebody last
    called complete. Nothing is published by itself.
    """

    class Kind(models.TextChoices):
        TRANSPARENCY = "transparency", "Algorithmic transparency record"
        DATA_PROTECTION = "data-protection", "Data protection impact assessment"
        EQUALITY = "equality", "Equality impact assessment"

    release = models.ForeignKey(
        "releases.PolicyRelease", models.PROTECT, related_name="assessments"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    completed_version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "kind"], name="releases_assessment_one_of_a_kind"
            ),
            paired(
                "releases_assessment",
                "completed_at",
                "completed_by",
                "completed_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.release}"


class Answer(models.Model):
    """One row is what stands in one field from a version on, and who wrote it.

    Rows are only added: the latest counts. `filled` says that it was taken from the
    release when the assessment was opened, and nobody has written it.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    field = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    filled = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "field", "version"],
                name="releases_answer_one_a_version",
            )
        ]
