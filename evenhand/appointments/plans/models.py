"""Plans of interviews, what each proposes for every case, and who booked what of it.

What is planned of a case carries a copy of its restriction, as planning's proposals do, so
that each reader counts what they may see; a foreign key on both columns keeps it true.
"""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from evenhand.appointments.companions.models import Representative, ResponsibleAdult
from evenhand.appointments.interpreters.models import Interpreter
from evenhand.appointments.interviewers.models import Interviewer
from evenhand.appointments.interviews.models import Interview
from evenhand.appointments.places.models import Host, Room, Site
from evenhand.casework.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User
from evenhand.releases.models import PolicyRelease


class InterviewPlan(models.Model):
    """One row is one plan of interviews: what was asked of it, and how it went.

    From `from_on` up to but not including `to_on`, at some sites, of cases of some units
    and bands (an empty list: of all). `emergency_share` of the rooms is kept free.
    A new plan books who has no interview yet; planned `again`, what people were told of
    stays, but for `most_moves` of them that may be put at another time.
    `ratio`: what it is worth beside the most that any plan could be.
    """

    class Mode(models.TextChoices):
        NEW = "new", "Book those who have no interview"
        AGAIN = "again", "Plan the weeks again"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        READING = "reading", "Reading who is to be interviewed, and who is free"
        PLANNING = "planning", "Finding times"
        CHECKING = "checking", "Checking, and working out how good it is"
        PROPOSED = "proposed", "Proposed"
        FAILED = "failed", "Failed"

    mode = models.CharField(max_length=10, choices=Mode, default=Mode.NEW)
    from_on = models.DateField()
    to_on = models.DateField()
    emergency_share = models.FloatField()
    most_moves = models.PositiveSmallIntegerField(default=0)
    sites = ArrayField(models.CharField(max_length=20), default=list)
    units = ArrayField(models.CharField(max_length=20), default=list)
    bands = ArrayField(models.PositiveSmallIntegerField(), default=list)
    seconds_allowed = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(default=1)
    versions = models.JSONField(default=dict)
    release = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    why_failed = models.TextField(blank=True)
    seconds = models.FloatField(null=True)
    ratio = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")),
                name="appointments_plan_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(emergency_share__gte=0, emergency_share__lt=1),
                name="appointments_plan_keeps_a_part",
            ),
            models.CheckConstraint(
                condition=Q(mode="again") | Q(most_moves=0),
                name="appointments_plan_moves_when_again",
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at"], name="appointments_plan_newest_first")
        ]

    @property
    def last_on(self) -> date:
        """The last day that is planned."""
        return self.to_on - timedelta(days=1)


# The states of a plan that a job has still to finish.
PLAN_WORKING = (
    InterviewPlan.State.WAITING,
    InterviewPlan.State.READING,
    InterviewPlan.State.PLANNING,
    InterviewPlan.State.CHECKING,
)


class PlanInput(models.Model):
    """One row is what one plan was made from, and the plan: to check it, or make it again.

    Only the service account reads it: it holds every case, whoever may see them, and
    totals that would tell of them.
    """

    plan = models.OneToOneField(InterviewPlan, models.CASCADE, related_name="input")
    problem = models.BinaryField()
    bookings = models.BinaryField()
    objective = models.FloatField()
    bound = models.FloatField(null=True)
    sha256 = models.CharField(max_length=64)


class PlanAcceptance(models.Model):
    """One row is one act of booking some or all of what a plan proposes.

    Interviews are booked one after another, each for good; `finished_at` is empty while
    there are some to come. Whose they are is told by what is planned of each case.
    """

    plan = models.ForeignKey(InterviewPlan, models.CASCADE, related_name="acceptances")
    because = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            paired("appointments_planacceptance", "undone_at", "undone_by"),
            in_order("appointments_planacceptance", "at", "finished_at"),
            in_order("appointments_planacceptance", "at", "undone_at"),
        ]


class PlannedInterview(models.Model):
    """One row is what one plan says of one case: a time, or why there is none.

    `code` and `why` say why there is none, or why it could not be booked any more.
    `moves` is the interview that it would put at another time, which `was_at` another,
    and `serves` what is planned of whoever has a time because of that. `matters` says why it is
    looked at before it is booked: a child, a flagged person.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        NO_TIME = "no time", "No time found"
        CHOSEN = "chosen", "Being booked"
        BOOKED = "booked", "Booked"
        LEFT = "left", "Left out by a person"
        LOST = "lost", "No longer possible"

    plan = models.ForeignKey(
        InterviewPlan, models.CASCADE, related_name="planned", db_index=False
    )
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="planned_interviews", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State)
    code = models.CharField(max_length=30, blank=True)
    why = models.CharField(max_length=300, blank=True)
    matters = ArrayField(models.CharField(max_length=20), default=list)
    band = models.PositiveSmallIntegerField()
    waiting_days = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Interview.Kind)
    language = models.CharField(max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    mode = models.CharField(max_length=20, choices=Room.Mode, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, related_name="+", db_index=False
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, related_name="+", db_index=False
    )
    interviewer = models.ForeignKey(
        Interviewer, models.PROTECT, null=True, related_name="+", db_index=False
    )
    interpreter = models.ForeignKey(
        Interpreter, models.PROTECT, null=True, related_name="+", db_index=False
    )
    interpreter_on_site = models.BooleanField(default=False)
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, related_name="+", db_index=False
    )
    representative_on_site = models.BooleanField(default=False)
    adult = models.ForeignKey(
        ResponsibleAdult, models.PROTECT, null=True, related_name="+", db_index=False
    )
    host = models.ForeignKey(
        Host, models.PROTECT, null=True, related_name="+", db_index=False
    )
    journey_minutes = models.PositiveSmallIntegerField(null=True)
    with_owner = models.BooleanField(default=False)
    moves = models.ForeignKey(Interview, models.SET_NULL, null=True, related_name="+")
    was_at = models.DateTimeField(null=True)
    serves = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="served_by"
    )
    interview = models.ForeignKey(
        Interview, models.SET_NULL, null=True, related_name="planned_as"
    )
    acceptance = models.ForeignKey(
        PlanAcceptance,
        models.SET_NULL,
        null=True,
        related_name="planned",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "case"], name="appointments_planned_once_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state="no time", starts_at=None)
                | Q(
                    ~Q(state="no time"),
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    site__isnull=False,
                    room__isnull=False,
                    interviewer__isnull=False,
                ),
                name="appointments_planned_at_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["no time", "lost"]) | ~Q(why=""),
                name="appointments_planned_or_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["chosen", "booked"])
                | Q(acceptance__isnull=False),
                name="appointments_planned_booked_in_an_act",
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan", "state", "position"],
                name="appointments_planned_in_order",
            ),
            models.Index(
                fields=["plan", "site", "starts_at"],
                condition=Q(starts_at__isnull=False),
                name="appointments_planned_at_site",
            ),
            # With what decides whether it is counted, so that none is read for it.
            models.Index(
                fields=["plan", "state", "code", "band"],
                include=["restriction"],
                name="appointments_planned_counted",
            ),
            models.Index(
                fields=["acceptance", "state"],
                condition=Q(acceptance__isnull=False),
                name="appointments_planned_of_an_act",
            ),
        ]


class PlanOpening(models.Model):
    """One row is one person who opened what a plan proposes for one case."""

    planned = models.ForeignKey(
        PlannedInterview, models.CASCADE, related_name="openings"
    )
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["planned", "by"], name="appointments_planopening_once"
            )
        ]
