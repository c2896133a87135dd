"""Give the demo notes of evidence, all invented: for the lists of paragraph 339NA."""

from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef

from evenhand.casework.cases.services import touch_cases
from evenhand.casework.models import Barrier, Case, EvidenceNote, Stage
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.viewing import acting_as
from evenhand.synthetic.draws import Chance
from evenhand.synthetic.evidence import evidence_notes


UNFIT = "unfit-for-interview"


@transaction.atomic
def fill_evidence(*, seed: int, by: User, on: date, at: datetime) -> int:
    """Draw and write the notes; answer how many. None where there are some already."""
    with acting_as(by):
        if EvidenceNote.objects.exists():
            return 0
        drawn = evidence_notes(_cases(), on, Chance(seed))
        notes = [
            EvidenceNote(**row, recorded_at=at, recorded_by=by)
            for row in drawn.rows(named=True)
        ]
        EvidenceNote.objects.bulk_create(notes)
        record_events(
            [
                Happening("evidence_noted", {"kind": note.kind}, note.case_id)
                for note in notes
            ],
            by=by,
            at=at,
            because="invented for the demo",
        )
        touch_cases(sorted({note.case_id for note in notes}), at=at)
    return len(notes)


def _cases() -> pl.DataFrame:
    """Cases before an interview, by reference: whether nothing stops it, or they are unfit."""
    open_ = Barrier.objects.filter(case=OuterRef("pk"), closed_on=None)
    rows = (
        Case.objects.filter(stage=Stage.READY_TO_INTERVIEW, interviewed_on=None)
        .annotate(held=Exists(open_), unfit=Exists(open_.filter(kind=UNFIT)))
        .order_by("ref")
        .values_list("pk", "held", "unfit")
    )
    return pl.DataFrame(
        [(pk, not held, unfit) for pk, held, unfit in rows],
        schema={"case_id": pl.Int64, "ready": pl.Boolean, "unfit": pl.Boolean},
        orient="row",
    )
