"""Pairs of people who may be one, and cases that may be one family's, as a file."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from evenhand.casework.models import Likeness
from evenhand.web.cases.listing import unit_choices
from evenhand.web.exports.lists import Column, Kind, ListOut
from evenhand.web.likeness.listing import STATES, Asked, Row, asked_for, row_of


BATCH = 1_000
COLUMNS = (
    Column("Who", lambda row: row.names[0]),
    Column("Case", lambda row: row.likeness.one_case.ref),
    Column("And who", lambda row: row.names[1]),
    Column("Of case", lambda row: row.likeness.other_case.ref),
    Column("May be", lambda row: row.likeness.get_kind_display()),
    Column("How sure", lambda row: row.likeness.get_confidence_display()),
    Column("What speaks for it", lambda row: "; ".join(row.for_it), Kind.LONG_TEXT),
    Column(
        "What speaks against it",
        lambda row: "; ".join(row.against) or None,
        Kind.LONG_TEXT,
    ),
    Column("Judged", lambda row: row.likeness.get_state_display()),
)


def likeness_list(request: HttpRequest, **where: Any) -> tuple[ListOut, str]:
    """The pairs that the address asks for, the likeliest first."""
    asked = replace(Asked.from_address(request.GET), after=None)
    kinds, sure = dict(Likeness.Kind.choices), dict(Likeness.Confidence.choices)
    states, units = {s.value: s.label for s in STATES}, dict(unit_choices())
    chosen = (
        ("judged", states[asked.state]),
        ("may be", kinds.get(asked.kind, "")),
        ("how sure", sure.get(asked.confidence, "")),
        ("unit", units.get(asked.unit, asked.unit) if asked.unit else ""),
    )
    return ListOut(
        name="same-person",
        title="Same person?",
        columns=COLUMNS,
        rows=lambda: likenesses_out(asked),
        count=asked_for(asked).count,
        filters=[(what, which) for what, which in chosen if which],
        notes=["They are suggestions: nobody is joined until a person has looked."],
    ), reverse("likenesses") + asked.address()


def likenesses_out(asked: Asked) -> Iterator[Row]:
    """Every pair that fits, the likeliest first."""
    while True:
        found = list(asked_for(asked)[:BATCH])
        for likeness in found:
            yield row_of(likeness)
        if len(found) < BATCH:
            return
        asked = replace(asked, after=(found[-1].weight, found[-1].code))
