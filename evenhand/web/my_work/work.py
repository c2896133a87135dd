"""A person's open cases in the order to take them, each with its next step."""

from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.casework.cases.queries import open_cases
from evenhand.casework.models import Barrier, Case
from evenhand.planning.models import Handover
from evenhand.web.cases.listing import Row, by_band, rows_of
from evenhand.web.cases.next_step import NextStep, next_step
from evenhand.web.planning.words import why_given
from evenhand.web.titles import Titles
from evenhand.workforce.models import StaffMember


MOST = 200
NEW_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One case of mine: its line, its next step, and why it was given to me if new."""

    row: Row
    step: NextStep
    why_mine: str
    is_new: bool


def work_of(
    staff: StaffMember, *, titles: Titles, today: date, most: int | None = MOST
) -> list[WorkRow]:
    """The open cases a person owns: band first, then the longest wait."""
    cases = list(by_band(open_cases().filter(owner=staff))[:most])
    ids = [case.pk for case in cases]
    barriers: dict[int, list[Barrier]] = {}
    for barrier in Barrier.objects.filter(case__in=ids, closed_on=None):
        barriers.setdefault(barrier.case_id, []).append(barrier)
    reasons = {
        given.case_id: why_given(given, titles)
        for given in Handover.objects.filter(
            case__in=ids, to_owner=staff, undone_at=None
        )
        .select_related("proposal", "override__by")
        .order_by("at", "pk")
    }
    return [
        WorkRow(
            row=row,
            step=next_step(
                row.case,
                barriers=barriers.get(row.case.pk, []),
                outcome=row.outcome,
                child=row.standing.child_now,
                titles=titles,
                today=today,
            ),
            why_mine=reasons.get(row.case.pk, ""),
            is_new=_is_new(row.case, today),
        )
        for row in rows_of(cases, titles=titles, today=today)
    ]


def _is_new(case: Case, today: date) -> bool:
    return case.owned_since is not None and today - case.owned_since <= NEW_FOR
