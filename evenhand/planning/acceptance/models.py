"""Who opened which proposal, who accepted or overrode it and why, and who had it before.

Tables of their own, since they are decided by: the log of looks and the history of
events are for people, and nothing reads them to decide (docs/adr/0005).
"""

from django.db import models
from django.db.models import Q

from evenhand.casework.models import Case
from evenhand.core.constraints import in_order, paired
from evenhand.core.models import User
from evenhand.workforce.models import StaffMember, Unit


class Opening(models.Model):
    """One row is one person who opened one proposal with all that speaks for it."""

    proposal = models.ForeignKey(
        "planning.Proposal", models.CASCADE, related_name="openings"
    )
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "by"], name="planning_opening_once_each"
            )
        ]


class Undoable(models.Model):
    """What every act says that can be undone: by whom, when and why it was."""

    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_because = models.TextField(blank=True)

    class Meta:
        abstract = True


class Acceptance(Undoable):
    """One row is one act of accepting some or all of a run's proposals.

    `reason` is a value of the register of acceptance reasons; it may be empty only
    where nothing that was accepted matters more than the rest. Which cases changed
    hands is told by their handovers, each seen with its case.
    """

    run = models.ForeignKey("planning.Run", models.CASCADE, related_name="acceptances")
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            paired("planning_acceptance", "undone_at", "undone_by"),
            in_order("planning_acceptance", "at", "undone_at"),
        ]


class Override(Undoable):
    """One row is one proposal that a person changed: where it went instead, and why.

    Kept as a fact when it is undone too: overrides are how policy learns.
    """

    class Choice(models.TextChoices):
        PERSON = "person", "Given to another person"
        UNIT = "unit", "Given to a unit"
        LEFT = "left", "Left as it was"

    proposal = models.ForeignKey(
        "planning.Proposal", models.CASCADE, related_name="overrides"
    )
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice)
    from_owner = models.ForeignKey(
        StaffMember,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="who was proposed; empty where nobody was",
    )
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    to_owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+"
    )
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(undone_at=None),
                name="planning_override_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(
                    choice="person", to_owner__isnull=False, to_unit__isnull=False
                )
                | Q(choice="unit", to_owner=None, to_unit__isnull=False)
                | Q(choice="left", to_owner=None, to_unit=None),
                name="planning_override_goes_where_it_says",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="planning_override_has_a_reason"
            ),
            paired("planning_override", "undone_at", "undone_by"),
            in_order("planning_override", "at", "undone_at"),
        ]
        indexes = [models.Index(fields=["-at"], name="planning_override_by_time")]


class Handover(models.Model):
    """One row is one case that changed hands, with whom it was before.

    By an acceptance or by an override. `case_version` is the version the change gave
    the case: while it has no other, nothing has been built on it. Carries a copy of the
    case's restriction, as proposals do.
    """

    proposal = models.ForeignKey(
        "planning.Proposal", models.CASCADE, related_name="handovers"
    )
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="+", db_constraint=False
    )
    restriction = models.CharField(max_length=20, blank=True)
    acceptance = models.ForeignKey(
        Acceptance,
        models.CASCADE,
        null=True,
        related_name="handovers",
        db_index=False,
    )
    override = models.ForeignKey(
        Override, models.CASCADE, null=True, related_name="handovers"
    )
    from_owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+"
    )
    from_owned_since = models.DateField(null=True)
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    to_owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+"
    )
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case_version = models.PositiveIntegerField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(undone_at=None),
                name="planning_handover_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(acceptance=None, override__isnull=False)
                | Q(acceptance__isnull=False, override=None),
                name="planning_handover_by_one_act",
            ),
            paired("planning_handover", "from_owner", "from_owned_since"),
            in_order("planning_handover", "at", "undone_at"),
        ]
        indexes = [
            # With what decides whether it is counted, so that none is read for it.
            models.Index(
                fields=["acceptance"],
                include=["restriction", "undone_at"],
                name="planning_handover_of_an_act",
            )
        ]
