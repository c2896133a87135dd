"""Private links, by which people see their appointment, and what they answer there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evenhand.appointments.interviews.models import Interview
from evenhand.casework.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import Message, User


class PrivateLink(models.Model):
    """One row is one address at which one reader sees one interview, without an account.

    Its text is in the message that carried it and nowhere here: `digest` is its SHA-256.
    Who opens it must also know what is not in it, of which `answers` holds keyed digests.
    `reader` is one of those its interview has (readers.py); `reference` and `called` are
    what its message told of the case and the person.
    """

    class Asks(models.TextChoices):
        YEAR = "year of birth", "Year of birth"
        REFERENCE = "end of the reference", "Last four characters of the reference"
        THEIRS = "their reference", "Reference of the representative"

    case = models.ForeignKey(Case, models.CASCADE, related_name="private_links")
    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="private_links"
    )
    message = models.OneToOneField(Message, models.PROTECT, related_name="private_link")
    recipient = models.CharField(max_length=20, choices=Message.Recipient)
    reader = models.CharField(max_length=150)
    digest = models.CharField(max_length=64, unique=True)
    asks = models.CharField(max_length=30, choices=Asks)
    answers = ArrayField(models.CharField(max_length=64))
    reference = models.CharField(max_length=20)
    called = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True)
    wrong_in_all = models.PositiveSmallIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            in_order("appointments_privatelink", "issued_at", "expires_at"),
            paired("appointments_privatelink", "revoked_at", "revoked_by"),
            models.CheckConstraint(
                condition=Q(answers__len__gt=0),
                name="appointments_privatelink_second_factor",
            ),
        ]


class LinkAnswer(models.Model):
    """One row is one answer by a private link: a confirmation, or a wish to change.

    Whoever confirms or says nothing, and whoever asks, is treated alike: nothing is
    decided by these rows. A wish stays on the booking officers' list until it is
    answered. A confirmation is of the interview as it was, at that `sequence`.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        CHANGE = "change", "Asked to change it"

    class Outcome(models.TextChoices):
        CHANGED = "changed", "Changed"
        CANCELLED = "cancelled", "Cancelled"
        KEPT = "kept", "Kept as it was"

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="link_answers"
    )
    link = models.ForeignKey(PrivateLink, models.CASCADE, related_name="given")
    recipient = models.CharField(max_length=20, choices=Message.Recipient)
    kind = models.CharField(max_length=20, choices=Kind)
    sequence = models.PositiveIntegerField()
    because = models.TextField(blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=Outcome, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "recipient"],
                condition=Q(kind="change", answered_at=None),
                name="appointments_linkanswer_asked_once",
            ),
            models.UniqueConstraint(
                fields=["interview", "recipient", "sequence"],
                condition=Q(kind="confirmed"),
                name="appointments_linkanswer_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="confirmed") | ~Q(because=""),
                name="appointments_linkanswer_change_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="")
                | Q(answered_at__isnull=False, kind="change") & ~Q(outcome=""),
                name="appointments_linkanswer_answered_how",
            ),
            paired("appointments_linkanswer", "answered_at", "answered_by"),
        ]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(kind="change", answered_at=None),
                name="appointments_linkanswer_open",
            ),
        ]
