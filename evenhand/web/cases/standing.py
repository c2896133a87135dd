"""Who a case is about and what stands out about them, for one case or for many.

Read from the records themselves, as the viewer may see them. What rules read is kept
apart and is not for people, since it holds what only few may know.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from evenhand.casework.models import (
    Case,
    CasePerson,
    Detention,
    Expedite,
    Vulnerability,
)
from evenhand.casework.people.models import whole_name
from evenhand.core.arrays import AnyOf
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


class Known(Protocol):
    """What is asked of a person here: a Person, or a row with the same columns."""

    known_as: str
    given_names: str
    family_name: str
    claimed_born_on: date | None
    treated_as_born_on: date | None
    assessed_born_on: date | None
    age_disputed: bool


def called(person: Known) -> str:
    """A person's name as they wish to be called."""
    return person.known_as or whole_name(person.given_names, person.family_name)


def names_of_cases(ids: Sequence[int]) -> dict[int, str]:
    """What the main applicant of each of several cases wishes to be called."""
    return {
        case_id: known_as or whole_name(given_names, family_name)
        for case_id, known_as, given_names, family_name in CasePerson.objects.filter(
            AnyOf("case_id", ids), role=CasePerson.Role.MAIN
        ).values_list(
            "case_id",
            "person__known_as",
            "person__given_names",
            "person__family_name",
        )
    }


def standings_of(cases: Sequence[Case], *, today: date) -> dict[int, Standing]:
    """The standing of each case, in four questions however many they are."""
    parts = {
        part.case_id: part
        for part in CasePerson.objects.filter(
            AnyOf("case_id", [case.pk for case in cases]), role=CasePerson.Role.MAIN
        ).select_related("person")
    }
    around = circumstances_of_cases(
        [case.pk for case in cases], [part.person_id for part in parts.values()]
    )
    found = {}
    for case in cases:
        part = parts.get(case.pk)
        found[case.pk] = standing_of(
            case.pk,
            part.person if part else None,
            person_id=part.person_id if part else None,
            claimed_on=case.claimed_on,
            alone=bool(part and part.unaccompanied_at_claim),
            around=around,
            today=today,
        )
    return found


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What stands about several cases: vulnerabilities by person, the rest by case."""

    vulnerabilities: dict[int, list[str]]
    detained: set[int]
    expedites: dict[int, list[str]]


def circumstances_of_cases(
    cases: Sequence[int], persons: Sequence[int]
) -> Circumstances:
    """Read in three questions however many cases and main applicants there are."""
    needs: dict[int, list[str]] = defaultdict(list)
    for person_id, kind in (
        Vulnerability.objects.filter(AnyOf("person_id", persons), to_on=None)
        .order_by("kind")
        .values_list("person_id", "kind")
    ):
        needs[person_id].append(kind)
    hurries: dict[int, list[str]] = defaultdict(list)
    for case_id, kind in (
        Expedite.objects.filter(AnyOf("case_id", cases), answered_on=None)
        .order_by("kind")
        .distinct()
        .values_list("case_id", "kind")
    ):
        hurries[case_id].append(kind)
    detained = Detention.objects.filter(AnyOf("case_id", cases), to_on=None)
    return Circumstances(
        needs, set(detained.values_list("case_id", flat=True)), hurries
    )


def standing_of(
    case_id: int,
    person: Known | None,
    *,
    person_id: int | None,
    claimed_on: date,
    alone: bool,
    around: Circumstances,
    today: date,
) -> Standing:
    """The standing of one case, from its main applicant and what was read about it.

    `person` and `person_id` are None where no main applicant is recorded; `alone` is
    whether they were recorded as unaccompanied when they claimed.
    """
    if person is None or person_id is None:
        return Standing(detained=case_id in around.detained)
    child_at_claim = _under_age(person, claimed_on, alone)
    return Standing(
        name=called(person),
        child_now=_under_age(person, today, alone),
        child_at_claim=child_at_claim,
        alone_at_claim=child_at_claim and alone,
        age_disputed=person.age_disputed,
        detained=case_id in around.detained,
        vulnerabilities=tuple(around.vulnerabilities.get(person_id, ())),
        expedites=tuple(around.expedites.get(case_id, ())),
    )


def _under_age(person: Known, on: date, alone: bool) -> bool:
    """Treated as a child on a day; without any date of birth, whoever claimed alone."""
    born = (
        person.assessed_born_on or person.treated_as_born_on or person.claimed_born_on
    )
    if born is None:
        return alone
    return years_between(born, on) < ADULT
