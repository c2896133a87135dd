"""One table: what was noted of the evidence in a case, by whom, and if it still counts."""

from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class EvidenceNote(models.Model):
    """One row is one thing noted about deciding a case without an interview.

    It asks for the file to be read, and decides nothing. `dated_on` is the day of what
    was noted: the file was read, the evidence came, the chance was given. `until_on`,
    of a chance to send more only, is the day by which it may be sent.
    """

    class Kind(models.TextChoices):
        MAY_SUFFICE = "evidence-may-suffice", "The evidence may be enough"
        MEDICAL = "medical-evidence", "Medical evidence of being unfit has come"
        CHANCE = "chance-to-send-more", "The chance to send more has been given"

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence_notes")
    kind = models.CharField(max_length=30, choices=Kind)
    dated_on = models.DateField()
    until_on = models.DateField(null=True)
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_at=None),
                name="casework_evidencenote_noted_once",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="casework_evidencenote_says_something"
            ),
            models.CheckConstraint(
                condition=Q(kind="chance-to-send-more", until_on__isnull=False)
                | ~Q(kind="chance-to-send-more") & Q(until_on=None),
                name="casework_evidencenote_chance_has_an_end",
            ),
            in_order("casework_evidencenote", "dated_on", "until_on"),
            paired("casework_evidencenote", "ended_at", "ended_by"),
            in_order("casework_evidencenote", "recorded_at", "ended_at"),
        ]
