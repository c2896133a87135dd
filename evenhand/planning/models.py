"""Runs, what they found for each case, and what they propose.

Outcomes and proposals carry a copy of their case's restriction, so that counting tens
of thousands of them costs a comparison a row. A foreign key on both columns keeps the
copy true: it follows the case (migration 0002).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import Q

from evenhand.casework.models import Case
from evenhand.core.constraints import paired
from evenhand.core.models import User
from evenhand.planning.acceptance.models import (
    Acceptance,
    Handover,
    Opening,
    Override,
)
from evenhand.planning.cutover.models import (
    CutOver,
    CutOverCase,
    CutOverFeedback,
    CutOverPhase,
)
from evenhand.planning.effects.models import Effect
from evenhand.planning.passing.models import Passing
from evenhand.planning.proof.models import Delivery, ProofDay, Standing
from evenhand.planning.rehearsals.models import (
    Rehearsal,
    RehearsalFigures,
    RehearsalSeen,
    RehearsedCase,
)
from evenhand.planning.replaying.models import ReplayedOutcome, ReplayNight
from evenhand.planning.touches.models import Touch
from evenhand.releases.models import PolicyRelease
from evenhand.workforce.models import StaffMember, Unit


__all__ = [
    "WORKING",
    "Acceptance",
    "CutOver",
    "CutOverCase",
    "CutOverFeedback",
    "CutOverPhase",
    "Delivery",
    "Effect",
    "Gain",
    "Handover",
    "Opening",
    "Outcome",
    "Override",
    "Passing",
    "ProofDay",
    "Proposal",
    "Rehearsal",
    "RehearsalFigures",
    "RehearsalSeen",
    "RehearsedCase",
    "Replay",
    "ReplayNight",
    "ReplayedOutcome",
    "Run",
    "RunInput",
    "Standing",
    "Touch",
]


class Run(models.Model):
    """One row is one planning run: what it read, under which policy, and how it went.

    A week's run is about every waiting case. A re-allocation says `why` it was asked
    for and is about one person's undecided cases, or about one case they must not have
    or have passed back.
    A week's run is of the nation or of one `unit`, and gives out the week's `places` or
    fills caseloads; one of `night_of` was started by the schedule.
    Everything a replay needs is stored: the day it plans for, the instant its facts were
    known, the release, the seed, the engine's versions and the input itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        RANKING = "ranking", "Ranking and routing"
        ALLOCATING = "allocating", "Allocating"
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted in whole or part"
        FAILED = "failed", "Failed"

    class Why(models.TextChoices):
        WEEK = "", "The week's plan"
        LEAVES = "leaves", "is leaving"
        AWAY = "away", "is away"
        CONFLICT = "conflict", "has a conflict of interest"
        PASSED_BACK = "passed back", "passed the case back"

    class Places(models.TextChoices):
        WEEK = "week", "This week's places"
        CASELOAD = "caseload", "Full caseloads"

    why = models.CharField(max_length=20, choices=Why, default="", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    places = models.CharField(max_length=10, choices=Places, default=Places.WEEK)
    night_of = models.DateField(null=True)
    person = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="reallocations"
    )
    case = models.ForeignKey(
        Case, models.CASCADE, null=True, related_name="reallocations"
    )
    on = models.DateField()
    known_at = models.DateTimeField()
    release = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="+")
    seed = models.BigIntegerField(default=0)
    versions = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why_failed = models.TextField(blank=True)

    class Meta:
        constraints = [
            paired("planning_run", "accepted_at", "accepted_by"),
            models.CheckConstraint(
                condition=Q(why="", person=None, case=None)
                | Q(why__in=("leaves", "away"), person__isnull=False, case=None)
                | Q(
                    why__in=("conflict", "passed back"),
                    person__isnull=False,
                    case__isnull=False,
                ),
                name="planning_run_about_what_its_reason_says",
            ),
            models.CheckConstraint(
                condition=Q(why="") | Q(unit=None, places="week", night_of=None),
                name="planning_run_of_a_unit_is_a_weeks",
            ),
            models.UniqueConstraint(
                fields=["night_of"], name="planning_run_one_a_night"
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at"], name="planning_run_newest_first")
        ]


# The states of a run that a job has still to finish.
WORKING = (Run.State.WAITING, Run.State.RANKING, Run.State.ALLOCATING)


class RunInput(models.Model):
    """One row is the input of one run as it was read, so that it can be run again.

    Only the service account that runs plans reads it: it holds every case, whoever
    may see them.
    """

    run = models.OneToOneField(Run, models.CASCADE, related_name="input")
    facts = models.BinaryField()
    people = models.BinaryField()
    plan = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)


