"""Change a case: one transaction, one event, one version more, its facts brought along."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from evenhand.casework.cases.models import Case, Note
from evenhand.casework.cases.stages import OPEN, Stage
from evenhand.casework.cases.verdicts import may_move, may_work_on, may_write_at_all
from evenhand.casework.facts.gather import record_facts
from evenhand.core.arrays import AnyOf
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.releases.queries import release_in_force
from evenhand.workforce.models import StaffMember


NOT_SEEN = "This case is no longer open to you"


def touch_cases(case_ids: Sequence[int], *, at: datetime) -> None:
    """Say that these cases changed: a version more, and the facts rules read of them."""
    Case.objects.filter(pk__in=case_ids).update(version=F("version") + 1)
    record_facts(
        case_ids, at=at, vocabulary_version=release_in_force(at).vocabulary_version
    )


@transaction.atomic
def move_case(
    case: Case,
    *,
    to: Stage,
    by: User,
    on: date,
    at: datetime,
    because: str,
    interviewed_on: date | None = None,
) -> Case:
    """Move a case to another stage. The only code that writes `Case.stage`.

    `on` is the day it came to that stage. Refused where the stage cannot follow, or
    where somebody else has moved the case meanwhile.
    """
    may_work_on(by, case).enforce()
    came_from = case.stage
    if interviewed_on is not None:
        case.interviewed_on = interviewed_on
    may_move(case, to).enforce()
    moved = Case.objects.filter(pk=case.pk, stage=came_from).update(
        stage=to, stage_since=on, interviewed_on=case.interviewed_on
    )
    if not moved:
        raise Refused("Somebody else has just moved this case. Look at it again first.")
    record_events(
        [Happening("case_moved", {"from": came_from, "to": to}, case.pk)],
        by=by,
        at=at,
        because=because,
    )
    touch_cases([case.pk], at=at)
    case.refresh_from_db()
    return case


@transaction.atomic
def add_note(case: Case, *, text: str, by: User, at: datetime) -> Note:
    """Write a note on a case. Refused when it is empty."""
    add_notes([case.pk], text=text, by=by, at=at)
    return case.notes.filter(written_by=by).latest("pk")


@transaction.atomic
def add_notes(
    case_ids: Sequence[int], *, text: str, by: User, at: datetime
) -> dict[int, str]:
    """Write the same note on several cases; those where it was not, and why.

    Refused when it is empty. A case the viewer may not see is among those where it was
    not.
    """
    may_write_at_all(by).enforce()
    if not text.strip():
        raise Refused("Write the note before you add it")
    there = Case.objects.filter(AnyOf("pk", case_ids)).order_by("pk")
    ids = list(there.values_list("pk", flat=True))
    Note.objects.bulk_create(
        [
            Note(case_id=pk, text=text.strip(), written_at=at, written_by=by)
            for pk in ids
        ]
    )
    told = {"text": text.strip()[:200]}
    record_events([Happening("note_added", told, pk) for pk in ids], by=by, at=at)
    return dict.fromkeys(set(case_ids).difference(ids), NOT_SEEN)


@transaction.atomic
def change_progressors(
    case_ids: Sequence[int],
    *,
    to: StaffMember,
    by: User,
    on: date,
    at: datetime,
    because: str,
) -> dict[int, str]:
    """Let somebody else move several cases on; those where it was refused, and why.

    Refused as a whole without a reason, and where that person has left.
    """
    may_write_at_all(by).enforce()
    if not because.strip():
        raise Refused("Say why somebody else moves them on")
    if to.left_on is not None and to.left_on <= on:
        raise Refused(f"{to.name} has left. Choose somebody else")
    cases = {
        case.pk: case
        for case in Case.objects.filter(AnyOf("pk", case_ids))
        .select_for_update(of=("self",))
        .select_related("progressor")
        .order_by("pk")
    }
    refused = dict.fromkeys(set(case_ids).difference(cases), NOT_SEEN)
    for case in cases.values():
        if case.stage not in OPEN:
            refused[case.pk] = "This case is closed"
        elif case.progressor_id == to.pk:
            refused[case.pk] = f"{to.name} moves it on already"
    moved = [pk for pk in cases if pk not in refused]
    Case.objects.filter(AnyOf("pk", moved)).update(progressor=to)
    record_events(
        [
            Happening(
                "progressor_changed",
                {"from_name": cases[pk].progressor.name, "to_name": to.name},
                pk,
            )
            for pk in moved
        ],
        by=by,
        at=at,
        because=because.strip(),
    )
    touch_cases(moved, at=at)
    return refused
