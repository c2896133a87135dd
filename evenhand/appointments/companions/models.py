"""Representatives and responsible adults, each with a calendar of their own."""

from django.db import models
from django.db.models import Q

from evenhand.appointments.calendars.models import Calendar
from evenhand.core.constraints import in_order


class Companion(models.Model):
    """What is known of each who is with a claimant; in person within `travels_minutes`."""

    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    by_video = models.BooleanField(default=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"


class Representative(Companion):
    """One row is one legal representative who attends interviews."""

    calendar = models.OneToOneField(
        Calendar, models.PROTECT, related_name="representative"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="appointments_representative_once",
            ),
            in_order("appointments_representative", "from_on", "to_on"),
        ]


class ResponsibleAdult(Companion):
    """One row is one adult who is with a child in an interview.

    Independent of the department and of the legal representative: nobody who works for
    the department may be one.
    """

    of_the_department = models.BooleanField(default=False)
    vetted_until = models.DateField(null=True)
    calendar = models.OneToOneField(Calendar, models.PROTECT, related_name="adult")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="appointments_adult_once"
            ),
            models.CheckConstraint(
                condition=Q(of_the_department=False),
                name="appointments_adult_is_independent",
            ),
            in_order("appointments_responsibleadult", "from_on", "to_on"),
        ]
