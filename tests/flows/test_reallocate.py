"""Single re-allocations: proposed by the same engine, moved only by acceptance."""

from datetime import date, timedelta

import pytest

from evenhand.casework.cases.services import move_case
from evenhand.casework.conflicts.services import declare_conflict
from evenhand.casework.models import Case, Stage
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Event, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.reallocate import Away, reallocate_case, reallocate_person
from evenhand.flows.replay_plan import replay
from evenhand.planning.models import Proposal, Run
from evenhand.planning.queries import open_reallocations, reallocations, runs
from evenhand.workforce.capacity import weekly_places
from evenhand.workforce.models import Team
from tests.accepting import accept
from tests.cast import AT, ON, Cast


LATER = AT + timedelta(hours=2)


def decider(cast: Cast, name: str, *, places: int = 5) -> User:
    """Another decision maker of Liverpool."""
    user = cast.person(name, Role.DECISION_MAKER)
    user.staff_member.decides, user.staff_member.weekly_places = True, places
    user.staff_member.save()
    return user


def owned(cast: Cast, **columns: object) -> Case:
    """A case amira has had for a while."""
    return cast.case(
        owner=cast.amira.staff_member,
        owned_since=date(2026, 10, 1),
        responsible_unit=cast.liverpool,
        **columns,  # type: ignore[arg-type]
    )


def leaves(cast: Cast, *, by: User | None = None, why: Run.Why = Run.Why.LEAVES) -> Run:
    return reallocate_person(
        cast.amira.staff_member,
        why=why,
        away=Away(ON, ON + timedelta(days=14)) if why == Run.Why.AWAY else None,
        by=by or cast.dana,
        on=ON,
        at=LATER,
    )


def declare(cast: Cast, case: Case) -> None:
    with acting_as(cast.amira):
        declare_conflict(
            case,
            staff_member=cast.amira.staff_member,
            by=cast.amira,
            at=AT,
            because="her neighbour",
        )


def in_one_team(cast: Cast, *users: User) -> None:
    team = Team.objects.create(unit=cast.liverpool, name="Team 1")
    for user in users:
        user.staff_member.team = team
        user.staff_member.save()


def test_cases_of_somebody_who_leaves_move_when_a_person_accepts(cast: Cast) -> None:
    hal = decider(cast, "hal")
    ready, early = owned(cast), owned(cast, stage=Stage.REGISTERED)
    others = cast.case()
    run = leaves(cast)
    with acting_as(cast.dana):
        assert set(run.proposals.values_list("case", "to_owner")) == {
            (ready.pk, hal.staff_member.pk),
            (early.pk, hal.staff_member.pk),
        }
        assert Case.objects.filter(owner=cast.amira.staff_member).count() == 2
    answer = accept(run, by=cast.dana, on=ON, at=LATER)
    assert (answer.accepted, answer.left_out) == (2, ())
    with acting_as(cast.dana):
        assert not Case.objects.filter(owner=cast.amira.staff_member).exists()
        assert Case.objects.get(pk=others.pk).owner is None
        told = Event.objects.get(kind="case_allocated", case_id=ready.pk)
        assert told.data["owner_names"] == ["Amira Test", "Hal Test"]
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0


def test_decided_case_stays_with_whoever_decided_it(cast: Cast) -> None:
    decider(cast, "hal")
    owned(cast, stage=Stage.DECIDED)
    run = leaves(cast)
    with acting_as(cast.dana):
        assert not run.proposals.exists()


def test_what_cannot_be_placed_says_why_and_stays(cast: Cast) -> None:
    decider(cast, "hal", places=1)
    older = owned(cast, claimed_on=date(2024, 2, 1))
    newer = owned(cast, claimed_on=date(2025, 1, 1))
    run = leaves(cast, why=Run.Why.AWAY)
    with acting_as(cast.dana):
        placed, waits = run.proposals.order_by("position")
    assert (placed.case_id, waits.case_id) == (older.pk, newer.pk)
    assert (waits.state, waits.why_not) == (Proposal.State.NOT_PLACED, "full")
    assert waits.reason.startswith(
        "It stays with Amira Test for now: the only person in Liverpool"
    )
    assert "has no place left for it." in waits.reason
    accept(run, by=cast.dana, on=ON, at=LATER)
    with acting_as(cast.dana):
        assert Case.objects.get(pk=newer.pk).owner == cast.amira.staff_member


