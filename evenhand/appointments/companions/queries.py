"""Representatives and responsible adults as they are looked for."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.appointments.calendars.models import Hours
from evenhand.appointments.companions.models import (
    Companion,
    Representative,
    ResponsibleAdult,
)


KINDS: dict[str, type[Representative] | type[ResponsibleAdult]] = {
    "representatives": Representative,
    "adults": ResponsibleAdult,
}


def find_companions(kind: str, text: str) -> QuerySet[Companion]:
    """Those whose name or organisation contains some words, in order of organisation.

    `has_hours`: whoever has none is never free.
    """
    hours = Hours.objects.filter(calendar=OuterRef("calendar"))
    found = KINDS[kind].objects.annotate(has_hours=Exists(hours))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(organisation__icontains=text))
    return found.order_by("organisation", "name", "pk")
