"""The case to take next: the first in the order that its owner can go on with now."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from evenhand.casework.cases.stages import UNDECIDED
from evenhand.casework.models import Stage
from evenhand.planning.models import Passing
from evenhand.web.cases.next_step import DECIDERS_TURN
from evenhand.web.my_work.work import WorkRow
from evenhand.web.titles import Titles


OWNERS = DECIDERS_TURN & UNDECIDED


@dataclass(frozen=True, slots=True)
class PassedOver:
    """One case that comes before the next one, and why it is not the next."""

    work: WorkRow
    why: str


@dataclass(frozen=True, slots=True)
class NextCase:
    """The case to take, and those before it in the order; None where nothing can be."""

    work: WorkRow | None
    before: list[PassedOver]


def next_case(
    mine: Sequence[WorkRow],
    *,
    skipped: Mapping[int, Passing],
    leaving: Set[int],
    titles: Titles,
) -> NextCase:
    """Go through one's cases in order.

    skipped  what was skipped today, by case
    leaving  cases that were passed back and wait for somebody else
    """
    before: list[PassedOver] = []
    for work in mine:
        case = work.row.case
        if case.pk in leaving:
            why = "Passed back: it waits until somebody accepts who takes it"
        elif case.pk in skipped:
            reason = titles.of("pass_back_reasons", skipped[case.pk].reason)
            why = f"You skipped it today: {reason[:1].lower()}{reason[1:]}"
        elif work.step.act == "move-case" and Stage(case.stage) in OWNERS:
            return NextCase(work, before)
        else:
            why = f"{work.step.words} ({work.step.who})"
        before.append(PassedOver(work, why))
    return NextCase(None, before)