def test_unit_that_has_the_case_comes_after_those_the_rules_name(cast: Cast) -> None:
    hal = decider(cast, "hal")
    owned(cast, claimed_on=date(2023, 1, 1))
    run = leaves(cast)
    with acting_as(cast.dana):
        proposal = run.proposals.get()
    assert (proposal.to_owner, proposal.to_unit) == (hal.staff_member, cast.liverpool)
    assert "Liverpool is number 2 of its units" in proposal.reason


def test_case_goes_from_its_owner_for_a_conflict_and_to_no_other_in_one(
    cast: Cast,
) -> None:
    hal, ida = decider(cast, "hal"), decider(cast, "ida")
    case, other = owned(cast), owned(cast)
    with acting_as(cast.dana):
        case = Case.objects.get(pk=case.pk)
        with pytest.raises(Refused, match="No conflict of Amira Test"):
            reallocate_case(case, by=cast.dana, on=ON, at=LATER)
    declare(cast, case)
    with acting_as(cast.amira):
        declare_conflict(
            case, staff_member=hal.staff_member, by=cast.amira, at=AT, because="kin"
        )
    run = reallocate_case(case, by=cast.dana, on=ON, at=LATER)
    with acting_as(cast.dana):
        proposal = run.proposals.get()
        assert (proposal.case_id, proposal.to_owner) == (case.pk, ida.staff_member)
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1
    with acting_as(cast.dana):
        assert Case.objects.get(pk=case.pk).owner == ida.staff_member
        assert Case.objects.get(pk=other.pk).owner == cast.amira.staff_member


def test_case_without_an_owner_or_decided_is_not_reallocated(cast: Cast) -> None:
    with pytest.raises(Refused, match="no decision maker"):
        reallocate_case(cast.case(), by=cast.dana, on=ON, at=LATER)
    decided = owned(cast, stage=Stage.DECIDED)
    with pytest.raises(Refused, match="decided already"):
        reallocate_case(decided, by=cast.dana, on=ON, at=LATER)


def test_case_that_changed_meanwhile_is_left_out_and_named(cast: Cast) -> None:
    decider(cast, "hal")
    moved, new_conflict, same = owned(cast), owned(cast), owned(cast)
    run = leaves(cast)
    with acting_as(cast.eli):
        move_case(
            moved,
            to=Stage.INTERVIEWED,
            by=cast.eli,
            on=ON,
            at=LATER,
            because="held",
            interviewed_on=ON,
        )
    declare(cast, new_conflict)
    answer = accept(run, by=cast.dana, on=ON, at=LATER)
    assert answer.accepted == 1
    assert answer.left_out == tuple(
        (ref, "It changed after the run read it")
        for ref in sorted((moved.ref, new_conflict.ref))
    )
    with acting_as(cast.dana):
        assert Case.objects.get(pk=same.pk).owner != cast.amira.staff_member
        assert Case.objects.get(pk=moved.pk).owner == cast.amira.staff_member


def test_second_of_two_reallocations_is_told_who_has_the_case(cast: Cast) -> None:
    hal = decider(cast, "hal")
    case = owned(cast)
    first = leaves(cast)
    second = leaves(cast, why=Run.Why.AWAY)
    accept(first, by=cast.dana, on=ON, at=LATER)
    answer = accept(second, by=cast.dana, on=ON, at=LATER)
    assert answer.left_out == (
        (case.ref, f"It was given to {hal.name} after the run read it"),
    )


def test_second_click_finds_the_first_run(cast: Cast) -> None:
    owned(cast)
    assert leaves(cast) == leaves(cast)
    with acting_as(cast.dana):
        assert (reallocations().count(), runs().count()) == (1, 0)


@pytest.mark.parametrize("who", ["amira", "cass", "eli", "idris", "jo", "nobody"])
def test_others_do_not_reallocate(cast: Cast, who: str) -> None:
    case = owned(cast)
    declare(cast, case)
    user, run = getattr(cast, who), leaves(cast)
    with pytest.raises(Refused, match="leader of the team"):
        leaves(cast, by=user)
    with pytest.raises(Refused, match="leader of the team"):
        reallocate_case(case, by=user, on=ON, at=LATER)
    with pytest.raises(Refused, match="leader of the team"):
        accept(run, by=user, on=ON, at=LATER)


