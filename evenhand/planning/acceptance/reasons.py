"""The coded reasons of a release, and whether what was given is enough."""

from collections.abc import Collection, Mapping
from typing import Any

from evenhand.core.verdict import YES, Verdict, no
from evenhand.engine.rules.release import Release


ACCEPTANCE = "acceptance_reasons"
OVERRIDE = "override_reasons"


def reasons_in(policy: Release, register: str) -> Mapping[str, Mapping[str, Any]]:
    """Every reason of a register by its code; none where a release has no such list."""
    found = policy.registers.get(register)
    return found.attributes or {} if found is not None else {}


def enough_said(
    policy: Release,
    register: str,
    *,
    reason: str,
    words: str,
    matters: Collection[str],
    needed: bool = True,
) -> Verdict:
    """Whether a reason and its words do for what is at stake.

    `needed`: a reason is always asked; else only where something matters. Words are
    asked where the reason asks for them, and wherever something matters.
    """
    known = reasons_in(policy, register)
    if not reason:
        if needed or matters:
            return no("Choose a reason")
        return YES
    if reason not in known:
        return no(f"“{reason}” is not among the reasons: {', '.join(known)}")
    if (matters or known[reason].get("words")) and not words.strip():
        return no(
            "Say it in your own words too: among these is a child, a flagged person "
            "or a case that leaves its owner"
            if matters
            else "Say it in your own words too: this reason asks for them"
        )
    return YES
