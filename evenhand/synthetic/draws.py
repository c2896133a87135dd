"""Seeded chance: one stream per subject, and draws that keep to their shares."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Array = NDArray[Any]
Flags = NDArray[np.bool_]


class Chance:
    """The seed of a caseload. Each subject draws from a stream of its own, so that a
    change to one leaves the others as they were."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def stream(self, subject: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode())])


def even(rng: np.random.Generator, n: int) -> Floats:
    """n numbers in [0, 1), one from each n-th of it, in random order.

    Shares drawn from them are met to within one case, where independent draws would
    wander by the square root of n.
    """
    return (rng.permutation(n) + rng.random(n)) / max(n, 1)


def even_within(rng: np.random.Generator, groups: Integers) -> Floats:
    """Numbers in [0, 1) that are even inside every group. groups: one integer a row."""
    n = len(groups)
    shuffled = rng.permutation(n)
    order = shuffled[np.argsort(groups[shuffled], kind="stable")]
    _, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    places = np.arange(n) - np.repeat(starts, sizes)
    answer = np.empty(n)
    answer[order] = (places + rng.random(n)) / np.repeat(sizes, sizes)
    return answer


def choose(numbers: Floats, shares: Sequence[float] | Floats) -> Integers:
    """Index of the share each number in [0, 1) falls in. Shares need not add to 1."""
    bounds = np.cumsum(np.asarray(shares, dtype=float))
    last = int(np.flatnonzero(np.asarray(shares) > 0)[-1])
    index = np.searchsorted(bounds / bounds[-1], numbers, side="right")
    return np.minimum(index, last).astype(np.int64)


def pick(
    rng: np.random.Generator, n: int, shares: Sequence[float] | Floats
) -> Integers:
    """n indices in the proportions of shares, each share met to within one."""
    return choose(even(rng, n), shares)


def happens(rng: np.random.Generator, n: int, per_cent: float | Floats) -> Flags:
    """Which of n rows something happens to, at a rate per cent (one, or one a row)."""
    return even(rng, n) * 100 < per_cent
