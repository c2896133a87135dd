"""One table: what a claimant asked for, and needs, to be interviewed well."""

from django.db import models
from django.db.models import Q

from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.casework.models import Case, Person
from evenhand.core.models import User


class InterviewNeeds(models.Model):
    """One row is what the main applicant of a case asks for when interviewed.

    A wish that is empty was not expressed. `adjustments` are names that rooms offer as
    equipment or access. `safe_contact`: messages tell no more than time and place.
    Short notice counts where the person agreed and their representative, where they
    have one, agreed too. Each change is told in the history of the case.
    """

    class Channel(models.TextChoices):
        LETTER = "letter", "Letter"
        EMAIL = "email", "Email"
        TEXT = "text", "Text message"

    class Mode(models.TextChoices):
        IN_PERSON = "in person", "In person"
        VIDEO = "video", "By video"

    case = models.OneToOneField(Case, models.CASCADE, related_name="interview_needs")
    interviewer_sex = models.CharField(
        max_length=20, choices=Person.Sex, default="", blank=True
    )
    interpreter_sex = models.CharField(
        max_length=20, choices=Person.Sex, default="", blank=True
    )
    mode = models.CharField(max_length=20, choices=Mode, default="", blank=True)
    adjustments = models.JSONField(default=list)
    childcare = models.BooleanField(default=False)
    unfit_until = models.DateField(null=True)
    earliest_start = models.TimeField(null=True)
    latest_start = models.TimeField(null=True)
    longest_journey = models.PositiveSmallIntegerField(null=True)
    more_break_minutes = models.PositiveSmallIntegerField(default=0)
    short_notice_agreed_on = models.DateField(null=True)
    representative_agrees_short_notice = models.BooleanField(default=False)
    standby = models.BooleanField(default=False)
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, related_name="clients"
    )
    representative_attends = models.BooleanField(default=False)
    adult = models.ForeignKey(
        ResponsibleAdult, models.PROTECT, null=True, related_name="children"
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.LETTER)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    written_language = models.CharField(max_length=60, blank=True)
    safe_contact = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(representative_attends=False)
                | Q(representative__isnull=False),
                name="appointments_needs_attended_by_one",
            ),
            models.CheckConstraint(
                condition=Q(standby=False) | Q(short_notice_agreed_on__isnull=False),
                name="appointments_needs_standby_agreed",
            ),
        ]
