"""One table: what the appointment book knows of a member of staff who interviews."""

from django.db import models

from evenhand.appointments.calendars.models import Calendar
from evenhand.appointments.places.models import Site
from evenhand.casework.models import Person
from evenhand.workforce.models import StaffMember


class Interviewer(models.Model):
    """One row is one member of staff who interviews; skills and absence are workforce's.

    In person at their own `site`, and anywhere by a link where `by_video`.
    `week_limit`: interviews a week at most.
    """

    staff_member = models.OneToOneField(
        StaffMember, models.CASCADE, related_name="interviewer"
    )
    sex = models.CharField(max_length=20, choices=Person.Sex)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, related_name="interviewers"
    )
    by_video = models.BooleanField(default=True)
    week_limit = models.PositiveSmallIntegerField(default=3)
    calendar = models.OneToOneField(
        Calendar, models.PROTECT, related_name="interviewer"
    )

    def __str__(self) -> str:
        return self.staff_member.name
