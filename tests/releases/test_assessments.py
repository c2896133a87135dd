"""What the release can answer is filled in; what a person writes is marked as theirs."""

from datetime import timedelta

import pytest

from evenhand.core.models import Event, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.releases.assessments.fields import FIELDS
from evenhand.releases.assessments.filling import Beside, filled
from evenhand.releases.assessments.queries import answered, unanswered
from evenhand.releases.assessments.services import (
    complete_assessment,
    open_assessment,
    write_answer,
)
from evenhand.releases.models import Answer, Assessment
from evenhand.releases.queries import policy_of
from tests.cast import AT, Cast
from tests.publishing import WORKFLOW, policy_lead


LATER = AT + timedelta(hours=1)
BESIDE = Beside(
    1, ["National Workflow Team: rule WP-002"], ["Nationality Iraq: 3% up."]
)


@pytest.fixture
def gil(cast: Cast) -> User:
    return policy_lead(cast, "gil", WORKFLOW)


@pytest.mark.parametrize("kind", Assessment.Kind.values)
def test_release_answers_what_it_says_it_can_and_nothing_else(
    cast: Cast, kind: str
) -> None:
    answers = filled(kind, policy_of(cast.release), BESIDE)
    fields = FIELDS[kind]
    assert set(answers) == {field.key for field in fields if field.from_release}
    assert all(text.strip() for text in answers.values())
    assert len({field.key for field in fields}) == len(fields)


def test_record_names_data_characteristics_authorities_and_effects(
    cast: Cast,
) -> None:
    said = filled(Assessment.Kind.TRANSPARENCY, policy_of(cast.release), BESIDE)
    assert "Nationality: " in said["data"]
    assert "Sex: read by RT-014. AUTH-SEX-1 (not stated in source)" in said["sensitive"]
    assert "until 31 October 2029; then: the rule does not apply." in said["sensitive"]
    assert said["impact"] == "Nationality Iraq: 3% up."
    assert "grant" not in said["data"].lower()


def test_opened_written_and_completed(cast: Cast, gil: User) -> None:
    kind = Assessment.Kind.EQUALITY
    with acting_as(gil):
        opened = open_assessment(cast.release, kind, beside=BESIDE, by=gil, at=AT)
        with pytest.raises(Refused, match="opened it already"):
            open_assessment(cast.release, kind, beside=BESIDE, by=gil, at=AT)
        with pytest.raises(Refused, match="no answer yet"):
            complete_assessment(opened, by=gil, at=LATER)
        for field in unanswered(opened):
            write_answer(
                opened, field.key, "As said", version=opened.version, by=gil, at=LATER
            )
        complete_assessment(opened, by=gil, at=LATER)
        assert opened.completed_version == opened.version
        with pytest.raises(Refused, match="complete as it stands"):
            complete_assessment(opened, by=gil, at=LATER)
        write_answer(
            opened, "policy", "In my words", version=opened.version, by=gil, at=LATER
        )
        assert opened.completed_version != opened.version
        assert Event.objects.filter(kind="assessment_completed").count() == 1
    (policy,) = [one for one in answered(opened) if one.field.key == "policy"]
    assert policy.answer is not None
    assert (policy.answer.filled, policy.answer.text) == (False, "In my words")
    assert [answer.filled for answer in policy.earlier] == [True]


def test_two_who_write_at_once_are_told(cast: Cast, gil: User) -> None:
    kind = Assessment.Kind.DATA_PROTECTION
    with acting_as(gil):
        opened = open_assessment(cast.release, kind, beside=BESIDE, by=gil, at=AT)
        write_answer(opened, "risks", "Few", version=1, by=gil, at=LATER)
        with pytest.raises(Refused, match="written into it meanwhile"):
            write_answer(opened, "risks", "Many", version=1, by=gil, at=LATER)
    assert Answer.objects.get(field="risks").text == "Few"


def test_only_policy_leads_write(cast: Cast) -> None:
    with acting_as(cast.dana), pytest.raises(Refused, match="by policy leads"):
        open_assessment(
            cast.release, Assessment.Kind.EQUALITY, beside=BESIDE, by=cast.dana, at=AT
        )
