"""Note what the evidence in a case may allow, and end a note. Neither decides anything."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from evenhand.casework.cases.models import Case
from evenhand.casework.cases.services import touch_cases
from evenhand.casework.evidence.models import EvidenceNote
from evenhand.casework.evidence.verdicts import (
    may_end_evidence_note,
    may_note_evidence,
)
from evenhand.core.endings import end_record
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused


Kind = EvidenceNote.Kind


@transaction.atomic
def note_evidence(
    case: Case,
    *,
    kind: str,
    text: str,
    dated_on: date,
    by: User,
    on: date,
    at: datetime,
    until_on: date | None = None,
) -> EvidenceNote:
    """Note one thing about deciding a case without an interview.

    `dated_on` is the day of what is noted, and `until_on` the day by which more may be
    sent where the chance was given; `on` is the day of noting it. Refused where it has
    been noted already, without words, for a day to come, or where a chance has no day.
    """
    may_note_evidence(by, case).enforce()
    if not text.strip():
        raise Refused("Say what you have read")
    if dated_on > on:
        raise Refused("Choose a day that is not in the future")
    if (until_on is not None) != (kind == Kind.CHANCE):
        raise Refused(
            "Say by when more may be sent"
            if kind == Kind.CHANCE
            else "Only a chance to send more has a day by which"
        )
    if until_on is not None and until_on < dated_on:
        raise Refused("More may be sent until a day after the chance was given")
    try:
        with transaction.atomic():
            note = EvidenceNote.objects.create(
                case=case,
                kind=kind,
                dated_on=dated_on,
                until_on=until_on,
                text=text.strip(),
                recorded_at=at,
                recorded_by=by,
            )
    except IntegrityError as clash:
        if "casework_evidencenote_noted_once" in str(clash):
            raise Refused("This has been noted already") from clash
        raise
    _tell("evidence_noted", note, by=by, at=at, because=text)
    return note


@transaction.atomic
def end_evidence_note(
    note: EvidenceNote, *, by: User, at: datetime, because: str
) -> None:
    """Say that a note no longer counts, and why. That it was made stays on record."""
    may_end_evidence_note(by, note).enforce()
    end_record(
        note,
        by=by,
        at=at,
        because=because,
        unexplained="Say why the note no longer counts",
        already="Somebody else has just ended this note",
    )
    _tell("evidence_note_ended", note, by=by, at=at, because=because)


def _tell(
    kind: str, note: EvidenceNote, *, by: User, at: datetime, because: str
) -> None:
    record_events(
        [Happening(kind, {"kind": note.kind}, note.case_id)],
        by=by,
        at=at,
        because=because.strip(),
    )
    touch_cases([note.case_id], at=at)
