"""What `evenhand people` does once Django is ready: one function a verb."""

import argparse
from typing import Any

from evenhand.casework.likeness.queries import likenesses as all_likenesses
from evenhand.casework.likeness.verdicts import may_judge
from evenhand.casework.models import Likeness
from evenhand.cli.named import user_named
from evenhand.config.clock import now
from evenhand.core.looking import record_look
from evenhand.core.models import Look
from evenhand.core.viewing import acting_as
from evenhand.engine.likeness.explain import sentence, speaks_against
from evenhand.flows.find_likenesses import find_likenesses


def likenesses(args: argparse.Namespace) -> dict[str, Any]:
    """What is suggested and not judged, among what the person may see."""
    user = user_named(args.as_user)
    may_judge(user, Likeness(state=Likeness.State.SUGGESTED)).enforce()
    if args.find:
        find_likenesses(at=now())
    with acting_as(user):
        found = all_likenesses().filter(state=Likeness.State.SUGGESTED)
        shown = [_told(likeness) for likeness in found[: args.most]]
        record_look(
            Look.Kind.VIEW,
            by=user,
            at=now(),
            what="Same person? By command",
            rows=len(shown),
        )
    return {"likenesses": shown}


def _told(likeness: Likeness) -> dict[str, Any]:
    pieces = likeness.evidence
    return {
        "kind": likeness.kind,
        "confidence": likeness.confidence,
        "weight": likeness.weight,
        "cases": [likeness.one_case.ref, likeness.other_case.ref],
        "for": [sentence(e) for e in pieces if not speaks_against(e)],
        "against": [sentence(e) for e in pieces if speaks_against(e)],
    }
