"""A cut-over, its dated phases, what becomes of each case, and what people say of it.

The cases carry a copy of their case's restriction, so that thousands of them are counted
as the viewer may see them; the database keeps the copy true (docs/adr/0021).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from evenhand.casework.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User
from evenhand.releases.models import PolicyRelease
from evenhand.workforce.models import StaffMember, Unit


class CutOver(models.Model):
    """One row is one plan to move the cases of a specialism to the unit that has it.

    The cases whose first unit is `to_unit` under the release in force, by one of `rules`
    (none: by any), and which other units are responsible for: those of `from_units`
    (none: all others, and cases of no unit). `places` are the new cases a week that the
    receiving unit had room for when it was planned.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under way", "Under way"
        DONE = "done", "Done"
        REVERSED = "reversed", "Reversed"
        CALLED_OFF = "called off", "Called off"

    title = models.CharField(max_length=120)
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_units = models.ManyToManyField(Unit, related_name="+")
    rules = ArrayField(models.CharField(max_length=40), default=list)
    because = models.TextField()
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="+", help_text="who answers for it"
    )
    release = models.ForeignKey(PolicyRelease, models.PROTECT, related_name="+")
    places = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    review_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lessons = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(because=""),
                name="planning_cutover_says_what_and_why",
            ),
            paired("planning_cutover", "reviewed_at", "reviewed_by"),
            in_order("planning_cutover", "planned_at", "reviewed_at"),
        ]

    def __str__(self) -> str:
        return self.title


class CutOverPhase(models.Model):
    """One row is one part of a cut-over: carried out as a whole, on its day or after.

    By somebody else than whoever planned it, whose name is kept beside for the database
    to compare.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Carried out"
        REVERSED = "reversed", "Reversed"
        CALLED_OFF = "called off", "Called off"

    cut_over = models.ForeignKey(CutOver, models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    carried_out_at = models.DateTimeField(null=True)
    carried_out_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cut_over", "number"], name="planning_cutoverphase_once"
            ),
            models.CheckConstraint(
                condition=Q(carried_out_by=None) | ~Q(carried_out_by=F("planned_by")),
                name="planning_cutoverphase_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", carried_out_at=None, ended_at=None)
                | Q(state="done", carried_out_at__isnull=False, ended_at=None)
                | Q(
                    state="reversed",
                    carried_out_at__isnull=False,
                    ended_at__isnull=False,
                )
                | Q(state="called off", carried_out_at=None, ended_at__isnull=False),
                name="planning_cutoverphase_says_how_it_stands",
            ),
            paired("planning_cutoverphase", "carried_out_at", "carried_out_by"),
            paired("planning_cutoverphase", "ended_at", "ended_by"),
        ]
        indexes = [
            models.Index(
                fields=["on"],
                condition=Q(state="waiting"),
                name="planning_cutoverphase_due",
            )
        ]


class CutOverCase(models.Model):
    """One row is one case of a cut-over: it waits, moved, stays, was left out or is back.

    `case_version` is the version that was seen when it was planned; `moved_version` the
    one that the move gave it: while it has no other, nothing has been built on it.
    `from_unit` and `from_owner` are who had it before, as it stood when it moved; the
    owner is kept where the move left it to them, too.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for its phase"
        MOVED = "moved", "Moved"
        EXCLUDED = "excluded", "Stays where it is"
        LEFT_OUT = "left out", "Left out"
        RETURNED = "returned", "Moved back"

    cut_over = models.ForeignKey(CutOver, models.CASCADE, related_name="cases")
    phase = models.ForeignKey(
        CutOverPhase, models.CASCADE, null=True, related_name="cases"
    )
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="cut_overs", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State)
    why = models.CharField(max_length=40, blank=True)
    case_version = models.PositiveIntegerField()
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+"
    )
    from_owned_since = models.DateField(null=True)
    owner_taken = models.BooleanField(default=False)
    moved_version = models.PositiveIntegerField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cut_over", "case"], name="planning_cutovercase_once"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="waiting"),
                name="planning_cutovercase_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state="excluded", phase=None)
                | (~Q(state="excluded") & Q(phase__isnull=False)),
                name="planning_cutovercase_stays_or_has_a_phase",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=("excluded", "left out")) & ~Q(why=""))
                | (~Q(state__in=("excluded", "left out")) & Q(why="")),
                name="planning_cutovercase_says_why_it_stays",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("moved", "returned"), moved_version__isnull=False
                )
                | (
                    ~Q(state__in=("moved", "returned"))
                    & Q(moved_version=None, owner_taken=False)
                ),
                name="planning_cutovercase_moved_at_a_version",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False)
                | (~Q(state="returned") & Q(returned_at=None)),
                name="planning_cutovercase_returned_at_a_time",
            ),
            paired("planning_cutovercase", "from_owner", "from_owned_since"),
            paired("planning_cutovercase", "returned_at", "returned_by"),
        ]
        indexes = [
            models.Index(
                fields=["cut_over", "state", "position"],
                name="planning_cutovercase_in_order",
            ),
            models.Index(fields=["case"], name="planning_cutovercase_of_a_case"),
        ]


class CutOverFeedback(models.Model):
    """One row is one thing somebody said of a cut-over, as it was told to whoever wrote."""

    class Whose(models.TextChoices):
        RECEIVING = "receiving", "The unit that received the cases"
        GIVING = "giving", "A unit that gave cases up"
        CLAIMANTS = "claimants", "Claimants"
        REPRESENTATIVES = "representatives", "Representatives"
        STAKEHOLDERS = "stakeholders", "Other organisations"
        OTHER = "other", "Somebody else"

    cut_over = models.ForeignKey(CutOver, models.CASCADE, related_name="feedback")
    whose = models.CharField(max_length=20, choices=Whose)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="planning_cutoverfeedback_says_something"
            )
        ]
