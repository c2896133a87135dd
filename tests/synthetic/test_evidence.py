"""Notes of evidence in a synthetic caseload: in their shares, by nothing but chance."""

from datetime import date, timedelta

import polars as pl

from evenhand.synthetic.draws import Chance
from evenhand.synthetic.evidence import DAYS_TO_SEND_MORE, NOTES, evidence_notes


ON = date(2026, 11, 20)


def cases() -> pl.DataFrame:
    return pl.DataFrame({"case_id": range(1, 2_001)}).with_columns(
        ready=pl.col("case_id") <= 1_000, unfit=pl.col("case_id") > 1_900
    )


def test_shares_are_met_and_the_same_seed_draws_the_same() -> None:
    notes = evidence_notes(cases(), ON, Chance(1))
    assert notes.equals(evidence_notes(cases(), ON, Chance(1)))
    assert not notes.equals(evidence_notes(cases(), ON, Chance(2)))
    assert dict(notes["kind"].value_counts().iter_rows()) == {
        "evidence-may-suffice": 30,
        "medical-evidence": 60,
        "chance-to-send-more": 30,
    }
    assert notes.schema == NOTES


def test_notes_are_sound() -> None:
    notes = evidence_notes(cases(), ON, Chance(1))
    assert notes.select("case_id", "kind").is_unique().all()
    chance = notes.filter(kind="chance-to-send-more")
    medical = notes.filter(kind="medical-evidence")
    assert set(chance["case_id"]) < set(medical["case_id"])
    assert (chance["until_on"] - chance["dated_on"]).unique().to_list() == [
        timedelta(days=DAYS_TO_SEND_MORE)
    ]
    assert (
        notes.filter(pl.col("kind") != "chance-to-send-more")["until_on"]
        .is_null()
        .all()
    )
    assert (notes["dated_on"] <= ON).all()


def test_nobody_to_note_anything_of_gives_no_notes() -> None:
    nobody = cases().clear()
    assert evidence_notes(nobody, ON, Chance(1)).is_empty()
