"""Likenesses: found by the engine, judged by a person, seen with both cases only."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenhand.casework.families.services import link_cases
from evenhand.casework.likeness import services
from evenhand.casework.likeness.queries import likenesses, likenesses_of, links_of
from evenhand.casework.likeness.verdicts import may_judge, may_take_back
from evenhand.casework.models import Case, CaseLink, Likeness, Person, PersonLink
from evenhand.casework.people.queries import linked_cases
from evenhand.core.accounts import grant
from evenhand.core.models import Event
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.find_likenesses import Likenesses, find_likenesses
from tests.cast import AT, Cast


State, Kind = Likeness.State, Likeness.Kind
BORN = date(1988, 7, 23)


def search(cases: list[int] | None = None, days: int = 0) -> Likenesses:
    return find_likenesses(at=AT + timedelta(days), cases=cases)


def twice(cast: Cast, **second: object) -> tuple[Case, Case]:
    """Two cases of one man, as two clerks wrote him down."""
    name = {"family_name": "Tembarak", "given_names": "Zuhayr", "born_on": BORN}
    one = cast.case(**name)
    return one, cast.case(
        **name | {"given_names": "Zuhair", "claimed_on": date(2025, 6, 1)} | second
    )


def only(cast: Cast) -> Likeness:
    with acting_as(cast.service):
        return likenesses().get()


def test_second_record_is_suggested_with_its_evidence(cast: Cast) -> None:
    one, other = twice(cast)
    cast.case()
    came_to = search()
    assert (came_to.suggested, came_to.withdrawn) == (1, 0)
    with acting_as(cast.eli):
        found = likenesses_of(one).get()
        assert list(likenesses_of(other)) == [found]
    assert (found.one_case, found.other_case) == (one, other)
    assert (found.kind, found.state) == (Kind.SAME_PERSON, State.SUGGESTED)
    assert {"family", "given", "born"} <= {e["about"] for e in found.evidence}
    assert not PersonLink.objects.exists(), "nothing is joined by a machine"


def test_search_is_harmless_twice_and_withdraws_what_is_no_longer_so(
    cast: Cast,
) -> None:
    _, other = twice(cast)
    search()
    assert search(days=1).suggested == 0
    assert only(cast).found_at == AT
    with acting_as(cast.service):
        Person.objects.filter(case=other).update(
            family_name="Quillon", given_names="Obi", claimed_born_on=date(1971, 2, 2)
        )
    assert search().withdrawn == 1
    assert only(cast).state == State.WITHDRAWN
    with acting_as(cast.service):
        Person.objects.filter(case=other).update(
            family_name="Tembarak", given_names="Zuhayr", claimed_born_on=BORN
        )
    assert search().suggested == 1
    assert only(cast).state == State.SUGGESTED


def test_search_for_arriving_cases_leaves_other_suggestions_alone(cast: Cast) -> None:
    twice(cast)
    search()
    late = cast.case(given_names="Orhan", family_name="Belisari")
    again = cast.case(given_names="Orhan", family_name="Belisari")
    assert search([again.pk]).suggested == 1
    with acting_as(cast.service):
        assert likenesses().filter(state=State.SUGGESTED).count() == 2
        assert likenesses_of(late).count() == 1


def test_joining_one_person_links_the_persons_and_tells_both_histories(
    cast: Cast,
) -> None:
    one, other = twice(cast)
    search()
    with acting_as(cast.eli):
        services.join(
            likenesses().get(),
            joined_as=Kind.SAME_PERSON,
            by=cast.eli,
            at=AT,
            because="the same photograph",
        )
        link = PersonLink.objects.get()
        assert (link.evidence, link.linked_by) == ("the same photograph", cast.eli)
        assert list(
            Event.objects.filter(kind="people_linked").values_list("case_id", flat=True)
        ) == [one.pk, other.pk]
        assert [found.other_case for found in links_of(one)] == [other]
        assert linked_cases()["case_id"].to_list() == [one.pk, other.pk]
        assert not likenesses_of(one)
    search()
    assert only(cast).state == State.JOINED


def test_joining_a_family_links_the_cases_and_is_undone(cast: Cast) -> None:
    one, other = twice(cast)
    search()
    with acting_as(cast.eli):
        joined = services.join(
            likenesses().get(),
            joined_as=Kind.FAMILY,
            by=cast.eli,
            at=AT,
            because="brothers, both say so",
        )
        assert linked_cases()["group"].to_list() == [one.pk, one.pk]
        with pytest.raises(Refused, match="linked already"):
            link_cases(one, other, evidence="again", by=cast.eli, at=AT)
        taken = services.take_back(joined, by=cast.eli, at=AT, because="mixed up")
        assert (taken.state, taken.decided_by, taken.because) == ("suggested", None, "")
        link = CaseLink.objects.get()
        assert (link.ended_by, link.ended_because) == (cast.eli, "mixed up")
        assert linked_cases().is_empty()
        kinds = Event.objects.filter(case_id=other.pk).values_list("kind", flat=True)
        assert list(kinds) == ["cases_linked", "cases_unlinked"]


def test_refused_pair_is_suggested_again_only_when_more_speaks_for_it(
    cast: Cast,
) -> None:
    one, other = twice(cast)
    search()
    with acting_as(cast.dana):
        services.refuse(
            likenesses().get(), by=cast.dana, at=AT, because="two photographs"
        )
    assert search().suggested == 0
    assert only(cast).state == State.REFUSED
    with acting_as(cast.service):
        for case in (one, other):
            case.references.create(system="Home Office reference", value="K7654321")
    assert search().suggested == 1
    grown = only(cast)
    assert (grown.state, grown.decided_by) == (State.SUGGESTED, None)


def test_refusal_is_taken_back(cast: Cast) -> None:
    twice(cast)
    search()
    with acting_as(cast.eli):
        refused = services.refuse(likenesses().get(), by=cast.eli, at=AT, because="x")
        again = services.take_back(refused, by=cast.eli, at=AT, because="misread")
        assert again.state == State.SUGGESTED
        assert Event.objects.filter(kind="likeness_taken_up_again").count() == 2


def test_link_ended_from_a_case_refuses_what_suggested_it(cast: Cast) -> None:
    one, _ = twice(cast)
    search()
    with acting_as(cast.eli):
        services.join(
            likenesses().get(),
            joined_as=Kind.SAME_PERSON,
            by=cast.eli,
            at=AT,
            because="x",
        )
        (found,) = links_of(one)
        services.part(found.link, by=cast.eli, at=AT, because="another man's papers")
        assert links_of(one) == []
    search()
    left = only(cast)
    assert (left.state, left.because) == (State.REFUSED, "another man's papers")


def test_second_judge_is_told_that_the_first_was_quicker(cast: Cast) -> None:
    twice(cast)
    search()
    with acting_as(cast.eli):
        seen = likenesses().get()
        services.refuse(seen, by=cast.eli, at=AT, because="x")
        with pytest.raises(Refused, match="judged already"):
            services.join(
                seen, joined_as=Kind.SAME_PERSON, by=cast.eli, at=AT, because="x"
            )
        assert not PersonLink.objects.exists()


@pytest.mark.parametrize("words", ["", "  "])
def test_every_judgement_needs_its_reason(cast: Cast, words: str) -> None:
    twice(cast)
    search()
    with acting_as(cast.eli):
        found = likenesses().get()
        for judge in (
            lambda: services.refuse(found, by=cast.eli, at=AT, because=words),
            lambda: services.join(
                found, joined_as=Kind.SAME_PERSON, by=cast.eli, at=AT, because=words
            ),
            lambda: services.join(
                found, joined_as=Kind.FAMILY, by=cast.eli, at=AT, because=words
            ),
        ):
            with pytest.raises(Refused, match="Say what shows"):
                judge()


def test_only_those_whose_work_it_is_judge(cast: Cast) -> None:
    twice(cast)
    search()
    found = only(cast)
    allowed = {
        name
        for name in ("amira", "bo", "cass", "dana", "eli", "idris", "jo", "nobody")
        if may_judge(getattr(cast, name), found)
    }
    assert allowed == {"dana", "eli"}
    assert not may_take_back(cast.eli, found)


def test_likeness_with_a_hidden_case_is_seen_by_those_cleared_for_both(
    cast: Cast,
) -> None:
    one, other = twice(cast, restriction="restricted")
    with acting_as(cast.service):
        for case in (one, other):
            case.references.create(system="Home Office reference", value="K7654321")
    search()
    with acting_as(cast.eli):
        assert not likenesses()
        assert not likenesses_of(one)
    grant(cast.eli, clearances=["restricted"], by=cast.service, at=AT, because="x")
    with acting_as(cast.eli):
        services.join(
            likenesses().get(),
            joined_as=Kind.FAMILY,
            by=cast.eli,
            at=AT,
            because="brothers",
        )
    with acting_as(cast.dana):
        assert links_of(one) == []
        assert linked_cases().is_empty()
        assert not Event.objects.filter(case_id=one.pk).exists(), (
            "the open case's history does not name the hidden one"
        )


def test_database_forbids_a_judgement_without_a_judge(cast: Cast) -> None:
    twice(cast)
    search()
    for wrong in (
        {"state": "joined", "joined_as": "family"},
        {"state": "suggested", "joined_as": "family"},
        {"decided_at": AT},
        {"decided_at": AT, "decided_by": cast.eli, "because": "x"},
    ):
        with (
            acting_as(cast.service),
            pytest.raises(IntegrityError, match="casework_likeness"),
            transaction.atomic(),
        ):
            Likeness.objects.update(**wrong)
