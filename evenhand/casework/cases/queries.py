"""Find cases. Row-level security has the last word on which of them are seen."""

from django.db.models import Q, QuerySet

from evenhand.casework.cases.models import Case, ExternalReference
from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.cases.stages import OPEN
from evenhand.casework.people.models import Person


LAST_CHARACTER = "\U0010ffff"


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
    typed = text.strip()
    found = Q(
        pk__in=ExternalReference.objects.filter(
            value__in={typed, typed.upper()}
        ).values("case")
    )
    if words:
        by_name = Q()
        for word in words:
            by_name &= (
                _begins("family_key", word)
                | _begins("given_key", word)
                | _begins("known_key", word)
            )
        found |= Q(pk__in=Person.objects.filter(by_name).values("case"))
    return Case.objects.filter(found)


def _begins(key: str, word: str) -> Q:
    first = word.upper()
    return Q(**{f"{key}__gte": first, f"{key}__lt": first + LAST_CHARACTER})
