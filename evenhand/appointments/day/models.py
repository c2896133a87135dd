"""What is recorded on the day of an interview, each by somebody at a time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.interviews.states import Outcome
from evenhand.appointments.places.models import NATIONS
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class Arrival(models.Model):
    """One row is one of those who take part coming, or joining by the link, at a time.

    Recorded in error, it is taken back, which keeps that it was recorded.
    """

    class Who(models.TextChoices):
        CLAIMANT = "claimant", "Claimant"
        ADULT = "adult", "Responsible adult"
        REPRESENTATIVE = "representative", "Representative"
        INTERPRETER = "interpreter", "Interpreter"
        HOST = "host", "Host"

    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="arrivals", db_index=False
    )
    who = models.CharField(max_length=20, choices=Who)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "who"],
                condition=Q(taken_back_at=None),
                name="appointments_arrival_once",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("at")),
                name="appointments_arrival_not_to_come",
            ),
            paired("appointments_arrival", "taken_back_at", "taken_back_by"),
        ]


class Beginning(models.Model):
    """One row is what was confirmed when an interview began; without it none begins.

    `child`: the claimant was treated as one on that day. Then an adult was there.
    """

    class Representative(models.TextChoices):
        THERE = "there", "They are here, or on the link"
        HAD_THE_CHANCE = (
            "had the chance",
            "They were told when and where, and do not attend",
        )
        NONE = "none", "The person has no representative"

    interview = models.OneToOneField(
        Interview, models.CASCADE, related_name="beginning"
    )
    child = models.BooleanField()
    adult_there = models.BooleanField()
    representative = models.CharField(max_length=20, choices=Representative)
    late_because = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(child=False) | Q(adult_there=True),
                name="appointments_beginning_with_an_adult",
            ),
            models.CheckConstraint(
                condition=Q(representative__in=["there", "had the chance", "none"]),
                name="appointments_beginning_represented",
            ),
        ]


class Pause(models.Model):
    """One row is one break in an interview, until it goes on."""

    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="pauses", db_index=False
    )
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="appointments_pause_one_at_a_time",
                expressions=[
                    (F("interview"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_at"), F("to_at"), Value("[)"), function="tstzrange"
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            paired("appointments_pause", "to_at", "ended_by"),
            in_order("appointments_pause", "from_at", "to_at"),
        ]


class Ending(models.Model):
    """One row is how an interview ended, in somebody's words; the next step follows.

    A child whose adult did not come has not failed to attend: the database refuses it.
    """

    interview = models.OneToOneField(Interview, models.CASCADE, related_name="ending")
    outcome = models.CharField(max_length=30, choices=Outcome)
    child = models.BooleanField()
    adult_came = models.BooleanField()
    because = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DID_NOT_ATTEND)
                | Q(child=False)
                | Q(adult_came=True),
                name="appointments_ending_adult_came",
            )
        ]


class JoinLink(models.Model):
    """One row is the address at which an interview by video is joined."""

    interview = models.OneToOneField(
        Interview, models.CASCADE, related_name="join_link"
    )
    address = models.URLField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(address__startswith="https://"),
                name="appointments_joinlink_is_secure",
            )
        ]


class Explanation(models.Model):
    """One row is one missed interview that is to be explained by a day.

    Opened only where the invitation arrived. When the day has passed nothing changes by
    itself: it stands on a list until a person accepts what was said, writes for more
    (`due_on` is then later), or lets a senior consider it. `said_on` is when the person
    explained, `said_at` when somebody recorded it.
    """

    interview = models.OneToOneField(
        Interview, models.CASCADE, related_name="explanation"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    nation = models.CharField(max_length=20, choices=NATIONS)
    due_on = models.DateField()
    said = models.TextField(blank=True)
    said_on = models.DateField(null=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    letter_at = models.DateTimeField(null=True)
    letter_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    letter_asks = models.CharField(max_length=500, blank=True)
    senior_at = models.DateTimeField(null=True)
    senior_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    senior_because = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            paired("appointments_explanation", "said_on", "said_at", "said_by"),
            paired("appointments_explanation", "letter_at", "letter_by"),
            paired("appointments_explanation", "senior_at", "senior_by"),
            paired("appointments_explanation", "accepted_at", "accepted_by"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(accepted_at=None),
                name="appointments_explanation_due",
            )
        ]
