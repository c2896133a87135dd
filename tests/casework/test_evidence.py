"""Notes of evidence: made by those who move cases on, read by rules, deciding nothing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenhand.casework.cases.services import move_case
from evenhand.casework.evidence.services import end_evidence_note, note_evidence
from evenhand.casework.evidence.verdicts import sees_evidence
from evenhand.casework.facts.gather import facts_known_at
from evenhand.casework.models import Case, EvidenceNote, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast


Kind = EvidenceNote.Kind


def noted(
    cast: Cast,
    case: Case,
    kind: str = Kind.MAY_SUFFICE,
    *,
    by: User | None = None,
    dated_on: date = ON,
    until_on: date | None = None,
    text: str = "A letter of the court of their town, verified",
) -> EvidenceNote:
    return note_evidence(
        case,
        kind=kind,
        text=text,
        dated_on=dated_on,
        until_on=until_on,
        by=by or cast.eli,
        on=ON,
        at=AT + timedelta(hours=1),
    )


def facts(cast: Cast) -> dict[str, object]:
    frame = facts_known_at(policy_of(cast.release).vocabulary, known_at=None)
    row = frame.row(0, named=True)
    return {name: row[name] for name in ("evidence_may_suffice", "fitness_evidence")}


def test_nothing_noted_is_read_as_nothing(cast: Cast) -> None:
    cast.case()
    assert facts(cast) == {"evidence_may_suffice": False, "fitness_evidence": []}


def test_what_is_noted_becomes_a_fact_and_is_one_no_longer_when_ended(
    cast: Cast,
) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        note = noted(cast, case)
        noted(cast, case, Kind.MEDICAL)
        noted(cast, case, Kind.CHANCE, until_on=ON + timedelta(days=28))
    assert facts(cast) == {
        "evidence_may_suffice": True,
        "fitness_evidence": ["chance-to-send-more", "medical-evidence"],
    }
    with acting_as(cast.eli):
        end_evidence_note(
            note, by=cast.eli, at=AT + timedelta(hours=2), because="about another man"
        )
        told = Event.objects.filter(case_id=case.pk).order_by("pk")
        assert [row.kind for row in told] == [
            *["evidence_noted"] * 3,
            "evidence_note_ended",
        ]
        assert Case.objects.get().version == case.version + 4
        with pytest.raises(Refused, match="just ended"):
            end_evidence_note(
                note, by=cast.eli, at=AT + timedelta(hours=3), because="once more"
            )
    assert facts(cast)["evidence_may_suffice"] is False


def test_note_is_made_once_while_it_counts(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        noted(cast, case)
        with pytest.raises(Refused, match="noted already"):
            noted(cast, case)


def test_note_needs_words_a_past_day_and_a_chance_its_end(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        with pytest.raises(Refused, match="what you have read"):
            noted(cast, case, text=" ")
        with pytest.raises(Refused, match="not in the future"):
            noted(cast, case, dated_on=ON + timedelta(days=1))
        with pytest.raises(Refused, match="by when"):
            noted(cast, case, Kind.CHANCE)
        with pytest.raises(Refused, match="Only a chance"):
            noted(cast, case, until_on=ON)
        with pytest.raises(Refused, match="a day after"):
            noted(cast, case, Kind.CHANCE, until_on=ON - timedelta(days=1))


@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.INTERVIEWED, Stage.SERVED])
def test_nothing_is_noted_before_the_questionnaire_or_after_an_interview(
    cast: Cast, stage: Stage
) -> None:
    case = cast.case(stage=stage)
    with acting_as(cast.eli), pytest.raises(Refused, match="questionnaire"):
        noted(cast, case)


@pytest.mark.parametrize(
    ("who", "why"),
    [("amira", "Decision makers"), ("idris", "move cases on"), ("jo", "move cases on")],
)
def test_notes_are_made_by_those_who_move_cases_on(
    cast: Cast, who: str, why: str
) -> None:
    case = cast.case()
    user = getattr(cast, who)
    with acting_as(user), pytest.raises(Refused, match=why):
        noted(cast, case, by=user)


def test_decision_maker_is_told_of_no_list_whatever_else_they_do(cast: Cast) -> None:
    assert sees_evidence(cast.eli)
    assert sees_evidence(cast.idris)
    assert not sees_evidence(cast.amira)
    grant(
        cast.eli, roles=[Role.DECISION_MAKER], by=cast.jo, at=AT, because="decides too"
    )
    assert not sees_evidence(cast.eli)


def test_note_moves_nothing(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        noted(cast, case)
        after = Case.objects.get(pk=case.pk)
        assert (after.stage, after.owner_id) == (case.stage, case.owner_id)
        move_case(
            after, to=Stage.WITHDRAWN, by=cast.eli, on=ON, at=AT, because="withdrawn"
        )


def test_note_of_a_restricted_case_is_invisible_with_it(cast: Cast) -> None:
    hidden = cast.case(restriction="restricted")
    with acting_as(cast.service):
        noted(cast, hidden, by=cast.service)
        assert EvidenceNote.objects.count() == 1
    with acting_as(cast.eli):
        assert EvidenceNote.objects.count() == 0


def test_note_is_half_ended_by_nobody(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli):
        note = noted(cast, case)
        with pytest.raises(IntegrityError, match="paired"), transaction.atomic():
            EvidenceNote.objects.filter(pk=note.pk).update(
                ended_at=AT + timedelta(hours=2)
            )
