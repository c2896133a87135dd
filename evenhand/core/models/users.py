"""Who may sign in, in which roles, and cleared for what."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from evenhand.core.constraints import paired


class Role(models.TextChoices):
    """What a person does here; each has its first page and its navigation."""

    DECISION_MAKER = "decision_maker", "Decision maker"
    TEAM_LEADER = "team_leader", "Team leader"
    WORKFLOW_MANAGER = "workflow_manager", "Workflow manager"
    CASE_PROGRESSION_OFFICER = "case_progression_officer", "Case progression officer"
    BOOKING_OFFICER = "booking_officer", "Booking officer"
    HOST = "host", "Host"
    SCREENING_OFFICER = "screening_officer", "Screening officer"
    TECHNICAL_SPECIALIST = "technical_specialist", "Technical specialist"
    QUALITY_LEAD = "quality_lead", "Quality lead"
    POLICY_LEAD = "policy_lead", "Policy lead"
    ANALYST = "analyst", "Analyst"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class Clearance(models.TextChoices):
    """What a person may see beyond ordinary cases."""

    RESTRICTED = "restricted", "Restricted cases"
    SPECIAL = "special", "Special cases"
    HIGH_HARM = "high-harm", "High harm notes"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; a missing password means nobody signs in with one."""

    def create_user(
        self, username: str, *, name: str, password: str | None = None
    ) -> "User":
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One row is one account: a person, a service jobs act as, or another system."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    is_system = models.BooleanField(
        default=False,
        help_text="another system, which calls the API and never signs in",
    )
    ends_on = models.DateField(
        null=True, help_text="from this day on nobody signs in with it"
    )
    compact = models.BooleanField(default=False)
    columns = models.CharField(max_length=200, default="", blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Whoever holds its token would see every case.
                condition=~models.Q(is_service=True, is_system=True),
                name="core_user_service_or_system",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[str]:
        """The roles held now; read once for each request."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(
                self.role_grants.filter(ended_at=None).values_list("role", flat=True)
            )
        return self._roles

    @property
    def clearances(self) -> frozenset[str]:
        """The clearances held now; the database reads its own, this is for words."""
        if not hasattr(self, "_clearances"):
            self._clearances = frozenset(
                self.clearance_grants.filter(ended_at=None).values_list(
                    "clearance", flat=True
                )
            )
        return self._clearances

    def has_ended(self, on: date) -> bool:
        """Whether nobody signs in with this account any longer, on a day."""
        return self.ends_on is not None and self.ends_on <= on

    def has_role(self, *roles: str) -> bool:
        """Whether any of `roles` is held now."""
        return not self.roles.isdisjoint(roles)


class Grant(models.Model):
    """What every grant says: by whom, when, why, and when it ended."""

    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class RoleGrant(Grant):
    """One row is one role given to one person, from an instant until it ended."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at=None),
                name="core_rolegrant_held_once",
            ),
            paired("core_rolegrant", "ended_at", "ended_by"),
        ]


class ClearanceGrant(Grant):
    """One row is one clearance given to one person, from an instant until it ended."""

    user = models.ForeignKey(User, models.CASCADE, related_name="clearance_grants")
    clearance = models.CharField(max_length=40, choices=Clearance)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clearance"],
                condition=models.Q(ended_at=None),
                name="core_clearancegrant_held_once",
            ),
            paired("core_clearancegrant", "ended_at", "ended_by"),
        ]
