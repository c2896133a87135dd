"""What the policy says of a cut-over: what work in progress is, and what needs one hand."""

from dataclasses import dataclass
from datetime import timedelta

from evenhand.engine.rules.release import Release


# For releases from before this standard was written.
_STANDARD = {
    "in_progress_days": 28,
    "continuity_barriers": ["trafficking-referral", "age-dispute", "medical-evidence"],
    "review_after_days": 84,
}


@dataclass(frozen=True, slots=True)
class Standard:
    """What keeps a case where it is, and when a cut-over is looked back on.

    in_progress  a case whose owner did something on it within so long is in progress.
    continuity   kinds of barrier in which one unit should see a case through.
    review       how long after its last phase a cut-over is reviewed, unless said.
    """

    in_progress: timedelta
    continuity: tuple[str, ...]
    review: timedelta


def standard_of(policy: Release) -> Standard:
    """The standard of a release."""
    said = {**_STANDARD, **policy.standards.get("cut_over", {})}
    return Standard(
        in_progress=timedelta(days=int(said["in_progress_days"])),
        continuity=tuple(said["continuity_barriers"]),
        review=timedelta(days=int(said["review_after_days"])),
    )
