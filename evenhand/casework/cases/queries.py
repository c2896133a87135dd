"""Find cases. Row-level security has the last word on which of them are seen."""

from django.db.models import Q, QuerySet

from evenhand.casework.cases.models import Case, ExternalReference
from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.cases.stages import OPEN
from evenhand.casework.people.models import Person


def open_cases() -> QuerySet[Case]:
    """Cases that are not served, withdrawn, void or removed, longest waiting first."""
    return (
        Case.objects.filter(stage__in=sorted(OPEN))
        .select_related("responsible_unit", "owner", "progressor")
        .order_by("claimed_on", "ref")
    )


def case_by_ref(text: str) -> Case | None:
    """The case with this reference, its own or another system's; None if unseen."""
    cases = Case.objects.select_related("responsible_unit", "owner", "progressor")
    own = tidy_ref(text)
    if own is not None:
        return cases.filter(ref=own).first()
    found = list(cases.filter(references__value=text.strip()).distinct()[:2])
    return found[0] if len(found) == 1 else None


def find_cases(text: str) -> QuerySet[Case]:
    """Open and closed cases whose reference or people's names match what was typed."""
    words = text.split()
    own = tidy_ref(text)
    if own is not None:
        return Case.objects.filter(ref=own)
    # Two questions of their own: a join of both would be read whole, row by row.
    found = Q(
        pk__in=ExternalReference.objects.filter(value__iexact=text.strip()).values(
            "case"
        )
    )
    if words:
        by_name = Q()
        for word in words:
            by_name &= (
                Q(family_name__istartswith=word)
                | Q(given_names__istartswith=word)
                | Q(known_as__istartswith=word)
            )
        found |= Q(pk__in=Person.objects.filter(by_name).values("case"))
    return Case.objects.filter(found)
