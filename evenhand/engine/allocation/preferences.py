"""What is preferred, and which cases depart from it."""

import numpy as np

from evenhand.engine.allocation.encode import NONE, Bools, Encoded, Ints


def departures(
    encoded: Encoded, cases: Ints, people: Ints
) -> tuple[Bools, Bools, Bools]:
    """Which of the cases with those people depart from owner, first unit, language."""
    left_owner = encoded.owned[cases] & (encoded.owner[cases] != people)
    first = np.array([some[0] if some else 0 for some in encoded.lists], dtype=np.int64)
    other_unit = ~encoded.member[people, first[encoded.unit_list[cases]]]
    language = encoded.language[cases]
    other_language = language != NONE
    asked = np.flatnonzero(other_language)
    other_language[asked] = ~encoded.speaks[language[asked], people[asked]]
    return left_owner, other_unit, other_language
