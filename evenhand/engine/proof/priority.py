"""Did priority work: of those who waited on one day, who reached a stage soonest?

All who waited on a day are put in the groups in which they were then, and followed for
the same number of days. So groups are comparable whatever brought a case into them: a
band that a case comes to by waiting is not made to look slow by the years before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import NormalDist

from evenhand.engine.groups import Interval, newcombe, wilson


class Verdict(Enum):
    """What the figures bear out of a group that is to come before another."""

    SOONER = "sooner"
    NOT_TOLD_APART = "not told apart"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Stood:
    """Those of a group who waited on the first day and did not leave, and who came through."""

    waited: int
    reached: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One group that is to come first, held to another: its share less the other's."""

    first: str
    other: str
    share: Interval
    other_share: Interval
    difference: Interval

    @property
    def nobody(self) -> bool:
        """Whether nobody of either came through, so that there is nothing to tell."""
        return self.share.value == self.other_share.value == 0

    @property
    def verdict(self) -> Verdict:
        """Sooner or later only where chance alone would hardly explain it."""
        if self.difference.low > 0:
            return Verdict.SOONER
        return Verdict.LATER if self.difference.high < 0 else Verdict.NOT_TOLD_APART


def in_their_order(
    stood: Mapping[str, Stood], order: Sequence[str], *, least: int, confidence: float
) -> list[Comparison]:
    """Each group held to each that is to come after it.

    order  of the groups, the one that is to come first first.
    least  the fewest cases of a group that are told of.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    told = [key for key in order if key in stood and stood[key].waited >= max(least, 1)]
    return [
        Comparison(
            first,
            other,
            wilson(stood[first].reached, stood[first].waited, z),
            wilson(stood[other].reached, stood[other].waited, z),
            newcombe(
                stood[first].reached,
                stood[first].waited,
                stood[other].reached,
                stood[other].waited,
                z,
            ),
        )
        for place, first in enumerate(told)
        for other in told[place + 1 :]
    ]
