"""Acceptance against another, an edit, a leaver, a new release and an undoing."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from evenhand.casework.barriers.services import open_barrier
from evenhand.casework.models import Case
from evenhand.config.settings import POLICY_FOLDER
from evenhand.core.accounts import grant
from evenhand.core.models import Event, Role, User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.flows.accept_plan import Accepted, accept_proposals
from evenhand.flows.override_plan import override_proposal
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.undo_plan import CannotUndo, undo_acceptance
from evenhand.planning.models import Handover, Proposal, Run
from evenhand.releases.services import publish_release
from evenhand.workforce.models import StaffMember
from tests.accepting import accept, open_all
from tests.cast import AT, ON, Cast, assemble
from tests.racing import while_open


LATER = AT + timedelta(hours=2)


@pytest.fixture
def world(own_database: str) -> Cast:
    """The cast in a database where transactions really commit, with three cases."""
    cast = assemble()
    for day in (1, 2, 3):
        cast.case(claimed_on=date(2025, 3, day))
    grant(cast.cass, roles=[Role.WORKFLOW_MANAGER], by=cast.jo, at=AT, because="helps")
    return cast


def planned(cast: Cast, at=AT) -> Run:
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=at)
    run = carry_out(run.pk, at=at)
    for user in (cast.dana, cast.cass):
        open_all(run, by=user)
    return run


def ids_of(cast: Cast, run: Run) -> list[int]:
    with acting_as(cast.dana):
        return list(run.proposals.order_by("position").values_list("pk", flat=True))


def take(run: Run, by: User, proposals: list[int] | None = None) -> Accepted:
    return accept_proposals(run, proposals=proposals, by=by, on=ON, at=LATER)


def undo(run: Run, by: User) -> int:
    return undo_acceptance(run, by=by, on=ON, at=LATER, because="too early")


def test_two_managers_accept_overlapping_parts(world: Cast) -> None:
    run = planned(world)
    one, two, three = ids_of(world, run)
    second = while_open(
        lambda: take(run, world.dana, [one, two]),
        lambda: take(run, world.cass, [two, three]),
    )
    assert second == Accepted(1, ())
    with acting_as(world.dana):
        given = Event.objects.filter(kind="case_allocated")
        assert sorted(given.values_list("by__username", flat=True)) == [
            "cass",
            "dana",
            "dana",
        ]
        assert Handover.objects.count() == 3


def test_case_edited_while_it_is_accepted_is_left_out(world: Cast) -> None:
    run = planned(world)
    with acting_as(world.dana):
        case = run.proposals.order_by("position")[0].case

    def edit() -> None:
        with acting_as(world.eli):
            open_barrier(
                case,
                kind="no-contact",
                blocks="interview",
                source="letter returned",
                on=ON,
                review_on=ON + timedelta(days=14),
                by=world.eli,
                at=LATER,
            )

    answer = while_open(edit, lambda: take(run, world.dana))
    assert answer.accepted == 2
    assert answer.left_out == ((case.ref, "It changed after the run read it"),)
    with acting_as(world.dana):
        left = Proposal.objects.get(case=case)
        assert (left.state, left.why_left_out) == (
            "left out",
            "It changed after the run read it",
        )


def test_edit_that_comes_second_finds_the_case_given(world: Cast) -> None:
    run = planned(world)
    with acting_as(world.dana):
        case = run.proposals.order_by("position")[0].case

    def edit() -> None:
        with acting_as(world.eli):
            open_barrier(
                Case.objects.get(pk=case.pk),
                kind="no-contact",
                blocks="interview",
                source="letter returned",
                on=ON,
                review_on=ON + timedelta(days=14),
                by=world.eli,
                at=LATER,
            )

    while_open(lambda: take(run, world.dana), edit)
    with acting_as(world.dana):
        assert Case.objects.get(pk=case.pk).owner == world.amira.staff_member
        assert Case.objects.get(pk=case.pk).barriers.count() == 1
    with pytest.raises(CannotUndo) as refusal:
        undo(run, world.dana)
    assert refusal.value.built_on == ((case.ref, "It has changed since"),)


def test_person_who_leaves_meanwhile_is_given_nothing(world: Cast) -> None:
    run = planned(world)
    amira = world.amira.staff_member

    def leave() -> None:
        with acting_as(world.service):
            StaffMember.objects.filter(pk=amira.pk).update(left_on=ON)

    answer = while_open(leave, lambda: take(run, world.dana))
    assert answer.accepted == 0
    assert {why for _, why in answer.left_out} == {"Amira Test has left"}


def test_run_under_a_release_no_longer_in_force_is_not_accepted(
    world: Cast, tmp_path: Path
) -> None:
    run, noon = planned(world), AT + timedelta(hours=3)
    folder = tmp_path / "policy"
    shutil.copytree(POLICY_FOLDER, folder)
    about = folder / "release.toml"
    about.write_text(about.read_text().replace("with children first", "mended"))
    with acting_as(world.service):
        publish_release(
            folder,
            by=world.service,
            at=noon,
            because="a rule was unlawful",
            demo=True,
        )
    proposal = ids_of(world, run)[0]
    before = accept_proposals(run, proposals=[proposal], by=world.dana, on=ON, at=LATER)
    assert before.accepted == 1, "it was in force then"
    with pytest.raises(Refused, match="release 2 is in force now.*Start another run"):
        accept_proposals(run, by=world.dana, on=ON, at=noon)
    with acting_as(world.dana):
        other = run.proposals.filter(state="proposed").first()
        assert other is not None
    with pytest.raises(Refused, match="release 2 is in force now"):
        override_proposal(
            other,
            to_unit=world.liverpool,
            by=world.dana,
            on=ON,
            at=noon,
            reason="other",
            because="x",
        )
    assert undo(run, world.dana) == 1, "what was given can still be taken back"


def test_undoing_while_another_run_is_accepted(world: Cast) -> None:
    first, second = planned(world), planned(world)
    assert accept(first, by=world.dana, on=ON, at=LATER).accepted == 3
    answer = while_open(
        lambda: undo(first, world.dana), lambda: take(second, world.cass)
    )
    assert answer.accepted == 0, "each case has changed twice since that run"
    assert len(answer.left_out) == 3
    with acting_as(world.dana):
        assert not Case.objects.exclude(owner=None).exists()
    assert take(first, world.dana).accepted == 3, "it waits to be accepted again"


def test_undoing_finds_what_another_run_gave_meanwhile(world: Cast) -> None:
    first = planned(world)
    one, *_ = ids_of(world, first)
    accept(first, by=world.dana, on=ON, at=LATER)
    undone = undo(first, world.dana)
    assert undone == 3
    second = planned(world, at=LATER)
    accept(first, proposals=[one], by=world.dana, on=ON, at=LATER)
    answer = while_open(
        lambda: take(second, world.cass), lambda: undo(first, world.dana)
    )
    assert answer == 1, "only what the first run gave goes back"
    with acting_as(world.dana):
        assert Case.objects.exclude(owner=None).count() == 2


def test_case_given_by_hand_while_all_is_accepted_goes_one_way(world: Cast) -> None:
    run = planned(world)
    with acting_as(world.dana):
        proposal = run.proposals.order_by("position")[0]

    def by_hand() -> None:
        override_proposal(
            proposal,
            to_unit=world.liverpool,
            by=world.dana,
            on=ON,
            at=LATER,
            reason="other",
            because="she asked for a woman",
        )

    answer = while_open(by_hand, lambda: take(run, world.cass))
    assert answer == Accepted(2, ())
    with acting_as(world.dana):
        assert Handover.objects.filter(undone_at=None).count() == 3
        assert Case.objects.get(pk=proposal.case_id).owner is None
