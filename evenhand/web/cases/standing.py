"""Who a case is about and what stands out about them, for one case or for many.

Read from the records themselves, as the viewer may see them. What rules read is kept
apart and is not for people, since it holds what only few may know.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.casework.models import (
    Case,
    CasePerson,
    Detention,
    Expedite,
    Person,
    Vulnerability,
)
from evenhand.web.formats import years_between


ADULT = 18


@dataclass(frozen=True, slots=True)
class Standing:
    """The main applicant's name, and the facts that change how one must act."""

    name: str = "Name not recorded"
    child_now: bool = False
    child_at_claim: bool = False
    alone_at_claim: bool = False
    age_disputed: bool = False
    detained: bool = False
    vulnerabilities: tuple[str, ...] = ()
    expedites: tuple[str, ...] = ()


def called(person: Person) -> str:
    """A person's name as they wish to be called."""
    return person.known_as or person.full_name


def names_of_cases(ids: Sequence[int]) -> dict[int, str]:
    """What the main applicant of each of several cases wishes to be called."""
    parts = CasePerson.objects.filter(case__in=ids, role=CasePerson.Role.MAIN)
    return {
        part.case_id: called(part.person) for part in parts.select_related("person")
    }


def standings_of(cases: Sequence[Case], *, today: date) -> dict[int, Standing]:
    """The standing of each case, in four questions however many they are."""
    ids = [case.pk for case in cases]
    parts = {
        part.case_id: part
        for part in CasePerson.objects.filter(
            case__in=ids, role=CasePerson.Role.MAIN
        ).select_related("person")
    }
    needs: dict[int, list[str]] = defaultdict(list)
    for person_id, kind in (
        Vulnerability.objects.filter(
            person__in=[part.person_id for part in parts.values()], to_on=None
        )
        .order_by("kind")
        .values_list("person_id", "kind")
    ):
        needs[person_id].append(kind)
    detained = set(
        Detention.objects.filter(case__in=ids, to_on=None).values_list(
            "case_id", flat=True
        )
    )
    hurries: dict[int, list[str]] = defaultdict(list)
    for case_id, kind in (
        Expedite.objects.filter(case__in=ids, answered_on=None)
        .order_by("kind")
        .distinct()
        .values_list("case_id", "kind")
    ):
        hurries[case_id].append(kind)
    found = {}
    for case in cases:
        part = parts.get(case.pk)
        if part is None:
            found[case.pk] = Standing(detained=case.pk in detained)
            continue
        person = part.person
        child_at_claim = _under_age(person, case.claimed_on, part)
        found[case.pk] = Standing(
            name=called(person),
            child_now=_under_age(person, today, part),
            child_at_claim=child_at_claim,
            alone_at_claim=child_at_claim and part.unaccompanied_at_claim,
            age_disputed=person.age_disputed,
            detained=case.pk in detained,
            vulnerabilities=tuple(needs[person.pk]),
            expedites=tuple(hurries[case.pk]),
        )
    return found


def _under_age(person: Person, on: date, part: CasePerson) -> bool:
    """Treated as a child on a day; without any date of birth, whoever claimed alone."""
    born = (
        person.assessed_born_on or person.treated_as_born_on or person.claimed_born_on
    )
    if born is None:
        return part.unaccompanied_at_claim
    return years_between(born, on) < ADULT