def test_team_leader_moves_cases_within_the_team_and_no_further(cast: Cast) -> None:
    near, far = decider(cast, "near", places=1), decider(cast, "far", places=1)
    in_one_team(cast, cast.amira, cast.cass, near)
    for _ in range(2):
        owned(cast)
    run = leaves(cast, by=cast.cass)
    assert accept(run, by=cast.cass, on=ON, at=LATER).accepted == 1
    with acting_as(cast.cass):
        assert Case.objects.filter(owner=near.staff_member).count() == 1
        assert not Case.objects.filter(owner=far.staff_member).exists()
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 1


def test_restricted_case_moves_to_the_cleared_and_shows_nothing_to_others(
    cast: Cast,
) -> None:
    decider(cast, "hal")
    ida = decider(cast, "ida", places=1)
    grant(ida, clearances=Clearance.values, by=cast.service, at=AT, because="cleared")
    hidden = owned(cast, restriction="restricted")
    run = leaves(cast)
    with acting_as(cast.dana):
        assert not run.proposals.exists()
    assert accept(run, by=cast.dana, on=ON, at=LATER).accepted == 0
    grant(
        cast.dana,
        clearances=Clearance.values,
        by=cast.service,
        at=AT,
        because="cleared",
    )
    with acting_as(cast.dana):
        assert run.proposals.get().to_owner == ida.staff_member
    declare_as = cast.dana
    with acting_as(declare_as):
        declare_conflict(
            hidden,
            staff_member=cast.amira.staff_member,
            by=declare_as,
            at=AT,
            because="kin",
        )
    about_it = reallocate_case(hidden, by=cast.dana, on=ON, at=LATER)
    with acting_as(cast.cass):
        assert list(reallocations()) == [run], "a run about a hidden case is hidden"
        assert Event.objects.filter(kind="reallocation_proposed").count() == 1
    with acting_as(cast.dana):
        assert set(reallocations()) == {run, about_it}


def test_reallocation_replays_to_the_bit(cast: Cast) -> None:
    decider(cast, "hal", places=2)
    for day in range(1, 5):
        owned(cast, claimed_on=date(2025, 3, day))
    run = leaves(cast)
    with acting_as(cast.service):
        answer = replay(run)
    assert (answer["same"], answer["cases"]) == (True, 4)


def test_absence_is_recorded_once_and_takes_the_places_of_its_weeks(cast: Cast) -> None:
    owned(cast)
    run = leaves(cast, why=Run.Why.AWAY)
    assert leaves(cast, why=Run.Why.AWAY) == run
    absence = cast.amira.staff_member.absences.get()
    assert (absence.from_on, absence.to_on) == (ON, ON + timedelta(days=14))
    with acting_as(cast.dana):
        event = Event.objects.get(kind="absence_recorded")
        assert (event.by, event.data["name"]) == (cast.dana, "Amira Test")
        week = dict(
            weekly_places(ON + timedelta(days=7)).select("ref", "places").iter_rows()
        )
    assert week["S-amira"] == 0


@pytest.mark.parametrize("away", [Away(ON, ON), Away(ON, ON - timedelta(days=1)), None])
def test_absence_without_a_day_is_refused_and_nothing_proposed(
    cast: Cast, away: Away | None
) -> None:
    owned(cast)
    with pytest.raises(Refused):
        reallocate_person(
            cast.amira.staff_member,
            why=Run.Why.AWAY,
            away=away,
            by=cast.dana,
            on=ON,
            at=LATER,
        )
    with acting_as(cast.dana):
        assert not reallocations().exists()
    assert not cast.amira.staff_member.absences.exists()


def test_reallocation_is_open_while_somebody_may_still_accept_of_it(cast: Cast) -> None:
    decider(cast, "hal")
    ida = decider(cast, "ida")
    grant(ida, clearances=Clearance.values, by=cast.service, at=AT, because="cleared")
    owned(cast)
    run = leaves(cast)
    with acting_as(cast.dana):
        assert list(open_reallocations()) == [run]
    accept(run, by=cast.dana, on=ON, at=LATER)
    owned(cast, restriction="restricted")
    hidden = leaves(cast, why=Run.Why.AWAY)
    with acting_as(cast.dana):
        assert not open_reallocations().exists(), "of cases she may not see"
    with acting_as(cast.service):
        assert list(open_reallocations()) == [hidden]
