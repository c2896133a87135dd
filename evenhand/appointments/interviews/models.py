"""One table: an interview that was booked, and everybody it brings together."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.interpreters.models import Interpreter
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.interviews.states import (
    HELD,
    CancelledFor,
    Outcome,
    State,
)
from evenhand.appointments.places.models import Host, Room, Site
from evenhand.casework.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User


class Interview(models.Model):
    """One row is one interview of one case, from its booking to its end.

    `uid` stays through every change, and `sequence` counts them, as calendar files do;
    `version` counts writes, so that two people who change it cannot both win.
    `held_until` is when the interview ends; breaks are in it, turn-round is not.
    `follows` is the interview in whose place, or after which, this one was booked.
    `wishes_unmet` names wishes of the claimant that this booking does not meet.
    """

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", "Substantive interview"
        FOLLOW_UP = "follow-up", "Further interview"

    case = models.ForeignKey(Case, models.CASCADE, related_name="interviews")
    uid = models.UUIDField(default=uuid4, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=20, choices=State, default=State.BOOKED)
    mode = models.CharField(max_length=20, choices=Room.Mode)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=60, blank=True)
    dialect = models.CharField(max_length=60, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, related_name="interviews", db_index=False
    )
    room = models.ForeignKey(Room, models.PROTECT, related_name="interviews")
    interviewer = models.ForeignKey(
        Interviewer, models.PROTECT, related_name="interviews", db_index=False
    )
    interpreter = models.ForeignKey(
        Interpreter,
        models.PROTECT,
        null=True,
        related_name="interviews",
        db_index=False,
    )
    interpreter_on_site = models.BooleanField(default=False)
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, related_name="interviews"
    )
    adult = models.ForeignKey(
        ResponsibleAdult, models.PROTECT, null=True, related_name="interviews"
    )
    host = models.ForeignKey(Host, models.PROTECT, null=True, related_name="interviews")
    wishes_unmet = models.JSONField(default=list)
    short_notice = models.BooleanField(default=False)
    because = models.CharField(max_length=300, blank=True)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by"
    )
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, choices=Outcome, default="", blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cancelled_for = models.CharField(
        max_length=20, choices=CancelledFor, default="", blank=True
    )
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointments_interview_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[State.BOOKED, State.UNDER_WAY]),
                name="appointments_interview_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.HELD) | Q(outcome__in=sorted(HELD)),
                name="appointments_interview_held_with_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_HELD)
                | (~Q(outcome="") & ~Q(outcome__in=sorted(HELD))),
                name="appointments_interview_not_held_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.HELD, State.NOT_HELD]) | Q(outcome=""),
                name="appointments_interview_outcome_at_end",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CANCELLED, cancelled_at__isnull=False)
                & ~Q(cancelled_for="")
                | ~Q(state=State.CANCELLED) & Q(cancelled_at=None, cancelled_for=""),
                name="appointments_interview_cancelled_why",
            ),
            paired("appointments_interview", "cancelled_at", "cancelled_by"),
            in_order("appointments_interview", "started_at", "ended_at"),
        ]
        indexes = [
            models.Index(
                fields=["site", "starts_at"], name="appointments_interview_at_site"
            ),
            models.Index(
                fields=["interviewer", "starts_at"], name="appointments_interview_by"
            ),
            models.Index(
                fields=["interpreter", "starts_at"],
                name="appointments_interview_with",
            ),
            models.Index(fields=["starts_at"], name="appointments_interview_by_time"),
        ]
