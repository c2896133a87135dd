"""When somebody or something is there, is away, and is taken: one calendar each."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class Calendar(models.Model):
    """One row is the calendar of one room, site or person that interviews need.

    Whoever has no hours is never free. `touched` is the transaction that last changed
    its hours, absences or what is taken, kept by triggers: by it a process that holds
    calendars in memory knows which of them to read again.
    """

    class Kind(models.TextChoices):
        SITE = "site", "Site"
        ROOM = "room", "Room"
        INTERVIEWER = "interviewer", "Interviewer"
        INTERPRETER = "interpreter", "Interpreter"
        REPRESENTATIVE = "representative", "Representative"
        ADULT = "adult", "Responsible adult"
        HOST = "host", "Host"

    kind = models.CharField(max_length=20, choices=Kind)
    touched = models.BigIntegerField(default=0)


class Hours(models.Model):
    """One row is one stretch of hours: on a weekday while it holds, or on one day.

    Wall time in London, half open. Weekdays count from Monday, 0.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(null=True)
    on = models.DateField(null=True)
    opens = models.TimeField()
    closes = models.TimeField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="appointments_hours_in_order"
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=False, weekday__lte=6, on=None)
                | Q(weekday=None, on__isnull=False, from_on=None, to_on=None),
                name="appointments_hours_weekday_or_day",
            ),
            in_order("appointments_hours", "from_on", "to_on"),
        ]


class Away(models.Model):
    """One row is one stretch of time in which a calendar is not open: leave, a closure.

    What is booked in it stays booked until somebody acts: it is shown as at risk.
    """

    class Cause(models.TextChoices):
        LEAVE = "leave", "Leave or other work"
        ILLNESS = "illness", "Illness"
        CANCELLED = "cancelled", "Cancelled by them"
        CLOSURE = "closure", "Closed"
        FAULT = "fault", "Fault or repair"
        EMERGENCY = "emergency", "Emergency"

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="aways")
    during = DateTimeRangeField()
    cause = models.CharField(max_length=20, choices=Cause)
    because = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False,
                            during__upper_inf=False),
                name="appointments_away_has_an_end",
            ),
            paired("appointments_away", "ended_at", "ended_by"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["calendar"],
                condition=Q(ended_at=None),
                name="appointments_away_of_calendar",
            )
        ]


class Taken(models.Model):
    """One row is one stretch in which a calendar is taken by an interview.

    Half open, turn-round in it: rows that touch do not clash. `site` is where they must
    be then; none, they take part by a link. A host looks after several interviews at
    once, so that a `shared` row may overlap others. Rows go when their time is freed.
    """

    calendar = models.ForeignKey(
        Calendar, models.PROTECT, related_name="taken", db_index=False
    )
    interview = models.ForeignKey(
        "appointments.Interview", models.CASCADE, related_name="taken"
    )
    during = DateTimeRangeField()
    site = models.ForeignKey(
        "appointments.Site", models.PROTECT, null=True, related_name="+", db_index=False
    )
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="appointments_taken_once",
                expressions=[
                    (F("calendar"), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                condition=Q(shared=False),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False,
                            during__upper_inf=False),
                name="appointments_taken_has_an_end",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["calendar"],
                condition=Q(shared=True),
                name="appointments_taken_shared",
            )
        ]
