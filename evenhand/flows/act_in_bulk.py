"""Do one thing to many cases, by the services that do it to one.

Remembered case by case: each case is done as a whole or not at all, what is refused
keeps its reason, and what was done is not done again however often it is started.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evenhand.casework.barriers.services import open_barriers, review_barriers
from evenhand.casework.bulk.models import BulkAct, BulkPart
from evenhand.casework.bulk.verdicts import (
    MOST,
    may_act_in_bulk,
    may_be_in_bulk,
    never_in_bulk,
)
from evenhand.casework.cases.services import add_notes, change_progressors
from evenhand.casework.diary.services import add_to_diary
from evenhand.casework.models import Case
from evenhand.core.accounts import planning_service
from evenhand.core.arrays import AnyOf
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.queries import policy_of, release_in_force
from evenhand.workforce.models import StaffMember


CHUNK = 100
AT_ONCE = 300
Kind, State = BulkAct.Kind, BulkPart.State
Refusals = dict[int, str]


def ask_in_bulk(
    *,
    key: UUID,
    kind: BulkAct.Kind,
    data: Mapping[str, Any],
    because: str,
    case_ids: Sequence[int],
    by: User,
    at: datetime,
) -> BulkAct:
    """Remember what is asked for which cases. The same key twice is one act.

    Refused for those who may not, for nothing or too much, and for barriers that are
    looked at case by case.
    """
    may_act_in_bulk(by).enforce()
    there = BulkAct.objects.filter(key=key, by=by).first()
    if there is not None:
        return there
    if not case_ids:
        raise Refused("Choose at least one case")
    if len(case_ids) > MOST:
        raise Refused(f"Choose {MOST:,} cases or fewer")
    if kind in (Kind.REVIEW, Kind.OPEN):
        may_be_in_bulk(policy_of(release_in_force(at)), data["barrier"]).enforce()
    with transaction.atomic():
        act = BulkAct.objects.create(
            key=key, kind=kind, data=data, because=because, asked_at=at, by=by
        )
        BulkPart.objects.bulk_create(
            [BulkPart(act=act, case_id=case_id) for case_id in sorted(set(case_ids))],
            batch_size=1_000,
        )
    return act


def carry_out_act(act_id: int, *, at: datetime) -> None:
    """Do what waits, a chunk to a transaction, in the name of whoever asked.

    A process that is killed loses no more than the chunk it was at, which is done when
    it is started again.
    """
    with acting_as(planning_service()):
        by = BulkAct.objects.select_related("by").get(pk=act_id).by
    while _next_chunk(act_id, by=by, at=at):
        pass


def _next_chunk(act_id: int, *, by: User, at: datetime) -> bool:
    with acting_as(by):
        # One at a time, so that nobody does a case that somebody else is doing.
        act = BulkAct.objects.select_for_update(of=("self",)).get(pk=act_id)
        waiting = list(act.parts.filter(state=State.WAITING).order_by("pk")[:CHUNK])
        if not waiting:
            if act.finished_at is None:
                BulkAct.objects.filter(pk=act.pk).update(finished_at=at)
            return False
        refused = _do(act, [part.case_id for part in waiting], at=at)
        for part in waiting:
            why = refused.get(part.case_id, "")
            part.state, part.why_not = State.NOT_DONE if why else State.DONE, why[:300]
        BulkPart.objects.bulk_update(waiting, ["state", "why_not"])
    return True


def _do(act: BulkAct, case_ids: list[int], *, at: datetime) -> Refusals:
    """The cases for which it was refused, and why; all others are done."""
    on = timezone.localtime(at).date()
    opening = act.data["barrier"] if act.kind == Kind.OPEN else ""
    refused = never_in_bulk(case_ids, on=on, opening=opening)
    left = [case_id for case_id in case_ids if case_id not in refused]
    verb = VERBS[Kind(act.kind)]
    try:
        with transaction.atomic():
            return refused | verb(act, left, on, at)
    except Refused:
        # What refuses a chunk may be one case of it.
        return refused | _one_by_one(verb, act, left, on, at)


Verb = Callable[[BulkAct, Sequence[int], date, datetime], Refusals]


def _one_by_one(
    verb: Verb, act: BulkAct, case_ids: Sequence[int], on: date, at: datetime
) -> Refusals:
    refused: Refusals = {}
    for case_id in case_ids:
        try:
            with transaction.atomic():
                refused |= verb(act, [case_id], on, at)
        except Refused as refusal:
            refused[case_id] = str(refusal)
    return refused


def _review(act: BulkAct, ids: Sequence[int], on: date, at: datetime) -> Refusals:
    return review_barriers(
        ids,
        kind=act.data["barrier"],
        review_on=date.fromisoformat(act.data["review_on"]),
        by=act.by,
        at=at,
        because=act.because,
    )


def _open(act: BulkAct, ids: Sequence[int], on: date, at: datetime) -> Refusals:
    return open_barriers(
        ids,
        kind=act.data["barrier"],
        blocks=act.data["blocks"],
        source=act.because,
        on=on,
        review_on=date.fromisoformat(act.data["review_on"]),
        by=act.by,
        at=at,
    )


def _progressor(act: BulkAct, ids: Sequence[int], on: date, at: datetime) -> Refusals:
    return change_progressors(
        ids,
        to=StaffMember.objects.get(ref=act.data["progressor"]),
        by=act.by,
        on=on,
        at=at,
        because=act.because,
    )


def _note(act: BulkAct, ids: Sequence[int], on: date, at: datetime) -> Refusals:
    return add_notes(ids, text=act.data["text"], by=act.by, at=at)


def _diary(act: BulkAct, ids: Sequence[int], on: date, at: datetime) -> Refusals:
    """In the diary of each case, for whoever moves it on."""
    refused: Refusals = {}
    cases = Case.objects.filter(AnyOf("pk", ids)).select_related("progressor")
    for case in cases.order_by("pk"):
        try:
            with transaction.atomic():
                add_to_diary(
                    case,
                    text=act.data["text"],
                    due_on=date.fromisoformat(act.data["due_on"]),
                    whose=case.progressor,
                    by=act.by,
                    on=on,
                    at=at,
                )
        except Refused as refusal:
            refused[case.pk] = str(refusal)
    return refused


VERBS: Mapping[BulkAct.Kind, Verb] = {
    Kind.REVIEW: _review,
    Kind.OPEN: _open,
    Kind.PROGRESSOR: _progressor,
    Kind.NOTE: _note,
    Kind.DIARY: _diary,
}
