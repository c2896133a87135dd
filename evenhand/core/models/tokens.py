"""With what another system calls the API, how fast, and what it was answered."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models.users import User


class Scope(models.TextChoices):
    """What a token may be used for."""

    APPOINTMENTS_READ = "appointments:read", "Look up offers and interviews"
    APPOINTMENTS_WRITE = "appointments:write", "Book, amend and cancel interviews"


class ApiToken(models.Model):
    """One row is one token: what a system shows at each call. Its text is not kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the text, in hex
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope))
    per_minute = models.PositiveIntegerField(help_text="calls a minute, at most")
    expires_on = models.DateField(help_text="from this day on it opens nothing")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(revoked_at=None),
                name="core_apitoken_named_once",
            ),
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=Scope.values)
                & models.Q(scopes__len__gt=0),
                name="core_apitoken_known_scopes",
            ),
            models.CheckConstraint(
                condition=models.Q(per_minute__gte=1), name="core_apitoken_some_calls"
            ),
            paired("core_apitoken", "revoked_at", "revoked_by"),
        ]

    def __str__(self) -> str:
        return self.name

    def opens(self, on: date) -> bool:
        """Whether it can be used on a day: neither revoked nor past its last day."""
        return self.revoked_at is None and on < self.expires_on

    def may(self, scope: str) -> bool:
        """Whether it was granted for this."""
        return scope in self.scopes


class TokenPace(models.Model):
    """One row is when a token that calls no faster than it may would be free again.

    Kept out of the write-ahead log: after a crash each token simply begins anew.
    """

    token = models.OneToOneField(ApiToken, models.CASCADE, primary_key=True)
    free_at = models.DateTimeField()


class ApiAnswer(models.Model):
    """One row is what a call that changed something was answered, under its key.

    Written in the transaction of the change. Whoever sends the same key again within
    a day is given the same answer; after that the row is removed.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=300)  # method and path
    body_digest = models.CharField(max_length=64)  # SHA-256 of what was sent, in hex
    # No foreign key: core knows no cases. The answer is seen with the case it is about.
    case_id = models.BigIntegerField(null=True)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token", "key"], name="core_apianswer_once_a_key"
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], name="core_apianswer_by_age"),
            models.Index(fields=["case_id"], name="core_apianswer_of_a_case"),
        ]
