"""A rehearsal of a policy, its figures, the cases it would change, and who has seen it.

The cases carry a copy of their case's restriction (docs/adr/0021), and the clearances
without which nobody may be told why they change: who they are would tell it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.releases.models import PolicyDraft, PolicyRelease


class Rehearsal(models.Model):
    """One row is one policy put to the caseload beside a release, without any effect.

    Of a draft or of a release; of neither where its files were brought by command. The
    bundle is kept, and with it exactly what was rehearsed, whatever becomes of the draft.
    `known_at` is the past instant whose facts were read; None: as known at `read_at`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        READING = "reading", "Reading the facts"
        COMPARING = "comparing", "Comparing"
        ALLOCATING = "allocating", "Giving out places, twice"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    draft = models.ForeignKey(PolicyDraft, models.PROTECT, null=True, related_name="+")
    release = models.ForeignKey(
        PolicyRelease, models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    bundle = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    against = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField(null=True)
    with_allocation = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    read_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    why_failed = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None) | Q(release=None),
                name="planning_rehearsal_of_one_policy",
            ),
            models.CheckConstraint(
                condition=Q(with_allocation=False) | Q(known_at=None),
                name="planning_rehearsal_gives_out_live",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "failed"), finished_at__isnull=False)
                | Q(
                    state__in=("waiting", "reading", "comparing", "allocating"),
                    finished_at=None,
                ),
                name="planning_rehearsal_finished_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(read_at__isnull=False),
                name="planning_rehearsal_says_when_it_read",
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at"], name="planning_rehearsal_newest"),
            models.Index(fields=["sha256"], name="planning_rehearsal_of_bundle"),
        ]

    def __str__(self) -> str:
        return f"Rehearsal {self.pk}"


# The states of a rehearsal that a job has still to finish.
UNFINISHED = (
    Rehearsal.State.WAITING,
    Rehearsal.State.READING,
    Rehearsal.State.COMPARING,
    Rehearsal.State.ALLOCATING,
)


class RehearsalFigures(models.Model):
    """One row is all figures of a rehearsal, counted once for some restrictions.

    Among the cases that are not restricted and those of `counting`, as in a world without
    the others. `figures` as `rehearsals.figures` writes them.
    """

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="figures")
    counting = ArrayField(models.CharField(max_length=20))
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "counting"], name="planning_rehearsal_told_once"
            )
        ]


class RehearsedCase(models.Model):
    """One row is one case of which the rehearsed policy says something else.

    `what` names what it is, as `engine.rehearsal.compare` does; `why_before` and
    `why_after` are the ids of the rules that explain it, under either policy. `needs`:
    clearances that those rules rest on.
    """

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="cases")
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="rehearsed", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    needs = ArrayField(models.CharField(max_length=40), default=list)
    claimed_on = models.DateField()
    what = ArrayField(models.CharField(max_length=20))
    band_before = models.PositiveSmallIntegerField(null=True)
    band_after = models.PositiveSmallIntegerField(null=True)
    unit_before = models.CharField(max_length=20, blank=True)
    unit_after = models.CharField(max_length=20, blank=True)
    why_before = ArrayField(models.CharField(max_length=40))
    why_after = ArrayField(models.CharField(max_length=40))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "case"], name="planning_rehearsedcase_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["rehearsal", "band_after", "claimed_on"],
                name="planning_rehearsedcase_order",
            )
        ]


class RehearsalSeen(models.Model):
    """One row is one person who opened the page of a finished rehearsal, and when first.

    The page has its effects by group; a policy is not published unseen.
    """

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="seen")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "user"], name="planning_rehearsalseen_first"
            )
        ]
