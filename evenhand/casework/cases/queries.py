"""Find cases. Row-level security has the last word on which of them are seen."""

import re

from django.db.models import QuerySet

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.references import tidy_ref
from evenhand.casework.cases.stages import OPEN


NOT_COMPARED = re.compile(r"[^\w/]|_")


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
    key = NOT_COMPARED.sub("", text.upper())
    found = list(cases.filter(references__key=key).distinct()[:2]) if key else []
    return found[0] if len(found) == 1 else None
