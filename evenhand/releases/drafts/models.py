"""A policy being written, and each change that was made to it."""

from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models import User


class PolicyDraft(models.Model):
    """One row is one policy being written: its files as a bundle, and where it stands.

    `version` goes up with each change; whoever changes it says which version they saw,
    so that nobody writes over another. Sent for approval it is sealed: its bundle is
    what was rehearsed, what is approved and what comes into force.
    """

    class State(models.TextChoices):
        OPEN = "open", "Being written"
        SENT = "sent", "Waiting for approval"
        PUBLISHED = "published", "Published"
        ABANDONED = "abandoned", "Given up"

    title = models.CharField(max_length=200)
    about = models.TextField(
        blank=True, help_text="what it is meant to change, and why"
    )
    based_on = models.ForeignKey(
        "releases.PolicyRelease", models.PROTECT, related_name="drafts"
    )
    bundle = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_because = models.TextField(blank=True)
    effective_at = models.DateTimeField(
        null=True, help_text="when it is to come into force"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            paired("releases_policydraft", "sent_at", "sent_by", "effective_at"),
            paired("releases_policydraft", "closed_at", "closed_by"),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="releases_policydraft_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=("published", "abandoned"), closed_at__isnull=False
                )
                | models.Q(state__in=("open", "sent"), closed_at=None),
                name="releases_policydraft_closed_when_done",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DraftChange(models.Model):
    """One row is one change to a draft: what stood there, what stands there now, who.

    `version` is the draft's after it. Rows are only added. `before` is the bundle it
    replaced, so that each change can be undone.
    """

    draft = models.ForeignKey(PolicyDraft, models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.TextField(blank=True)
    where = models.CharField(max_length=200, help_text="such as RT-014, when, sex")
    was = models.TextField(blank=True)
    becomes = models.TextField(blank=True)
    before = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "version"], name="releases_draftchange_one_a_version"
            )
        ]
