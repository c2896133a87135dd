"""The pilots there are, and how each stands on a day."""

from datetime import date
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from evenhand.appointments.pilots.models import Pilot, PilotDecision, PilotPart


class Standing(StrEnum):
    """How a pilot stands."""

    TO_COME = "Begins later"
    RUNNING = "Running"
    UNDECIDED = "Over, and not decided"
    PERMANENT = "Made permanent"
    ENDED = "Ended"


def pilots() -> QuerySet[Pilot]:
    """Every pilot, the latest first, with its parts and decisions."""
    return (
        Pilot.objects.select_related("owner")
        .prefetch_related(
            Prefetch(
                "parts",
                PilotPart.objects.select_related("site", "unit").order_by("pk"),
            ),
            Prefetch(
                "decisions",
                PilotDecision.objects.select_related("decided_by").order_by("pk"),
            ),
        )
        .order_by("-from_on", "slug")
    )


def standing(pilot: Pilot, *, on: date) -> Standing:
    """How it stands: what was decided, else by its days."""
    for decision in pilot.decisions.all():
        if decision.kind == PilotDecision.Kind.PERMANENT:
            return Standing.PERMANENT
        if decision.kind == PilotDecision.Kind.ENDED:
            return Standing.ENDED
    if on < pilot.from_on:
        return Standing.TO_COME
    return Standing.RUNNING if on < pilot.to_on else Standing.UNDECIDED
