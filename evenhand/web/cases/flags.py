"""Words on a case that change how one must act: never a colour alone."""

from dataclasses import dataclass

from evenhand.casework.models import Case, Restriction
from evenhand.web.cases.standing import Standing
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class Flag:
    """One word or few; `act` where it must not be overlooked."""

    words: str
    act: bool = False


def flags_of(
    case: Case, standing: Standing, *, titles: Titles, high_harm: bool = False
) -> list[Flag]:
    """The flags of a case, the ones that must not be overlooked among the first.

    `high_harm` is what row-level security lets the viewer read of it.
    """
    found = []
    if case.restriction:
        found.append(Flag(Restriction(case.restriction).label, act=True))
    if standing.child_now:
        alone = standing.alone_at_claim
        found.append(Flag("Unaccompanied child" if alone else "Child", act=True))
    elif standing.alone_at_claim:
        found.append(Flag("Unaccompanied child when they claimed"))
    elif standing.child_at_claim:
        found.append(Flag("Child when they claimed"))
    if standing.age_disputed:
        found.append(Flag("Age disputed", act=True))
    if standing.detained:
        found.append(Flag("Detained", act=True))
    if high_harm:
        found.append(Flag("High harm", act=True))
    found += [
        Flag(titles.of("expedites", kind), act=True) for kind in standing.expedites
    ]
    found += [
        Flag(titles.of("vulnerabilities", kind)) for kind in standing.vulnerabilities
    ]
    if case.high_profile:
        found.append(Flag("High profile"))
    return found
