"""Read a cut-over for its pages: what the address asks, and pages of its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from evenhand.core.models import Message
from evenhand.flows.cut_over import Look
from evenhand.planning.cutover.figures import Work, parts_of, work_of
from evenhand.planning.cutover.queries import cases_of, cut_overs
from evenhand.planning.cutover.reasons import EXCLUDED, LEFT_OUT
from evenhand.planning.cutover.telling import ToldOf, told_of
from evenhand.planning.models import CutOver, CutOverCase, CutOverPhase
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.forms import numbers_in
from evenhand.web.timing import at_of, today_of
from evenhand.web.titles import titles_at
from evenhand.workforce.models import Unit


PAGE = 100
SHOWN = ("phases", "cases", "left-out", "told", "feedback")
State = CutOverCase.State
STATES: Mapping[str, tuple[CutOverCase.State, ...]] = {
    "cases": (State.WAITING, State.MOVED, State.RETURNED),
    "left-out": (State.EXCLUDED, State.LEFT_OUT),
}
WHY: Mapping[str, str] = {**EXCLUDED, **LEFT_OUT}
NATIONALITIES = 12
RECIPIENTS: Mapping[str, str] = {
    Message.Recipient.CLAIMANT: "The person",
    Message.Recipient.REPRESENTATIVE: "Their representative",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of a cut-over, by the name it is about, and why it stays."""

    said: CutOverCase
    name: str
    why: str


def cut_over_or_404(number: int) -> CutOver:
    """A cut-over by its number."""
    found = cut_overs().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def phase_or_404(cut_over: CutOver, phase: int) -> CutOverPhase:
    """A phase by its number in the cut-over."""
    found = (
        cut_over.phases.filter(number=phase)
        .select_related("cut_over", "cut_over__to_unit", "planned_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def page_of_cases(
    cut_over: CutOver, show: str, *, after: int, phase: int | None, why: str
) -> tuple[list[CaseRow], int]:
    """Cases after so many of them, and after how many the next page begins (0: none).

    Counted, and not by their place in the order: a gap in it would tell of a case that
    was restricted since.
    """
    found = cases_of(cut_over, *STATES[show], phase=phase)
    if why in WHY:
        found = found.filter(why=why)
    rows = list(found[after : after + PAGE + 1])
    shown = rows[:PAGE]
    names = names_of_cases([row.case_id for row in shown])
    return [
        CaseRow(row, names.get(row.case_id, ""), WHY.get(row.why, "")) for row in shown
    ], after + PAGE if len(rows) > PAGE else 0


def page_told(
    cut_over: CutOver, *, after: int, phase: int | None
) -> tuple[list[tuple[ToldOf, str, str]], int]:
    """Messages after so many of them: each with the name it is about and whom it told.

    And after how many the next page begins (0: none).
    """
    rows = told_of(cut_over, phase=phase, after=after, most=PAGE + 1)
    shown = rows[:PAGE]
    names = names_of_cases([row.case_id for row in shown])
    return [
        (row, names.get(row.case_id, ""), row.name or RECIPIENTS[row.recipient])
        for row in shown
    ], after + PAGE if len(rows) > PAGE else 0


def number_in(request: HttpRequest, name: str) -> int:
    """A number of the address; nothing where it is none."""
    found = numbers_in([request.GET.get(name, "")[:9]])
    return found[0] if found else 0


def told_of_look(look: Look, to_unit: Unit, request: HttpRequest) -> dict[str, Any]:
    """What a look at a cut-over tells: figures by unit, band and nationality."""
    moving, titles = look.moving, titles_at(at_of(request))
    parts = parts_of(moving)
    units = dict(Unit.objects.values_list("pk", "name"))
    return {
        "number": len(moving),
        "phases": [
            (number, day, len(rows), min(row.claimed_on for row in rows))
            for number, (day, rows) in enumerate(look.phases, start=1)
        ],
        "parts": [
            (
                "By the unit that has them",
                "Unit",
                [
                    (units[pk] if pk is not None else "No unit yet", each)
                    for pk, each in parts.by_unit
                ],
            ),
            (
                "By band",
                "Band",
                [(titles.band(band), each) for band, each in parts.by_band],
            ),
            (
                "By nationality",
                "Nationality",
                _first_of(
                    [(name or "Not recorded", n) for name, n in parts.by_nationality]
                ),
            ),
        ],
        "alone": parts.alone,
        "owners_taken": parts.owners_taken,
        "stay": counted_by_why([row.why for row in look.stay]),
        "work": work_of(to_unit, moving, on=today_of(request)),
    }


def counted_by_why(whys: Sequence[str]) -> list[tuple[str, int]]:
    """Why cases stay, in words, in the order in which reasons are asked."""
    return [(words, whys.count(why)) for why, words in EXCLUDED.items() if why in whys]


def weeks_in_words(weeks: float | None) -> str:
    """ "3.5 weeks", or that there are no places."""
    if weeks is None:
        return "No places"
    return f"{weeks:,.1f} weeks"


def work_now(cut_over: CutOver, request: HttpRequest) -> Work:
    """The work of the receiving unit as it stands."""
    return work_of(cut_over.to_unit, [], on=today_of(request))[0]


def _first_of(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    if len(rows) <= NATIONALITIES:
        return rows
    others = sum(number for _, number in rows[NATIONALITIES:])
    return [*rows[:NATIONALITIES], ("All others", others)]
