"""Words a slip of the pen or two from another, found by equality alone.

Whoever leaves out a letter of both comes to the same: `slips_of` gives the keys of a
word, and two words within reach of each other share one (Garbe's symmetric deletion, on
the first seven letters). What shares a key is then measured, since not all that do are
near. An index on the keys serves it, where one that measures would read every word.
"""

from collections.abc import Iterable
from itertools import combinations

from rapidfuzz.distance import OSA


ONE_SLIP, TWO_SLIPS = 4, 8
READ = 7


def slips_allowed(form: str) -> int:
    """How many letters may differ from a word that was typed: more in longer words."""
    return (len(form) >= ONE_SLIP) + (len(form) >= TWO_SLIPS)


def slips_of(form: str, slips: int | None = None) -> set[str]:
    """The keys of a word: its first letters, and those with letters left out.

    A word that is kept has the keys for all that may be typed for it; one that is typed
    has those for `slips_allowed`.
    """
    if slips is None:
        slips = 2 if len(form) >= TWO_SLIPS else 1
    start = form[:READ]
    return {
        "".join(left)
        for out in range(min(slips, len(start) - 1) + 1)
        for left in combinations(start, len(start) - out)
    }


def near(typed: str, forms: Iterable[str]) -> dict[str, int]:
    """Those of `forms` within reach of what was typed, and by how many letters."""
    allowed = slips_allowed(typed)
    found = {}
    for form in forms:
        apart = OSA.distance(typed, form, score_cutoff=allowed)
        if 0 < apart <= allowed:
            found[form] = apart
    return found
