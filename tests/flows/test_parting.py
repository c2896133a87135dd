"""Linked cases are parted only by somebody who was told which, and said so."""

from datetime import timedelta

import pytest

from evenhand.casework.models import Case, Person
from evenhand.casework.people.services import link_people
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Role
from evenhand.core.viewing import acting_as
from evenhand.flows.override_plan import leave_proposals, override_proposal
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.planning.acceptance.parting import WouldPart
from evenhand.planning.models import Proposal, Run
from tests.accepting import accept, open_all
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)
SAID = {"reason": "other", "because": "as we spoke"}


def link(cast: Cast, *cases: Case) -> None:
    with acting_as(cast.service):
        first, *others = (
            Person.objects.select_related("case").get(case=case) for case in cases
        )
        for other in others:
            link_people(first, other, evidence="siblings", by=cast.service, at=AT)


def decider(cast: Cast, name: str, places: int) -> None:
    staff = cast.person(name, Role.DECISION_MAKER).staff_member
    staff.decides, staff.weekly_places = True, places
    staff.save()


def planned(cast: Cast) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    return carry_out(run.pk, at=AT)


def proposals(cast: Cast, run: Run) -> dict[int, Proposal]:
    with acting_as(cast.service):
        return {
            proposal.case_id: proposal
            for proposal in run.proposals.select_related("case", "to_owner")
        }


def test_accepting_one_of_two_names_the_other(cast: Cast) -> None:
    one, other, alone = cast.case(), cast.case(), cast.case()
    link(cast, one, other)
    run = planned(cast)
    of = proposals(cast, run)
    some = [of[one.pk].pk, of[alone.pk].pk]
    with pytest.raises(WouldPart, match="part 1 case from others") as told:
        accept(run, proposals=some, by=cast.dana, on=ON, at=LATER)
    assert [parted.words for parted in told.value.parted] == [
        f"{one.ref} from {other.ref}"
    ]
    with acting_as(cast.dana):
        assert not Case.objects.exclude(owner=None).exists(), "nothing was done"
    both = [of[one.pk].pk, of[other.pk].pk]
    assert accept(run, proposals=both, by=cast.dana, on=ON, at=LATER).accepted == 2
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1


def test_they_are_parted_when_it_is_confirmed(cast: Cast) -> None:
    one, other = cast.case(), cast.case()
    link(cast, one, other)
    run = planned(cast)
    of = proposals(cast, run)
    alone = {"proposals": [of[one.pk].pk], "by": cast.dana, "at": LATER}
    with pytest.raises(WouldPart):
        leave_proposals(run, **alone, **SAID)
    assert leave_proposals(run, **alone, **SAID, parting=True) == 1
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1


def test_giving_one_elsewhere_names_the_other(cast: Cast) -> None:
    decider(cast, "zed", 5)
    decider(cast, "ann", 5)
    one, other = cast.case(), cast.case()
    link(cast, one, other)
    run = planned(cast)
    open_all(run, by=cast.dana, at=LATER)
    of = proposals(cast, run)
    taker = of[one.pk].to_owner
    assert taker is not None
    assert of[other.pk].to_owner == taker, "they are planned together"
    with acting_as(cast.service):
        elsewhere = next(
            user.staff_member
            for user in type(cast.dana).objects.filter(staff_member__decides=True)
            if user.staff_member != taker
        )
    to = {"to_owner": elsewhere, "by": cast.dana, "on": ON, "at": LATER, **SAID}
    with pytest.raises(WouldPart) as told:
        override_proposal(of[one.pk], **to)
    assert told.value.parted[0].words == f"{one.ref} from {other.ref}"
    override_proposal(of[one.pk], **to, parting=True)
    # Now it is the other that joins it, and parts nothing.
    override_proposal(of[other.pk], **to)
    with acting_as(cast.dana):
        assert set(Case.objects.values_list("owner", flat=True)) == {elsewhere.pk}


@pytest.mark.parametrize("by_way", [False, True])
def test_restricted_case_is_not_hinted_at(cast: Cast, by_way: bool) -> None:
    grant(cast.amira, clearances=Clearance.values, by=cast.service, at=AT, because="x")
    one, hidden = cast.case(), cast.case(restriction="restricted")
    other = cast.case()
    link(cast, one, hidden)
    if by_way:
        link(cast, hidden, other)
    run = planned(cast)
    of = proposals(cast, run)
    assert of[hidden.pk].state == Proposal.State.PROPOSED
    came = accept(run, proposals=[of[one.pk].pk], by=cast.dana, on=ON, at=LATER)
    assert came.accepted == 1
