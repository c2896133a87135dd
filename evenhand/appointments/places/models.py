"""Sites, the rooms in them, who receives people there, and the way there."""

from django.db import models
from django.db.models import F, Q

from evenhand.appointments.calendars.models import Calendar
from evenhand.core.constraints import in_order
from evenhand.core.models import User
from evenhand.engine.calendar import Nation
from evenhand.workforce.models import Unit


NATIONS = [
    (Nation.ENGLAND_AND_WALES.value, "England and Wales"),
    (Nation.SCOTLAND.value, "Scotland"),
    (Nation.NORTHERN_IRELAND.value, "Northern Ireland"),
]


class Site(models.Model):
    """One row is one place where people are interviewed, from a day until it leaves.

    Its calendar holds its opening hours and closures; on bank holidays of its nation it
    is closed, unless `open_on_holidays`. `partner` names who runs it where that is not
    the department: then somebody of theirs must be there to receive people.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10)
    nation = models.CharField(max_length=20, choices=NATIONS)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="sites")
    partner = models.CharField(max_length=100, blank=True)
    directions = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    open_on_holidays = models.BooleanField(default=False)
    calendar = models.OneToOneField(Calendar, models.PROTECT, related_name="site")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            in_order("appointments_site", "from_on", "to_on"),
            models.CheckConstraint(
                condition=~Q(name=""), name="appointments_site_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hosted(self) -> bool:
        """Whether somebody of a partner must be there to receive people."""
        return bool(self.partner)


class Room(models.Model):
    """One row is one room or video suite of a site.

    `seats` is how many people may be in it; `equipment` and `access` are names such as
    "recorder" and "step-free", compared with what a claimant needs.
    """

    class Mode(models.TextChoices):
        IN_PERSON = "in person", "In person"
        VIDEO = "video", "By video"

    site = models.ForeignKey(Site, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=20, choices=Mode)
    seats = models.PositiveSmallIntegerField()
    equipment = models.JSONField(default=list)
    access = models.JSONField(default=list)
    turn_round_minutes = models.PositiveSmallIntegerField(default=15)
    calendar = models.OneToOneField(Calendar, models.PROTECT, related_name="room")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"], name="appointments_room_named_once"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=2), name="appointments_room_seats_two"
            ),
            in_order("appointments_room", "from_on", "to_on"),
        ]

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """One row is one person of a partner who receives people at a site.

    Looks after `at_once` interviews at a time, in the hours of their calendar.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="hosts")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="host")
    at_once = models.PositiveSmallIntegerField(default=6)
    calendar = models.OneToOneField(Calendar, models.PROTECT, related_name="host")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            in_order("appointments_host", "from_on", "to_on"),
            models.CheckConstraint(
                condition=Q(at_once__gte=1), name="appointments_host_receives_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Journey(models.Model):
    """One row is how long people of a postcode area travel to a site, in minutes."""

    postcode_area = models.CharField(max_length=2)
    site = models.ForeignKey(Site, models.CASCADE, related_name="journeys")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["postcode_area", "site"], name="appointments_journey_once"
            )
        ]


class Between(models.Model):
    """One row is how long it takes from one site to another, either way, in minutes."""

    one = models.ForeignKey(Site, models.CASCADE, related_name="+")
    other = models.ForeignKey(Site, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], name="appointments_between_once"
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="appointments_between_ordered"
            ),
        ]
