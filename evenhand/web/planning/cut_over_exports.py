"""The lists of a cut-over as files: what moved, what stays and why, and who was told."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from evenhand.core.models import Message
from evenhand.planning.cutover.queries import cases_of
from evenhand.planning.cutover.telling import ToldOf, number_told, told_of
from evenhand.planning.models import CutOver, CutOverCase
from evenhand.web.cases.standing import names_of_cases
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.planning.cut_over_reading import (
    RECIPIENTS,
    STATES,
    WHY,
    CaseRow,
    cut_over_or_404,
    number_in,
)


BATCH = 2_000
WORDS: dict[str, str] = dict(CutOverCase.State.choices)


@dataclass(frozen=True, slots=True)
class ToldOut:
    """One message, and the name it is about."""

    said: ToldOf
    name: str


REFERENCE = Column("Reference", lambda row: row.said.case.ref)
NAME = Column("Name", lambda row: row.name, about="As the person wishes to be called")
PHASE = Column(
    "Phase", lambda row: row.said.phase.number if row.said.phase else None, Kind.NUMBER
)
BEFORE = Column(
    "Was with", lambda row: row.said.from_unit.name if row.said.from_unit else None
)
OWNER_BEFORE = Column(
    "Decision maker before",
    lambda row: row.said.from_owner.name if row.said.from_owner else None,
)
OWNER_NOW = Column(
    "Decision maker now",
    lambda row: row.said.case.owner.name if row.said.case.owner else None,
)
CASES = (
    REFERENCE,
    NAME,
    PHASE,
    Column("State", lambda row: WORDS[row.said.state]),
    Column(
        "Moved",
        lambda row: (
            row.said.phase.carried_out_at
            if row.said.state in (CutOverCase.State.MOVED, CutOverCase.State.RETURNED)
            else None
        ),
        Kind.INSTANT,
    ),
    Column("Moved back", lambda row: row.said.returned_at, Kind.INSTANT),
    BEFORE,
    OWNER_BEFORE,
    OWNER_NOW,
)
LEFT_OUT = (
    REFERENCE,
    NAME,
    PHASE,
    Column("Why it stays", lambda row: row.why, Kind.LONG_TEXT),
    Column("With", BEFORE.value),
    Column("Decision maker", OWNER_NOW.value),
)
TOLD = (
    Column("Reference", lambda row: row.said.ref),
    NAME,
    Column("Who was told", lambda row: row.said.name or RECIPIENTS[row.said.recipient]),
    Column(
        "As",
        lambda row: Message.Recipient(row.said.recipient).label,
        about="A person, their representative, or a member of staff",
    ),
    Column("Unit that has the case, as told", lambda row: row.said.unit or None),
    Column("Written", lambda row: row.said.written_at, Kind.INSTANT),
    Column("Sent", lambda row: row.said.sent_at, Kind.INSTANT),
)
PARTS = {"cases": ("cases", CASES), "left-out": ("left out", LEFT_OUT)}


def cut_over_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """What the address shows of a cut-over: its cases, those that stay, or who was told."""
    cut_over = cut_over_or_404(where["number"])
    show = request.GET.get("show", "cases")
    phase, why = number_in(request, "phase") or None, request.GET.get("why", "")
    why = why if why in WHY and show == "left-out" else ""
    if show not in (*PARTS, "told"):
        raise Http404
    chosen = [("cut-over", cut_over.title)]
    chosen += [("phase", str(phase))] if phase else []
    chosen += [("why it stays", WHY[why])] if why else []
    back = f"{reverse('cut-over', args=[cut_over.pk])}?show={show}"
    name = f"cut-over-{cut_over.pk}-{show}"
    if show == "told":
        return ListOut(
            name=name,
            title=f"Cut-over {cut_over.pk}, told",
            columns=TOLD,
            rows=lambda: _told(cut_over, phase),
            count=lambda: number_told(cut_over, phase=phase),
            filters=chosen,
        ), back
    what, columns = PARTS[show]
    found = cases_of(cut_over, *STATES[show], phase=phase)
    if why:
        found = found.filter(why=why)
    return ListOut(
        name=name,
        title=f"Cut-over {cut_over.pk}, {what}",
        columns=columns,
        rows=lambda: _cases(list(found)),
        count=found.count,
        filters=chosen,
    ), back


def _cases(found: list[CutOverCase]) -> Iterator[CaseRow]:
    for start in range(0, len(found), BATCH):
        rows = found[start : start + BATCH]
        names = names_of_cases([row.case_id for row in rows])
        for row in rows:
            yield CaseRow(row, names.get(row.case_id, ""), WHY.get(row.why, ""))


def _told(cut_over: CutOver, phase: int | None) -> Iterator[ToldOut]:
    after = 0
    while rows := told_of(cut_over, phase=phase, after=after, most=BATCH):
        names = names_of_cases([row.case_id for row in rows])
        for row in rows:
            yield ToldOut(row, names.get(row.case_id, ""))
        after += len(rows)
