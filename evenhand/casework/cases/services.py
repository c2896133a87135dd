"""Change a case: one transaction, one event, one version more, its facts brought along."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from evenhand.casework.cases.models import Case, Note
from evenhand.casework.cases.stages import Stage
from evenhand.casework.cases.verdicts import may_move, may_work_on
from evenhand.casework.facts.gather import record_facts
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.releases.queries import release_in_force


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
    may_work_on(by, case).enforce()
    if not text.strip():
        raise Refused("Write the note before you add it")
    note = Note.objects.create(
        case=case, text=text.strip(), written_at=at, written_by=by
    )
    record_events(
        [Happening("note_added", {"text": text.strip()[:200]}, case.pk)], by=by, at=at
    )
    return note
