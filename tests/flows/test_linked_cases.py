"""Cases that people have linked go to one person, rank together, and keep secrets."""

from datetime import date, timedelta

from evenhand.casework.models import Case, Person, Stage
from evenhand.casework.people.services import link_people
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Role
from evenhand.core.viewing import acting_as
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.reallocate import reallocate_person
from evenhand.flows.replay_plan import replay
from evenhand.planning.models import Proposal, Run
from evenhand.workforce.models import StaffMember
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)


def link(cast: Cast, *cases: Case) -> None:
    with acting_as(cast.service):
        first, *others = (
            Person.objects.select_related("case").get(case=case) for case in cases
        )
        for other in others:
            link_people(first, other, evidence="siblings", by=cast.service, at=AT)


def decider(
    cast: Cast, name: str, places: int, *, cleared: bool = False
) -> StaffMember:
    user = cast.person(name, Role.DECISION_MAKER)
    if cleared:
        grant(user, clearances=Clearance.values, by=cast.service, at=AT, because="x")
    staff = user.staff_member
    staff.decides, staff.weekly_places = True, places
    staff.save()
    return staff


def amira_has(cast: Cast, places: int) -> StaffMember:
    amira = cast.amira.staff_member
    amira.weekly_places = places
    amira.save()
    return amira


def planned(cast: Cast) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    return carry_out(run.pk, at=LATER)


def proposals(cast: Cast, run: Run) -> dict[int, Proposal]:
    with acting_as(cast.service):
        return {p.case_id: p for p in run.proposals.select_related("to_owner")}


def test_linked_cases_go_to_whoever_has_places_for_both(cast: Cast) -> None:
    amira_has(cast, 1)
    ida = decider(cast, "ida", 2)
    one, other = cast.case(), cast.case(claimed_on=date(2025, 4, 1))
    link(cast, one, other)
    found = proposals(cast, planned(cast))
    assert {found[case.pk].to_owner for case in (one, other)} == {ida}
    assert "It goes together with 1 linked to it." in found[one.pk].reason


def test_linked_case_goes_to_whoever_has_the_other(cast: Cast) -> None:
    amira_has(cast, 5)
    ida = decider(cast, "ida", 5)
    held = cast.case(
        owner=ida, owned_since=date(2026, 1, 1), responsible_unit=cast.liverpool
    )
    early = cast.case(stage=Stage.REGISTERED)
    ready = cast.case()
    link(cast, held, early, ready)
    found = proposals(cast, planned(cast))
    assert set(found) == {ready.pk}, "what is not ready, or has an owner, is not placed"
    assert found[ready.pk].to_owner == ida
    assert "Ida Test has a case linked to it already" in found[ready.pk].reason


def test_linked_case_ranks_with_the_more_urgent_and_keeps_its_own_band(
    cast: Cast,
) -> None:
    amira_has(cast, 2)
    child = cast.case(born_on=date(2012, 1, 1), unaccompanied=True)
    sibling = cast.case(claimed_on=date(2026, 6, 1))
    older = cast.case(claimed_on=date(2024, 6, 1))
    apart = proposals(cast, planned(cast))
    assert apart[older.pk].state == Proposal.State.PROPOSED
    link(cast, child, sibling)
    found = proposals(cast, planned(cast))
    assert found[older.pk].state == Proposal.State.NOT_PLACED
    assert found[sibling.pk].state == Proposal.State.PROPOSED
    assert found[sibling.pk].band == apart[sibling.pk].band > found[child.pk].band
    assert "It ranks with what is linked to it: band 1" in found[sibling.pk].reason


def test_reason_names_no_linked_case_its_reader_may_not_see(cast: Cast) -> None:
    amira_has(cast, 0)
    ida = decider(cast, "ida", 3, cleared=True)
    seen = cast.case(claimed_on=date(2025, 3, 1))
    hidden = cast.case(claimed_on=date(2024, 3, 1), restriction="restricted")
    alone = proposals(cast, planned(cast))[seen.pk]
    link(cast, seen, hidden)
    found = proposals(cast, planned(cast))
    assert {found[case.pk].to_owner for case in (seen, hidden)} == {ida}
    assert found[seen.pk].reason == alone.reason
    assert (found[seen.pk].band, found[seen.pk].reserved) == (
        alone.band,
        alone.reserved,
    )
    assert "It goes together with 1 linked to it." in found[hidden.pk].reason


def test_owner_of_a_hidden_linked_case_is_preferred_without_saying_why(
    cast: Cast,
) -> None:
    amira_has(cast, 5)
    ida = decider(cast, "ida", 5, cleared=True)
    hidden = cast.case(
        owner=ida,
        owned_since=date(2026, 1, 1),
        responsible_unit=cast.liverpool,
        restriction="restricted",
    )
    seen = cast.case()
    link(cast, hidden, seen)
    proposal = proposals(cast, planned(cast))[seen.pk]
    assert proposal.to_owner == ida
    assert "linked" not in proposal.reason
    assert "Ida Test had a place." in proposal.reason


def test_linked_cases_of_somebody_who_leaves_go_to_one_person(cast: Cast) -> None:
    amira = amira_has(cast, 5)
    decider(cast, "hal", 1)
    ida = decider(cast, "ida", 2)
    siblings = [
        cast.case(
            owner=amira,
            owned_since=date(2026, 1, 1),
            responsible_unit=cast.liverpool,
            claimed_on=date(2025, 3, day),
        )
        for day in (1, 2)
    ]
    link(cast, *siblings)
    run = reallocate_person(amira, why=Run.Why.LEAVES, by=cast.dana, on=ON, at=LATER)
    found = proposals(cast, run)
    assert {proposal.to_owner for proposal in found.values()} == {ida}
    assert "Amira Test" not in found[siblings[0].pk].reason, "who leaves has neither"
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 2


def test_run_with_linked_cases_replays_to_the_bit(cast: Cast) -> None:
    amira_has(cast, 3)
    ida = decider(cast, "ida", 2, cleared=True)
    held = cast.case(
        owner=ida, owned_since=date(2026, 1, 1), responsible_unit=cast.liverpool
    )
    cases = [cast.case(claimed_on=date(2025, 3, day)) for day in range(1, 7)]
    hidden = cast.case(restriction="special")
    link(cast, *cases[:2], held)
    link(cast, *cases[3:5], hidden)
    run = planned(cast)
    with acting_as(cast.service):
        Case.objects.filter(pk=cases[5].pk).update(claimed_on=date(2024, 1, 1))
        answer = replay(run)
    assert (answer["same"], answer["cases"]) == (True, 7)
