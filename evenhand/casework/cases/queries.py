"""Find cases. Row-level security has the last word on which of them are seen."""

from django.db.models import Q, QuerySet

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.cases.stages import OPEN


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
    query = Q(references__value__iexact=text.strip())
    if words:
        by_name = Q()
        for word in words:
            by_name &= (
                Q(people__family_name__istartswith=word)
                | Q(people__given_names__istartswith=word)
                | Q(people__known_as__istartswith=word)
            )
        query |= by_name
    return Case.objects.filter(query).distinct()
