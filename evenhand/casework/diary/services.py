"""Write in the diary of a case, and say that it is done."""

from datetime import date, datetime

from django.db import transaction

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.verdicts import may_work_on
from evenhand.casework.diary.models import DiaryEntry
from evenhand.casework.outlines.record import record_outlines
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.workforce.models import StaffMember


@transaction.atomic
def add_to_diary(
    case: Case,
    *,
    text: str,
    due_on: date,
    whose: StaffMember,
    by: User,
    on: date,
    at: datetime,
) -> DiaryEntry:
    """Say what is to be done by a day, and by whom. The same words twice are one entry.

    Refused where it says nothing, the day has passed, or the person has left.
    """
    may_work_on(by, case).enforce()
    words = " ".join(text.split())
    if not words:
        raise Refused("Say what is to be done")
    if due_on < on:
        raise Refused("The day must not be in the past")
    if whose.left_on is not None and whose.left_on <= on:
        raise Refused(f"{whose.name} has left. Choose somebody else")
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    there = case.diary.filter(text=words, due_on=due_on, whose=whose, done_at=None)
    if (entry := there.first()) is not None:
        return entry
    entry = DiaryEntry.objects.create(
        case=case, text=words, due_on=due_on, whose=whose, written_at=at, written_by=by
    )
    record_outlines([case.pk])
    record_events(
        [
            Happening(
                "diary_written",
                {"text": words[:200], "due_on": due_on, "whose": whose.name},
                case.pk,
            )
        ],
        by=by,
        at=at,
    )
    return entry


@transaction.atomic
def finish_diary_entry(entry: DiaryEntry, *, by: User, at: datetime) -> None:
    """Say that it is done. Refused where somebody has said so already."""
    may_work_on(by, entry.case).enforce()
    done = DiaryEntry.objects.filter(pk=entry.pk, done_at=None).update(
        done_at=at, done_by=by
    )
    if not done:
        raise Refused("Somebody else has just marked this as done")
    record_outlines([entry.case_id])
    record_events(
        [Happening("diary_done", {"text": entry.text[:200]}, entry.case_id)],
        by=by,
        at=at,
    )
