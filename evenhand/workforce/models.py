"""Who works where, what they are trained for, and when they are away."""

from datetime import date

from django.db import models

from evenhand.core.constraints import in_order
from evenhand.core.models import User
from evenhand.workforce.saved.models import SavedView


__all__ = [
    "Absence",
    "LanguageSpoken",
    "SavedView",
    "SkillHeld",
    "StaffMember",
    "Team",
    "Unit",
]


class Unit(models.Model):
    """One row is one decision-making unit, or a named queue where nobody decides.

    From the day `closes_on` nobody is sent there, and nobody is given cases for it.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=200, blank=True)
    is_queue = models.BooleanField(default=False)
    closes_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name

    def closed(self, on: date) -> bool:
        """Whether it is closed on a day."""
        return self.closes_on is not None and self.closes_on <= on


class Team(models.Model):
    """One row is one team of about ten inside a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="workforce_team_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class StaffMember(models.Model):
    """One row is one person employed in asylum operations, from joining to leaving."""

    ref = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    user = models.OneToOneField(
        User, models.PROTECT, null=True, related_name="staff_member"
    )
    grade = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people")
    also_units = models.ManyToManyField(Unit, related_name="helpers")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="people")
    decides = models.BooleanField(default=False)
    fte = models.DecimalField(max_digits=3, decimal_places=2)
    weekly_places = models.PositiveSmallIntegerField(
        default=0, help_text="new cases in a full week, as agreed with the team leader"
    )
    started_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            in_order("workforce_staffmember", "started_on", "left_on"),
            models.CheckConstraint(
                condition=models.Q(fte__gt=0, fte__lte=1),
                name="workforce_staffmember_fte_up_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SkillHeld(models.Model):
    """One row is one training or accreditation held by a person, until it expires."""

    staff_member = models.ForeignKey(StaffMember, models.CASCADE, related_name="skills")
    skill = models.CharField(max_length=40)
    held_from = models.DateField(null=True)
    expires_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff_member", "skill"], name="workforce_skillheld_once"
            ),
            in_order("workforce_skillheld", "held_from", "expires_on"),
        ]


class LanguageSpoken(models.Model):
    """One row is one language a member of staff can work in."""

    staff_member = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="languages"
    )
    language = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff_member", "language"],
                name="workforce_languagespoken_once",
            )
        ]


class Absence(models.Model):
    """One row is one absence: from a day, up to but not including another."""

    staff_member = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="absences"
    )
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__gt=models.F("from_on")),
                name="workforce_absence_ends_after_it_starts",
            )
        ]