class Outcome(models.Model):
    """One row is what the rules said of one case, from one run until they say otherwise.

    Computed, never decided: units in order of preference beside the case's own
    responsible unit, which only a person's acceptance changes.
    """

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="outcomes", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    valid = DateTimeRangeField()
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    release = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="+")
    on = models.DateField()
    claimed_on = models.DateField(help_text="as it was read, for the order in a band")
    points = models.IntegerField()
    band = models.PositiveSmallIntegerField()
    routed_units = ArrayField(models.CharField(max_length=20))
    requires = ArrayField(models.CharField(max_length=40))
    alarms = ArrayField(models.CharField(max_length=60))
    kind_of_work = models.CharField(max_length=60)
    ready = models.BooleanField()
    held_by = models.CharField(max_length=300, blank=True)
    fired = ArrayField(models.CharField(max_length=40))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="planning_outcome_one_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(valid__upper_inf=True),
                name="planning_outcome_one_now",
            ),
        ]
        indexes = [
            models.Index(
                fields=["band", "claimed_on", "case"],
                condition=Q(valid__upper_inf=True),
                name="planning_outcome_in_order",
            )
        ]


class Proposal(models.Model):
    """One row is one case that a run would give to one person, or could not place.

    It carries the version of the case it saw; a case that changed since is left out
    when the run is accepted, and named. `matters` says why it must be looked at before
    it is accepted: a child, a flagged person, a case that leaves its owner.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        NOT_PLACED = "not placed", "Not placed"
        ACCEPTED = "accepted", "Accepted"
        OVERRIDDEN = "overridden", "Given elsewhere by a person"
        REJECTED = "rejected", "Left as it was by a person"
        LEFT_OUT = "left out", "Left out: the case has changed"

    # The indexes below serve the run; few proposals of a run have an owner or a unit.
    run = models.ForeignKey(
        Run, models.CASCADE, related_name="proposals", db_index=False
    )
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="proposals", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    case_version = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    band = models.PositiveSmallIntegerField()
    reserved = models.BooleanField(default=False)
    to_owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.TextField()
    why_not = models.CharField(max_length=60, blank=True)
    matters = ArrayField(models.CharField(max_length=20), default=list)
    why_left_out = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=State)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "case"], name="planning_proposal_one_a_case"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("not placed", "overridden", "rejected"),
                    to_owner=None,
                    to_unit=None,
                )
                | (
                    ~Q(state="not placed")
                    & Q(to_owner__isnull=False, to_unit__isnull=False)
                ),
                name="planning_proposal_placed_with_a_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "state", "position"], name="planning_proposal_in_order"
            ),
            models.Index(
                fields=["to_owner"],
                condition=Q(to_owner__isnull=False),
                name="planning_proposal_to_a_person",
            ),
            # With what decides whether it is counted, so that none is read for it.
            models.Index(
                fields=["run", "state", "why_not", "to_unit"],
                include=["restriction"],
                name="planning_proposal_counted",
            ),
        ]


class Gain(models.Model):
    """One row is what one more place in a unit would gain in a run, and one more person.

    A place with somebody who holds `skill` and no other training (empty: none) gives one
    case more a decision maker, of `band`; a person who holds it and has `places` a week,
    so many of each band as `cases` says. Counted once for every set of restrictions that
    a reader may see: among the cases that are not restricted, and those of `counting`.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="gains")
    counting = ArrayField(models.CharField(max_length=20))
    unit = models.CharField(max_length=20)
    skill = models.CharField(max_length=40, blank=True)
    band = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    cases = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "counting", "unit", "skill"],
                name="planning_gain_told_once",
            )
        ]


class Replay(models.Model):
    """One row is one time a run was worked out again, and whether it came out the same.

    `row_by_row`: under the same versions of the engine, each case compared; otherwise
    the stored plan was verified again. Says nothing of any case: everybody who may see
    the run may read it.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="replays")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    same = models.BooleanField(null=True)
    row_by_row = models.BooleanField(null=True)
    why_failed = models.TextField(blank=True)

    class Meta:
        constraints = [
            paired("planning_replay", "same", "row_by_row"),
            models.CheckConstraint(
                condition=Q(same=None) | Q(finished_at__isnull=False, why_failed=""),
                name="planning_replay_answers_when_done",
            ),
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(finished_at=None),
                name="planning_replay_one_at_a_time",
            ),
        ]
