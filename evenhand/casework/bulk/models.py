"""What was asked for many cases at once, and what came of it for each."""

from django.db import models
from django.db.models import Q

from evenhand.casework.cases.models import Case
from evenhand.core.models import User


class BulkAct(models.Model):
    """One row is one thing asked for many cases, by whom, when and why.

    `key` comes with the form, so that the same form sent twice is one act. `data` is
    what the kind needs: a barrier, a day, a person.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", "Review a barrier"
        OPEN = "open", "Open a barrier"
        PROGRESSOR = "progressor", "Change who moves them on"
        NOTE = "note", "Add a note"
        DIARY = "diary", "Write in the diary"

    key = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    data = models.JSONField()
    because = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "key"], name="casework_bulkact_asked_once"
            )
        ]


class BulkPart(models.Model):
    """One row is one case of an act: waiting, done, or not done and why."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        NOT_DONE = "not done", "Not done"

    act = models.ForeignKey(BulkAct, models.CASCADE, related_name="parts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    why_not = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "case"], name="casework_bulkpart_once_for_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state="not done") ^ Q(why_not=""),
                name="casework_bulkpart_not_done_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["act", "id"],
                condition=Q(state="waiting"),
                name="casework_bulkpart_to_do",
            )
        ]
