"""Facts by time: what was known when, and each fact from exactly one provider."""

from datetime import date, timedelta

import pytest

from evenhand.casework.barriers.services import close_barrier, open_barrier
from evenhand.casework.facts.gather import facts_known_at, record_facts
from evenhand.casework.facts.providers import PROVIDERS
from evenhand.casework.models import CaseFacts, Person
from evenhand.casework.people.services import correct_date_of_birth
from evenhand.core.viewing import acting_as
from evenhand.releases.queries import policy_of
from tests.cast import AT, ON, Cast


def facts(cast: Cast, known_at=None) -> dict:  # noqa: ANN001
    frame = facts_known_at(policy_of(cast.release).vocabulary, known_at=known_at)
    return frame.row(0, named=True)


def test_each_stored_fact_has_exactly_one_provider(cast: Cast) -> None:
    stored = {fact.name for fact in policy_of(cast.release).vocabulary.stored()}
    assert set(PROVIDERS) == stored


def test_facts_of_an_ordinary_case(cast: Cast) -> None:
    cast.case(nationality="Syria", sex="male", postcode="LS1 1AA")
    known = facts(cast)
    assert known["nationality"] == "Syria"
    assert known["claimed_on"] == date(2025, 3, 1)
    assert known["postcode_area"] == "LS"
    assert known["support"] == "section 95"
    assert (known["child_at_claim"], known["uasc_at_claim"]) == (False, False)
    assert known["vulnerabilities"] == []


@pytest.mark.parametrize(
    ("born_on", "unaccompanied", "child", "uasc"),
    [
        (date(2007, 3, 2), True, True, True),  # turns 18 the day after the claim
        (date(2007, 3, 1), True, False, False),  # turned 18 on the day of the claim
        (date(2008, 1, 1), False, True, False),  # an accompanied child
        (None, True, True, True),  # no date of birth: believed, until assessed
        (None, False, False, False),
    ],
)
def test_childhood_is_fixed_at_the_date_of_claim(
    cast: Cast, born_on: date | None, unaccompanied: bool, child: bool, uasc: bool
) -> None:
    cast.case(claimed_on=date(2025, 3, 1), born_on=born_on, unaccompanied=unaccompanied)
    known = facts(cast)
    assert (known["child_at_claim"], known["uasc_at_claim"]) == (child, uasc)


def test_person_born_on_a_leap_day_comes_of_age_in_march(cast: Cast) -> None:
    cast.case(born_on=date(2008, 2, 29))
    assert facts(cast)["turns_adult_on"] == date(2026, 3, 1)


def test_correction_is_known_from_its_instant_and_not_before(cast: Cast) -> None:
    case = cast.case(born_on=date(2000, 1, 1))
    later = AT + timedelta(days=3)
    with acting_as(cast.eli):
        correct_date_of_birth(
            Person.objects.get(case=case),
            which="claimed",
            born_on=date(2008, 1, 1),
            by=cast.eli,
            at=later,
            because="birth certificate seen",
        )
    assert facts(cast)["born_on"] == date(2008, 1, 1)
    assert facts(cast, later - timedelta(seconds=1))["born_on"] == date(2000, 1, 1)
    assert facts(cast, later)["born_on"] == date(2008, 1, 1)


def test_fact_the_writer_may_not_read_is_kept(cast: Cast) -> None:
    case = cast.case(high_harm=True)
    with acting_as(cast.eli):
        open_barrier(
            case,
            kind="no-contact",
            blocks="interview",
            source="letter returned",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=cast.eli,
            at=AT + timedelta(hours=1),
        )
    known = facts(cast)
    assert known["high_harm"] is True
    assert known["blocks"] == ["interview"]


def test_unchanged_facts_are_not_written_again(cast: Cast) -> None:
    cast.case()
    version = cast.release.vocabulary_version
    assert record_facts(None, at=AT + timedelta(1), vocabulary_version=version) == 0
    with acting_as(cast.service):
        assert CaseFacts.objects.count() == 1


def test_two_changes_in_one_instant_leave_one_row_that_lasts(cast: Cast) -> None:
    case = cast.case()
    later = AT + timedelta(hours=1)
    with acting_as(cast.eli):
        barrier = open_barrier(
            case,
            kind="no-contact",
            blocks="interview",
            source="letter returned",
            on=ON,
            review_on=ON + timedelta(days=14),
            by=cast.eli,
            at=later,
        )
        close_barrier(barrier, on=ON, by=cast.eli, at=later, because="found")
    with acting_as(cast.service):
        rows = CaseFacts.objects.filter(case=case).order_by("valid")
        assert [row.values["blocks"] for row in rows] == [[], []]
        assert rows[0].valid.upper == rows[1].valid.lower == later


def test_accepted_nationality_comes_before_the_one_claimed_first(cast: Cast) -> None:
    case = cast.case(nationality="Iraq")
    with acting_as(cast.service):
        person = Person.objects.get(case=case)
        person.nationalities.create(nationality="Iran", standing="accepted", position=2)
        record_facts(
            [case.pk],
            at=AT + timedelta(hours=1),
            vocabulary_version=cast.release.vocabulary_version,
        )
    known = facts(cast)
    assert known["nationality"] == "Iran"
    assert known["other_nationalities"] == ["Iraq"]


def test_change_that_began_first_and_is_recorded_last_is_known_after_the_other(
    cast: Cast,
) -> None:
    case = cast.case()
    later, earlier = AT + timedelta(hours=2), AT + timedelta(hours=1)
    with acting_as(cast.eli):
        for at, kind in ((later, "no-contact"), (earlier, "medical-evidence")):
            open_barrier(
                case,
                kind=kind,
                blocks="interview",
                source="letter",
                on=ON,
                review_on=ON + timedelta(days=14),
                by=cast.eli,
                at=at,
            )
    known = facts(cast, later)
    assert known["open_barriers"] == ["medical-evidence", "no-contact"]
    assert facts(cast, later - timedelta(seconds=1))["open_barriers"] == []


def test_disputed_nationality_alone_is_no_basis(cast: Cast) -> None:
    case = cast.case(nationality="Nigeria")
    with acting_as(cast.service):
        Person.objects.get(case=case).nationalities.update(standing="disputed")
        record_facts(
            [case.pk],
            at=AT + timedelta(hours=1),
            vocabulary_version=cast.release.vocabulary_version,
        )
    assert facts(cast)["nationality"] == "Not recorded"
