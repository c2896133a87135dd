"""Totals are counted once for every set of restrictions a reader may be cleared for."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations


def sets_of(restrictions: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every set of the restrictions there are among cases, the empty one first.

    Sorted within; "" (no restriction) is in each without being named.
    """
    there = sorted(set(restrictions) - {""})
    return chain.from_iterable(
        combinations(there, size) for size in range(len(there) + 1)
    )
