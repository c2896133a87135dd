"""The steps of a draft towards being in force, and requests to withdraw a release."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models import User
from evenhand.releases.drafts.models import PolicyDraft


class DraftStep(models.Model):
    """One row is one step of a draft: sent, returned with words, or approved.

    Rows are only added. `sha256` is the seal of the policy the step was about, and
    `rehearsals` are the rehearsals of exactly that policy that whoever took the step had
    seen, by number (their tables lie in a later room, so nothing points at them).
    """

    class Kind(models.TextChoices):
        SENT = "sent", "Sent for approval"
        RETURNED = "returned", "Returned to its author"
        APPROVED = "approved", "Approved"

    draft = models.ForeignKey(PolicyDraft, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_at = models.DateTimeField()
    answers_for = ArrayField(
        models.CharField(max_length=120),
        default=list,
        help_text="owners of what it changes for whom this person answered",
    )
    rehearsals = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(kind="approved"),
                name="releases_draftstep_approved_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(because=""), name="releases_draftstep_says_why"
            ),
        ]
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.draft}: {self.get_kind_display()}"


class Withdrawal(models.Model):
    """One row is one request that a release be in force no longer.

    A second person carries it out. In an emergency one person who answers for what the
    release changed does both, and it stays an alarm until another has looked at it.
    """

    release = models.ForeignKey(
        "releases.PolicyRelease", models.PROTECT, related_name="withdrawals"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField()
    alone = models.BooleanField(default=False, help_text="in an emergency")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    back_to = models.ForeignKey(
        "releases.PolicyRelease", models.PROTECT, null=True, related_name="+"
    )
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    looked_because = models.TextField(blank=True)
    called_off_at = models.DateTimeField(null=True)
    called_off_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    called_off_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            paired("releases_withdrawal", "withdrawn_at", "withdrawn_by", "back_to"),
            paired("releases_withdrawal", "looked_at", "looked_by"),
            paired("releases_withdrawal", "called_off_at", "called_off_by"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_by=None)
                | models.Q(alone=True, withdrawn_by=models.F("asked_by"))
                | (
                    models.Q(alone=False) & ~models.Q(withdrawn_by=models.F("asked_by"))
                ),
                name="releases_withdrawal_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(looked_by=None)
                | (
                    models.Q(alone=True, withdrawn_at__isnull=False)
                    & ~models.Q(looked_by=models.F("withdrawn_by"))
                ),
                name="releases_withdrawal_looked_at_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(called_off_at=None),
                name="releases_withdrawal_done_or_called_off",
            ),
            models.UniqueConstraint(
                fields=["release"],
                condition=models.Q(called_off_at=None),
                name="releases_withdrawal_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Withdrawal of {self.release}"
