"""What is promised, and how it is held to what happened: policy, read from a release."""

from collections.abc import Mapping
from typing import Any

from evenhand.engine.rules.release import Release


STAGES = ("given", "interviewed", "decided", "served")
# What waits are told by; `PRIORITY` are those that policy puts in an order.
BY = ("all", "band", "uasc", "supported", "older", "unit")
ORDERED: Mapping[str, tuple[str, ...]] = {
    "uasc": ("uasc", "others"),
    "supported": ("supported", "others"),
    "older": ("older", "others"),
}
PRIORITY = ("band", *ORDERED)
# For releases from before these standards were written.
_STANDARDS: Mapping[str, Any] = {
    "smallest_group": 10,
    "confidence": 0.95,
    "older_months": 36,
    "followed_days": {"given": 28, "interviewed": 91, "decided": 182, "served": 182},
    "promise": [
        {"stage": "decided", "clock": "initial decision"},
        {"stage": "decided", "of": "uasc", "clock": "child initial decision"},
    ],
}


def proof_standards(policy: Release) -> Mapping[str, Any]:
    """Smallest group, confidence, days that are followed, and promises."""
    return {**_STANDARDS, **policy.standards.get("proof", {})}


def promised(policy: Release, stage: str, by: str) -> int | None:
    """Days that a clock of the release gives for a stage; None: no standard is stated.

    Promises count from the claim. So what is told from another day on has none.
    """
    if by in ("band", "older"):
        return None
    days = {
        (one["stage"], one.get("of", "")): _days(policy, one["clock"])
        for one in proof_standards(policy)["promise"]
    }
    return days.get((stage, by), days.get((stage, "")))


def order_of(policy: Release, by: str) -> tuple[str, ...]:
    """The groups in the order in which they are to come."""
    if by == "band":
        return tuple(str(n) for n in sorted(b["number"] for b in _bands(policy)))
    return ORDERED[by]


def _bands(policy: Release) -> list[dict[str, Any]]:
    return list(policy.standards.get("band", []))


def _days(policy: Release, name: str) -> int | None:
    return next(
        (
            int(clock["days"])
            for clock in policy.standards.get("clock", [])
            if clock["name"] == name
        ),
        None,
    )
