"""Who answers for an owner that rules, authorities and guidance name."""

from django.db import models

from evenhand.core.constraints import paired
from evenhand.core.models import User
from evenhand.core.models.users import Grant


class Ownership(Grant):
    """One row is one person who answers for one owner, such as "Asylum policy".

    From an instant until it ended. Whoever answers for an owner may approve a release
    that changes what it owns, and is told when something of it lapses.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="ownerships")
    owner = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "owner"],
                condition=models.Q(ended_at=None),
                name="releases_ownership_held_once",
            ),
            paired("releases_ownership", "ended_at", "ended_by"),
        ]


class LapseNotice(models.Model):
    """One row is one time that those concerned were told of an authority's end.

    Once before it ends and once when it has, for each release that names it so.
    """

    class Kind(models.TextChoices):
        SOON = "soon", "Ends soon"
        OVER = "over", "Has ended"

    release = models.ForeignKey(
        "releases.PolicyRelease", models.PROTECT, related_name="lapse_notices"
    )
    authority = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    ends_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "authority", "kind", "ends_on"],
                name="releases_lapsenotice_once",
            )
        ]
