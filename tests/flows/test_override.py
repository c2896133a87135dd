"""A person gives a case elsewhere than proposed, or leaves it: judged and remembered."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from evenhand.casework.cases.services import touch_cases
from evenhand.casework.conflicts.services import declare_conflict
from evenhand.casework.models import Case
from evenhand.core.models import Event, Message, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.override_plan import leave_proposals, override_proposal
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.undo_plan import take_back
from evenhand.planning.acceptance.rates import counted_by_reason, rates_of
from evenhand.planning.models import Handover, Override, Proposal, Run
from evenhand.planning.places import places_left
from evenhand.planning.queries import run_figures, why_here
from evenhand.workforce.models import SkillHeld, Team
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)
KNOWN = {"reason": "decider-knows-case", "because": "interviewed him in May"}


@pytest.fixture
def hal(cast: Cast) -> User:
    """Somebody more who decides in Liverpool, with no place of their own."""
    with acting_as(cast.service):
        hal = cast.person("hal", Role.DECISION_MAKER)
        hal.staff_member.decides, hal.staff_member.weekly_places = True, 0
        hal.staff_member.save()
    return hal


def only_proposal(cast: Cast, run: Run) -> Proposal:
    with acting_as(cast.dana):
        return run.proposals.select_related("to_owner").get()


def change(cast: Cast, proposal: Proposal, **more: object) -> Override:
    given = {"by": cast.dana, "on": ON, "at": LATER, **KNOWN, **more}
    return override_proposal(proposal, **given)


def test_case_goes_to_another_person_and_everybody_is_told(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    case = cast.case()
    run = planned()
    proposal = only_proposal(cast, run)
    assert proposal.to_owner == cast.amira.staff_member
    done = change(cast, proposal, to_owner=hal.staff_member)
    with acting_as(cast.dana):
        case.refresh_from_db()
        assert (case.owner, case.responsible_unit) == (hal.staff_member, cast.liverpool)
        proposal.refresh_from_db()
        assert proposal.state == Proposal.State.OVERRIDDEN
        assert (done.from_owner, done.to_owner) == (
            cast.amira.staff_member,
            hal.staff_member,
        )
        assert (done.reason, done.words) == (KNOWN["reason"], KNOWN["because"])
        event = Event.objects.get(kind="case_overridden")
        assert event.data["owner_names"] == [None, "Hal Test"]
        assert event.because == KNOWN["because"]
        (rates,) = rates_of([run])
        assert (rates.accepted, rates.elsewhere, rates.left) == (0, 1, 0)
        assert [(r.reason, r.number) for r in counted_by_reason([run])] == [
            ("decider-knows-case", 1)
        ]
        why = why_here(case, reader=cast.dana, at=LATER)
        assert why is not None
        assert why.given is not None
        assert why.given.override == done
    with acting_as(cast.service):
        told = sorted(Message.objects.values_list("recipient", flat=True))
        assert told == ["claimant", "staff"]
        left = dict(places_left(ON).select("ref", "places").iter_rows())
    assert left == {"S-amira": 5, "S-hal": 0}
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0


def test_the_same_change_twice_is_said_and_done_once(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    cast.case()
    proposal = only_proposal(cast, planned())
    change(cast, proposal, to_owner=hal.staff_member)
    with pytest.raises(Refused, match="dealt with this proposal already"):
        change(cast, proposal, to_owner=hal.staff_member)
    with acting_as(cast.dana):
        assert Override.objects.count() == Handover.objects.count() == 1


def test_hard_rules_are_overruled_by_nobody(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    child = cast.case(born_on=date(2012, 1, 1))
    proposal = only_proposal(cast, planned())
    with pytest.raises(
        Refused,
        match="does not hold the training “Children’s claims”|"
        "does not hold the training “Children's claims”",
    ):
        change(cast, proposal, to_owner=hal.staff_member)
    with acting_as(cast.service):
        SkillHeld.objects.create(staff_member=hal.staff_member, skill="children")
        hal.staff_member.unit = cast.mersey
        hal.staff_member.save()
    with pytest.raises(Refused, match="a child follows the children’s way"):
        change(cast, proposal, to_owner=hal.staff_member)
    with acting_as(cast.service):
        hal.staff_member.unit = cast.liverpool
        hal.staff_member.save()
    change(cast, proposal, to_owner=hal.staff_member)
    with acting_as(cast.dana):
        assert Case.objects.get(pk=child.pk).owner == hal.staff_member


def test_conflict_and_clearance_are_hard(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    case = cast.case()
    with acting_as(cast.cass):
        declare_conflict(
            case, staff_member=hal.staff_member, by=cast.cass, at=AT, because="cousin"
        )
    proposal = only_proposal(cast, planned())
    with pytest.raises(Refused, match="conflict of interest"):
        change(cast, proposal, to_owner=hal.staff_member)
    with acting_as(cast.service):
        Case.objects.filter(pk=case.pk).update(restriction="restricted")
    with acting_as(cast.service):
        assert not Override.objects.exists()


def test_case_that_needs_a_clearance_goes_to_nobody_without(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    cast.case(high_harm=True)
    run = planned()
    proposal = only_proposal(cast, run)
    with pytest.raises(Refused, match="Hal Test may not have this case") as refusal:
        change(cast, proposal, to_owner=hal.staff_member)
    assert "harm" not in str(refusal.value)


def test_preferences_and_places_are_overruled_with_words(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    cast.case()
    with acting_as(cast.service):
        hal.staff_member.unit = cast.mersey
        hal.staff_member.save()
    proposal = only_proposal(cast, planned())
    with pytest.raises(Refused, match="no place left.*own words"):
        change(cast, proposal, to_owner=hal.staff_member, because="")
    done = change(cast, proposal, to_owner=hal.staff_member)
    assert done.to_unit == cast.mersey


def test_case_that_could_not_be_placed_is_given_by_hand(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    far = cast.case(nationality="Vietnam", support="section 95")
    run = planned()
    proposal = only_proposal(cast, run)
    assert proposal.state == Proposal.State.NOT_PLACED
    change(cast, proposal, to_owner=cast.amira.staff_member)
    with acting_as(cast.dana):
        assert Case.objects.get(pk=far.pk).owner == cast.amira.staff_member
        assert run_figures(run).overridden == 1
    with acting_as(cast.service):
        assert places_left(ON)["places"].to_list() == [4]


def test_case_goes_to_a_unit_to_find_somebody_there(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    case = cast.case()
    proposal = only_proposal(cast, planned())
    with pytest.raises(Refused, match="Nobody decides in Mersey"):
        change(cast, proposal, to_unit=cast.mersey)
    with acting_as(cast.service):
        hal.staff_member.unit = cast.mersey
        hal.staff_member.save()
    change(cast, proposal, to_unit=cast.mersey)
    with acting_as(cast.dana):
        case.refresh_from_db()
        assert (case.owner, case.responsible_unit) == (None, cast.mersey)


def test_case_that_changed_meanwhile_is_looked_at_again(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    case = cast.case()
    proposal = only_proposal(cast, planned())
    with acting_as(cast.service):
        touch_cases([case.pk], at=LATER)
    with pytest.raises(Refused, match="has changed since the run read it"):
        change(cast, proposal, to_owner=hal.staff_member)


def test_whom_the_run_proposed_is_accepted_and_not_chosen(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    proposal = only_proposal(cast, planned())
    with pytest.raises(Refused, match="accept the proposal instead"):
        change(cast, proposal, to_owner=cast.amira.staff_member)
    with pytest.raises(Refused, match="Choose a person or a unit"):
        change(cast, proposal)


def test_leaving_takes_the_same_effort_as_accepting(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    child = cast.case(born_on=date(2012, 1, 1))
    run = planned()
    ids = [only_proposal(cast, run).pk]
    for said, words in (
        ({"reason": ""}, "Choose a reason"),
        ({"reason": "family-together"}, "in your own words"),
        ({"reason": "each-looked-at", "because": "x"}, "not among the reasons"),
    ):
        with pytest.raises(Refused, match=words):
            leave_proposals(run, proposals=ids, by=cast.dana, at=LATER, **said)
    said = {"reason": "family-together", "because": "her brother is in Leeds"}
    for number in (1, 0):
        left = leave_proposals(run, proposals=ids, by=cast.dana, at=LATER, **said)
        assert left == number
    with acting_as(cast.dana):
        assert Case.objects.get(pk=child.pk).owner is None
        event = Event.objects.get(kind="proposal_left")
        assert (event.case_id, event.because) == (child.pk, said["because"])
        assert rates_of([run])[0].left == 1
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0


def test_left_proposal_is_taken_back_and_the_override_stays_on_record(
    cast: Cast, planned: Callable[[], Run]
) -> None:
    cast.case()
    run = planned()
    leave_proposals(
        run,
        proposals=[only_proposal(cast, run).pk],
        by=cast.dana,
        at=LATER,
        reason="other",
        because="waits for a letter",
    )
    with acting_as(cast.dana):
        override = Override.objects.get()
    take_back(override, by=cast.dana, at=LATER, because="it came")
    with pytest.raises(Refused, match="just undone"):
        take_back(override, by=cast.dana, at=LATER, because="it came")
    with acting_as(cast.dana):
        assert Override.objects.get().undone_because == "it came"
        assert counted_by_reason([run]) == []
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1


@pytest.mark.parametrize("who", ["amira", "cass", "idris", "jo"])
def test_only_those_who_accept_change(
    who: str, cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    cast.case()
    run = planned()
    proposal = only_proposal(cast, run)
    user = getattr(cast, who)
    with pytest.raises(Refused, match="workflow managers"):
        change(cast, proposal, to_owner=hal.staff_member, by=user)
    with pytest.raises(Refused, match="workflow managers"):
        leave_proposals(
            run, proposals=[proposal.pk], by=user, at=LATER, reason="other", because="x"
        )


def test_team_leader_chooses_among_their_own_team(cast: Cast, hal: User) -> None:
    from evenhand.flows.reallocate import reallocate_case

    case = cast.case(
        owner=cast.amira.staff_member, owned_since=ON, responsible_unit=cast.liverpool
    )
    with acting_as(cast.service):
        team = Team.objects.create(unit=cast.liverpool, name="One")
        for user in (cast.amira, cast.cass):
            user.staff_member.team = team
            user.staff_member.save()
        declare_conflict(
            case,
            staff_member=cast.amira.staff_member,
            by=cast.service,
            at=AT,
            because="neighbour",
        )
    with acting_as(cast.cass):
        case.refresh_from_db()
    run = reallocate_case(case, by=cast.cass, on=ON, at=AT)
    with acting_as(cast.cass):
        proposal = run.proposals.get()
    with pytest.raises(Refused, match="own team"):
        change(cast, proposal, to_owner=hal.staff_member, by=cast.cass)
    with acting_as(cast.service):
        hal.staff_member.team = team
        hal.staff_member.save()
    change(cast, proposal, to_owner=hal.staff_member, by=cast.cass)


def test_run_of_the_next_week_reads_what_was_given_by_hand(
    cast: Cast, hal: User, planned: Callable[[], Run]
) -> None:
    cast.case()
    change(cast, only_proposal(cast, planned()), to_owner=hal.staff_member)
    with acting_as(cast.dana):
        run = create_run(on=ON + timedelta(days=7), by=cast.dana, at=LATER)
    carry_out(run.pk, at=LATER)
    with acting_as(cast.dana):
        assert not run.proposals.exists()
