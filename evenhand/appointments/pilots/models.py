"""A pilot, where it runs, what people said of it, and what was decided."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from evenhand.appointments.places.models import Room, Site
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User
from evenhand.workforce.models import Unit


class Pilot(models.Model):
    """One row is one change tried out for a time, that may be kept or ended.

    Runs from `from_on` until the day before `to_on`. `areas` are postcode areas of the
    people it is for: their interviews in the baseline are compared with those of its
    places. Without any, the same places are compared with themselves.
    """

    class Measure(models.TextChoices):
        JOURNEYS = "journeys", "Journeys and hours saved"
        COMPLETION = "completion", "Interviews completed"
        AGAIN = "again", "Invited again"
        FEEDBACK = "feedback", "What people say"

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    what = models.TextField(help_text="what is done differently")
    expected = models.TextField(help_text="what it is meant to bring, and for whom")
    measures = ArrayField(models.CharField(max_length=20, choices=Measure))
    areas = ArrayField(models.CharField(max_length=2), default=list)
    from_on = models.DateField()
    to_on = models.DateField()
    baseline_from_on = models.DateField()
    baseline_to_on = models.DateField()
    owner = models.ForeignKey(User, models.PROTECT, related_name="pilots")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    because = models.CharField(max_length=300, help_text="why it is tried, or by whom")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")),
                name="appointments_pilot_runs_a_day",
            ),
            models.CheckConstraint(
                condition=Q(baseline_to_on__gt=F("baseline_from_on"))
                & Q(baseline_to_on__lte=F("from_on")),
                name="appointments_pilot_baseline_is_before",
            ),
            models.CheckConstraint(
                condition=Q(measures__len__gt=0), name="appointments_pilot_is_measured"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PilotPart(models.Model):
    """One row is one part of where a pilot runs, from a day, until a day if it leaves.

    What is empty is open: a row with a site and no mode is every interview there. `unit`
    is that of the interviewer.
    """

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="parts")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=20, choices=Room.Mode, default="", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    joined_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    left_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=False) | Q(unit__isnull=False) | ~Q(mode=""),
                name="appointments_pilotpart_is_somewhere",
            ),
            in_order("appointments_pilotpart", "from_on", "to_on"),
            paired("appointments_pilotpart", "left_at", "left_by"),
        ]


class PilotFeedback(models.Model):
    """One row is what somebody said of a pilot. It names nobody it is about."""

    class Who(models.TextChoices):
        CLAIMANT = "claimant", "Claimant"
        REPRESENTATIVE = "representative", "Representative"
        INTERPRETER = "interpreter", "Interpreter"
        INTERVIEWER = "interviewer", "Interviewer"
        HOST = "host", "Host or partner"
        OTHER = "other", "Somebody else"

    class Finds(models.TextChoices):
        BETTER = "better", "Better than before"
        ALIKE = "alike", "About the same"
        WORSE = "worse", "Worse than before"

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="feedback")
    who = models.CharField(max_length=20, choices=Who)
    finds = models.CharField(max_length=20, choices=Finds)
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")


class PilotDecision(models.Model):
    """One row is one decision on a pilot; extended, it may be decided again."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", "Extended"
        PERMANENT = "permanent", "Made permanent"
        ENDED = "ended", "Ended"

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind)
    to_on = models.DateField(null=True, help_text="extended until the day before")
    because = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="extended", to_on__isnull=False)
                | ~Q(kind="extended") & Q(to_on=None),
                name="appointments_pilotdecision_until",
            ),
            models.CheckConstraint(
                condition=~Q(because=""), name="appointments_pilotdecision_because"
            ),
            models.UniqueConstraint(
                fields=["pilot"],
                condition=~Q(kind="extended"),
                name="appointments_pilot_decided_once",
            ),
        ]
