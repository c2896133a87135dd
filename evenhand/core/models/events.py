"""What happened: told for people, measures and audit; nothing decides by reading it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from evenhand.core.models.users import User


class Event(models.Model):
    """One row is one thing that happened: to a case, or to the house itself.

    Rows are only added. The one later change is a redaction, which empties the words
    and leaves that it happened, when and by whom.
    """

    kind = models.CharField(max_length=60)
    # No foreign key: core knows no cases, and the history outlives what it tells of.
    case_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField(blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    redacted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-at"], name="core_event_of_a_case"),
            models.Index(fields=["-at", "kind"], name="core_event_by_time"),
        ]


class Look(models.Model):
    """One row is one look at personal data: a page viewed, a search, an export."""

    class Kind(models.TextChoices):
        VIEW = "view", "Viewed"
        SEARCH = "search", "Searched"
        EXPORT = "export", "Exported"

    kind = models.CharField(max_length=10, choices=Kind)
    case_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=300)
    because = models.CharField(max_length=200, blank=True)
    rows = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-at"], name="core_look_at_a_case"),
            models.Index(fields=["by", "-at"], name="core_look_by_a_person"),
            models.Index(fields=["-at"], name="core_look_by_time"),
            models.Index(fields=["kind", "-id"], name="core_look_of_a_kind"),
        ]
