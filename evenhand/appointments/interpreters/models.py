"""Interpreters: what they speak and how well, and whom they must not interpret for."""

from django.db import models
from django.db.models import Q

from evenhand.appointments.calendars.models import Calendar
from evenhand.appointments.places.models import Site
from evenhand.casework.models import Case, Person
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class Interpreter(models.Model):
    """One row is one interpreter on the register, while their contract runs.

    Nobody is booked beyond `vetted_until` or `contract_until`. By a link they may take
    part anywhere where `by_video`; in person only at sites near enough (`base`).
    """

    ref = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    sex = models.CharField(max_length=20, choices=Person.Sex)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    base = models.ForeignKey(
        Site, models.PROTECT, null=True, related_name="interpreters"
    )
    in_person = models.BooleanField(default=True)
    by_video = models.BooleanField(default=True)
    week_limit = models.PositiveSmallIntegerField(null=True)
    vetted_until = models.DateField(null=True)
    contract_from = models.DateField()
    contract_until = models.DateField(null=True)
    calendar = models.OneToOneField(
        Calendar, models.PROTECT, related_name="interpreter"
    )

    class Meta:
        constraints = [
            in_order("appointments_interpreter", "contract_from", "contract_until"),
            models.CheckConstraint(
                condition=Q(in_person=True) | Q(by_video=True),
                name="appointments_interpreter_takes_part",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InterpreterLanguage(models.Model):
    """One row is one language, or one dialect of it, that an interpreter works in.

    `level` is 1 (basic) to 4 (certified in law); asylum interviews want 3.
    A row without a dialect is for any speaker of the language who asks for none.
    """

    interpreter = models.ForeignKey(
        Interpreter, models.CASCADE, related_name="languages"
    )
    language = models.CharField(max_length=60)
    dialect = models.CharField(max_length=60, blank=True)
    level = models.PositiveSmallIntegerField()
    assessed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interpreter", "language", "dialect"],
                name="appointments_language_said_once",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4),
                name="appointments_language_level_one_to_four",
            ),
        ]
        indexes = [
            models.Index(fields=["language"], name="appointments_language_spoken")
        ]


class InterpreterConflict(models.Model):
    """One row is one reason why an interpreter must not interpret in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="interpreter_conflicts")
    interpreter = models.ForeignKey(
        Interpreter, models.PROTECT, related_name="conflicts"
    )
    because = models.TextField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "interpreter"],
                condition=Q(ended_at=None),
                name="appointments_conflict_declared_once",
            ),
            models.CheckConstraint(
                condition=~Q(because=""), name="appointments_conflict_has_a_reason"
            ),
            paired("appointments_interpreterconflict", "ended_at", "ended_by"),
        ]
