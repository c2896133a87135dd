"""The interview that cases ask for, read from their facts and the release in force."""

from datetime import date, timedelta

import pytest

from evenhand.appointments.requirements import (
    files_to_be_read,
    has_lists,
    interview_of,
    interviews_of,
    why_asked,
)
from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.evidence.services import note_evidence
from evenhand.casework.models import Case, Stage
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.cast import AT, ON, Cast


def test_one_case_and_many_are_answered_alike(cast: Cast) -> None:
    adult, child = cast.case(), cast.case(born_on=date(2010, 4, 1), unaccompanied=True)
    out = cast.case(stage=Stage.QUESTIONNAIRE)
    every = interviews_of(None, release=cast.release, on=ON)
    assert every["case_id"].sort().to_list() == [adult.pk, child.pk, out.pk]
    for row in every.rows(named=True):
        one = interview_of(row["case_id"], release=cast.release, on=ON)
        for name in ("kind", "minutes", "adult_needed", "may_be_proposed", "why_not"):
            assert getattr(one, name) == row[name]
        assert list(one.rule_ids) == row["rule_ids"]
    assert interview_of(child.pk, release=cast.release, on=ON).needs == ("children",)
    grown = interview_of(child.pk, release=cast.release, on=date(2028, 4, 1))
    assert not grown.adult_needed


def test_an_open_barrier_is_said_to_stop_the_interview(cast: Cast) -> None:
    case = cast.case()
    before = interview_of(case.pk, release=cast.release, on=ON)
    with acting_as(cast.eli):
        open_barrier(
            case,
            kind="legal-representative",
            blocks="interview",
            source="letter",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=cast.eli,
            at=AT + timedelta(hours=1),
        )
    after = interview_of(case.pk, release=cast.release, on=ON)
    assert before.may_be_proposed
    assert not after.may_be_proposed
    assert "barrier" in after.why_not
    as_known = interviews_of([case.pk], release=cast.release, on=ON, known_at=AT)
    assert as_known["may_be_proposed"].to_list() == [True]


def test_why_names_the_rules_and_no_list(cast: Cast) -> None:
    case = _noted(cast)
    told = why_asked(case.pk, release=cast.release, on=ON)
    asked = interview_of(case.pk, release=cast.release, on=ON)
    assert tuple(reason.rule_id for reason in told) == asked.rule_ids
    assert not [one for one in told if one.rule_id.startswith("WI-")]


def test_files_to_be_read_are_those_asked_about(cast: Cast) -> None:
    noted, other = _noted(cast), cast.case()
    found = files_to_be_read([noted.pk, other.pk], release=cast.release, on=ON)
    assert found["case_id"].to_list() == [noted.pk]
    assert files_to_be_read([other.pk], release=cast.release, on=ON).is_empty()
    assert has_lists(cast.release)


def test_case_without_facts_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(Refused, match="Nothing is recorded"):
        interview_of(999_999, release=cast.release, on=ON)


def _noted(cast: Cast) -> Case:
    case = cast.case()
    with acting_as(cast.eli):
        note_evidence(
            case,
            kind="evidence-may-suffice",
            text="read the whole file",
            dated_on=ON,
            by=cast.eli,
            on=ON,
            at=AT + timedelta(hours=1),
        )
    return case
