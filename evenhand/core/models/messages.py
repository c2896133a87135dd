"""The outbox: what is to be told to whom, by which way, and whether it arrived."""

from django.contrib.postgres.functions import RandomUUID
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from evenhand.core.models.users import User


class Message(models.Model):
    """One row is one thing to be told to one recipient: the outbox.

    `key` names it to whoever carries it. `about` is what it tells of, such as the uid of
    an interview. With a `channel` it leaves by a transport: at `due_at`, which moves on
    after each attempt that failed, and is empty once it left or was given up. Without a
    channel it is read here, or waits. `fault` says in words why it did not leave.
    """

    class Recipient(models.TextChoices):
        CLAIMANT = "claimant", "Claimant"
        REPRESENTATIVE = "representative", "Representative"
        STAFF = "staff", "Member of staff"
        INTERPRETER = "interpreter", "Interpreter"
        HOST = "host", "Host"
        ADULT = "adult", "Responsible adult"
        LOCAL_AUTHORITY = "local authority", "Local authority"

    class Channel(models.TextChoices):
        LETTER = "letter", "Letter"
        EMAIL = "email", "Email"
        TEXT = "text", "Text message"

    key = models.UUIDField(db_default=RandomUUID(), unique=True)
    # No foreign keys: core knows neither cases nor interviews.
    case_id = models.BigIntegerField(null=True)
    about = models.UUIDField(null=True)
    recipient = models.CharField(max_length=20, choices=Recipient)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    channel = models.CharField(
        max_length=10, choices=Channel, default="", db_default="", blank=True
    )
    to_name = models.CharField(max_length=200, default="", db_default="", blank=True)
    to_address = models.CharField(
        max_length=300,
        default="",
        db_default="",
        blank=True,
        help_text="email address, telephone number, or address with postcode",
    )
    language = models.CharField(
        max_length=60,
        default="",
        db_default="",
        blank=True,
        help_text="in which it is wanted; empty, English",
    )
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    fault = models.CharField(max_length=300, default="", db_default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_because = models.CharField(
        max_length=300, default="", db_default="", blank=True
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_because = models.CharField(
        max_length=300, default="", db_default="", blank=True
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(sent_at=None),
                name="core_message_waiting",
            ),
            models.Index(fields=["case_id"], name="core_message_of_a_case"),
            models.Index(
                fields=["about"],
                condition=Q(about__isnull=False),
                name="core_message_about",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="core_message_due",
            ),
            models.Index(
                fields=["-id"],
                condition=(~Q(fault="") | Q(returned_at__isnull=False))
                & Q(settled_at=None),
                name="core_message_not_delivered",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient="staff", user__isnull=False)
                | (~Q(recipient="staff") & Q(user=None)),
                name="core_message_staff_are_named",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None) | ~Q(channel="") & Q(sent_at=None),
                name="core_message_due_by_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None, returned_at=None)
                | Q(sent_at__isnull=False),
                name="core_message_arrives_after_it_left",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_because="")
                | Q(returned_at__isnull=False) & ~Q(returned_because=""),
                name="core_message_returned_why",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_because="")
                | Q(settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(settled_because=""),
                name="core_message_settled_why",
            ),
        ]
