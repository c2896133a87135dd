"""A row of the list with what the tracker shows of it: barriers, the next step."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.casework.models import Barrier, Case, CasePerson, PersonNationality
from evenhand.core.arrays import AnyOf
from evenhand.web.cases.listing import Row
from evenhand.web.cases.next_step import NextStep, next_step
from evenhand.web.titles import Titles


@dataclass(frozen=True, slots=True)
class Line:
    """One row, what stands in its way by name, and what is to be done next.

    `found` says why a search found it; empty where nobody searched.
    """

    row: Row
    next: NextStep
    barriers: list[str]
    nationality: str = ""
    found: str = ""

    @property
    def case(self) -> Case:
        return self.row.case


def lines_of(
    rows: Sequence[Row],
    *,
    titles: Titles,
    today: date,
    found: dict[int, str],
    nationalities: bool,
) -> list[Line]:
    """Lines for these rows, with one or two more questions however many they are."""
    ids = [row.case.pk for row in rows]
    barriers: dict[int, list[Barrier]] = defaultdict(list)
    for barrier in Barrier.objects.filter(
        AnyOf("case_id", ids), closed_on=None
    ).order_by("review_on", "pk"):
        barriers[barrier.case_id].append(barrier)
    known = _nationalities(ids) if nationalities else {}
    return [
        Line(
            row=row,
            next=next_step(
                row.case,
                barriers=barriers[row.case.pk],
                outcome=row.outcome,
                child=row.standing.child_now,
                titles=titles,
                today=today,
            ),
            barriers=[titles.of("barriers", b.kind) for b in barriers[row.case.pk]],
            nationality=known.get(row.case.pk, ""),
            found=found.get(row.case.pk, ""),
        )
        for row in rows
    ]


def _nationalities(ids: list[int]) -> dict[int, str]:
    found = defaultdict(list)
    for case_id, nationality in (
        PersonNationality.objects.filter(
            AnyOf("person__case_id", ids), person__part__role=CasePerson.Role.MAIN
        )
        .order_by("position")
        .values_list("person__case_id", "nationality")
    ):
        found[case_id].append(nationality)
    return {case_id: ", ".join(names) for case_id, names in found.items()}
