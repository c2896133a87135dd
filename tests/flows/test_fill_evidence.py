"""The demo's notes of evidence are written once, with their facts and their events."""

from datetime import timedelta

import polars as pl

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import EvidenceNote, Stage
from evenhand.core.models import Event
from evenhand.core.viewing import acting_as
from evenhand.flows.fill_evidence import fill_evidence
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast


def test_notes_are_written_once_for_those_who_wait_for_an_interview(cast: Cast) -> None:
    interviewed = cast.case(stage=Stage.INTERVIEWED)
    unfit = [cast.case() for _ in range(5)]
    with acting_as(cast.eli):
        for case in unfit:
            open_barrier(
                case,
                kind="unfit-for-interview",
                blocks="interview",
                source="letter",
                on=ON,
                review_on=ON + timedelta(days=28),
                by=cast.eli,
                at=AT,
            )
    at = AT + timedelta(hours=1)
    written = fill_evidence(seed=1, by=cast.service, on=ON, at=at)
    assert fill_evidence(seed=1, by=cast.service, on=ON, at=at) == 0
    with acting_as(cast.service):
        notes = EvidenceNote.objects.all()
        assert {note.kind for note in notes} >= {"medical-evidence"}
        assert interviewed.pk not in {note.case_id for note in notes}
        assert notes.count() == written
        assert Event.objects.filter(kind="evidence_noted").count() == written
    facts = facts_known_at(policy_of(cast.release).vocabulary, known_at=None)
    told = facts.filter(pl.col("fitness_evidence").list.contains("medical-evidence"))
    assert told.height == 3
