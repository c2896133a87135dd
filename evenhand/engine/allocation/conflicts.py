"""Cases that came to somebody in conflict change places with others, at no cost.

Most conflicts cost nothing: of the many plans that are equally good, some keep them and
some do not. So the flow first leaves them out, and what it then got wrong is mended
here by exchanges that leave every sum as it was. Only a case for which there is no
such exchange must be told to the flow.
"""

import numpy as np

from evenhand.engine.allocation.encode import Encoded, Ints
from evenhand.engine.allocation.preferences import departures


def exchange(encoded: Encoded, cases: Ints, people: Ints) -> tuple[Ints, list[int]]:
    """The people after exchanges, and the cases (positions) still in conflict.

    people (cases) is who has each of the cases.
    """
    people = people.copy()
    stuck = []
    first_unit = np.array([some[0] if some else -1 for some in encoded.lists])
    for index, case in enumerate(cases.tolist() if encoded.conflicts else ()):
        against = encoded.conflicts.get(case)
        if against is None or people[index] not in against:
            continue
        # Cases of one kind change places without a change of variety; those of one
        # unit are the most likely to.
        kind = np.flatnonzero(encoded.kind[cases] == encoded.kind[case])
        unit = first_unit[encoded.unit_list[cases[kind]]]
        near = kind[unit == first_unit[encoded.unit_list[case]]]
        partner = _partner(encoded, cases, people, index, near)
        if partner is None:
            partner = _partner(encoded, cases, people, index, kind)
        if partner is None:
            stuck.append(case)
        else:
            people[[index, partner]] = people[[partner, index]]
    return people, stuck


def _partner(
    encoded: Encoded, cases: Ints, people: Ints, index: int, others: Ints
) -> int | None:
    """The first case to change places with so that departures do not grow."""
    case, person = int(cases[index]), int(people[index])
    able = others[
        encoded.fits[encoded.hard[case], people[others]]
        & encoded.fits[encoded.hard[cases[others]], person]
        & ~np.isin(people[others], encoded.conflicts[case])
    ]
    theirs, them = cases[able], people[able]
    mine, me = np.full(len(able), case), np.full(len(able), person)
    before = _cost(encoded, mine, me) + _cost(encoded, theirs, them)
    after = _cost(encoded, mine, them) + _cost(encoded, theirs, me)
    for partner in able[after <= before].tolist():
        if person not in encoded.conflicts.get(int(cases[partner]), ()):
            return int(partner)
    return None


def _cost(encoded: Encoded, cases: Ints, people: Ints) -> Ints:
    left_owner, other_unit, other_language = departures(encoded, cases, people)
    return left_owner.astype(np.int64) + other_unit + other_language
