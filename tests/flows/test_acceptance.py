"""What must be looked at before accepting, and reasons for what matters."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case, Vulnerability
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Role
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import accept_proposals
from evenhand.planning.acceptance.opening import (
    StillToOpen,
    open_proposal,
    review_of,
    standards_of,
)
from evenhand.planning.acceptance.queries import acceptances_of
from evenhand.planning.acceptance.rates import counted_by_reason, rates_of
from evenhand.planning.models import Acceptance, Handover, Proposal, Run
from evenhand.releases.queries import policy_of
from tests.accepting import accept, open_all
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)


def review(cast: Cast, run: Run, by=None):
    by = by or cast.dana
    with acting_as(by):
        return review_of(
            run,
            run.proposals.filter(state=Proposal.State.PROPOSED),
            by=by,
            policy=policy_of(run.release),
        )


def many(cast: Cast, number: int) -> None:
    cast.amira.staff_member.weekly_places = number
    cast.amira.staff_member.save()
    for day in range(number):
        cast.case(claimed_on=date(2025, 3, 1) + timedelta(days=day))


def test_nothing_is_accepted_unread(cast: Cast, planned: Callable[[], Run]) -> None:
    cast.case()
    run = planned()
    with pytest.raises(StillToOpen, match="Open 1 proposal first") as refusal:
        accept_proposals(run, by=cast.dana, on=ON, at=LATER)
    assert [row.drawn for row in refusal.value.review.still] == [True]
    with acting_as(cast.service):
        assert not Handover.objects.exists()
    open_all(run, by=cast.dana)
    assert accept_proposals(run, by=cast.dana, on=ON, at=LATER).accepted == 1


def test_sample_is_drawn_from_the_seed_and_is_as_large_as_policy_says(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    many(cast, 14)
    run = planned()
    size = standards_of(policy_of(cast.release))["sample"]
    drawn = [row.ref for row in review(cast, run).rows]
    assert len(drawn) == size == 10
    assert drawn == [row.ref for row in review(cast, run).rows], "the same each time"
    other = planned()
    assert drawn != [row.ref for row in review(cast, other).rows]


def test_every_child_and_flagged_person_is_among_them(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    many(cast, 14)
    child = cast.case(born_on=date(2012, 1, 1))
    cast.amira.staff_member.weekly_places = 20
    cast.amira.staff_member.save()
    disputed = cast.case(age_disputed=True)
    needy = cast.case()
    famous = cast.case(high_profile=True)
    with acting_as(cast.service):
        person = needy.people.get()
        Vulnerability.objects.create(person=person, kind="torture", from_on=ON)
        record_facts(
            [needy.pk], at=AT, vocabulary_version=cast.release.vocabulary_version
        )
    run = planned()
    with acting_as(cast.dana):
        matters = dict(
            run.proposals.exclude(matters=[]).values_list("case__ref", "matters")
        )
    assert matters == {
        child.ref: ["child"],
        disputed.ref: ["age-disputed"],
        needy.ref: ["vulnerable"],
        famous.ref: ["high-profile"],
    }
    found = review(cast, run)
    asked = {row.ref for row in found.rows}
    placed = {child.ref, disputed.ref, needy.ref}  # nobody is cleared for the famous
    assert placed <= asked
    assert len(asked) <= 10 + len(placed)


def test_children_may_be_shared_among_managers_and_the_sample_is_ones_own(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    many(cast, 20)
    children = [cast.case(born_on=date(2012, 1, day)) for day in (1, 2, 3)]
    cast.amira.staff_member.weekly_places = 30
    cast.amira.staff_member.save()
    grant(cast.cass, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="helps")
    run = planned()
    open_all(run, by=cast.cass)
    still = review(cast, run).still
    assert still
    assert all(row.drawn for row in still)
    assert all(row.opened_by == ("Cass Test",) for row in still)
    done = [row for row in review(cast, run).rows if row.done]
    assert {row.ref for row in done} <= {child.ref for child in children}
    with pytest.raises(StillToOpen):
        accept_proposals(
            run, by=cast.dana, on=ON, at=LATER, reason="other", because="x"
        )
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 23


def test_part_asks_only_for_what_is_in_it(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    plain = cast.case()
    cast.case(born_on=date(2012, 1, 1))
    run = planned()
    with acting_as(cast.dana):
        chosen = run.proposals.get(case=plain)
        open_proposal(chosen, by=cast.dana, at=AT)
    done = accept_proposals(run, proposals=[chosen.pk], by=cast.dana, on=ON, at=LATER)
    assert done.accepted == 1
    with pytest.raises(StillToOpen, match="because of a child or a flag"):
        accept_proposals(run, unit="LIVERPOOL", by=cast.dana, on=ON, at=LATER)
    assert (
        accept_proposals(run, unit="MERSEY", by=cast.dana, on=ON, at=LATER).accepted
        == 0
    )


@pytest.mark.parametrize(
    ("reason", "because", "words"),
    [
        ("", "", "Choose a reason"),
        ("fits-the-child", " ", "in your own words"),
        ("made-up", "x", "not among the reasons"),
    ],
)
def test_child_is_accepted_with_a_reason_and_words(
    reason: str, because: str, words: str, cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case(born_on=date(2012, 1, 1))
    run = planned()
    open_all(run, by=cast.dana)
    with pytest.raises(Refused, match=words):
        accept_proposals(
            run, by=cast.dana, on=ON, at=LATER, reason=reason, because=because
        )
    done = accept_proposals(
        run,
        by=cast.dana,
        on=ON,
        at=LATER,
        reason="fits-the-child",
        because="hub agrees",
    )
    assert done.accepted == 1
    with acting_as(cast.dana):
        act = Acceptance.objects.get()
        assert (act.reason, act.words) == ("fits-the-child", "hub agrees")
        assert Event.objects.get(kind="case_allocated").because == "hub agrees"
        (rates,) = rates_of([run])
        assert (rates.accepted, rates.percent(rates.accepted)) == (1, 100)
        assert [
            (row.register, row.reason, row.number) for row in counted_by_reason([run])
        ] == [("acceptance_reasons", "fits-the-child", 1)]


def test_hidden_cases_are_neither_drawn_nor_counted_for_those_not_cleared(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    hidden = cast.case(restriction="restricted")
    for user in (cast.amira, cast.cass):
        grant(user, clearances=["restricted"], by=cast.service, at=AT, because="x")
    grant(cast.cass, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="x")
    run = planned()
    assert hidden.ref not in {row.ref for row in review(cast, run).rows}
    assert review(cast, run).matters == frozenset()
    theirs = review(cast, run, cast.cass)
    assert hidden.ref in {row.ref for row in theirs.rows}
    assert theirs.matters == {"restricted"}
    with acting_as(cast.cass):
        alone = [run.proposals.get(case=hidden).pk]
    accept(run, proposals=alone, by=cast.cass, on=ON, at=LATER)
    with acting_as(cast.dana):
        assert not Acceptance.objects.exists(), "an act on hidden cases is hidden"
        assert Run.objects.get(pk=run.pk).state == Run.State.PROPOSED
        assert not Event.objects.filter(kind="run_accepted").exists()
        assert rates_of([run]) == []
        assert counted_by_reason([run]) == []
    with acting_as(cast.cass):
        assert Acceptance.objects.count() == 1


def test_case_restricted_after_it_was_accepted_is_counted_no_more(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.amira.staff_member.weekly_places = 2
    cast.amira.staff_member.save()
    cast.case(born_on=date(2012, 1, 1))
    to_hide = cast.case(born_on=date(2012, 2, 1))
    grant(cast.cass, clearances=["restricted"], by=cast.service, at=AT, because="x")
    run = planned()
    words = {"reason": "fits-the-child", "because": "both of them"}
    accept(run, by=cast.dana, on=ON, at=LATER, **words)
    for restriction, told in (("restricted", 1), ("", 2)):
        with acting_as(cast.service):
            Case.objects.filter(pk=to_hide.pk).update(restriction=restriction)
        with acting_as(cast.dana):
            assert Handover.objects.count() == told
            assert [act.number for act in acceptances_of(run)] == [told]
            assert [row.number for row in counted_by_reason([run])] == [told]
        with acting_as(cast.cass):
            assert Handover.objects.count() == 2
