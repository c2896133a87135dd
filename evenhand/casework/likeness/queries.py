"""Likenesses to look at, those of a case, and what is joined already."""

from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import Q, QuerySet

from evenhand.casework.cases.models import Case
from evenhand.casework.families.models import CaseLink
from evenhand.casework.likeness.models import Likeness
from evenhand.casework.people.models import Person, PersonLink


def likenesses() -> QuerySet[Likeness]:
    """All that the viewer may see, the weightiest first, with persons and cases."""
    return Likeness.objects.select_related(
        "one", "other", "one_case", "other_case", "decided_by"
    ).order_by("-weight", "code")


def likenesses_of(case: Case) -> QuerySet[Likeness]:
    """What is suggested, and not judged, of the people of one case."""
    return likenesses().filter(
        Q(one_case=case) | Q(other_case=case), state=Likeness.State.SUGGESTED
    )


@dataclass(frozen=True, slots=True)
class LinkOfCase:
    """One open link of a case, and the case (and person) at its other end."""

    link: PersonLink | CaseLink
    other_case: Case
    person: Person | None = None
    other_person: Person | None = None

    @property
    def is_person(self) -> bool:
        return isinstance(self.link, PersonLink)

    @property
    def code(self) -> str:
        """Its address: no number, for numbers counted up would tell of hidden ones."""
        kind = "person" if self.is_person else "family"
        named = f"{kind} {self.link.one_id} {self.link.other_id}"
        return blake2b(named.encode(), digest_size=6).hexdigest()


def links_of(case: Case) -> list[LinkOfCase]:
    """What a person has joined this case with and nobody has parted, oldest first."""
    people = (
        PersonLink.objects.filter(unlinked_at=None)
        .filter(Q(one__case=case) | Q(other__case=case))
        .select_related("one__case", "other__case", "linked_by")
        .order_by("linked_at", "pk")
    )
    cases = (
        CaseLink.objects.filter(ended_at=None)
        .filter(Q(one=case) | Q(other=case))
        .select_related("one", "other", "linked_by")
        .order_by("linked_at", "pk")
    )
    found = []
    for link in people:
        here, there = link.one, link.other
        if here.case_id != case.pk:
            here, there = there, here
        found.append(LinkOfCase(link, there.case, here, there))
    found += [
        LinkOfCase(link, link.other if link.one_id == case.pk else link.one)
        for link in cases
    ]
    return found
