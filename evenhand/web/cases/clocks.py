"""Clocks of a case: lines worked out from dated facts, never counted up and stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.casework.models import Case, Stage
from evenhand.web.formats import counted, day, how_long, number
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class Clock:
    """One line: what is counted, and how it stands; `over` when its day has passed."""

    title: str
    words: str
    over: bool = False


def clocks_of(case: Case, *, child: bool, titles: Titles, today: date) -> list[Clock]:
    """How long this case has waited, and how each standard stands today.

    `child`: whether the main applicant was one when they claimed.
    """
    stage = Stage(case.stage)
    waiting = how_long(case.claimed_on, today)
    found = [Clock("Since the claim", f"{waiting}, since {day(case.claimed_on)}")]
    named = "child initial decision" if child else "initial decision"
    for standard in titles.policy.standards.get("clock", []) if titles.policy else []:
        if standard["name"] == named and stage not in _DECIDED:
            found.append(_against(standard, case.claimed_on, today))
    found.append(
        Clock(
            f"At this stage: {stage.label.lower()}",
            f"{how_long(case.stage_since, today)}, since {day(case.stage_since)}",
        )
    )
    if case.owner is not None and case.owned_since is not None:
        found.append(
            Clock(
                f"With {case.owner.name}",
                f"{how_long(case.owned_since, today)}, since {day(case.owned_since)}",
            )
        )
    return found


_DECIDED = {Stage.DECIDED, Stage.CHECKED, Stage.SERVED}


def _against(standard: Mapping[str, Any], started_on: date, today: date) -> Clock:
    days, allowed = (today - started_on).days + 1, int(standard["days"])
    words = f"day {number(days)} of {number(allowed)}"
    over = days > allowed
    if over:
        words += f": {counted(days - allowed, 'day')} over"
    return Clock(str(standard["title"]), words, over)
