"""One table: each time somebody was in touch about a case."""

from django.db import models
from django.db.models import F, Q

from evenhand.casework.cases.models import Case
from evenhand.core.models import User


class Contact(models.Model):
    """One row is one time somebody was in touch about a case: who, how, what was said.

    Letters and messages that the house sends are in the outbox; this is what people did.
    """

    class With(models.TextChoices):
        CLAIMANT = "claimant", "The claimant"
        REPRESENTATIVE = "representative", "Their representative"
        ADULT = "responsible adult", "A responsible adult or social worker"
        LOCAL_AUTHORITY = "local authority", "The local authority"
        PROVIDER = "accommodation provider", "The accommodation provider"
        POLICE = "police", "The police"
        COLLEAGUE = "another department", "Another unit or department"
        OTHER = "other", "Somebody else"

    class Way(models.TextChoices):
        PHONE = "phone", "By phone"
        VIDEO = "video", "By video"
        IN_PERSON = "in person", "In person"
        EMAIL = "email", "By email"
        LETTER = "letter", "By letter"

    case = models.ForeignKey(Case, models.CASCADE, related_name="contacts")
    at = models.DateTimeField()
    whom = models.CharField(max_length=40, choices=With)
    name = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=20, choices=Way)
    reached = models.BooleanField(default=True)
    said = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(said=""), name="casework_contact_says_something"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("at")),
                name="casework_contact_recorded_after_it",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-at"], name="casework_contact_of_a_case")
        ]
