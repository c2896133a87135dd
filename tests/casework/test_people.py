"""Persons are joined by people on evidence, and parted again; ages stay apart."""

from datetime import date, timedelta

import pytest

from evenhand.casework.models import Case, Person, PersonLink
from evenhand.casework.people.services import (
    correct_date_of_birth,
    link_people,
    unlink_people,
)
from evenhand.core.accounts import grant
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from tests.cast import AT, Cast


def two(cast: Cast, **second: str) -> tuple[Person, Person]:
    cases = cast.case(), cast.case(**second)
    with acting_as(cast.service):
        one, other = (Person.objects.select_related("case").get(case=c) for c in cases)
    return one, other


def test_link_is_made_on_evidence_and_undone_with_a_reason(cast: Cast) -> None:
    one, other = two(cast)
    with acting_as(cast.eli):
        link = link_people(other, one, evidence="same passport", by=cast.eli, at=AT)
        assert (link.one, link.other) == (one, other)
        unlink_people(link, by=cast.eli, at=AT, because="a brother's passport")
        link = PersonLink.objects.get()
        assert link.unlinked_by == cast.eli
        assert link.evidence == "same passport"
        assert Event.objects.filter(kind="people_unlinked").count() == 2
        link_people(one, other, evidence="fingerprints", by=cast.eli, at=AT)


def test_proposals_made_before_a_link_are_left_out(cast: Cast) -> None:
    """Both cases count as changed: linked cases are to be decided together."""
    one, other = two(cast)
    before = [one.case.version, other.case.version]
    with acting_as(cast.eli):
        link = link_people(one, other, evidence="same passport", by=cast.eli, at=AT)
        assert versions(one, other) == [version + 1 for version in before]
        unlink_people(link, by=cast.eli, at=AT, because="a brother's passport")
        assert versions(one, other) == [version + 2 for version in before]


def test_a_case_does_not_change_by_a_link_its_readers_may_not_know_of(
    cast: Cast,
) -> None:
    one, hidden = two(cast, restriction="restricted")
    grant(cast.eli, clearances=["restricted"], by=cast.service, at=AT, because="x")
    before = [one.case.version, hidden.case.version]
    with acting_as(cast.eli):
        link_people(one, hidden, evidence="same passport", by=cast.eli, at=AT)
        assert versions(one, hidden) == [before[0], before[1] + 1]


def versions(*people: Person) -> list[int]:
    return [Case.objects.get(people=person).version for person in people]


def test_link_without_evidence_is_refused(cast: Cast) -> None:
    one, other = two(cast)
    with acting_as(cast.eli), pytest.raises(Refused, match="what shows"):
        link_people(one, other, evidence=" ", by=cast.eli, at=AT)


def test_same_link_twice_is_refused(cast: Cast) -> None:
    one, other = two(cast)
    with acting_as(cast.eli):
        link_people(one, other, evidence="same passport", by=cast.eli, at=AT)
        with pytest.raises(Refused, match="linked already"):
            link_people(other, one, evidence="again", by=cast.eli, at=AT)


def test_history_does_not_name_a_case_its_reader_may_not_know(cast: Cast) -> None:
    one, other = two(cast, restriction="restricted")
    grant(cast.eli, clearances=["restricted"], by=cast.service, at=AT, because="x")
    with acting_as(cast.eli):
        link_people(one, other, evidence="same passport", by=cast.eli, at=AT)
    with acting_as(cast.cass):
        assert not Event.objects.filter(kind="people_linked").exists()
        assert not PersonLink.objects.exists()


def test_correcting_one_age_leaves_the_others(cast: Cast) -> None:
    case = cast.case(born_on=date(2000, 1, 1))
    with acting_as(cast.eli):
        person = Person.objects.get(case=case)
        correct_date_of_birth(
            person,
            which="treated as",
            born_on=date(2008, 1, 1),
            by=cast.eli,
            at=AT + timedelta(hours=1),
            because="dispute",
        )
        person = Person.objects.get(case=case)
    assert (person.claimed_born_on, person.treated_as_born_on) == (
        date(2000, 1, 1),
        date(2008, 1, 1),
    )


def test_date_of_birth_in_the_future_is_refused(cast: Cast) -> None:
    case = cast.case()
    with acting_as(cast.eli), pytest.raises(Refused, match="future"):
        correct_date_of_birth(
            Person.objects.get(case=case),
            which="claimed",
            born_on=date(2030, 1, 1),
            by=cast.eli,
            at=AT,
            because="x",
        )
