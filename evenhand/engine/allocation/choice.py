"""What speaks against a person's own choice for one case: plain loops, in plain words.

The solver is not asked. A hard objection is a rule that nobody overrules: what the case
requires, a conflict of interest, a clearance, and for a child the children's way. A soft
one is a preference or a place, which a person may overrule with a reason.
"""

from dataclasses import dataclass

from evenhand.engine.allocation.explain import AS_WRITTEN, Wording
from evenhand.engine.allocation.rows import CaseRow, PersonRow


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that speaks against a choice, as a sentence without its full stop."""

    code: str
    sentence: str
    hard: bool


def against_person(
    case: CaseRow, person: PersonRow, *, child: bool, wording: Wording = AS_WRITTEN
) -> list[Objection]:
    """What speaks against this person for this case; the hard ones first.

    `child`: somebody who was a child when they claimed, and so follows the children's
    way whatever else is true. Requirements that are `untold` are not named.
    """
    name = wording.of(person.ref)
    found = []
    lacking = [needed for needed in case.requires if needed not in person.skills]
    told = [wording.of(needed) for needed in lacking if needed not in wording.untold]
    if told:
        found.append(Objection("requires", f"{name} does not hold {_or(told)}", True))
    if len(told) < len(lacking):
        found.append(Objection("clearance", f"{name} may not have this case", True))
    if person.ref in case.conflicts:
        found.append(
            Objection("conflict", f"{name} has a conflict of interest with it", True)
        )
    if not person.units.intersection(case.units):
        units = _or([wording.of(unit) for unit in case.units]) or "none"
        works = f"{name} works in none of the units the rules name ({units})"
        found.append(_elsewhere(works, child))
    if person.capacity < 1:
        found.append(
            Objection("places", f"{name} has no place left in that week", False)
        )
    return sorted(found, key=lambda objection: not objection.hard)


def against_unit(
    case: CaseRow,
    unit: str,
    people: list[PersonRow],
    *,
    child: bool,
    wording: Wording = AS_WRITTEN,
) -> list[Objection]:
    """What speaks against giving the case to a unit, for its leader to find somebody.

    people  those who work in the unit, at home or as helpers.
    """
    name = wording.of(unit)
    found = []
    if unit not in case.units:
        found.append(_elsewhere(f"{name} is not a unit the rules name", child))
    required, against = set(case.requires), set(case.conflicts)
    able = [
        person
        for person in people
        if required <= set(person.skills) and person.ref not in against
    ]
    if not people:
        found.append(Objection("nobody there", f"Nobody decides in {name}", True))
    elif not able:
        found.append(
            Objection("nobody trained", f"Nobody in {name} may have it now", True)
        )
    elif not any(person.capacity > 0 for person in able):
        found.append(
            Objection("places", f"Nobody in {name} who may have it has a place", False)
        )
    return sorted(found, key=lambda objection: not objection.hard)


def _elsewhere(sentence: str, child: bool) -> Objection:
    """Another unit than the rules name: a preference, save for a child."""
    if child:
        sentence += ", and a child follows the children’s way"
    return Objection("unit", sentence, child)


def _or(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
