"""What the policy says of trainings: how long before it lapses one is pointed out."""

from dataclasses import dataclass
from datetime import timedelta

from evenhand.engine.rules.release import Release


# For releases from before this standard was written.
_STANDARD = {"lapses_soon_days": 60, "lapsed_lately_days": 30}


@dataclass(frozen=True, slots=True)
class TrainingStandard:
    """How long ahead a training lapses soon, and how long after it has lapsed lately."""

    soon: timedelta
    lately: timedelta


def training_standard(policy: Release | None) -> TrainingStandard:
    """The standard of a release; without one, what stood before it was policy."""
    said = {**_STANDARD, **(policy.standards.get("training", {}) if policy else {})}
    return TrainingStandard(
        soon=timedelta(days=int(said["lapses_soon_days"])),
        lately=timedelta(days=int(said["lapsed_lately_days"])),
    )
