"""Words on a case that change how one must act: never a colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.casework.models import Case, Restriction
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class Flag:
    """One word or few; `act` where it must not be overlooked."""

    words: str
    act: bool = False


def child_now(facts: Mapping[str, Any], today: date) -> bool:
    """Whether the main applicant is treated as a child today; yes while in doubt."""
    adult_on = facts.get("turns_adult_on")
    if adult_on is None:
        return bool(facts.get("child_at_claim"))
    return today < date.fromisoformat(adult_on)


def flags_of(
    case: Case,
    facts: Mapping[str, Any],
    *,
    titles: Titles,
    today: date,
    high_harm: bool = False,
) -> list[Flag]:
    """The flags of a case from its facts as known now.

    `high_harm` is what row-level security lets the viewer read, and not the fact.
    """
    found = []
    if case.restriction:
        found.append(Flag(Restriction(case.restriction).label, act=True))
    if child_now(facts, today):
        alone = facts.get("uasc_at_claim")
        found.append(Flag("Unaccompanied child" if alone else "Child", act=True))
    elif facts.get("uasc_at_claim"):
        found.append(Flag("Unaccompanied child when they claimed"))
    elif facts.get("child_at_claim"):
        found.append(Flag("Child when they claimed"))
    if facts.get("age_disputed"):
        found.append(Flag("Age disputed", act=True))
    if facts.get("detained"):
        found.append(Flag("Detained", act=True))
    if high_harm:
        found.append(Flag("High harm", act=True))
    found += [
        Flag(titles.of("vulnerabilities", kind))
        for kind in _texts(facts, "vulnerabilities")
    ]
    found += [
        Flag(titles.of("expedites", kind), act=True)
        for kind in _texts(facts, "expedites")
    ]
    if case.high_profile:
        found.append(Flag("High profile"))
    return found


def _texts(facts: Mapping[str, Any], name: str) -> Sequence[str]:
    return facts.get(name) or ()
